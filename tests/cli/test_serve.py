# SPDX-License-Identifier: Apache-2.0
"""deltagen serve nbd: the command line that nbdkit gets, and what is said where it or its plugin is missing."""

import shutil
import unittest

from common import BUILD, Case

DISK = ("--kind", "torus32", "--seed", "0x10", "--bytes", "1T", "--base", "9")
PLUGIN = "nbdkit-deltagen-plugin.so"


class Serve(Case):
    """In a system of its own, with a command in /bin and an nbdkit that prints its words."""

    def setUp(self):
        super().setUp()
        (self.folder / "bin").mkdir()
        self.command = self.folder / "deltagen"
        shutil.copy2(BUILD / "deltagen", self.command)
        self.environment = {"DELTAGEN_ROOT": str(self.folder), "PATH": "/bin"}

    def add_nbdkit(self):
        path = self.file("bin/nbdkit", '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 5\n')
        path.chmod(0o755)

    def add_plugin(self):
        """Beside the command, as that system sees it."""
        folder = self.folder / str(self.folder).lstrip("/")
        folder.mkdir(parents=True)
        (folder / PLUGIN).touch()
        return folder / PLUGIN

    def serve(self, *words):
        return self.run_command("serve", "nbd", *DISK, *words, program=self.command, environment=self.environment)

    def test_command_line(self):
        self.add_nbdkit()
        plugin = self.add_plugin()
        ours = [str(plugin), "kind=torus32", "seed=16", "size=1099511627776", "base=9", "device=soft"]
        for words, where in (((), ["--ipaddr=localhost"]), (("--", "--unix", "a b", "-r"), [])):
            done = self.serve(*words)
            self.assertEqual((done.returncode, done.stderr), (5, b""))
            self.assertEqual(done.stdout.decode().splitlines(), ["--foreground", *where, *ours, *words[1:]])

    def test_overlay(self):
        self.add_nbdkit()
        plugin = self.add_plugin()
        done = self.run_command("serve", "nbd", "--bytes", 512, "--store", "a b", "--cow", "--quota", "1M", program=self.command, environment=self.environment)
        self.assertEqual(done.stdout.decode().splitlines(), ["--foreground", "--ipaddr=localhost", str(plugin), "size=512", "base=0", "device=soft",
                                                             "store=a b", "cow=true", "quota=1048576"])

    def test_missing(self):
        for message in ("nbdkit, which serves the disk, is not in PATH", f"there is no {self.folder}"):
            done = self.serve()
            self.assertEqual((done.returncode, done.stdout), (3, b""))
            self.assertTrue(done.stderr.decode().startswith(f"deltagen: {message}"), done.stderr)
            self.assertIn(b"apt install nbdkit", done.stderr)
            self.add_nbdkit()

    def test_wrong_use(self):
        self.refused("serve", "nbd", "--kind", "feistel", "--seed", "1", message="serve nbd needs --bytes")
        self.refused("serve", "nbd", "--seed", "1", "--bytes", "8", "--cow", message="needs --kind and --seed, or a --store")
        self.refused("serve", "nbd", *DISK, "--threads", "2", message="serve nbd takes no --threads")


if __name__ == "__main__":
    unittest.main()
