# SPDX-License-Identifier: Apache-2.0
"""verify: every difference is found and named, and nothing else is."""

import json
import random
import re
import unittest

from common import Case, RUN_KINDS, oracle

SEED = 0x0123456789ABCDEF
BASE = 2**64 - 100  # so that addresses wrap within the data
LINE = re.compile(
    r"bytes (?P<first>\d+)-(?P<last>\d+) differ \((?P<cells>\d+) cells?\): found 0x(?P<found>[0-9a-f]+), "
    r"expected 0x(?P<expected>[0-9a-f]+)"
    r"(, belongs (at byte (?P<origin_byte>\d+)|before byte 0) \(address 0x(?P<origin>[0-9a-f]{16})\))?"
)


def ranges_of(lines):
    """Each line as (first, last, cells, found, expected, origin address, origin byte)."""
    found = []
    for line in lines:
        m = LINE.fullmatch(line)
        assert m, line
        hexes = [int(m[name], 16) if m[name] else None for name in ("found", "expected", "origin")]
        origin_byte = int(m["origin_byte"]) if m["origin_byte"] else None
        found.append((int(m["first"]), int(m["last"]), int(m["cells"]), *hexes, origin_byte))
    return found


def word(data, at, size=8):
    return int.from_bytes(data[at : at + size], "little")


class Verify(Case):
    def verify(self, kind, data, *words, base=BASE, exit_code=1, **settings):
        """The ranges and the summary."""
        words = ("verify", "--kind", kind, "--seed", SEED, "--base", base, *words)
        lines = self.text(*words, stdin=bytes(data), exit_code=exit_code, **settings).splitlines()
        return ranges_of(lines[:-1]), lines[-1]

    def test_right_data(self):
        for kind in RUN_KINDS:
            data = oracle.run(kind, SEED, BASE, 40)
            for size in (*range(0, 20), len(data) - 1, len(data)):
                size_of_cell = oracle.CELL_SIZE[kind]
                ranges, summary = self.verify(kind, data[:size], exit_code=0)
                self.assertEqual(ranges, [])
                cells = -(-size // size_of_cell)
                self.assertEqual(summary, f"stdin: {size} bytes, all {cells} cells as generated")

    def test_file_of_several_chunks(self):
        path = self.file("data", oracle.run("torus32", SEED, 0, 40000))
        text = self.text("verify", "--kind", "torus32", "--seed", SEED, path)
        self.assertEqual(text, f"{path}: 160000 bytes, all 40000 cells as generated\n")

    def test_length_that_is_asked(self):
        right = oracle.run("feistel", SEED, BASE, 10)
        for size in (0, 1, 8, 79):
            _, summary = self.verify("feistel", right[:size], "--bytes", 80)
            self.assertEqual(summary, f"stdin: {size} bytes, all {-(-size // 8)} cells as generated, "
                                      "shorter than asked (80 bytes)")
        for asked in (0, 1, 79, 80):  # what follows may be anything, as on a disk
            ranges, summary = self.verify("feistel", right[:asked] + b"more", "--bytes", asked, exit_code=0)
            self.assertEqual(summary, f"stdin: {asked} bytes, all {-(-asked // 8)} cells as generated")
        _, summary = self.verify("feistel", bytes(16), "--bytes", 24)
        self.assertEqual(summary, "stdin: 16 bytes, 2 of 2 cells differ, ranges: 1, shorter than asked (24 bytes)")
        words = ("verify", "--kind", "feistel", "--seed", SEED, "--base", BASE, "--json", "--bytes")
        for asked, short in ((79, False), (80, False), (81, True)):
            answer = json.loads(self.text(*words, asked, stdin=right, exit_code=int(short)))
            self.assertEqual((answer["bytes"], answer["bytes_asked"], answer["shorter_than_asked"], answer["complete"]),
                             (min(asked, 80), asked, short, True))

    def test_length_that_is_asked_of_a_large_file(self):
        path = self.file("data", oracle.run("torus32", SEED, 0, 300000))
        words = ("verify", "--kind", "torus32", "--seed", SEED, "--bytes")
        for more in ((), ("--direct",)):
            for asked in (262144, 262145, 1199999):
                self.assertEqual(self.text(*words, asked, *more, path),
                                 f"{path}: {asked} bytes, all {-(-asked // 4)} cells as generated\n")
            self.assertIn("shorter than asked (1200001 bytes)", self.text(*words, 1200001, *more, path, exit_code=1))

    def test_each_byte_matters(self):
        for kind in RUN_KINDS:
            size = oracle.CELL_SIZE[kind]
            right = oracle.run(kind, SEED, BASE, 6)[: 5 * size + size - 1]  # the last cell is cut
            for at in range(len(right)):
                data = bytearray(right)
                data[at] ^= 0x10
                cell = at // size * size
                bytes_of_cell = min(size, len(data) - cell)
                ranges, summary = self.verify(kind, data)
                expected = (cell, cell + bytes_of_cell - 1, 1, word(data, cell, bytes_of_cell),
                            word(right, cell, bytes_of_cell), None, None)
                self.assertEqual(ranges, [expected])
                self.assertIn("1 of 6 cells differ, ranges: 1", summary)

    def test_neighbours_are_one_range(self):
        right = oracle.run("torus32", SEED, 0, 40000)
        data = bytearray(right)
        for at in (*range(65524, 65548), 80000):  # over the border of two chunks
            data[at] ^= 0xFF
        ranges, summary = self.verify("torus32", data, base=0)
        self.assertEqual([r[:3] for r in ranges], [(65524, 65547, 6), (80000, 80003, 1)])
        self.assertEqual(ranges[0][3:5], (word(data, 65524, 4), word(right, 65524, 4)))
        self.assertEqual(summary, "stdin: 160000 bytes, 7 of 40000 cells differ, ranges: 2")

    def test_wrong_seed_is_one_range(self):
        ranges, _ = self.verify("feistel", oracle.run("feistel", SEED ^ 1, BASE, 1000))
        self.assertEqual([r[:3] for r in ranges], [(0, 7999, 1000)])
        self.assertIsNone(ranges[0][5])

    def test_misplaced_blocks(self):
        right = oracle.run("feistel", SEED, BASE, 300)
        data = bytearray(right)
        data[80:160], data[160:240] = right[160:240], right[80:160]  # two that changed places
        data[800:808] = right[2000:2008]  # one word
        data[1000:1100] = bytes(100)  # damage, 13 cells touched
        ranges, summary = self.verify("feistel", data)

        def of(first, last, origin_byte):
            address = (BASE + origin_byte // 8) % 2**64
            return (first, last, (last - first + 1) // 8, word(data, first), word(right, first), address, origin_byte)

        damage = (1000, 1103, 13, 0, word(right, 1000), None, None)
        self.assertEqual(ranges, [of(80, 159, 160), of(160, 239, 80), of(800, 807, 2000), damage])
        self.assertIn(" 34 of 300 cells differ, ranges: 4", summary)

    def test_far_blocks_are_known_by_their_neighbours(self):
        """Words of addresses far away, after damage without a gap: the block begins with its first word."""
        right = oracle.run("feistel", SEED, 0, 100)
        data = bytearray(right)
        data[80:104] = bytes(range(24))
        data[104:200] = oracle.run("feistel", SEED, 2**59 + 7, 12)
        ranges, _ = self.verify("feistel", data, base=0)
        self.assertEqual([r[:3] for r in ranges], [(80, 103, 3), (104, 199, 12)])
        self.assertEqual([r[5] for r in ranges], [None, 2**59 + 7])
        data[96:104], data[80:96] = bytes(8), right[80:96]  # one damaged word before it
        ranges, _ = self.verify("feistel", data, base=0)
        self.assertEqual([r[:3] for r in ranges], [(96, 103, 1), (104, 199, 12)])
        data = bytearray(right)
        data[80:160] = oracle.run("feistel", SEED, 2**59 + 7, 10)  # and none
        ranges, _ = self.verify("feistel", data, base=0)
        self.assertEqual([r[:3] + r[5:] for r in ranges], [(80, 159, 10, 2**59 + 7, 8 * (2**59 + 7))])

    def test_single_words_that_are_near(self):
        """One alone is taken for misplaced up to 2^32 cells away, in both directions; beyond, chance makes as many."""
        right = oracle.run("feistel", SEED, BASE, 100)
        for away, near in ((2**32 - 1, True), (2**32, False), (-2**32, True), (-2**32 - 1, False)):
            data = bytearray(right)
            data[80:88] = oracle.run("feistel", SEED, (BASE + 10 + away) % 2**64, 1)
            ranges, _ = self.verify("feistel", data)
            origin = (BASE + 10 + away) % 2**64 if near else None
            self.assertEqual([r[:3] + (r[5],) for r in ranges], [(80, 87, 1, origin)], away)

    def test_near_block_after_damage(self):
        right = oracle.run("feistel", SEED, BASE, 100)
        data = bytearray(right)
        data[80:88], data[88:96] = bytes(8), right[400:408]
        ranges, _ = self.verify("feistel", data)
        self.assertEqual([r[:3] + r[6:] for r in ranges], [(80, 87, 1, None), (88, 95, 1, 400)])

    def test_block_from_before_the_data(self):
        data = bytearray(oracle.run("feistel", SEED, 1000, 100))
        data[80:160] = oracle.run("feistel", SEED, 500, 10)
        ranges, _ = self.verify("feistel", data, base=1000)
        self.assertEqual([r[:3] + r[5:] for r in ranges], [(80, 159, 10, 500, None)])

    def test_json_says_the_same(self):
        rng = random.Random(5)
        data = bytearray(oracle.run("feistel", SEED, BASE, 500))
        data[800:1600], data[2400:3200] = data[2400:3200], data[800:1600]
        for _ in range(5):
            data[rng.randrange(len(data))] ^= 1
        ranges, _ = self.verify("feistel", data)
        words = ("verify", "--kind", "feistel", "--seed", SEED, "--base", BASE, "--json")
        answer = json.loads(self.text(*words, stdin=bytes(data), exit_code=1))

        def number(text):
            return None if text is None else int(text, 16)

        self.assertEqual(
            [(r["first_byte"], r["last_byte"], r["cells"], number(r["found"]), number(r["expected"]),
              number(r.get("origin")), r.get("origin_byte")) for r in answer["ranges"]], ranges)
        self.assertEqual((answer["bytes"], answer["cells"], answer["complete"]), (4000, 500, True))
        self.assertEqual(answer["wrong_cells"], sum(r[2] for r in ranges))
        self.assertEqual((number(answer["seed"]), number(answer["base"]), answer["kind"]), (SEED, BASE, "feistel"))

    def test_device_that_contradicts_itself(self):
        data = oracle.run("feistel", SEED, 0, 10)
        words = ("verify", "--kind", "feistel", "--seed", SEED)
        self.refused(*words, stdin=data, exit_code=3, message="selftest", program="deltagen-liar",
                     environment={"LIAR": "verify"})


if __name__ == "__main__":
    unittest.main()
