#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is there after a crash: of the server at any moment, and of the machine, which leaves the log up to some byte."""

import os
import pathlib
import random
import tempfile
import threading
import time

import model
from common import Case, main

KILLS = int(os.environ.get("FUSE_KILLS", "6"))
CUTS = int(os.environ.get("FUSE_CUTS", "60"))
STEPS = 400


class Writer(threading.Thread):
    """Makes files as programs do that care: written, synced, renamed. Notes what was acknowledged until the server dies."""

    def __init__(self, root, name, seed):
        super().__init__()
        self.root, self.name_ = root, name
        self.random = random.Random(seed)
        self.done, self.begun = {}, {}

    def run(self):
        try:
            for i in range(10**6):
                self.write(i)
        except OSError:
            pass

    def write(self, i):
        name = f"{self.name_}{i % 20}"
        data = self.random.randbytes(self.random.choice((1, 100, 5000, 200000)))
        self.begun[name] = data
        with open(self.root / f"{name}.new", "wb", buffering=0) as file:
            file.write(data)
            os.fsync(file.fileno())
        os.rename(self.root / f"{name}.new", self.root / name)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.done[name] = data


class Crash(Case):
    def test_kills(self):
        chance = random.Random(5)
        expected, maybe = {}, {}
        for round_ in range(KILLS):
            writers = [Writer(self.root, name, f"{round_}{name}") for name in "abc"]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.05, 1))
            self.volume.kill()
            for writer in writers:
                writer.join()
                expected |= writer.done
                maybe = {**maybe, **{name: data for name, data in writer.begun.items()}}
            self.volume.mount()
            self.assertTrue(expected)
            for name in maybe:
                path = self.root / name
                found = path.read_bytes() if path.exists() else None
                self.assertIn(found, (expected.get(name), maybe[name]), name)
                if found is not None:
                    expected[name] = found
            for path in self.root.glob("*.new"):
                path.unlink()
            self.assertLessEqual(set(os.listdir(self.root)), set(maybe))

    def test_machine_dies_anywhere(self):
        if not os.path.ismount("/dev/shm"):
            self.skip("there is no tmpfs at /dev/shm")
        with tempfile.TemporaryDirectory(dir="/dev/shm") as beside:
            os.chmod(beside, 0o755)
            os.umask(0o022)
            run = model.Run(self.root, pathlib.Path(beside), 6)
            sizes, states, whole_change = [], [], []
            for _ in range(STEPS):
                run.step()
                sizes.append(self.volume.store.stat().st_size)
                states.append(model.everything(run.model.root))
                whole_change.append(run.is_one_change)
            run.close_all()
        self.volume.kill()
        whole = self.volume.store.read_bytes()
        chance = random.Random(7)
        changing = [i for i in range(STEPS - 1) if sizes[i + 1] > sizes[i]]
        self.assertGreater(len(changing), STEPS // 10)
        for i in chance.sample(changing, min(CUTS, len(changing))):
            with self.subTest(operation=i + 1):
                room = sizes[i + 1] - sizes[i]
                cut = sizes[i] + chance.randrange(room if whole_change[i + 1] else min(20, room))  # a record has more than 20 bytes
                self.volume.store.write_bytes(whole[:cut])
                self.volume.mount()
                shown = model.everything(str(self.root))
                self.assertEqual(self.volume.unmount(), (0, ""))
                self.assertEqual(shown, states[i])
        self.volume.mount()


if __name__ == "__main__":
    main()
