#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is written is what is read from then on, byte by byte, and only that: libnbd against a model in memory."""

import random
import unittest

from rig import CELL_BYTES, ClientCase, Model, content, nbd, random_range, random_step

PAGE = 64  # cells that the overlay keeps together


class Writes(ClientCase):
    def test_every_offset_and_length(self):
        """Over three cells: what is written alone changes."""
        for kind, cell in CELL_BYTES.items():
            for size in (3 * cell, 3 * cell - 1):
                disk = self.disk(kind=kind, seed=7, size=size, base=1000, cow="true")
                model = Model(kind, 7, size, 1000)
                for offset in range(size):
                    for n in range(1, size - offset + 1):
                        data = random.randbytes(n)
                        disk.pwrite(data, offset)
                        model.write(offset, data)
                        self.assertEqual(disk.pread(size, 0), model.bytes, (kind, size, offset, n))
                        disk.trim(n, offset)
                        model.trim(offset, n)
                        self.assertEqual(disk.pread(size, 0), model.bytes, (kind, size, offset, n, "trimmed"))

    def test_around_pages(self):
        """Every offset about the borders of pages, every length up to a page and some bytes."""
        for kind, cell in (("shuffled32", 4), ("feistel", 8)):
            page, size = PAGE * cell, 3 * PAGE * cell
            disk, model = self.disk(kind=kind, seed=7, size=size, cow="true"), Model(kind, 7, size, 0)
            for offset in range(page - cell - 1, page + cell + 2):
                for n in range(1, page + 2 * cell):
                    data = random.randbytes(n)
                    disk.pwrite(data, offset)
                    model.write(offset, data)
                    self.assertEqual(disk.pread(size, 0), model.bytes, (kind, offset, n))
                disk.trim(page, offset)
                model.trim(offset, page)
                self.assertEqual(disk.pread(size, 0), model.bytes, (kind, offset, "trimmed"))

    def test_random_operations(self):
        """Writes, zeroes, trims and reads of any length anywhere, with and without FUA and holes."""
        for seed, kind in enumerate(CELL_BYTES):
            dice = random.Random(seed)
            size = 20000 - seed
            disk, model = self.disk(kind=kind, seed=9, size=size, base=3, cow="true"), Model(kind, 9, size, 3)
            for step in range(2000):
                random_step(dice, disk, model)
                if step % 10 == 0:
                    offset, n = random_range(dice, size)
                    self.assertEqual(disk.pread(n, offset), model.bytes[offset : offset + n], (kind, step))
            self.assertEqual(disk.pread(size, 0), model.bytes, kind)

    def test_parts_of_one_cell_at_once(self):
        """Connections write neighbouring bytes of the same cells: none takes another one's away."""
        cells, lanes = 4096, 8
        server = self.serve("kind=feistel", "seed=7", f"size={8 * cells}", "cow=true")
        clients = [self.connect(server) for _ in range(lanes)]
        written = bytearray(random.randbytes(8 * cells))
        for first in range(0, cells, 64):
            places = ((client, 8 * cell + lane) for cell in range(first, first + 64) for lane, client in enumerate(clients))
            self.write_at_once((client, at, written[at : at + 1]) for client, at in places)
        self.assertEqual(clients[0].pread(8 * cells, 0), written)

    def write_at_once(self, writes):
        """Begin all of them, then wait: client, offset, data."""
        begun = [(client, client.aio_pwrite(nbd.Buffer.from_bytearray(bytearray(data)), at)) for client, at, data in writes]
        for client, cookie in begun:
            while not client.aio_command_completed(cookie):
                client.poll(-1)

    def test_whole_and_part_at_once(self):
        """One connection writes whole cells, the other a byte of each: nothing is left of what was there before."""
        cells = 4096
        server = self.serve("kind=feistel", "seed=7", f"size={8 * cells}", "cow=true")
        whole, part = self.connect(server), self.connect(server)
        whole.pwrite(b"0" * 8 * cells, 0)
        for first in range(0, cells, 64):
            self.write_at_once(write for cell in range(first, first + 64)
                               for write in ((part, 8 * cell + 3, b"p"), (whole, 8 * cell, b"wwwwwwww")))
        data = whole.pread(8 * cells, 0)
        self.assertLessEqual({bytes(data[at : at + 8]) for at in range(0, 8 * cells, 8)}, {b"wwwwwwww", b"wwwpwwww"})

    def test_other_connections_see_it(self):
        server = self.serve("kind=torus64", "seed=7", "size=1M", "cow=true")
        one, other = self.connect(server), self.connect(server)
        one.pwrite(b"written", 12345)
        self.assertEqual(other.pread(7, 12345), b"written")

    def test_what_it_says(self):
        client = self.disk(kind="feistel", seed=7, size="1T", cow="true")
        self.assertFalse(client.is_read_only())
        self.assertTrue(client.can_flush() and client.can_fua() and client.can_trim() and client.can_zero() and client.can_multi_conn())
        client.pwrite(b"x" * 4096, 4096)
        client.flush()
        said = []
        client.block_status(1 << 20, 0, lambda context, offset, entries, error: said.extend(entries[1::2]))
        self.assertEqual(said, [0])
        # Zeros that are to be fast are refused, since they are written, and nothing changes.
        self.assertRaises(nbd.Error, client.zero, 4096, 4096, nbd.CMD_FLAG_FAST_ZERO)
        self.assertEqual(client.pread(4096, 4096), b"x" * 4096)

    def test_read_only(self):
        """Without a word that says otherwise it cannot be written."""
        client = self.disk(kind="feistel", seed=7, size="1T")
        client.set_strict_mode(0)
        self.assertRaises(nbd.Error, client.pwrite, b"x", 0)
        self.assertEqual(client.pread(8, 0), content("feistel", 7, 0, 0, 8))

    def test_quota(self):
        """A write past it fails and changes nothing; what is written already may be written again."""
        client = self.disk(kind="feistel", seed=7, size="1M", cow="true", quota="8K")
        client.pwrite(b"a" * 8192, 0)
        with self.assertRaises(nbd.Error) as refused:
            client.pwrite(b"b" * 4096, 6000)
        self.assertEqual(refused.exception.errno, "ENOSPC")
        for offset, n in ((8189, 40), (8192 - 4, 4 + 8 + 1)):  # a part of a written cell, whole ones, a part of another
            self.assertRaises(nbd.Error, client.pwrite, b"b" * n, offset)
            self.assertEqual(client.pread(8192 + 64, 0), b"a" * 8192 + content("feistel", 7, 0, 8192, 64))
        client.pwrite(b"c" * 4096, 4096)
        client.trim(4096, 0)
        client.pwrite(b"d" * 4096, 65536)
        self.assertEqual(client.pread(8192, 0), content("feistel", 7, 0, 0, 4096) + b"c" * 4096)


if __name__ == "__main__":
    unittest.main()
