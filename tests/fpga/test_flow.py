# SPDX-License-Identifier: Apache-2.0
"""The parts of tools/fpga that judge and change designs, on small ones made here."""

import contextlib
import copy
import io
import json
import pathlib
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/fpga"))
import build  # noqa: E402
import flow  # noqa: E402
import gowin_feed  # noqa: E402
import gowin_sta  # noqa: E402
import outreg  # noqa: E402
import report  # noqa: E402

CLOCK, READ, STORED, OTHER = 2, 10, 20, 30


def flip_flop(data, out, **changes):
    return {"type": "TRELLIS_FF", "parameters": {"CEMUX": "1 ", "CLKMUX": "CLK", **changes.get("parameters", {})},
            "port_directions": {"CLK": "input", "DI": "input", "LSR": "input", "Q": "output"},
            "connections": {"CLK": [changes.get("clock", CLOCK)], "DI": [data], "LSR": [changes.get("reset", "0")], "Q": [out]}}


def ecp5(**changes):
    """A block RAM with one used output bit and the flip-flop behind it."""
    ram = {"type": "DP16KD",
           "parameters": {"DATA_WIDTH_A": "010010", "DATA_WIDTH_B": "010010", "REGMODE_A": "NOREG", "REGMODE_B": "NOREG"},
           "port_directions": {"CLKA": "input", "CLKB": "input", "OCEB": "input", "DOB0": "output", "DOB1": "output"},
           "connections": {"CLKA": [CLOCK], "CLKB": [CLOCK], "OCEB": ["0"], "DOB0": [READ], "DOB1": [READ + 1]}}
    return {"modules": {"top": {"cells": {"ram": ram, "stored": flip_flop(READ, STORED, **changes)},
                                "ports": {"q": {"bits": [STORED]}, **changes.get("ports", {})}}}}


class OutputRegisters(unittest.TestCase):
    def test_plain_flip_flop_is_absorbed(self):
        netlist = ecp5()
        self.assertEqual(outreg.absorb(netlist), 1)
        cells = netlist["modules"]["top"]["cells"]
        self.assertEqual(list(cells), ["ram"])
        self.assertEqual(cells["ram"]["parameters"]["REGMODE_B"], "OUTREG")
        self.assertEqual(cells["ram"]["parameters"]["REGMODE_A"], "NOREG")
        self.assertEqual(cells["ram"]["connections"]["DOB0"], [STORED])
        self.assertEqual(cells["ram"]["connections"]["OCEB"], ["1"])

    def test_any_other_is_left(self):
        for why, changes in {
                "reset": {"reset": OTHER}, "enable": {"parameters": {"CEMUX": "CE"}}, "clock": {"clock": OTHER},
                "falling edge": {"parameters": {"CLKMUX": "INV"}}, "second reader": {"ports": {"p": {"bits": [READ]}}}}.items():
            with self.subTest(why):
                netlist = ecp5(**changes)
                before = copy.deepcopy(netlist)
                self.assertEqual(outreg.absorb(netlist), 0)
                self.assertEqual(netlist, before)

    def test_one_bit_without_register_keeps_all_out(self):
        netlist = ecp5(ports={"p": {"bits": [READ + 1]}})
        self.assertEqual(outreg.absorb(netlist), 0)


class GowinFeeds(unittest.TestCase):
    def test_flip_flop_without_lut_gets_one(self):
        directions = {"D": "input", "Q": "output"}
        lut = {"type": "LUT4", "port_directions": {"F": "output", "I0": "input"}, "connections": {"F": [5], "I0": [4]}}
        netlist = {"modules": {"top": {"ports": {}, "cells": {
            "lut": lut,
            "own": {"type": "DFF", "port_directions": directions, "connections": {"D": [5], "Q": [6]}},
            "shift": {"type": "DFF", "port_directions": directions, "connections": {"D": [6], "Q": [7]}},
            "next": {"type": "DFF", "port_directions": directions, "connections": {"D": [7], "Q": [8]}}}}}}
        self.assertEqual(gowin_feed.make_explicit(netlist), 2)
        cells = netlist["modules"]["top"]["cells"]
        self.assertEqual(cells["own"]["connections"]["D"], [5])
        feed = cells["shift$feed"]
        self.assertEqual([feed["connections"][f"I{i}"] for i in range(4)], [[6], ["0"], ["0"], ["0"]])
        self.assertEqual(feed["connections"]["F"], cells["shift"]["connections"]["D"])
        driven = [cells[name]["connections"][port] for name, port in (("lut", "F"), ("own", "Q"), ("shift", "Q"), ("next", "Q"),
                                                                      ("shift$feed", "F"), ("next$feed", "F"))]
        self.assertEqual(len({bit for bits in driven for bit in bits}), 6)


class GowinPaths(unittest.TestCase):
    # q -> LUT4 with a delay -> d of one flip-flop; q -> feed-through without -> d of another; a pin -> its own feed-through
    SDF = r"""
  (CELL (CELLTYPE "top") (INSTANCE )
    (DELAY (ABSOLUTE
        (INTERCONNECT clk/O a/CLK (9000:9000:9000) (9000:9000:9000))
        (INTERCONNECT a/Q lut/I0 (100:200:300) (100:200:300))
        (INTERCONNECT lut/F b/D (0:0:0) (0:0:0))
        (INTERCONNECT a/Q feed\$/I3 (400:500:WIRE) (400:500:WIRE))
        (INTERCONNECT feed\$/F c/D (0:0:0) (0:0:0))
        (INTERCONNECT pin/O d/D (5000:5000:5000) (5000:5000:5000)))))
  (CELL (CELLTYPE "DFF") (INSTANCE a) (DELAY (ABSOLUTE (IOPATH CLK Q (333:395:458) (333:395:458)))))
  (CELL (CELLTYPE "LUT4") (INSTANCE lut) (DELAY (ABSOLUTE (IOPATH I0 F (700:800:1000) (700:800:1000)))))
  (CELL (CELLTYPE "LUT4") (INSTANCE feed\$))
  (CELL (CELLTYPE "DFF") (INSTANCE b) (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CLK) (250:324:400) (0:0:0))))
  (CELL (CELLTYPE "DFF") (INSTANCE c) (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CLK) (250:324:400) (0:0:0))))
  (CELL (CELLTYPE "DFF") (INSTANCE d) (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CLK) (250:324:400) (0:0:0))))
"""

    def test_path_through_feed_through_counts(self):
        self.assertEqual(gowin_sta.longest_path(self.SDF.replace("WIRE", "600")), 458 + 600 + 1030 + 400)

    def test_other_paths_count(self):
        self.assertEqual(gowin_sta.longest_path(self.SDF.replace("WIRE", "200")), 458 + 300 + 1000 + 400)


class Placing(unittest.TestCase):
    DESIGN = {"family": "gowin", "clock_hz": 27_000_000, "pnr": []}

    def place(self, reported, **changes):
        """The rate of a design whose report says one; the paths allow 1000/2.488 MHz."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

        def run(_command, _log):
            (folder / "report-7.json").write_text(json.dumps({"fmax": {"clk": {"achieved": reported, "constraint": 27.0}}}))
            (folder / "placed.sdf").write_text(GowinPaths.SDF.replace("WIRE", "600"))

        with unittest.mock.patch.object(flow, "run", run), unittest.mock.patch.object(flow, "ROOT", folder.parent):
            return flow.place({**self.DESIGN, **changes}, folder, 7)["fmax"]["clk"]["achieved"]

    def test_no_rate_is_above_what_its_paths_allow(self):
        self.assertEqual(self.place(300.0, feeds=False), 300.0)
        self.assertAlmostEqual(self.place(500.0, feeds=False), 1e6 / 2488)

    def test_report_that_knows_all_paths(self):
        self.assertEqual(self.place(500.0), 500.0)
        self.assertEqual(self.place(500.0, feeds=True), 500.0)


class Judgement(unittest.TestCase):
    DESIGN = {"name": "x", "clock_hz": 75_000_000, "reference_hz": 25_000_000, "limits": {"clock_tree": 257, "block_ram": 212}}

    def report(self, **clocks):
        return {"fmax": {name: {"achieved": achieved, "constraint": asked} for name, (achieved, asked) in clocks.items()}}

    def test_core_clock_is_found(self):
        report = self.report(pll=(88.5, 75.0), pin=(300.0, 25.0))
        self.assertEqual(build.check_clocks(self.DESIGN, report), 88.5)

    def test_clock_that_nobody_constrained(self):
        with self.assertRaisesRegex(flow.Failed, "clock stray"):
            build.check_clocks(self.DESIGN, self.report(pll=(88.5, 75.0), stray=(300.0, 12.0)))

    def test_clock_of_usb(self):
        design = {**self.DESIGN, "usb_clock": 48_000_000}
        for usb, met in ((55.0, True), (47.9, False)):
            report = self.report(pll=(88.5, 75.0), pin=(300.0, 25.0), usb=(usb, 48.0))
            self.assertEqual(build.check_clocks(design, report), 88.5)
            self.assertEqual(build.others_met(design, report), met)

    def test_no_core_clock(self):
        with self.assertRaisesRegex(flow.Failed, "found none"):
            build.check_clocks(self.DESIGN, self.report(pin=(300.0, 25.0)))

    def test_limit_is_that_of_the_cells_in_use(self):
        self.assertEqual(build.limit_of(self.DESIGN, {"TRELLIS_FF": [1, 2]}), (257, "clock_tree"))
        self.assertEqual(build.limit_of(self.DESIGN, {"DP16KD": [1, 2]}), (212, "block_ram"))

    def test_rate_that_is_no_whole_number_of_clocks(self):
        boards, targets, _ = flow.tables()
        board = {**boards["ulx3s-25f"], "rates": [7_000_000]}
        with self.assertRaisesRegex(flow.Failed, "whole number"):
            build.board_design("x", board, targets)

    def test_pll_makes_the_clock(self):
        boards, _, _ = flow.tables()
        for name, board in boards.items():
            pll, reference = board["build"]["pll"], board["build"]["reference"]["hz"]
            if "CLKI_DIV" in pll:
                made, vco = reference // pll["CLKI_DIV"] * pll["CLKFB_DIV"], pll["CLKOP_DIV"]
                self.assertTrue(400e6 <= made * vco <= 800e6 and reference // pll["CLKI_DIV"] >= 10e6, name)
            elif "FBDIV_SEL" in pll:
                made, vco = reference // (pll["IDIV_SEL"] + 1) * (pll["FBDIV_SEL"] + 1), pll["ODIV_SEL"]
                self.assertTrue(400e6 <= made * vco <= 1200e6, name)
            else:
                made = reference * (pll["DIVF"] + 1) >> pll["DIVQ"]
                self.assertTrue(533e6 <= reference * (pll["DIVF"] + 1) <= 1066e6 and made >= 16e6, name)
            self.assertEqual(made, board["clock_hz"], name)
            if "CLKOS_DIV" in pll:      # dg_pll_ecp5_usb: 2/5 of the second output
                self.assertEqual(made * vco // pll["CLKOS_DIV"] // 5 * 2, board["build"]["usb_clock"], name)


PINS = "constraints/" + "x"


class PlaceAndPack(unittest.TestCase):
    """What the tools are told, and what is made of their report."""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder = self.root / "build/boards/x"
        self.folder.mkdir(parents=True)
        self.said = []
        for name, value in (("ROOT", self.root), ("run", self.run_tool), ("command", lambda _, default: default)):
            self.enterContext(unittest.mock.patch.object(flow, name, value))

    def run_tool(self, words, _log):
        self.said = [str(word) for word in words]
        if "--report" in self.said:
            (self.root / self.after("--report")).write_text(json.dumps({"fmax": {"clk": {"achieved": 2000.0, "constraint": 75.0}}}))
        if "--sdf" in self.said:
            (self.root / self.after("--sdf")).write_text(GowinPaths.SDF.replace("WIRE", "600"))

    def after(self, option):
        return self.said[self.said.index(option) + 1]

    def place(self, family, **more):
        design = {"family": family, "pnr": ["--device"], "options": ["--option"], "clock_hz": 75_000_000, "constraints": "x", **more}
        return flow.place(design, self.folder, 7)["fmax"]["clk"]["achieved"]

    def test_place(self):
        outputs = {"ecp5": ("--textcfg", "placed.config", "--lpf", PINS), "ice40": ("--asc", "placed.asc", "--pcf", PINS),
                   "gowin": ("--write", "placed.json", "--vopt", f"cst={PINS}")}
        for family, (out, name, option, constraints) in outputs.items():
            self.assertEqual(self.place(family), 2000.0)
            self.assertEqual((self.after(out), self.after(option)), (f"build/boards/x/{name}", constraints), family)
            self.assertEqual((self.after("--json"), self.after("--seed"), self.after("--freq")), ("build/boards/x/netlist.json", "7", "75"))
            self.assertIn("--timing-allow-fail", self.said)
            self.assertLessEqual({"--device", "--option"}, set(self.said))
            self.assertNotIn("--sdf", self.said)
        self.place("ecp5", constraints=None)
        self.assertIn("--lpf-allow-unconstrained", self.said)

    def test_paths_that_the_report_lacks(self):
        self.assertEqual(self.place("gowin", feeds=False), 1e6 / (458 + 600 + 1030 + 400))

    def netlist(self, family, mapped, **more):
        def synthesis(words, log):
            self.said = words
            (self.folder / "mapped.json").write_text(json.dumps(mapped))
        for name in (*flow.sources(family), *(f"tools/fpga/{name}" for name in ("outreg.py", "gowin_feed.py", "gowin_lut4.v"))):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text("text")
        with unittest.mock.patch.object(flow, "run", synthesis):
            self.said = None
            flow.netlist({"family": family, "top": "x", "parameters": {"LANES": 4}, **more}, self.folder)
        return json.loads((self.folder / "netlist.json").read_text())

    def test_netlist(self):
        shift = {"modules": {"top": {"ports": {}, "cells": {"shift": {
            "type": "DFF", "port_directions": {"D": "input", "Q": "output"}, "connections": {"D": [6], "Q": [7]}}}}}}
        self.assertIn("shift$feed", self.netlist("gowin", shift)["modules"]["top"]["cells"])
        self.assertEqual(self.netlist("gowin", shift, feeds=False), shift)
        self.assertEqual(list(self.netlist("ecp5", ecp5())["modules"]["top"]["cells"]), ["ram"])
        self.assertIn("chparam -set LANES 4 x", (self.folder / "synthesis.ys").read_text())

    def test_netlist_is_made_anew_where_it_must(self):
        self.netlist("ecp5", ecp5())
        (self.folder / "result.json").write_text("of this netlist")
        self.netlist("ecp5", ecp5())
        self.assertIsNone(self.said)
        self.assertTrue((self.folder / "result.json").exists())
        self.netlist("ecp5", ecp5(), top="y")
        self.assertIsNotNone(self.said)
        self.assertFalse((self.folder / "result.json").exists())

    def test_pack(self):
        for family, suffix in (("ecp5", "bit"), ("ice40", "bin"), ("gowin", "fs")):
            self.assertEqual(flow.pack({"family": family}, self.folder), self.folder / f"deltagen.{suffix}")
            self.assertIn(f"build/boards/x/deltagen.{suffix}", self.said)
            self.assertIn({"ecp5": "build/boards/x/placed.config", "ice40": "build/boards/x/placed.asc",
                           "gowin": "build/boards/x/placed.json"}[family], self.said)


class Page(unittest.TestCase):
    """docs/figures.md from results made here."""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        tables = flow.tables()
        self.enterContext(unittest.mock.patch.object(flow, "tables", lambda: tables))
        self.enterContext(unittest.mock.patch.object(flow, "ROOT", self.root))
        self.boards, _, self.figures = tables

    def result(self, design, **changes):
        folder = self.root / "build" / design
        folder.mkdir(parents=True)
        result = {"cells": {"TRELLIS_COMB": [1234, 24000], "TRELLIS_FF": [56, 24000]}, "asked_mhz": 75, "routed_mhz": 88.5, "limit_mhz": None,
                  "limited_by": None, "seed": 3}
        (folder / "result.json").write_text(json.dumps(result | changes))

    def rows(self):
        page = self.root / "page.md"
        self.assertEqual(report.main([str(page)]), 0)
        text = page.read_text()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
        return text, {row[0]: row[1:] for row in cells}

    def test_boards_and_blocks(self):
        (board, about), (figure, block) = next(iter(self.boards.items())), next(iter(self.figures.items()))
        self.result(f"boards/{board}")
        self.result(f"figures/{figure}", limit_mhz=80, limited_by="block_ram")
        text, rows = self.rows()
        self.assertEqual(rows[about["title"]][:9], ["1,234 of 24,000", "56 of 24,000", "0", "0", f"{about['clock_hz'] / 1e6:g}", "75", "88.5",
                                                   "none published", "3"])
        self.assertEqual(rows[block["block"]][1:10], ["1,234 of 24,000", "56 of 24,000", "0", "0", "75", "88.5", "80 block ram", "3", "80 MHz"])
        self.assertTrue(rows[block["block"]][10].startswith(f"{80 * block['per_clock'] / (1 if 80 * block['per_clock'] < 1000 else 1000):.3g} "))
        absent = text.split("Not placed when this page was written: ")[1].split(".\n")[0].split(", ")
        self.assertEqual(set(absent), {*self.boards, *self.figures} - {board, figure})

    def test_notes_stand_at_the_end(self):
        (self.root / "rtl/figures").mkdir(parents=True)
        (self.root / "rtl/figures/notes.md").write_text("what else is to say\n")
        self.assertTrue(self.rows()[0].endswith("\nwhat else is to say\n"))

    def test_rates(self):
        self.assertEqual([report.rate(hz) for hz in (1234e6, 1e9, 999e6, 75e6, 1e6, 12)], ["1.23 G", "1 G", "999 M", "75 M", "1 M", "12 "])

    def test_usage(self):
        for words in ([], ["a", "b"]):
            with contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertEqual(report.main(words), 2)
            self.assertIn("usage: report.py FILE", said.getvalue())


class Tools(unittest.TestCase):
    def setUp(self):
        self.log = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "tool.log"

    def test_yosys_reads_the_script(self):
        """The package, of which here only what is used."""
        package = self.log.parent / "pyosys"
        package.mkdir()
        (package / "libyosys.py").write_text("def Design():\n    return 'a design'\ndef run_pass(*words):\n    print(*words)\n")
        with unittest.mock.patch.dict("os.environ", {"PYTHONPATH": str(self.log.parent)}):
            flow.run([*flow.YOSYS, "x.ys"], self.log)
        self.assertEqual(self.log.read_text(), "script x.ys a design\n")

    def test_one_that_takes_long_is_spoken_of(self):
        with unittest.mock.patch.object(flow, "SAY_S", 0.1), contextlib.redirect_stderr(io.StringIO()) as said:
            flow.run(["sh", "-c", "echo words; sleep 0.5"], self.log)
        self.assertIn("/tool: 0 s\n", said.getvalue())
        self.assertEqual(self.log.read_text(), "words\n")

    def test_one_that_fails_shows_its_errors(self):
        with self.assertRaisesRegex(flow.Failed, "sh failed:\nERROR: no such thing\n"):
            flow.run(["sh", "-c", "echo words; echo ERROR: no such thing; exit 1"], self.log)


if __name__ == "__main__":
    unittest.main()
