#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The oracle against published check values and against second ways of saying the same."""

import itertools
import pathlib
import random
import struct
import sys
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import deltagen_oracle as oracle
import frames
import logs
import solve
import stores
from deltagen_oracle import MODULI, U


def torus64_fixed_point(addr, seed):
    """The torus value as bits, in integers alone: 3.61 fixed point, each sum rounded to the places its leading one leaves."""
    x = addr ^ seed
    acc = 0
    for modulus in MODULI:
        acc = round_to_53_bits(acc + quotient_61(x % modulus, modulus))
    return oracle.bits64((acc & 2**61 - 1) / 2**61)


def quotient_61(residue, modulus):
    """f64(residue / modulus) in units of 2^-61: rounded at its own 53rd bit, which is never finer than that."""
    places = 61
    while (residue << places) // modulus >= 2**53:
        places -= 1
    units, rest = divmod(residue << places, modulus)
    units += 2 * rest > modulus  # a tie would need an even modulus
    return units << 61 - places


def round_to_53_bits(value):
    excess = max(value.bit_length() - 53, 0)
    units, rest = value >> excess, value & (1 << excess) - 1
    half = 1 << excess >> 1
    units += excess > 0 and (rest > half or rest == half and units & 1)
    return units << excess


class Numerics(unittest.TestCase):
    def setUp(self):
        self.rng = random.Random(self.id())

    def words(self, count):
        return [self.rng.getrandbits(64) for _ in range(count)]

    def test_published_values(self):
        self.assertEqual(oracle.crc32(b"123456789"), 0xCBF43926)
        self.assertEqual(oracle.fnv1a_bytes(b"foobar", 0), 0x85944171F73967E8)
        self.assertEqual(oracle.djb2(b"a"), 177670)

    def test_crc_is_zlib(self):
        for size in range(40):
            data = self.rng.randbytes(size)
            self.assertEqual(oracle.crc32(data), zlib.crc32(data))

    def test_feistel_inverse(self):
        for value, seed in zip(self.words(500), self.words(500)):
            self.assertEqual(oracle.feistel_inv(oracle.feistel(value, seed), seed), value)

    def test_torus_in_fixed_point(self):
        xs = self.words(2000) + solve.at_f64_midpoints(self.rng, 300) + list(range(300)) + [U]
        for x in xs:
            self.assertEqual(oracle.bits64(oracle.torus64(x, 0)), torus64_fixed_point(x, 0), hex(x))

    def test_torus32_is_the_rounded_torus64(self):
        for x in self.words(2000) + solve.at_f32_midpoints(self.rng, 2000) + solve.rounding_up_to_one(self.rng, 50):
            expected = struct.unpack("<I", struct.pack("<f", oracle.torus64(x, 5)))[0]
            self.assertEqual(oracle.torus32_bits(x, 5), expected, hex(x))

    def test_solved_addresses_are_what_they_claim(self):
        ones = [oracle.torus32_bits(x, 0) == 0x3F800000 for x in solve.rounding_up_to_one(self.rng, 200)]
        self.assertGreater(sum(ones), 100)
        self.assertLess(sum(ones), 200)
        rests = [oracle.bits64(oracle.torus64(x, 0)) & 2**29 - 1 for x in solve.at_f32_midpoints(self.rng, 1000)]
        self.assertGreater(rests.count(2**28), 100)

    def test_monotonic_views_never_fall(self):
        for addr in self.words(500):
            addr = min(addr, U - 1)
            self.assertLessEqual(oracle.monotonic64(addr, 3), oracle.monotonic64(addr + 1, 3))
            self.assertLessEqual(oracle.monotonic128(addr, 3), oracle.monotonic128(addr + 1, 3))

    def test_search_finds_an_address_of_the_value(self):
        for addr in self.words(200) + [1, 2**53 + 1, U - 1]:
            target = oracle.monotonic64(addr, 9)
            self.assertEqual(oracle.monotonic64(oracle.search64(target, 9), 9), min(target, oracle.monotonic64(U, 9)))

    def test_search128_is_the_predecessor(self):
        for addr, step in itertools.product(self.words(200) + [0, 1, U], (-1, 0, 1)):
            key = max(oracle.monotonic128(addr, 9) + step, 0)
            found = oracle.search128(key, 9)
            self.assertTrue(found == 0 or oracle.monotonic128(found, 9) <= key)
            self.assertTrue(found == U or oracle.monotonic128(found + 1, 9) > key)

    def test_hilbert_is_a_path_through_every_point(self):
        n = 16
        at = {oracle.hilbert(n, x, y): (x, y) for x in range(n) for y in range(n)}
        self.assertEqual(sorted(at), list(range(n * n)))
        for d in range(n * n - 1):
            (x0, y0), (x1, y1) = at[d], at[d + 1]
            self.assertEqual(abs(x0 - x1) + abs(y0 - y1), 1)

    def test_trinity_leaves_its_residues(self):
        for value in (0, 1, U**3 % 2**191, 2**191 + 12345):
            residues = [value % m for m in oracle.TRINITY_MODULI]
            self.assertEqual(oracle.trinity_reconstruct(residues), value)

    def test_phi_keeps_the_place_in_the_page_and_xi_mixes(self):
        self.assertEqual(oracle.phi(0x1234567, 1) & 4095, 0x567)
        self.assertEqual(len({oracle.xi(sector, 1) for sector in range(1000)}), 1000)

    def test_scatter_moves_every_block_to_a_place_of_its_own(self):
        for bits in range(48, 64, 3):  # few enough blocks for all of them
            blocks = {oracle.scatter(block << bits, bits, 5) >> bits for block in range(2 ** (64 - bits))}
            self.assertEqual(len(blocks), 2 ** (64 - bits))
        for bits, addr, seed in zip(itertools.cycle(range(66)), self.words(500), self.words(500)):
            there = oracle.scatter(addr, bits, seed)
            self.assertEqual(there & 2**bits - 1, addr & 2**bits - 1)
            self.assertEqual(oracle.scatter_inv(there, bits, seed), addr)

    def test_scatter_of_single_cells_is_xi(self):
        for sector, seed in zip(self.words(100), self.words(100)):
            self.assertEqual(oracle.scatter(sector, 0, seed), oracle.xi(sector, seed))

    def test_the_sorted_view_is_sorted(self):
        for n in (2, 16, 64):
            points = sorted((oracle.hilbert(n, x, y), x, y) for x in range(n) for y in range(n))
            values = [oracle.trinity_view(n, x, y, 3) for _, x, y in points]
            self.assertEqual(values, sorted(values))

    def test_context(self):
        context = oracle.Context()
        context.load(0xF0)
        context.accum(0x0F)
        context.rollback(0x0F)
        self.assertEqual((context.swap(7), context.read(), context.count), (0xF0, 7, 0))
        context.accum(1, 2**32 - 2)
        context.merge(context)
        self.assertEqual(context.count, 2**32 - 1)


class Frames(unittest.TestCase):
    def setUp(self):
        self.rng = random.Random(self.id())

    def test_round_trip_amid_garbage(self):
        messages = [self.rng.randbytes(8 + size) for size in range(100)]
        line = b"".join(b"\x12\x7d" + frames.encode(m) + frames.encode(m)[3:] for m in messages)
        self.assertEqual(frames.decode(line), [m for m in messages])

    def test_every_damaged_byte_is_noticed(self):
        message = bytes([0x7E, 0x7D]) + self.rng.randbytes(18)
        line = frames.encode(message)
        for at in range(len(line)):
            for flip in range(1, 256):
                damaged = line[:at] + bytes([line[at] ^ flip]) + line[at + 1 :]
                self.assertIn(frames.decode(damaged), ([], [message]) if at == 0 else ([],))

    def test_aborted_and_short(self):
        self.assertEqual(frames.decode(frames.encode(b"12345678")[:-1] + b"\x7d\x7e"), [])
        self.assertEqual(frames.decode(frames.encode(b"1234567")), [])


class Logs(unittest.TestCase):
    def setUp(self):
        rng = random.Random(self.id())
        self.head = logs.header(9, 1, rng.getrandbits(64), b"own")
        self.records = [(kind, rng.randbytes(kind * 5)) for kind in range(1, 5)]
        self.whole = logs.log(self.head, [(*record, 0) for record in self.records])

    def test_round_trip(self):
        self.assertEqual(logs.read(self.whole, 9), (1, b"own", self.records, len(self.whole), ""))

    def test_a_prefix_is_a_prefix(self):
        for size in range(len(self.head), len(self.whole)):
            found = logs.read(self.whole[:size], 9)[2]
            self.assertEqual(found, self.records[: len(found)])
            self.assertLess(len(found), len(self.records))

    def test_every_damaged_bit_is_noticed(self):
        for bit in range(8 * len(self.whole)):
            damaged = bytearray(self.whole)
            damaged[bit // 8] ^= 1 << bit % 8
            try:
                found = logs.read(bytes(damaged), 9)
            except logs.Refused:
                continue
            self.assertEqual((found[2], found[4]), (self.records[:-1], "check"))

    def test_a_store_is_its_changes(self):
        changes = [stores.run(2, 5, [1, 2, 3]), stores.scattered(2, [(6, 7), (6, 8), (0, 9)]), stores.clear(7, U)]
        data = logs.log(stores.header(2, 3, 4), [(*change, 0) for change in changes])
        self.assertEqual(stores.read(data), (2, 3, 4, {0: 9, 5: 1, 6: 8}))


if __name__ == "__main__":
    unittest.main()
