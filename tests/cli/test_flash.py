# SPDX-License-Identifier: Apache-2.0
"""flash: what is refused, how the loaders are called, what each of their failures becomes, and what is checked."""

import hashlib
import json
import shutil
import unittest

from common import BUILD, Case
from machine import Machine

IDCODE_85F = "cable 0x6010 at 6000000 Hz\nindex 0:\n\tidcode 0x41113043\n\tmanufacturer lattice\n\tfamily ECP5\n\tmodel  LFE5U-85\n"
IDCODE_9K = "index 0:\n\tidcode 0x100481b\n\tmanufacturer Gowin\n\tfamily GW1N\n\tmodel  GW1N(R)-9C\n"
DFU_LIST = ('Found DFU: [1209:5af0] ver=0101, devnum=7, cfg=1, intf=0, path="{port}", alt=1, name="0x00100000 RISC-V Firmware", '
            'serial="UNKNOWN"\n'
            'Found DFU: [1209:5af0] ver=0101, devnum=7, cfg=1, intf=0, path="{port}", alt=0, name="0x00080000 Bitstream", '
            'serial="UNKNOWN"\n')
DFU_DONE = "Download\t[=========================] 100%        64152 bytes\nDownload done.\n"
LOADED = "Open file DONE\nParse file DONE\nEnable configuration: DONE\n\rLoading: [==] 100.00%\nDone\n", 0


class FlashCase(Case):
    def setUp(self):
        super().setUp()
        self.machine = Machine(self.folder / "root")
        self.openfpgaloader = self.machine.program("openFPGALoader")
        self.dfu_util = self.machine.program("dfu-util")

    def bitstream(self, board, name="deltagen.bit", data=b"bits of a bitstream" * 1000, **changes):
        folder = self.folder / f"built-{board}"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        manifest = {"tools": {"yosys": "0.70", "file": "x", "list": [1, {"board": "y"}]}, "board": board, "device": "D",
                    "idcode": "0x0", "file": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data),
                    "clock_hz": 100000000, "build": "0123456789abcdef"} | changes
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=4))
        return folder / name

    def ulx3s(self, port="1-2", serial="120001", number=7, tty="ttyUSB3"):
        self.machine.usb(port, "0403:6015", "ULX3S FPGA 85K v3.0.8", serial, number, [tty])

    def settings(self, board="ulx3s-85f", tty="ttyUSB3", build="0123456789abcdef", clock_hz=100000000):
        return {"program": "deltagen-fake-board",
                "environment": {"DELTAGEN_ROOT": str(self.machine.root), "PATH": "/nowhere:/bin", "FAKE_BOARD": board,
                                "FAKE_DEVICE": f"tty:{self.machine.root}/dev/{tty}", "FAKE_BUILD": build,
                                "FAKE_CLOCK_HZ": str(clock_hz)}}

    def flash(self, *words, exit_code=0, **settings):
        """The answer as JSON, and what went to stderr."""
        done = self.run_command("flash", "--json", *words, **self.settings(**settings))
        error = done.stderr.decode()
        self.assertEqual(done.returncode, exit_code, error)
        self.assertNotIn("not complete", error)
        return json.loads(done.stdout), error


class Jtag(FlashCase):
    def test_sram(self):
        self.ulx3s()
        file = self.bitstream("ulx3s-85f")
        self.machine.answers((IDCODE_85F, 0), LOADED)
        answer, _ = self.flash("ulx3s-85f", file)
        self.assertEqual(self.machine.calls(), [
            ["openFPGALoader", "-b", "ulx3s", "--busdev-num", "1:7", "--detect"],
            ["openFPGALoader", "-b", "ulx3s", "--busdev-num", "1:7", "-m", str(file)]])
        self.assertEqual(answer, {"board": "ulx3s-85f", "file": str(file), "memory": "sram", "usb": "1-2",
                                  "loader": str(self.openfpgaloader), "idcode": "0x41113043", "attempts": 1,
                                  "device": f"tty:{self.machine.root}/dev/ttyUSB3", "failed_step": ""})

    def test_as_text(self):
        self.ulx3s()
        file = self.bitstream("ulx3s-85f")
        self.machine.answers((IDCODE_85F, 0), LOADED)
        done = self.run_command("flash", "ulx3s-85f", file, **self.settings())
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout.decode(), r"(?m)^idcode +0x41113043$")
        self.assertIn("into the SRAM memory of ulx3s-85f at USB port 1-2", done.stderr.decode())

    def test_persistent(self):
        self.machine.usb("1-2", "0403:6010", "JTAG Debugger", "FactoryAIOT Pro", 7, ["ttyUSB0", "ttyUSB1"])
        file = self.bitstream("tangnano9k", "deltagen.fs")
        self.machine.answers((IDCODE_9K, 0), LOADED)
        answer, _ = self.flash("--persist", "tangnano9k", file, board="tangnano9k", tty="ttyUSB1")
        self.assertEqual(self.machine.calls()[1], ["openFPGALoader", "-b", "tangnano9k", "--busdev-num", "1:7", "-f",
                                                   "--verify", str(file)])
        self.assertEqual((answer["memory"], answer["idcode"]), ("flash", "0x0100481b"))

    def test_board_without_sram_load_and_idcode(self):
        self.machine.usb("1-2", "0403:6010", "iCEBreaker V1.0e", "", 7, ["ttyUSB0", "ttyUSB1"])
        file = self.bitstream("icebreaker", "deltagen.bin")
        self.machine.answers(LOADED)
        answer, _ = self.flash("icebreaker", file, board="icebreaker", tty="ttyUSB1")
        self.assertEqual([call[5] for call in self.machine.calls()], ["-f"])
        self.assertEqual((answer["memory"], answer["idcode"]), ("flash", ""))

    def test_bitstream_that_was_built(self):
        """Below the current folder, where a program that is installed looks for it."""
        self.ulx3s()
        built = self.bitstream("ulx3s-85f").parent
        (self.folder / "build/boards").mkdir(parents=True)
        built.rename(self.folder / "build/boards/ulx3s-85f")
        self.machine.answers((IDCODE_85F, 0), LOADED)
        done = self.run_command("flash", "--json", "ulx3s-85f", cwd=self.folder, **self.settings())
        self.assertEqual(json.loads(done.stdout)["file"], "build/boards/ulx3s-85f/deltagen.bit")

    def test_refused(self):
        self.ulx3s()
        good = self.bitstream("ulx3s-85f")
        other = self.folder / "built-ulx3s-85f/other.bit"
        other.write_bytes(b"other")
        lone = self.file("lone.bit", b"lone")
        cases = [(("flash", "ulx4m", good), "no board 'ulx4m'; there are tangnano9k ulx3s-25f ulx3s-85f"),
                 (("flash", "ulx3s-25f", good), "is for the board ulx3s-85f, not for ulx3s-25f"),
                 (("flash", "ulx3s-85f", other), "the manifest beside it is that of deltagen.bit"),
                 (("flash", "ulx3s-85f", lone), "has no manifest.json beside it"),
                 (("flash", "ulx3s-85f", self.folder / "absent"), "No such file")]
        for words, message in cases:
            self.refused(*words, message=message, **self.settings())
        self.refused("flash", "ulx3s-85f", message="'make BOARD=ulx3s-85f bitstream'", cwd=self.folder, **self.settings())
        for changes in ({"sha256": "0" * 64}, {"bytes": 18999}, {"bytes": 19001}):
            file = self.bitstream("ulx3s-85f", **changes)
            self.refused("flash", "ulx3s-85f", file, message="is not the file that its manifest describes", **self.settings())
        for text in ("", "[]", '{"board": "ulx3s-85f"', '{"board": "ulx3s-85f"}', '{"board": "ulx3s-85f", "file"', '{"x": "\\'):
            (good.parent / "manifest.json").write_text(text)
            self.refused("flash", "ulx3s-85f", good, message="is no manifest of a bitstream", **self.settings())
        whole = json.loads((self.bitstream("ulx3s-85f").parent / "manifest.json").read_text())
        for name in ("board", "file", "sha256", "bytes", "clock_hz", "build"):
            for wrong in ({}, {name: "x" * 5000}):
                (good.parent / "manifest.json").write_text(json.dumps({key: value for key, value in whole.items() if key != name} | wrong))
                self.refused("flash", "ulx3s-85f", good, message="is no manifest of a bitstream", **self.settings())
        self.assertEqual(self.machine.calls(), [])

    def test_hashes(self):
        """Lengths around the ends of the hash's blocks."""
        self.ulx3s()
        for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 128):
            file = self.bitstream("ulx3s-85f", data=bytes(range(length)))
            self.machine.answers((IDCODE_85F, 0), LOADED)
            self.flash("ulx3s-85f", file)

    def test_another_fpga(self):
        self.ulx3s()
        for idcode, exit_code, message in (("0x41111043", 1, "0x41111043, that of ulx3s-85f (LFE5U-85F-6BG381C) is 0x41113043"),
                                           ("0x21113043", 1, "nothing was loaded"),
                                           ("0xffffffff", 3, "no FPGA answers by JTAG at USB port 1-2"), (None, 3, "no FPGA answers")):
            self.machine.answers((f"index 0:\n\tidcode {idcode}\n" if idcode else "", 0))
            answer, error = self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"), exit_code=exit_code)
            self.assertIn(message, error)
            self.assertEqual(answer["failed_step"], "detect")
        self.assertTrue(all(call[-1] == "--detect" for call in self.machine.calls()))

    def test_several_boards(self):
        self.ulx3s("1-2", "120001", 7, "ttyUSB3")
        self.ulx3s("1-10.4", "120002", 8, "ttyUSB4")
        self.machine.usb("1-3", "0403:6015", "FT231X USB UART", "D1", 9, ["ttyUSB9"])  # no board
        file = self.bitstream("ulx3s-85f")
        answer, error = self.flash("ulx3s-85f", file, exit_code=2)
        self.assertIn("there are 2 boards that ulx3s-85f may be", error)
        self.assertIn("port 1-2, serial number 120001, ULX3S FPGA 85K v3.0.8\n    port 1-10.4, serial number 120002", error)
        self.assertEqual((answer["failed_step"], self.machine.calls()), ("usb", []))
        for which in ("1-10.4", "120002"):
            self.machine.answers((IDCODE_85F, 0), LOADED)
            answer, _ = self.flash("--usb", which, "ulx3s-85f", file, tty="ttyUSB4")
            self.assertEqual(answer["usb"], "1-10.4")
            self.assertEqual(self.machine.calls()[-1][4], "1:8")
        _, error = self.flash("--usb", "1-7", "ulx3s-85f", file, exit_code=3)
        self.assertIn("no ulx3s-85f at USB port, or with serial number, 1-7", error)

    def test_long_path_of_a_bitstream(self):
        file = self.bitstream("ulx3s-85f")
        deep = file.parent / "/".join(["d" * 250] * 12)
        deep.mkdir(parents=True)
        for name in (file.name, "manifest.json"):
            shutil.copy(file.parent / name, deep)
        self.ulx3s()
        self.machine.answers((IDCODE_85F, 0), LOADED)
        self.flash("ulx3s-85f", deep / file.name)
        self.assertEqual(self.machine.calls()[-1][-1], str(deep / file.name))
        _, error = self.flash("ulx3s-85f", "x/" * 2050 + "x", exit_code=2)
        self.assertIn("the name of the file is too long", error)

    def test_names_that_begin_alike(self):
        """A serial number or a port means the board that has the whole of it."""
        self.ulx3s("1-10", "12", 7, "ttyUSB3")
        self.ulx3s("1-1", "120", 8, "ttyUSB4")
        self.ulx3s("1-1.2", "1200", 9, "ttyUSB5")
        file = self.bitstream("ulx3s-85f")
        for which, port, tty in (("12", "1-10", 3), ("120", "1-1", 4), ("1200", "1-1.2", 5), ("1-1", "1-1", 4),
                                 ("1-10", "1-10", 3)):
            self.machine.answers((IDCODE_85F, 0), LOADED)
            answer, _ = self.flash("--usb", which, "ulx3s-85f", file, tty=f"ttyUSB{tty}")
            self.assertEqual(answer["usb"], port)
        for which in ("1", "12000", "1-", "1-1.", "1-1.20", ""):
            _, error = self.flash("--usb", which, "ulx3s-85f", file, exit_code=3)
            self.assertIn(f"with serial number, {which}\n", error)

    def test_bridge_with_another_product_string(self):
        self.machine.usb("1-3", "0403:6015", "FT231X USB UART", "D1", 9, ["ttyUSB3"])
        self.machine.answers((IDCODE_85F, 0), LOADED)
        self.assertEqual(self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"))[0]["usb"], "1-3")

    def test_product_string_in_other_letters(self):
        """It is another one: the board whose own fits goes before it."""
        self.ulx3s()
        self.machine.usb("1-3", "0403:6015", "ulx3s fpga 85K v3.0.8", "D1", 9, ["ttyUSB4"])
        self.machine.answers((IDCODE_85F, 0), LOADED)
        self.assertEqual(self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"))[0]["usb"], "1-2")

    def test_bridge_of_another_board(self):
        """The same ids as the board's, and no IDCODE that would show it."""
        self.machine.usb("1-3", "0403:6010", "JTAG Debugger", "FactoryAIOT Pro", 9, ["ttyUSB0", "ttyUSB1"])
        _, error = self.flash("icebreaker", self.bitstream("icebreaker"), exit_code=3)
        self.assertIn("no icebreaker is on USB", error)
        self.assertEqual(self.machine.calls(), [])

    def test_not_there(self):
        _, error = self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"), exit_code=3)
        self.assertIn("no ulx3s-85f is on USB (0403:6015)", error)
        _, error = self.flash("orangecrab", self.bitstream("orangecrab"), exit_code=3)
        self.assertIn("plug it in with its button held", error)
        self.assertEqual(error.count("deltagen: flash: no orangecrab"), 1)

    def test_no_loader(self):
        self.ulx3s()
        self.openfpgaloader.unlink()
        done = self.run_command("flash", "--loader", "/absent/loader", "ulx3s-85f", self.bitstream("ulx3s-85f"),
                                **self.settings())
        self.assertEqual(done.returncode, 3)
        self.assertIn("cannot be run: No such file or directory", done.stderr.decode())
        self.dfu_util.unlink()
        self.machine.usb("1-9", "1209:5af0", "OrangeCrab", "", 9)
        answer, error = self.flash("orangecrab", self.bitstream("orangecrab"), exit_code=3)
        self.assertIn("dfu-util is not installed: run 'sudo apt-get install dfu-util'", error)
        self.assertEqual(answer["failed_step"], "loader")

    def test_loader_of_the_source_tree(self):
        self.ulx3s()
        venv = self.machine.root / str(BUILD.resolve())[1:] / "venv/lib/python3.11/site-packages/openfpgaloader/bin/openFPGALoader"
        venv.parent.mkdir(parents=True)
        self.openfpgaloader.rename(venv)
        self.machine.answers((IDCODE_85F, 0), LOADED)
        self.assertEqual(self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"))[0]["loader"], str(venv))

    def test_loader_by_name(self):
        self.ulx3s()
        named = self.machine.program("another")
        self.machine.answers((IDCODE_85F, 0), LOADED)
        answer, _ = self.flash("--loader", named, "ulx3s-85f", self.bitstream("ulx3s-85f"))
        self.assertEqual(answer["loader"], str(named))
        self.assertEqual({call[0] for call in self.machine.calls()}, {"another"})

    def test_failures_of_the_loader(self):
        self.ulx3s()
        file = self.bitstream("ulx3s-85f")
        cases = [
            ("unable to open ftdi device: -3 (device not found)\nJTAG init failed\n", 1, "it has left USB"),
            ("unable to open ftdi device: -4 (usb_open() failed)\n", 1, "you may not open it"),
            ("error while loading shared libraries: libusb-1.0.so.0\n", 127, "libftdi1-2"),
            ("\rLoading: [=   ] 10%\r\n\nCRC check : FAIL\nRead: 0x00001234 checksum: 0x9999\n", 0, "counted another checksum"),
            ("Wait for CDONE\nFail\n", 0, "run 'deltagen doctor'"),
            ("Segmentation fault\n", 139, "(exit code 139)"),
        ]
        for output, code, message in cases:
            self.machine.answers((IDCODE_85F, 0), (output, code))
            answer, error = self.flash("ulx3s-85f", file, exit_code=3)
            self.assertIn(message, error)
            self.assertIn("    | " + output.split("\n")[-2].split("\r")[-1] + "\n", error)
            self.assertEqual((answer["failed_step"], answer["attempts"]), ("load", 1))

    def test_only_the_last_lines_are_shown(self):
        self.ulx3s()
        self.machine.answers((IDCODE_85F, 0), ("".join(f"line {i}\n" for i in range(20000)), 1))
        _, error = self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"), exit_code=3)
        self.assertEqual([line for line in error.splitlines() if "line" in line], [f"    | line {i}" for i in range(19992, 20000)])
        # Of long lines, too, whatever of them came at once.
        for length in range(900, 1020, 40):
            self.machine.answers((IDCODE_85F, 0), ("".join(f"line {i:{length}}\n" for i in range(60)), 1))
            _, error = self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"), exit_code=3)
            self.assertEqual([line.split()[-1] for line in error.splitlines() if "line" in line][-7:], [str(i) for i in range(53, 60)])

    def test_one_retry_of_a_broken_transfer(self):
        self.ulx3s()
        file = self.bitstream("ulx3s-85f")
        broken = "mpsse_write: fail to write with error -1 (usb bulk write failed)\n", 1
        self.machine.answers((IDCODE_85F, 0), broken, LOADED)
        self.assertEqual(self.flash("ulx3s-85f", file)[0]["attempts"], 2)
        self.machine.answers((IDCODE_85F, 0), broken, broken, LOADED)
        answer, error = self.flash("ulx3s-85f", file, exit_code=3)
        self.assertIn("the bridge hangs, twice", error)
        self.assertEqual(answer["attempts"], 2)
        self.machine.answers(broken, (IDCODE_85F, 0), LOADED)
        self.flash("ulx3s-85f", file)

    def test_what_answers_afterwards(self):
        self.ulx3s()
        file = self.bitstream("ulx3s-85f")
        cases = [({"board": "ulx3s-25f"}, 1, "says that it is ulx3s-25f, not ulx3s-85f"),
                 ({"build": "0123456789abcdee"}, 1, "holds build 0123456789abcdee at 100000000 Hz"),
                 ({"clock_hz": 99999999}, 1, "the bitstream is 0123456789abcdef at 100000000 Hz"),
                 ({"tty": "ttyUSB4"}, 3, "the board does not open")]
        for settings, exit_code, message in cases:
            self.machine.answers((IDCODE_85F, 0), LOADED)
            answer, error = self.flash("ulx3s-85f", file, exit_code=exit_code, **settings)
            self.assertIn(message, error)
            self.assertEqual(answer["failed_step"], "check")

    def test_port_that_does_not_come_back(self):
        self.machine.usb("1-2", "0403:6015", "ULX3S FPGA 85K v3.0.8", "120001", 7, [None])
        self.machine.answers((IDCODE_85F, 0), LOADED)
        _, error = self.flash("ulx3s-85f", self.bitstream("ulx3s-85f"), exit_code=3)
        self.assertIn("interface 0 at USB port 1-2 has no serial port", error)

    def test_named_device_is_checked(self):
        self.ulx3s()
        self.machine.answers((IDCODE_85F, 0), LOADED)
        device = f"tty:{self.machine.root}/dev/ttyUSB7"
        answer, _ = self.flash("--device", device, "ulx3s-85f", self.bitstream("ulx3s-85f"), tty="ttyUSB7")
        self.assertEqual(answer["device"], device)


class OwnUsb(FlashCase):
    def setUp(self):
        super().setUp()
        self.ulx3s()

    def comes(self, port, number, serial="00000000000051D0"):
        """A board's own USB that is not there before the load."""
        vendor = self.machine.usb(port, "1209:0001", "Deltagen", serial, number) / "idVendor"
        return vendor.rename(f"{vendor}.later")

    def load(self, *comes, exit_code=0, device="usb:path=2-1", **settings):
        self.machine.answers((IDCODE_85F, 0), (*LOADED, *comes))
        words = self.settings(board="ulx3s-85f-usb", **settings)
        words["environment"]["FAKE_DEVICE"] = device
        done = self.run_command("flash", "--json", "ulx3s-85f-usb", self.bitstream("ulx3s-85f-usb"), **words)
        self.assertEqual(done.returncode, exit_code, done.stderr.decode())
        return json.loads(done.stdout), done.stderr.decode()

    def test_what_has_come_is_checked(self):
        self.machine.usb("2-2", "1209:0001", "Deltagen", "0000000000000007", 9)  # another board, which stays
        answer, error = self.load(self.comes("2-1", 10))
        self.assertEqual((answer["device"], answer["failed_step"]), ("usb:path=2-1", ""))
        self.assertNotIn("not checked", error)

    def test_same_socket_with_another_number(self):
        folder = self.machine.usb("2-1", "1209:0001", "Deltagen", "00000000000051D0", 9)
        (folder / "devnum.later").write_text("10\n")
        answer, _ = self.load(folder / "devnum.later")
        self.assertEqual(answer["device"], "usb:path=2-1")

    def test_another_bitstream(self):
        answer, error = self.load(self.comes("2-1", 10), build="1", exit_code=1)
        self.assertIn("it did not start", error)
        self.assertEqual(answer["failed_step"], "check")

    def test_none_or_two(self):
        self.machine.usb("2-2", "1209:0001", "Deltagen", "0000000000000007", 9)
        for comes in ((), (self.comes("2-3", 11), self.comes("2-4", 12))):
            answer, error = self.load(*comes)
            self.assertIn("loaded, not checked: not one board has come to USB", error)
            self.assertEqual(answer["device"], "")

    def test_where_the_bootloader_was(self):
        usb = self.machine.usb("3-1.2", "1209:5af0", "OrangeCrab r0.2.1 DFU Bootloader", "UNKNOWN", 7)
        other = self.comes("3-1.3", 12)
        (usb / "idProduct.later").write_text("0001\n")
        (usb / "product.later").write_text("Deltagen\n")
        self.machine.answers((DFU_LIST.format(port="3-1.2"), 0), (DFU_DONE, 0, usb / "idProduct.later", usb / "product.later", other))
        words = self.settings(board="orangecrab-usb")
        words["environment"]["FAKE_DEVICE"] = "usb:path=3-1.2"
        done = self.run_command("flash", "--json", "orangecrab-usb", self.bitstream("orangecrab-usb"), **words)
        self.assertEqual((done.returncode, json.loads(done.stdout)["device"]), (0, "usb:path=3-1.2"), done.stderr)


class Dfu(FlashCase):
    def orangecrab(self, port="3-1.2"):
        return self.machine.usb(port, "1209:5af0", "OrangeCrab r0.2.1 DFU Bootloader", "UNKNOWN", 7)

    def load(self, *answers, **settings):
        device = self.orangecrab()
        self.machine.answers(*answers, *[(output, code, device) for output, code in settings.pop("leaves", [])])
        return self.flash("orangecrab", self.bitstream("orangecrab"), **settings)

    def test_load(self):
        listed = DFU_LIST.format(port="3-1.2"), 0
        answer, error = self.load(listed, leaves=[(DFU_DONE, 0)])
        self.assertEqual(self.machine.calls(), [
            ["dfu-util", "-l", "-d", "1209:5af0", "-p", "3-1.2"],
            ["dfu-util", "-d", "1209:5af0", "-p", "3-1.2", "-a", "0", "-D", answer["file"]]])
        self.assertEqual((answer["memory"], answer["device"]), ("flash", ""))
        self.assertIn("loaded, not checked", error)

    def test_no_device_after_the_last_block_is_success(self):
        gone = DFU_DONE + "dfu-util: unable to read DFU status after completion (LIBUSB_ERROR_NO_DEVICE)\n", 74
        self.load((DFU_LIST.format(port="3-1.2"), 0), leaves=[gone])

    def test_no_device_before_it_is_not(self):
        gone = "Download\t[====   ] 20%\ndfu-util: Error during download (LIBUSB_ERROR_NO_DEVICE)\n", 74
        answer, error = self.load((DFU_LIST.format(port="3-1.2"), 0), leaves=[gone], exit_code=3)
        self.assertIn("    | dfu-util: Error during download (LIBUSB_ERROR_NO_DEVICE)\n", error)
        self.assertEqual(answer["failed_step"], "load")

    def test_bootloader_that_stays(self):
        _, error = self.load((DFU_LIST.format(port="3-1.2"), 0), (DFU_DONE, 0), exit_code=3)
        self.assertIn("the bootloader is still there", error)

    def test_alternate_setting_is_looked_for(self):
        others = DFU_LIST.format(port="3-1.3") + DFU_LIST.format(port="3-1.2").splitlines()[0] + "\n"
        for listing in (others, "", "Cannot open DFU device 1209:5af0 found on devnum 7 (LIBUSB_ERROR_ACCESS)\n"):
            answer, error = self.load((listing, 0), exit_code=3)
            self.assertIn("offers no alternate setting 0", error)
            self.assertEqual(answer["failed_step"], "detect")

    def test_too_long(self):
        self.orangecrab()
        for length, exit_code in ((0x80001, 2), (0x80000, 3)):
            self.machine.answers(("", 0))
            answer, error = self.flash("orangecrab", self.bitstream("orangecrab", data=bytes(length)), exit_code=exit_code)
            self.assertEqual("has 524289 bytes, and the board takes 524288" in error, exit_code == 2, error)
            self.assertEqual(answer["failed_step"], "bitstream" if exit_code == 2 else "detect")

    def test_device_on_the_header_is_checked(self):
        device = f"tty:{self.machine.root}/dev/ttyUSB0"
        usb = self.orangecrab()
        self.machine.answers((DFU_LIST.format(port="3-1.2"), 0), (DFU_DONE, 0, usb))
        answer, error = self.flash("--device", device, "orangecrab", self.bitstream("orangecrab"), board="orangecrab", tty="ttyUSB0")
        self.assertEqual(answer["device"], device)
        self.assertNotIn("not checked", error)


if __name__ == "__main__":
    unittest.main()
