# SPDX-License-Identifier: Apache-2.0
"""What the tests of the plugin share: nbdkit with it on a socket, and the oracle that says what must be read."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / os.environ.get("BUILD", "build")
PLUGIN = BUILD / "nbdkit-deltagen-plugin.so"
sys.path.insert(0, str(ROOT / "tests/oracle"))

import deltagen_oracle as oracle  # noqa: E402  (the path comes first)

try:
    import nbd
except ImportError:
    nbd = None

HANG_S = 1200  # what takes so long hangs, on slow and busy machines too
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("DELTAGEN_")}
SANITIZER = {"LD_PRELOAD": os.environ["NBD_SANITIZER"]} if "NBD_SANITIZER" in os.environ else {}  # its library, that the plugin was built for
CELL_BYTES = {kind: size for kind, size in oracle.CELL_SIZE.items() if kind != "feistel_inv"}


def run(*words, **settings):
    settings = {"capture_output": True, "timeout": HANG_S, "check": True, "env": ENVIRONMENT} | settings
    return subprocess.run([str(word) for word in words], **settings)


def content(kind, seed, base, offset, n):
    """Bytes of a disk, by the definitions."""
    size = CELL_BYTES[kind]
    first, last = offset // size, (offset + n - 1) // size
    cells = oracle.run(kind, seed, base + first, last - first + 1)
    return cells[offset - first * size :][:n]


def connects(path):
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


class Server:
    """nbdkit with the plugin, in a folder of the test."""

    def __init__(self, folder, *words, name="socket", environment=None):
        self.path = folder / name
        self.uri = f"nbd+unix:///?socket={self.path}"
        self.log = folder / f"{name}.log"
        self.clients = []
        self.path.unlink(missing_ok=True)
        command = ["nbdkit", "--foreground", "--unix", self.path, *(("--verbose",) if "NBDKIT_VERBOSE" in os.environ else ()), PLUGIN, *words]
        with self.log.open("w") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, env=ENVIRONMENT | SANITIZER | (environment or {}))
        while not connects(self.path):
            if self.process.poll() is not None:
                raise AssertionError(f"nbdkit ended: {self.log.read_text()}")
            time.sleep(0.01)

    def end(self, by=signal.SIGTERM):
        """Its exit code. It may be ended twice. Clients go first, unless it is killed: nbdkit waits for them."""
        while by != signal.SIGKILL and self.clients:
            self.clients.pop().shutdown()
        if SANITIZER:  # whose signals come when it likes
            by = signal.SIGKILL
        self.process.send_signal(by)
        return self.process.wait(HANG_S)


class Case(unittest.TestCase):
    """A test with a folder of its own, where servers live as long as the test."""

    needs = ()

    def setUp(self):
        for program in ("nbdkit", *self.needs):
            if not shutil.which(program):
                print(f"skipped: {program} is missing; on Debian, tools/setup check installs it")
                self.skipTest(program)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def serve(self, *words, **settings):
        server = Server(self.folder, *words, **settings)
        self.addCleanup(server.end)
        return server

    def kill(self, server):
        server.clients.clear()
        self.assertEqual(server.end(signal.SIGKILL), -signal.SIGKILL)


class Model:
    """The disk as bytes, and how they were generated."""

    def __init__(self, kind, seed, size, base):
        self.cell = CELL_BYTES[kind]
        self.generated = content(kind, seed, base, 0, size)
        self.bytes = bytearray(self.generated)

    def write(self, offset, data):
        self.bytes[offset : offset + len(data)] = data

    def trim(self, offset, n):
        """The cells that are in it whole are clean again."""
        first, end = -(-offset // self.cell) * self.cell, (offset + n) // self.cell * self.cell
        if first < end:
            self.bytes[first:end] = self.generated[first:end]


def random_range(dice, size):
    offset = dice.randrange(size)
    return offset, dice.randint(1, min(size - offset, dice.choice((9, 700, size))))


def random_step(dice, disk, model):
    """The same change of both."""
    offset, n = random_range(dice, len(model.bytes))
    fua = dice.choice((0, 0, 0, nbd.CMD_FLAG_FUA))
    what = dice.choice(("write", "zero", "trim"))
    if what == "write":
        data = dice.randbytes(n)
        disk.pwrite(data, offset, fua)
        model.write(offset, data)
    elif what == "zero":
        disk.zero(n, offset, fua | dice.choice((0, nbd.CMD_FLAG_NO_HOLE)))
        model.write(offset, bytes(n))
    else:
        disk.trim(n, offset, fua)
        model.trim(offset, n)


class ClientCase(Case):
    """A test by libnbd."""

    def setUp(self):
        super().setUp()
        if not nbd:
            print("skipped: libnbd for Python is missing; on Debian, tools/setup check installs it")
            self.skipTest("python3-libnbd")

    def connect(self, server):
        client = nbd.NBD()
        client.add_meta_context(nbd.CONTEXT_BASE_ALLOCATION)
        client.connect_uri(server.uri)
        server.clients.append(client)
        return client

    def disk(self, **settings):
        return self.connect(self.serve(*(f"{key}={value}" for key, value in settings.items())))
