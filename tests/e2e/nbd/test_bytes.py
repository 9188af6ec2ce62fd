#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every byte of the disk is the one that the definitions say, whatever request asks for it: libnbd against the oracle."""

import unittest

from rig import CELL_BYTES, ClientCase, content, nbd

LAST = 2**63 - 1  # the largest size of a disk


class Bytes(ClientCase):
    def test_every_offset_and_length(self):
        """Over three cells, and the last of them cut at every byte."""
        for kind, cell in CELL_BYTES.items():
            for cut in range(cell):
                size = 3 * cell - cut
                disk = self.disk(kind=kind, seed=0x123456789abcdef, size=size, base=1000)
                self.assertEqual(disk.get_size(), size)
                whole = content(kind, 0x123456789abcdef, 1000, 0, size)
                for offset in range(size):
                    for n in range(1, size - offset + 1):
                        self.assertEqual(disk.pread(n, offset), whole[offset : offset + n], (kind, size, offset, n))

    def test_places(self):
        """Far apart, to the end of the largest disk, and to the last address."""
        for kind, cell in CELL_BYTES.items():
            last_base = 2**64 - (LAST + cell - 1) // cell
            for base in (0, 2**40 + 5, last_base):
                disk = self.disk(kind=kind, seed=7, size=LAST, base=base)
                for offset in (0, 3, 4096 - 5, 2**32 - 1, 2**45 + 7, LAST - 1000):
                    self.assertEqual(disk.pread(1000, offset), content(kind, 7, base, offset, 1000), (kind, base, offset))
                self.assertRaises(nbd.Error, disk.pread, 1000, LAST - 999)

    def test_long_requests(self):
        """As long as they can be, from an odd byte on: equal to short ones."""
        disk = self.disk(kind="shuffled32", seed=9, size="1G")
        data = disk.pread(32 << 20, 12345)
        for at in (0, 1 << 20, (32 << 20) - 5000):
            self.assertEqual(data[at : at + 5000], content("shuffled32", 9, 0, 12345 + at, 5000))

    def test_many_at_once(self):
        """Requests of four connections, all under way."""
        server = self.serve("kind=feistel", "seed=7", "size=1T")
        clients = [self.connect(server) for _ in range(4)]
        self.assertTrue(all(client.can_multi_conn() for client in clients))
        asked = []
        for i in range(400):
            buffer, offset = nbd.Buffer(777 + i), i * 7919 + 1
            asked.append((clients[i % 4], clients[i % 4].aio_pread(buffer, offset), buffer, offset))
        for client, cookie, buffer, offset in asked:
            while not client.aio_command_completed(cookie):
                client.poll(-1)
            self.assertEqual(buffer.to_bytearray(), content("feistel", 7, 0, offset, buffer.size()))

    def test_what_it_says(self):
        """Nothing that it reads is called a hole or zero; it cannot be written."""
        client = self.disk(kind="feistel", seed=7, size="1T")
        said = []
        client.block_status(1 << 30, 12345, lambda context, offset, entries, error: said.append((context, offset, entries)))
        self.assertEqual([(context, offset, entries[1::2]) for context, offset, entries in said], [("base:allocation", 12345, [0])])
        self.assertTrue(client.is_read_only())
        self.assertTrue(client.can_cache())
        client.cache(4096, 1)
        self.assertEqual((client.get_block_size(nbd.SIZE_MINIMUM), client.get_block_size(nbd.SIZE_PREFERRED)), (1, 4096))


if __name__ == "__main__":
    unittest.main()
