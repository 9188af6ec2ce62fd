# SPDX-License-Identifier: Apache-2.0
"""What the tests of the file system share: a volume that is mounted, killed, and mounted again."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / os.environ.get("BUILD", "build")
sys.path.insert(0, str(ROOT / "tests/oracle"))

import deltagen_oracle as oracle  # noqa: E402, F401  (the path comes first)

HANG_S = 1200  # what takes so long hangs, on slow and busy machines too
KINDS = [kind for kind in oracle.KINDS if kind != "feistel_inv"]


def why_not():
    """Why no file system can be mounted here; nothing if one can."""
    if not (BUILD / "deltagen-fuse").exists():
        return "deltagen-fuse is not built (libfuse 3 is missing)"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "there is no /dev/fuse to use"
    if os.geteuid() != 0 and not shutil.which("fusermount3"):
        return "fusermount3 is missing"
    return ""


def wait_until(true, what):
    end = time.monotonic() + HANG_S
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not in {HANG_S} s: {what}")
        time.sleep(0.01)


def unmount(folder):
    """Others may look into any file system for a moment, and make it busy."""
    words = ["umount"] if os.geteuid() == 0 else ["fusermount3", "-u"]

    def once():
        done = subprocess.run([*words, folder], capture_output=True, text=True, check=False)
        if done.returncode != 0 and "busy" not in done.stderr:
            raise AssertionError(done.stderr)
        return done.returncode == 0

    wait_until(once, "unmounted")


class Volume:
    """A volume in a folder, and where it is mounted."""

    def __init__(self, folder, *words):
        self.folder = pathlib.Path(folder)
        self.store, self.root = self.folder / "volume", self.folder / "mounted"
        self.folder.chmod(0o755)  # for other users, too
        self.root.mkdir()
        self.words = words
        self.process = None

    def mount(self, *words, program="deltagen"):
        """In the foreground of a process of its own, so that it can be killed."""
        command = [BUILD / program, "mount", "--foreground", *self.words, *words, self.store, self.root]
        self.process = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE)
        wait_until(lambda: os.path.ismount(self.root) or self.process.poll() is not None, "mounted")
        if self.process.poll() is not None:
            raise AssertionError(self.process.stderr.read().decode())
        return self

    def ended(self):
        self.process.wait(HANG_S)
        said = self.process.stderr.read().decode()
        self.process.stderr.close()
        code, self.process = self.process.returncode, None
        return code, said

    def unmount(self):
        """Returns the exit code, and what was said."""
        unmount(self.root)
        return self.ended()

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        done = self.ended()
        if number == signal.SIGKILL:
            self.let_go()
        return done

    def let_go(self):
        lazy = ["umount", "-l"] if os.geteuid() == 0 else ["fusermount3", "-uz"]
        subprocess.run([*lazy, self.root], check=False, stderr=subprocess.DEVNULL)

    def close(self):
        if self.process:
            self.process.kill()
            self.ended()
        self.let_go()


class Case(unittest.TestCase):
    """A test with a volume of its own, mounted."""

    words = ()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.volume = Volume(folder.name, *self.words)
        self.addCleanup(self.volume.close)
        self.volume.mount()
        self.root = self.volume.root

    def skip(self, reason):
        print(f"skipped: {reason}")
        self.skipTest(reason)

    def need(self, program):
        if not shutil.which(program):
            self.skip(f"{program} is missing; on Debian, tools/setup check installs it")

    def remount(self):
        self.assertEqual(self.volume.unmount(), (0, ""))
        self.volume.mount()


def main():
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(0)
    unittest.main()
