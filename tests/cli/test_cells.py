# SPDX-License-Identifier: Apache-2.0
"""fetch, gen and search: what they print is what the oracle says."""

import json
import os
import pty
import random
import resource
import subprocess
import unittest

from common import BUILD, Case, KINDS, RUN_KINDS, oracle, reads_back

EDGES = (0, 2**32 - 1, 2**53 - 1, 2**63, 2**64 - 3)
SEED = 0x9D39247E33776D41


class Fetch(Case):
    def check_lines(self, kind, seed, base, count, lines):
        self.assertEqual(len(lines), count)
        digits = 2 * oracle.CELL_SIZE[kind]
        for i, line in enumerate(lines):
            address = (base + i) % 2**64
            raw = oracle.cell(kind, seed, address)
            words = line.split(" ")
            self.assertEqual(words[:2], [f"0x{address:016x}", f"0x{raw:0{digits}x}"])
            self.assertEqual(len(words), 3)
            self.assertTrue(reads_back(kind, raw, words[2]), line)

    def test_every_kind_at_edges(self):
        for kind in KINDS:
            for base in EDGES:
                text = self.text("fetch", "--kind", kind, "--seed", SEED, "--count", 5, base)
                self.check_lines(kind, SEED, base, 5, text.splitlines())

    def test_one_cell_is_the_default(self):
        text = self.text("fetch", "--kind", "torus64", "--seed", "0x2a", "0x1000")
        self.check_lines("torus64", 42, 0x1000, 1, text.splitlines())

    def test_no_cell(self):
        self.assertEqual(self.text("fetch", "--kind", "torus64", "--seed", 1, "--count", 0, 7), "")

    def test_more_than_a_chunk(self):
        text = self.text("fetch", "--kind", "feistel", "--seed", 3, "--count", 9000, 100)
        self.check_lines("feistel", 3, 100, 9000, text.splitlines())

    def test_json(self):
        for kind in KINDS:
            cells = json.loads(self.text("fetch", "--kind", kind, "--seed", SEED, "--count", 3, "--json", 2**64 - 1))
            for i, cell in enumerate(cells):
                address = (2**64 - 1 + i) % 2**64
                raw = oracle.cell(kind, SEED, address)
                self.assertEqual((int(cell["address"], 16), int(cell["raw"], 16)), (address, raw))
                self.assertTrue(reads_back(kind, raw, str(cell["value"])), cell)
            self.assertEqual(len(cells), 3)


class Gen(Case):
    def gen(self, kind, *words):
        return self.output("gen", "--kind", kind, "--seed", SEED, *words)

    def test_raw(self):
        for kind in KINDS:
            for base in EDGES:
                self.assertEqual(self.gen(kind, "--base", base, "--count", 9), oracle.run(kind, SEED, base, 9))

    def test_more_than_a_chunk(self):
        for kind in ("torus32", "feistel"):
            data = oracle.run(kind, SEED, 0, 20000)
            self.assertEqual(self.gen(kind, "--count", 20000), data)

    def test_bytes_cut_the_last_cell(self):
        for kind in ("torus32", "feistel"):
            whole = oracle.run(kind, SEED, 5, 10)
            for size in range(len(whole)):
                self.assertEqual(self.gen(kind, "--base", 5, "--bytes", size), whole[:size])

    def test_sizes_have_units(self):
        for text, size in (("1K", 2**10), ("0x2k", 2**11), ("1M", 2**20), ("0", 0)):
            self.assertEqual(len(self.gen("feistel", "--bytes", text)), size)

    def test_hex(self):
        for kind in KINDS:
            digits = 2 * oracle.CELL_SIZE[kind]
            expected = "".join(f"0x{oracle.cell(kind, SEED, i):0{digits}x}\n" for i in range(7))
            self.assertEqual(self.gen(kind, "--count", 7, "--format", "hex").decode(), expected)

    def test_csv(self):
        for kind in KINDS:
            lines = self.gen(kind, "--base", 2**64 - 2, "--count", 4, "--format", "csv").decode().splitlines()
            self.assertEqual(lines[0], "address,raw,value")
            self.assertEqual(len(lines), 5)
            for i, line in enumerate(lines[1:]):
                address, raw, value = line.split(",")
                cell = oracle.cell(kind, SEED, (2**64 - 2 + i) % 2**64)
                self.assertEqual((int(address, 16), int(raw, 16)), ((2**64 - 2 + i) % 2**64, cell))
                self.assertTrue(reads_back(kind, cell, value))

    def test_file(self):
        path = self.folder / "out"
        link = self.folder / "link"
        link.symlink_to(path)
        self.gen("feistel", "--count", 3, "-o", path)
        self.assertEqual(path.read_bytes(), oracle.run("feistel", SEED, 0, 3))
        path.chmod(0o640)
        self.gen("feistel", "--count", 2, f"--output={link}")
        self.assertEqual(path.read_bytes(), oracle.run("feistel", SEED, 0, 2))
        self.assertEqual(path.stat().st_mode & 0o777, 0o640)
        self.assertTrue(link.is_symlink())
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["link", "out"])

    def test_failed_run_leaves_the_file_alone(self):
        path = self.file("out", "old")

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

        message = self.refused("gen", "--kind", "feistel", "--seed", 1, "--bytes", "1M", "-o", path, exit_code=3,
                               message="File too large", preexec_fn=small_files, restore_signals=False)
        self.assertIn("100000 bytes", message)
        self.assertEqual(path.read_bytes(), b"old")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["out"])

    def test_device_that_fails_leaves_the_file_alone(self):
        path = self.file("out", "old")
        words = ("gen", "--kind", "feistel", "--seed", 1, "--bytes", "1M")
        environment = {"LIAR": "lost"}
        self.refused(*words, "-o", path, exit_code=3, message="unplugged", program="deltagen-liar",
                     environment=environment)
        self.assertEqual(path.read_bytes(), b"old")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["out"])
        self.refused(*words, exit_code=3, message="stdout: not complete, ends after 524288 bytes",
                     program="deltagen-liar", environment=environment, stdout=oracle.run("feistel", 1, 0, 65536))

    def test_bytes_not_to_a_terminal(self):
        words = [BUILD / "deltagen", "gen", "--kind", "feistel", "--seed", "1", "--count", "1", "--device", "soft"]
        for more, exit_code in (([], 2), (["--format", "hex"], 0)):
            master, slave = pty.openpty()
            done = subprocess.run(words + more, stdout=slave, stderr=subprocess.PIPE, check=False)
            os.close(slave)
            os.close(master)
            self.assertEqual(done.returncode, exit_code, done.stderr)


class Search(Case):
    def check(self, target, seed):
        address, value = self.text("search", "--seed", seed, target).split()
        expected = oracle.search64(float(target), seed)
        self.assertEqual(address, f"0x{expected:016x}", target)
        self.assertEqual(oracle.bits64(float(value)), oracle.bits64(oracle.monotonic64(expected, seed)))

    def test_targets(self):
        rng = random.Random(3)
        for target in ("0", "-0.5", "-.5", "-1e300", "1", "1e9", "inf", "0.5", ".25", "5e-324", "0.99999999999999989"):
            self.check(target, 42)
        for _ in range(40):
            self.check(repr(rng.random()), rng.getrandbits(64))

    def test_json(self):
        answer = json.loads(self.text("search", "--seed", 42, "--json", "0.3"))
        expected = oracle.search64(0.3, 42)
        self.assertEqual(int(answer["address"], 16), expected)
        self.assertEqual(answer["value"], oracle.monotonic64(expected, 42))

    def test_what_is_no_number(self):
        for text in ("nan", "", "x", "0.5x", "1e999", " 1", "0.5 "):
            self.refused("search", "--seed", 1, text, message="TARGET")


class Fingerprint(Case):
    def test_file_and_stdin(self):
        rng = random.Random(4)
        for size in (0, 1, 7, 8, 9, 65535, 65536, 65537, 200003):
            data = rng.randbytes(size)
            expected = f"0x{oracle.fingerprint(data):016x}\n"
            self.assertEqual(self.text("fingerprint", self.file("data", data)), expected)
            self.assertEqual(self.text("fingerprint", stdin=data), expected)
            self.assertEqual(self.text("fingerprint", "-", stdin=data), expected)

    def test_json_quotes_the_name(self):
        for name in (b'a"b\\c\n\x01', "gr\u00fc\u00df \U0001f600".encode(), b"\xff\xc0\x80\xed\xa0\x80"):
            path = os.fsencode(self.folder) + b"/" + name
            with open(path, "wb") as file:
                file.write(b"\x05")
            done = self.run_command("fingerprint", "--json", os.fsdecode(path))
            answer = json.loads(done.stdout.decode())  # decode: what is printed must be UTF-8
            self.assertEqual((answer["bytes"], answer["fingerprint"]), (1, "0x0000000000000005"))
            self.assertTrue(answer["file"].endswith("/" + name.decode(errors="replace")))

    def test_json_escapes_controls(self):
        """Those that JSON allows as they are, too: they are for no terminal."""
        path = self.file("\x1f\x7f\u0080\u009f", "")
        self.assertIn(b'/\\u001f\\u007f\\u0080\\u009f"', self.output("fingerprint", "--json", path))

    def test_text_is_utf8_or_marked(self):
        """Each border of RFC 3629: shortest forms, no surrogates, nothing beyond U+10FFFF, no part of a character; in JSON
        a byte that fits nothing is U+FFFD, on a terminal it is written out as controls are."""
        ends = (0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0)
        first = (*range(0x01, 0x2F), *range(0x30, 0x42), 0x5C, 0x7E, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xDF, 0xE0, 0xE1,
                 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF)
        pieces = [bytes([a]) for a in first] + [bytes([a, b]) for a in first[-18:] for b in ends]
        pieces += [bytes([a, b, c]) for a in first[-12:] for b in ends for c in ends[2::3]]
        pieces += [bytes([a, b, c, d]) for a in first[-6:] for b in ends for c in (0x80, 0xBF, 0x41) for d in (0x80, 0xC0)]
        for at in range(0, len(pieces), 20):
            name = b"_".join(pieces[at : at + 20])
            marked, printed = "", ""
            while name:
                size = next((n for n in (1, 2, 3, 4) if self.is_character(name[:n])), 0)
                part, name = name[: size or 1], name[size or 1 :]
                character = part.decode(errors="replace")
                marked += character
                control = not size or ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0
                known = {"\n": "\\n", "\t": "\\t"}.get(character, "".join(f"\\x{byte:02x}" for byte in part))
                printed += known if control else character
            path = os.fsencode(self.folder) + b"/" + b"_".join(pieces[at : at + 20])
            with open(path, "wb"):
                pass
            words = ("verify", "--kind", "feistel", "--seed", 1, os.fsdecode(path))
            self.assertEqual(json.loads(self.text(*words, "--json"))["file"], f"{self.folder}/{marked}")
            self.assertEqual(self.text(*words), f"{self.folder}/{printed}: 0 bytes, all 0 cells as generated\n")
            os.unlink(path)
            self.refused(*words, exit_code=3, message=f"deltagen: {self.folder}/{printed}: cannot be read: No such file")

    @staticmethod
    def is_character(piece):
        try:
            return len(piece.decode()) == 1
        except UnicodeDecodeError:
            return False


if __name__ == "__main__":
    unittest.main()
