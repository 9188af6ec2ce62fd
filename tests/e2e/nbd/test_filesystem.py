#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real file system on a disk of 16 TiB with a store: made by mkfs.ext4 through nbdfuse, used by the kernel, killed in the middle.
What was synced is whole when the disk is served again, and e2fsck finds nothing to mend."""

import hashlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time
import unittest

from rig import HANG_S, Case, run

SIZE = 16 << 40
# Zeroing of the inodes' tables would take 64 GiB of zeroes.
MAKE = ("mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=1", "-J", "size=16")
MOUNT = ("mount", "-o", "loop,noinit_itable,noatime")
ROUNDS = 2
FILES = 20  # synced before the server dies


class Writer(threading.Thread):
    """Writes file after file; those whose fsync has come back are noted with their sums."""

    def __init__(self, folder, dice):
        super().__init__()
        self.folder, self.dice = folder, dice
        self.synced, self.enough = {}, threading.Event()

    def run(self):
        try:
            for number in range(10 * FILES):
                data = self.dice.randbytes(self.dice.randint(1, 1 << self.dice.randint(4, 20)))
                path = self.folder / f"{number}"
                with path.open("wb", buffering=0) as file:
                    file.write(data)
                    os.fsync(file.fileno())
                self.synced[path.name] = hashlib.sha256(data).digest()
                if len(self.synced) >= FILES:
                    self.enough.set()
        except OSError:  # the disk is gone
            pass
        self.enough.set()


class FileSystem(Case):
    needs = ("nbdfuse", "mkfs.ext4", "e2fsck")

    def setUp(self):
        super().setUp()
        self.disk, self.mounted = self.folder / "disk", self.folder / "mounted"
        self.disk.touch()
        self.mounted.mkdir()
        self.fuse = None

    def bring_up(self, *words):
        self.server = self.serve(f"store={self.folder}/store", f"size={SIZE}", *words)
        self.addCleanup(self.take_down)  # nbdkit waits for its clients
        self.fuse = subprocess.Popen(["nbdfuse", self.disk, self.server.uri], stderr=subprocess.PIPE, text=True)
        while self.disk.stat().st_size != SIZE:
            if self.fuse.poll() is not None:
                print(f"skipped: nbdfuse cannot mount here: {self.fuse.stderr.read().strip()}")
                self.skipTest("nbdfuse")
            time.sleep(0.01)

    def take_down(self):
        if os.path.ismount(self.mounted):
            run("umount", self.mounted)
        if self.fuse:
            run("umount", "--lazy", self.disk, check=False)
            self.fuse.wait(HANG_S)
            self.fuse.stderr.close()
            self.fuse = None

    def mount(self):
        done = run(*MOUNT, self.disk, self.mounted, check=False, text=True)
        if done.returncode:
            print(f"skipped: a file of nbdfuse cannot be mounted here: {done.stderr.strip()}")
            self.skipTest("mount")

    def check(self):
        """Nothing to mend, at the first look."""
        checked = run("e2fsck", "-f", "-n", self.disk, check=False, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_ext4(self):
        self.bring_up("kind=feistel", "seed=7")
        run(*MAKE, self.disk)
        self.check()
        dice, synced = random.Random(1), {}
        for number in range(ROUNDS):
            self.mount()
            folder = self.mounted / str(number)
            folder.mkdir()
            for name in random.sample(sorted(synced), len(synced) // 3):  # room that is freed is written anew
                (self.mounted / name).unlink()
                del synced[name]
            os.sync()
            writer = Writer(folder, dice)
            writer.start()
            writer.enough.wait()
            self.kill(self.server)
            writer.join(HANG_S)
            self.assertGreaterEqual(len(writer.synced), FILES)
            synced |= {f"{number}/{name}": digest for name, digest in writer.synced.items()}
            self.take_down()

            self.bring_up()
            replayed = run("e2fsck", "-p", self.disk, check=False, text=True)
            self.assertIn(replayed.returncode, (0, 1), replayed.stdout)
            self.check()
            self.mount()
            for name, digest in synced.items():
                self.assertEqual(hashlib.sha256((self.mounted / name).read_bytes()).digest(), digest, name)
            run("umount", self.mounted)
        print(f"{len(synced)} files whole, store of {(self.folder / 'store').stat().st_size >> 20} MiB")


def main():
    """In mounts of its own, so that none is left behind."""
    if "--unshared" in sys.argv:
        sys.argv.remove("--unshared")
        unittest.main()
    unshare = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*unshare, "true"], capture_output=True).returncode or not pathlib.Path("/dev/fuse").exists():
        print("skipped: there is no /dev/fuse, or mounts of its own need root")
    else:
        os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv, "--unshared"])


if __name__ == "__main__":
    main()
