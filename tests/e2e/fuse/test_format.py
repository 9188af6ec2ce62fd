#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is kept, read by a second reader of the page's format: tests/oracle/volumes.py."""

import os
import pathlib
import stat
import tempfile

import model
from common import Case, main
from volumes import Volume

STEPS = 1500
LOOKED_AT = 5000


class Format(Case):
    words = ("--tenant", "t=7")

    def test_second_reader(self):
        for kind, offset in (("feistel", 12345), ("torus32", (1 << 62) + 1), ("volume/assets/asset_003.raw", 7)):
            with open(self.root / "t" / kind, "r+b") as file:
                os.pwrite(file.fileno(), b"written" * 20, offset)
        os.truncate(self.root / "t/shuffled32", 999)
        (self.root / "random").mkdir()
        self.random_operations(self.root / "random")
        self.compare()
        for _ in range(70):  # until the log is compacted
            (self.root / "large").write_bytes(b"x" * (1 << 20))
        (self.root / "large").unlink()
        self.assertLess(self.volume.store.stat().st_size, 20 << 20)
        self.compare()

    def random_operations(self, root):
        os.umask(0o022)
        with tempfile.TemporaryDirectory() as beside:
            run = model.Run(root, pathlib.Path(beside), 8)
            for _ in range(STEPS):
                operation, arguments = run.choose()
                outcome = run.tried.done(operation, *arguments)
                failed = isinstance(outcome, str) and outcome.startswith("errno")
                if operation is model.do_open and not failed:
                    run.open.append(arguments[0])
                elif operation is model.do_close:
                    run.open.remove(arguments[0])
            for slot in run.open:
                os.close(run.tried.fds[slot])

    def compare(self):
        volume = Volume(self.volume.store.read_bytes())
        entries = dict(volume.entries())
        shown = {str(path.relative_to(self.root)) for path in self.root.rglob("*")}
        self.assertEqual(set(entries), shown)
        for path, ino in entries.items():
            with self.subTest(path):
                self.compare_one(volume, volume.nodes[ino], os.lstat(self.root / path), self.root / path)

    def compare_one(self, volume, node, info, path):
        for key, mine in (("ino", info.st_ino), ("mode", info.st_mode), ("uid", info.st_uid), ("gid", info.st_gid), ("rdev", info.st_rdev),
                          ("size", info.st_size)):
            self.assertEqual(node[key], mine, key)
        for key, mine in (("atime", info.st_atime_ns), ("mtime", info.st_mtime_ns), ("ctime", info.st_ctime_ns)):
            self.assertEqual(node[key] * 10**9 + node[key + "_ns"], mine, key)
        if stat.S_ISLNK(info.st_mode):
            self.assertEqual(volume.targets[node["ino"]].decode(), os.readlink(path))
        elif stat.S_ISREG(info.st_mode):
            written = volume.data[node["ino"]]
            with open(path, "rb") as file:
                for offset in {0, max(min(written, default=0) - 10, 0), max(max(written, default=0) - 100, 0)}:
                    self.assertEqual(os.pread(file.fileno(), LOOKED_AT, offset), volume.read(node["ino"], LOOKED_AT, offset), offset)


if __name__ == "__main__":
    main()
