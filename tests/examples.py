#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The programs of examples/ print what stands at the top of each: lines "// $ ./NAME ARGUMENT..." and below them what follows.

usage: tests/examples.py FOLDER      FOLDER: where the programs are, built
"""

import os
import pathlib
import re
import subprocess
import sys
import unittest

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "examples"
RUN = re.compile(r"^// \$ (.*)\n((?:// (?!\$ ).*\n)*)", re.MULTILINE)


class Example(unittest.TestCase):
    """One source; its runs in their order."""

    def __init__(self, source, folder):
        super().__init__("check")
        self.source, self.folder = source, folder

    def check(self):
        runs = RUN.findall(self.source.read_text())
        self.assertTrue(runs, f"{self.source} does not say at its top what it prints")
        for command, comment in runs:
            self.assertTrue(command.startswith(f"./{self.source.stem}"), command)
            done = subprocess.run(command, shell=True, cwd=self.folder, env={**os.environ, "DELTAGEN_DEVICE": "soft"},
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if " sim" in command and "no libdeltagen-sim-" in done.stderr:
                print(f"skipped: {command}: the simulation is not built (make sim)")
                continue
            self.assertEqual((done.stdout, done.stderr, done.returncode), (re.sub("(?m)^// ", "", comment), "", 0), command)


def main():
    suite = unittest.TestSuite(Example(source, sys.argv[1]) for source in sorted(SOURCES.glob("*.c")))
    return 0 if unittest.TextTestRunner().run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
