# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command share: running it, and the oracle that says what it must print."""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
sys.path.insert(0, str(ROOT / "tests/oracle"))

import deltagen_oracle as oracle  # noqa: E402  (the path comes first)

KINDS = oracle.KINDS
HANG_S = 1200  # what takes so long hangs, on slow and busy machines too
RUN_KINDS = [kind for kind in KINDS if kind != "feistel_inv"]


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def run_command(self, *words, stdin=b"", program="deltagen", **settings):
        """The finished process. DELTAGEN_DEVICE is soft unless `environment` says otherwise."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("DELTAGEN_", "DG_"))}
        environment |= {"DELTAGEN_DEVICE": "soft"} | settings.pop("environment", {})
        settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": HANG_S} | settings
        words = [str(word) for word in words]
        return subprocess.run([BUILD / program, *words], input=stdin, env=environment, check=False, **settings)

    def output(self, *words, exit_code=0, **settings):
        """What a run without messages writes to stdout, as bytes."""
        done = self.run_command(*words, **settings)
        self.assertEqual((done.returncode, done.stderr), (exit_code, b""), words)
        return done.stdout

    def text(self, *words, **settings):
        return self.output(*words, **settings).decode()

    def refused(self, *words, exit_code=2, message="", stdout=b"", **settings):
        """A run that fails: nothing but `stdout` on stdout, one message that contains `message`. Returns the message."""
        done = self.run_command(*words, **settings)
        error = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout), (exit_code, stdout), (words, error))
        self.assertTrue(error.startswith("deltagen: ") and error.endswith("\n"), error)
        self.assertIn(message, error)
        return error


def reads_back(kind, raw, text):
    """Whether a printed value is the cell's."""
    if kind.startswith("feistel"):
        return text == str(raw)
    if oracle.CELL_SIZE[kind] == 4:
        return struct.pack("<f", float(text)) == raw.to_bytes(4, "little")
    return struct.pack("<d", float(text)) == raw.to_bytes(8, "little")
