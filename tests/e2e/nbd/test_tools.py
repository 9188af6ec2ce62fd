#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tools of others on the disk: what they copy and compare is what `deltagen gen` writes."""

import json
import os
import random
import signal
import unittest

from rig import BUILD, CELL_BYTES, PLUGIN, Case, run

DISK = ("kind=feistel", "seed=7", "size=24000001", "base=3")


def generated(folder, disk):
    """The same bytes as a file."""
    said = dict(word.split("=") for word in disk)
    path = folder / "generated"
    run(BUILD / "deltagen", "gen", "--device", "soft", "--kind", said["kind"], "--seed", said["seed"], "--base", said["base"],
        "--bytes", said["size"], "-o", path)
    return path


class Tools(Case):
    needs = ("nbdinfo", "nbdcopy", "qemu-img")

    def test_nbdinfo(self):
        (export,) = json.loads(run("nbdinfo", "--json", self.serve(*DISK).uri).stdout)["exports"]
        self.assertEqual((export["export-size"], export["is_read_only"], export["can_multi_conn"]), (24000001, True, True))

    def test_nbdcopy(self):
        for kind in CELL_BYTES:
            with self.subTest(kind):
                disk = (f"kind={kind}", *DISK[1:])
                server = self.serve(*disk, name=kind)
                run("nbdcopy", "--connections=4", server.uri, self.folder / "copied")
                copied = (self.folder / "copied").read_bytes()
                self.assertEqual(len(copied), 24000001)
                self.assertTrue(copied == generated(self.folder, disk).read_bytes())

    def test_served_by_the_command(self):
        options = ("--kind", "shuffled32", "--seed", "0xffffffffffffffff", "--base", "5", "--bytes", "1000003", "--device", "soft")
        run(BUILD / "deltagen", "serve", "nbd", *options, "--", "--unix", "-", "--run", f'nbdcopy "$uri" {self.folder}/copied')
        run(BUILD / "deltagen", "gen", *options, "-o", self.folder / "generated")
        self.assertTrue((self.folder / "copied").read_bytes() == (self.folder / "generated").read_bytes())

    def test_qemu_img(self):
        disk = ("kind=shuffled64", "seed=9", "size=24000000", "base=0")  # qemu counts in sectors
        server, other = self.serve(*disk), self.serve(disk[0], "seed=10", *disk[2:], name="other")
        compare = ("qemu-img", "compare", "-f", "raw", "-F", "raw", server.uri)
        self.assertIn(b"identical", run(*compare, generated(self.folder, disk)).stdout)
        differs = run(*compare, other.uri, check=False)  # two disks, neither of which is read where it is said to be a hole
        self.assertEqual(differs.returncode, 1, differs.stdout)
        run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", server.uri, self.folder / "disk.qcow2")
        self.assertIn(b"identical", run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", server.uri, self.folder / "disk.qcow2").stdout)


class Written(Case):
    """A disk that can be written, in memory."""

    needs = ("qemu-io", "qemu-img", "nbdcopy", "fio")
    DISK = ("kind=shuffled64", "seed=9", "size=64M", "cow=true")

    def qemu_io(self, server, *commands):
        words = [word for command in commands for word in ("-c", command)]
        return run("qemu-io", "--format", "raw", *words, server.uri, text=True, check=False)

    def test_qemu_io(self):
        server = self.serve(*self.DISK)
        done = self.qemu_io(server, "write -P 0x5a 4000 100000", "write -f -P 0x33 8192 4096", "write -z 20000 3001", "flush",
                            "read -P 0x5a 4000 4192", "read -P 0x33 8192 4096", "read -P 0x5a 12288 7712", "read -P 0 20000 3001",
                            "read -P 0x5a 23001 80999", "discard 65536 8192", "flush")
        self.assertEqual(done.returncode, 0, done.stdout)
        trimmed = self.qemu_io(server, "read -P 0x5a 65536 8192")  # it is generated again
        self.assertIn("Pattern verification failed", trimmed.stdout)

    def test_nbdcopy_there_and_back(self):
        image = self.folder / "image"
        image.write_bytes(random.Random(1).randbytes(1 << 20) + bytes(62 << 20) + random.Random(2).randbytes(1 << 20))
        server = self.serve(*self.DISK)
        run("nbdcopy", "--connections=4", image, server.uri)
        run("nbdcopy", "--connections=4", server.uri, self.folder / "back")
        self.assertTrue((self.folder / "back").read_bytes() == image.read_bytes())
        run("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", generated(self.folder, (*self.DISK[:3], "base=77")), server.uri)
        self.assertIn(b"identical", run("qemu-img", "compare", "-f", "raw", "-F", "raw", server.uri, self.folder / "generated").stdout)

    def test_fio(self):
        """Random writes, by four jobs and of odd sizes, each verified by its checksum."""
        if "nbd" not in run("fio", "--enghelp", text=True).stdout:
            print("skipped: this fio has no engine for NBD")
            self.skipTest("fio")
        server = self.serve(*self.DISK)
        common = ("fio", "--ioengine=nbd", f"--uri={server.uri}", "--direct=1", "--iodepth=16", "--verify=crc32c", "--verify_fatal=1", "--verify_state_save=0")
        run(*common, "--name=aligned", "--rw=randwrite", "--bsrange=4k-64k", "--numjobs=4", "--size=16M", "--offset_increment=16M")
        run(*common, "--name=odd", "--rw=randwrite", "--bsrange=512-70000", "--bs_unaligned=1", "--size=48M")


class Words(Case):
    """What the plugin says of itself, and of what is wrong."""

    def test_dump_and_help(self):
        dumped = run("nbdkit", "--dump-plugin", PLUGIN, text=True).stdout
        self.assertIn("deltagen_kinds=torus32 torus64 feistel shuffled32 shuffled64\n", dumped)
        self.assertIn("thread_model=parallel\n", dumped)
        described = run("nbdkit", "--help", PLUGIN, text=True).stdout
        for key in ("kind=", "seed=", "size=", "base=", "store=", "cow=", "quota=", "device="):
            self.assertIn(f"\n{key}", described)

    def test_wrong_words(self):
        right = {"kind": "feistel", "seed": "7", "size": "1M"}
        for words, said in (
            ({"kind": "noise"}, "kind=noise is no generator"),
            ({"kind": "feistel_inv"}, "kind=feistel_inv is no generator"),
            ({"kind": None}, "kind= is missing"),
            ({"seed": None}, "seed= is missing"),
            ({"size": None}, "size= is missing"),
            ({"seed": "seven"}, "seed=seven is not a number"),
            ({"seed": "0x10000000000000000"}, "seed=0x10000000000000000 does not fit 64 bits"),
            ({"size": "1Q"}, "size"),
            ({"size": "-1"}, "size"),
            ({"size": "8E"}, "size"),
            ({"base": "-1"}, "base=-1 is not a number"),
            ({"base": "0xfffffffffffffff0"}, "past the last address"),
            ({"device": "abacus"}, '"abacus"'),
            ({"cow": "perhaps"}, "perhaps"),
            ({"quota": "1M"}, "store= or cow=true is missing"),
            ({"colour": "red"}, "colour= is unknown here"),
        ):
            settings = {key: value for key, value in (right | words).items() if value}
            refused = run("nbdkit", "--unix", "-", PLUGIN, *(f"{key}={value}" for key, value in settings.items()), "--run", "true", check=False, text=True)
            self.assertNotEqual(refused.returncode, 0, words)
            self.assertEqual(refused.stderr.count("\n"), 1, refused.stderr)
            self.assertIn(said, refused.stderr)

    def test_background(self):
        """nbdkit forks before it serves; a device belongs to the process that has opened it."""
        path, pid = self.folder / "socket", self.folder / "pid"
        run("nbdkit", "--unix", path, "--pidfile", pid, PLUGIN, *DISK)
        self.addCleanup(lambda: os.kill(int(pid.read_text()), signal.SIGTERM))
        run("nbdcopy", f"nbd+unix:///?socket={path}", self.folder / "copied")
        self.assertTrue((self.folder / "copied").read_bytes() == generated(self.folder, DISK).read_bytes())


if __name__ == "__main__":
    unittest.main()
