#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The verifying modes of tools that no one here wrote: stress-ng's file system stressors, and fio."""

import os
import subprocess

from common import HANG_S, Case, main

STRESSORS = (
    "access", "aio", "chdir", "chmod", "chown", "copy-file", "dentry", "dir", "dirdeep", "dirmany", "dnotify", "dup", "fallocate", "fcntl", "file-ioctl",
    "filename", "flock", "fpunch", "fsize", "fstat", "getdent", "hdd", "inotify", "iomix", "lease", "link", "locka", "lockf", "lockofd", "mknod", "msync",
    "open", "readahead", "rename", "revio", "seek", "sendfile", "symlink", "sync-file", "touch", "utime")
OPERATIONS = 50
SECONDS = os.environ.get("FUSE_SECONDS", "1")  # the longest for each
NOT_IMPLEMENTED = {"xattr", "fiemap"}  # what the page says is not there; a stressor says so, and fails no more
STRESS_SKIPPED = 3


def run(*words, **settings):
    words = [str(word) for word in words]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=HANG_S, **settings)


class StressNg(Case):
    def test_stressors(self):
        self.need("stress-ng")
        self.root.chmod(0o777)
        for name in STRESSORS:
            with self.subTest(name):
                done = run("stress-ng", f"--{name}", 2, f"--{name}-ops", OPERATIONS, "--temp-path", self.root, "--verify", "--timeout", SECONDS)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for name in NOT_IMPLEMENTED:
            done = run("stress-ng", f"--{name}", 1, f"--{name}-ops", 1, "--temp-path", self.root, "--verify")
            self.assertIn(done.returncode, (0, STRESS_SKIPPED), done.stdout + done.stderr)
        self.assertEqual(os.listdir(self.root), [])
        self.remount()
        self.assertEqual(os.listdir(self.root), [])


class Fio(Case):
    words = ("--tenant", "t=1")
    jobs = (
        ("psync", "--bs=1001", "--size=4004000"),
        ("psync", "--bs=4k", "--size=4M", "--fsync=32"),
        ("mmap", "--bs=4k", "--size=8M"),
        ("libaio", "--bs=16k", "--size=8M", "--iodepth=16", "--direct=1"),
    )

    def fio(self, engine, *words):
        self.need("fio")
        done = run("fio", "--name=job", f"--ioengine={engine}", "--verify=crc32c", "--verify_fatal=1", "--randseed=1", "--allow_file_create=1",
                   "--fallocate=none", "--norandommap=0", "--output-format=terse", *words, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_random_writes_are_read_back(self):
        for engine, *words in self.jobs:
            with self.subTest(engine=engine, words=words):
                self.fio(engine, *words, f"--directory={self.root}", "--rw=randrw", "--numjobs=2", "--do_verify=1")

    def test_after_a_kill(self):
        for name in ("ordinary", "t/feistel", "t/torus32"):
            job = ("psync", f"--filename={self.root / name}", "--rw=randwrite", "--bs=1001", "--size=4004000", "--end_fsync=1")
            with self.subTest(name):
                self.fio(*job, "--do_verify=0")
                self.volume.kill()
                self.volume.mount()
                self.fio(*job, "--verify_only")


if __name__ == "__main__":
    main()
