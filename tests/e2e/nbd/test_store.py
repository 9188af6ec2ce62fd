#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is written to a disk with a store is there when it is served again, whoever ended the server."""

import os
import random
import signal
import unittest

from rig import BUILD, PLUGIN, ClientCase, Model, content, nbd, random_step, run

GENERATOR = ("kind=feistel", "seed=7")


class Store(ClientCase):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "disk.store"

    def start(self, *words, **settings):
        server = self.serve(f"store={self.store}", *words, **settings)
        return server, self.connect(server)

    def test_ended_in_every_way(self):
        """By its owner and by SIGKILL, flushed and not: a server that dies takes nothing with it that it has acknowledged."""
        dice, size = random.Random(1), 30001
        model = Model("feistel", 7, size, 0)
        server, disk = self.start(*GENERATOR, f"size={size}")
        for kill, flushed in ((False, False), (True, True), (True, False), (False, True)) * 3:
            for _ in range(100):
                random_step(dice, disk, model)
            if flushed:
                disk.flush()
            if kill:
                self.kill(server)
            else:
                self.assertEqual(server.end(), 0)
            server, disk = self.start(f"size={size}")  # the store says the rest
            self.assertEqual(disk.pread(size, 0), model.bytes)

    def test_killed_amid_writes(self):
        """What was acknowledged is there; of what was under way, each byte is old or new."""
        size, block = 1 << 16, 1000
        before = content("feistel", 7, 0, 0, size)
        for _ in range(10):
            server, disk = self.start(*GENERATOR, f"size={size}")
            writes = [(at, random.randbytes(block)) for at in random.sample(range(0, size - block, 100), 200)]
            cookies = [disk.aio_pwrite(nbd.Buffer.from_bytearray(bytearray(data)), at) for at, data in writes]
            left = random.randrange(200)
            while disk.aio_in_flight() > left:
                disk.poll(-1)
            self.kill(server)
            done = [disk.aio_command_completed(cookie) for cookie in cookies]
            server, disk = self.start(f"size={size}")
            now = disk.pread(size, 0)
            server.end()
            for i in range(size):
                here = [(data[i - at], acknowledged) for (at, data), acknowledged in zip(writes, done) if at <= i < at + block]
                old = set() if any(acknowledged for _, acknowledged in here) else {before[i]}
                self.assertIn(now[i], {byte for byte, _ in here} | old, i)
            before = now

    def test_flush_and_fua(self):
        """They wait for the disk, and say so where it fails; from then on nothing is acknowledged."""
        log = self.folder / "syncs"
        environment = {"LD_PRELOAD": str(BUILD / "e2e/nbd_sync.so"), "SYNC_LOG": str(log)}
        server = self.serve(f"store={self.store}", *GENERATOR, "size=1M", environment=environment)
        one, other = self.connect(server), self.connect(server)

        def syncs():
            return log.stat().st_size if log.exists() else 0

        before = syncs()
        one.pwrite(b"a" * 4096, 0)
        self.assertEqual(syncs(), before)  # nobody asked for it
        other.flush()  # what came by another connection as well
        self.assertEqual(syncs(), before + 1)
        for change in (lambda: one.pwrite(b"b" * 10, 5, nbd.CMD_FLAG_FUA), lambda: one.zero(4096, 4096, nbd.CMD_FLAG_FUA),
                       lambda: one.trim(4096, 0, nbd.CMD_FLAG_FUA)):
            before = syncs()
            change()
            self.assertGreater(syncs(), before)
        (self.folder / "syncs.fail").touch()
        one.pwrite(b"c" * 4096, 8192)
        self.assertRaises(nbd.Error, other.flush)
        self.assertRaises(nbd.Error, one.pwrite, b"d", 0)
        self.assertRaises(nbd.Error, one.flush)
        self.assertEqual(one.pread(4096, 16384), content("feistel", 7, 0, 16384, 4096))

    def test_window(self):
        """The store knows cells; where the disk begins among them is the server's."""
        server, disk = self.start(*GENERATOR, "size=1000", "base=100")
        disk.pwrite(b"12345678", 80)
        server.end()
        _, disk = self.start("size=1000", "base=105")
        self.assertEqual(disk.pread(56, 32), content("feistel", 7, 109, 0, 8) + b"12345678" + content("feistel", 7, 111, 0, 40))

    def test_one_writer(self):
        self.start(*GENERATOR, "size=1M")
        self.refused("disk.store", f"store={self.store}", "size=1M")

    def refused(self, said, *words):
        done = run("nbdkit", "--unix", "-", PLUGIN, *words, "--run", "true", check=False, text=True, cwd=self.folder)
        self.assertNotEqual(done.returncode, 0, words)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(said, done.stderr)

    def test_wrong_words(self):
        self.refused("disk.store is not there: with kind= and seed= it is made", "store=disk.store", "size=1M")
        self.refused("disk.store is not there, and cow=true writes none", "store=disk.store", *GENERATOR, "size=1M", "cow=true")
        self.refused("No such file", "store=none/disk.store", *GENERATOR, "size=1M")
        server, _ = self.start(*GENERATOR, "size=1M", "quota=64K")
        server.end()
        kept = self.store.read_bytes()
        for words, said in ((("size=1M", "kind=torus64"), "is of kind=feistel, not torus64"), (("size=1M", "seed=8"), "is of seed=7, not 8"),
                            (("size=1M", "quota=1K"), "was made with quota=65536, not 1024"), ((), "size= is missing"),
                            (("size=1M", "base=0xffffffffffffffff"), "past the last address")):
            self.refused(said, "store=disk.store", *words)
        self.assertEqual(self.store.read_bytes(), kept)

    def test_damaged(self):
        server, disk = self.start(*GENERATOR, "size=1M")
        for at in range(0, 1 << 16, 4096):
            disk.pwrite(b"x" * 4096, at)
        disk.flush()
        server.end()
        damaged = bytearray(self.store.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        self.store.write_bytes(damaged)
        self.refused("disk.store", "store=disk.store", "size=1M")
        self.assertEqual(self.store.read_bytes(), damaged)
        self.store.write_bytes(b"something else")
        self.refused("disk.store", "store=disk.store", "size=1M")

    def test_background(self):
        """It leaves the folder that it was started in, and the store is the serving process's."""
        path, pid = self.folder / "socket", self.folder / "pid"
        run("nbdkit", "--unix", path, "--pidfile", pid, PLUGIN, "store=disk.store", *GENERATOR, "size=1M", cwd=self.folder)
        self.addCleanup(lambda: os.kill(int(pid.read_text()), signal.SIGTERM))
        disk = nbd.NBD()
        disk.connect_uri(f"nbd+unix:///?socket={path}")
        disk.pwrite(b"here", 1000)
        disk.flush()
        disk.shutdown()
        self.assertIn(b"here", self.store.read_bytes())

    def test_copy_on_write(self):
        """Over a store, which another may be writing to: it is read, and stays as it is."""
        writer, disk = self.start(*GENERATOR, "size=10007")
        disk.pwrite(b"stored", 4999)
        disk.flush()
        kept = self.store.read_bytes()
        model = Model("feistel", 7, 10007, 0)
        model.write(4999, b"stored")
        model.generated = bytes(model.bytes)  # what trimming leads back to
        _, copy = self.start("size=10007", "cow=true", name="copy")
        dice = random.Random(2)
        for _ in range(300):
            self.assertEqual(copy.pread(10007, 0), model.bytes)
            random_step(dice, copy, model)
        self.assertEqual(self.store.read_bytes(), kept)
        self.assertEqual(disk.pread(6, 4999), b"stored")


if __name__ == "__main__":
    unittest.main()
