# SPDX-License-Identifier: Apache-2.0
"""devices, info, selftest, bench, and the progress bar."""

import fcntl
import json
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
import unittest
import xml.dom.minidom

from common import BUILD, Case, HANG_S, KINDS, RUN_KINDS

KERNELS = ("avx512", "avx2", "neon", "scalar")   # the best first


class Devices(Case):
    def test_list(self):
        devices = json.loads(self.text("devices", "--json"))
        self.assertIn(("soft", True), [(d["name"], d["available"]) for d in devices])
        lines = self.text("devices").splitlines()
        self.assertEqual(len(lines), len(devices))
        for line, device in zip(lines, devices):
            name, available, description = line.split(maxsplit=2)
            self.assertEqual((name, available == "available", description),
                             (device["name"], device["available"], device["description"]))

    def test_what_is_available_opens(self):
        for device in json.loads(self.text("devices", "--json")):
            done = self.run_command("info", "--device", device["name"])
            self.assertEqual(done.returncode, 0 if device["available"] else 3, done.stderr)

    def test_info(self):
        info = json.loads(self.text("info", "--json"))
        self.assertEqual((info["name"], info["backend"], info["contexts"]), ("soft", "soft", 256))
        self.assertEqual(set(info["capabilities"].split()), {"table", "fold", "verify", *KINDS})
        self.assertEqual(self.text("--version"), f"deltagen {info['library']}\n")
        text = dict(line.split(maxsplit=1) for line in self.text("info").splitlines() if len(line.split()) > 1)
        for name, value in info.items():
            self.assertEqual(text[name], {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))
        self.assertEqual(json.loads(self.text("info", "--json", "--device", "auto"))["backend"], "soft")


class Selftest(Case):
    def test_equal(self):
        answer = json.loads(self.text("selftest", "--ops", 3000, "--seed", 7, "--json"))
        self.assertEqual((answer["equal"], answer["operations"], int(answer["seed"], 16)), (True, 3000, 7))

    def test_seed_is_new_each_time_and_printed(self):
        seeds = {re.search(r"^seed +(0x\w{16})$", self.text("selftest", "--ops", 1), re.MULTILINE)[1] for _ in range(3)}
        self.assertEqual(len(seeds), 3)

    def test_no_operation(self):
        self.assertTrue(json.loads(self.text("selftest", "--ops", 0, "--json"))["equal"])

    def test_device_that_lies_is_found(self):
        words = ("selftest", "--ops", 2000, "--seed", 7)
        liar = {"program": "deltagen-liar", "environment": {"LIAR": "read"}, "exit_code": 1}
        answer = json.loads(self.text(*words, "--json", **liar))
        self.assertEqual((answer["equal"], answer["wrong_operation"], answer["differs_from"]), (False, "read", "model"))
        self.assertLess(answer["operations"], 2000)
        self.assertRegex(self.text(*words, **liar), r"(?m)^equal +no$")


class Bench(Case):
    TASKS = {"fill memory", "fill a file in memory", "random access, a list", "random access, a call a cell", "verify",
             "XOR of a run of deltas", "accumulate, 256 contexts", "fingerprint", "read a run of a memory"}
    CELLS = {"write to a memory", "read what was written", "read by 1 and 8 threads"}

    @staticmethod
    def touches(absent):
        return set() if "maps of memories" in str(absent) else {"touch pages in order", "touch pages at random"}

    def test_json_and_drawing(self):
        answer = json.loads(self.text("bench", "--quick", "--json", "--plot", self.folder / "plot.svg"))
        over_nbd = all(map(shutil.which, ("nbdkit", "nbdcopy"))) and (BUILD / "nbdkit-deltagen-plugin.so").exists() and os.cpu_count() > 1
        wanted = self.TASKS | self.CELLS | self.touches(answer["absent"]) | ({"read a disk over NBD"} if over_nbd else set())
        wanted |= set() if "files through FUSE" in str(answer["absent"]) or os.cpu_count() == 1 else {"read a file through FUSE"}
        wanted |= {"append records"} if os.cpu_count() > 1 else set()  # by the clock, as what several threads do
        self.assertEqual({contest["task"] for contest in answer["contests"]}, wanted)
        model = re.search(r"(?m)^model name\t: (.*)$", pathlib.Path("/proc/cpuinfo").read_text())
        self.assertEqual(answer["machine"]["cpu"], model[1] if model else "not known")
        here = [name for name in KERNELS if self.run_command("info", "--device", f"soft:kernels={name}").returncode == 0]
        for contest in answer["contests"]:
            rows = contest["rows"]
            self.assertEqual((rows[0]["name"], rows[0]["ratio"]), (contest["against"], 1))
            self.assertTrue(any("kernels" in row for row in rows), contest["task"])
            for row in rows:
                self.assertTrue(0 < row["rate_low"] <= row["rate"] <= row["rate_high"], row)
                self.assertTrue(0 < row["ratio_low"] <= row["ratio"] <= row["ratio_high"], row)
            fastest = max(row["rate"] for row in rows if "kernels" in row)
            self.assertLess(max(row["rate"] for row in rows), 100 * fastest, "a rival that does nothing")
            raced = {row.get("kernels") for row in rows}
            self.assertIn([name for name in KERNELS if name in raced], (here, here[:1]), contest["task"])   # all, or the best
        # What is ten times slower than memset in cache has a ratio below 1.
        first = answer["contests"][0]["rows"]
        slow = [row for row in first if row["rate"] < first[0]["rate"] / 10]
        self.assertTrue(slow)
        self.assertLess(max(row["ratio_high"] for row in slow), 1)
        filled = {row["name"] for row in answer["contests"][0]["rows"]}
        self.assertLess({"memset", "xoshiro256++", "rand_r", *RUN_KINDS, *(f"naive {kind}" for kind in RUN_KINDS if kind != "shuffled64")}, filled)
        drawing = xml.dom.minidom.parse(str(self.folder / "plot.svg"))
        titles = [text.firstChild.data for text in drawing.getElementsByTagName("text")
                  if text.getAttribute("class") == "title"]
        self.assertEqual(titles, [contest["task"] for contest in answer["contests"]])

    def test_summary_is_of_the_same_run(self):
        path = self.folder / "summary.svg"
        answer = json.loads(self.text("bench", "--quick", "--threads", 1, "--json", "--summary", path))
        texts = [(text.getAttribute("class"), text.firstChild.data)
                 for text in xml.dom.minidom.parse(str(path)).getElementsByTagName("text")]
        rates = [text for kind, text in texts if kind == "rate"]
        self.assertIn(len(rates), (5, 6))  # five where the CPU has no AVX-512
        self.assertEqual([text for kind, text in texts if kind == "title"], ["Fill memory", "Check memory"])
        largest = [next(c for c in reversed(answer["contests"]) if c["task"] == task) for task in ("fill memory", "verify")]
        rows = [row for contest in largest for row in contest["rows"]]
        first = {row["name"]: row["rate"] for row in reversed(largest[0]["rows"])}
        self.assertEqual(rates[:2], [f"{first[name]:.1f} GB/s" for name in ("memset", "feistel")])
        self.assertLessEqual(set(rates), {f"{row['rate']:.1f} GB/s" for row in rows})

    def test_text_with_chosen_kernels(self):
        text = self.text("bench", "--quick", "--threads", 1, environment={"DELTAGEN_KERNELS": "scalar"})
        self.assertEqual(set(re.findall(r"(?m)^([a-zA-Z].*) \(\d+ [KM]iB, 1 thread\)", text)), self.TASKS | self.touches(text))
        self.assertEqual(set(re.findall(r"(?m)^([a-zA-Z].*) \(\d+ K cells\)", text)), self.CELLS)
        for kind in KINDS:
            self.assertRegex(text, rf"(?m)^  \* {kind}, scalar( +[\d.e+-]+){{4}}  [\d.e+-]+ to [\d.e+-]+$")
        self.assertNotIn("avx", text)
        self.refused("bench", "--quick", environment={"DELTAGEN_KERNELS": "none"}, message="DELTAGEN_KERNELS")


    def test_drawing_to_a_descriptor(self):
        path = self.file("out", "")
        with open(path, "ab") as out:
            out.write(b"before\n")
            out.flush()
            done = self.run_command("bench", "--quick", "--threads", 1, "--plot", "/dev/stdout", stdout=out)
            os.write(out.fileno(), b"behind\n")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertRegex(path.read_text(), r"(?s)\Abefore\n<svg.*</svg>\nCPU .*\nbehind\n\Z")
        self.assertTrue(os.path.islink("/dev/stdout"))

    def test_drawing_that_cannot_be(self):
        """That is said before anything is measured."""
        self.refused("bench", "--quick", "--plot", self.folder / "none/plot", exit_code=3, message="No such file")
        self.refused("bench", "--quick", "--plot", self.folder, exit_code=3, message="Is a directory")


class Progress(Case):
    def on_terminal(self, *words, columns=80, pause_s=1.2):
        """What a terminal on stderr shows of a gen that lasts until this side takes the rest of its bytes."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 25, columns, 0, 0))
        process = subprocess.Popen([BUILD / "deltagen", *words, "--device", "soft"], stdout=subprocess.PIPE,
                                   stderr=slave)
        os.close(slave)
        process.stdout.read(1)
        time.sleep(pause_s)  # only what lasts longer than a second shows a bar
        process.stdout.read()
        process.stdout.close()
        self.assertEqual(process.wait(timeout=HANG_S), 0)
        shown = b""
        while select.select([master], [], [], 0)[0]:
            try:
                shown += os.read(master, 65536)
            except OSError:  # Linux: the other side is closed and all has been read
                break
        os.close(master)
        return shown

    def test_bar_of_a_long_run(self):
        shown = self.on_terminal("gen", "--kind", "feistel", "--seed", "1", "--bytes", "8M")  # more than a pipe holds
        self.assertRegex(shown, rb"\r\[#* *\] +\d+ % \d+\.\d [ KM]B/s, 0:00:0\d left\x1b\[K")
        self.assertTrue(shown.endswith(b"\r\x1b[K"))  # and it is gone at the end

    def test_rate(self):
        """What was done, by the time that it took at least."""
        shown = self.on_terminal("gen", "--kind", "feistel", "--seed", "1", "--bytes", "8M", pause_s=3)
        percent, rate, unit = re.search(rb" (\d+) % (\d+\.\d) ([ KM])B/s", shown).groups()
        self.assertLessEqual(float(rate) * {b" ": 1, b"K": 1e3, b"M": 1e6}[unit] * 3, (int(percent) + 1) / 100 * 2**23)

    def test_terminal_of_any_width(self):
        """An update never takes the last column, where terminals go on to the next line."""
        for columns in (61, 60, 45, 34, 20, 1):
            shown = self.on_terminal("gen", "--kind", "feistel", "--seed", "1", "--bytes", "8M", columns=columns)
            updates = shown.decode().replace("\x1b[K", "").split("\r")
            self.assertLess(max(map(len, updates)), columns)
            self.assertNotIn("\n", shown.decode())
            if columns >= 34:
                self.assertRegex(updates[1], r" \d+ % \d+\.\d [ KM]B/s, 0:00:0\d left\Z")
                self.assertEqual("[" in updates[1], columns >= 40)

    def test_no_bar_without_a_terminal(self):
        self.assertEqual(len(self.output("gen", "--kind", "feistel", "--seed", 1, "--bytes", "1M")), 2**20)


if __name__ == "__main__":
    unittest.main()
