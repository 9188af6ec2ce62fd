#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/logged: the words of a command go into a log, its exit code to the caller, and what it says of errors to the terminal."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

LOGGED = pathlib.Path(__file__).resolve().parents[2] / "tools/logged"


class Logged(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.log = self.folder / "of/a command.log"

    def run_logged(self, *command, path=None):
        """Exit code, stdout and stderr."""
        done = subprocess.run([LOGGED, self.log, "it", *command], capture_output=True, text=True, check=False,
                              env={"PATH": path or "/usr/bin:/bin"})
        return done.returncode, done.stdout, done.stderr

    def test_silent_where_all_is_well(self):
        self.assertEqual(self.run_logged("sh", "-c", "echo words; echo more >&2; cat"), (0, "", ""))
        self.assertEqual(self.log.read_text(), "words\nmore\n")

    def test_exit_code(self):
        for code in (1, 2, 3, 127, 255):
            self.assertEqual(self.run_logged("sh", "-c", f"exit {code}")[0], code)
        self.assertEqual(self.run_logged("no-such-command")[0], 127)
        self.assertEqual(self.run_logged("sh", "-c", "kill -TERM $$")[0], 128 + 15)

    def test_words_about_errors(self):
        command = "for i in 1 2 3 4 5 6 7 8 9; do echo $i; done; echo 'a.c:1: error: no such name'; echo there; echo and; echo here; echo end; exit 1"
        said = self.run_logged("sh", "-c", command)
        self.assertEqual(said, (1, "", f"a.c:1: error: no such name\nthere\nand\nhere\nit failed; the whole log is {self.log}\n"))
        said = self.run_logged("sh", "-c", "echo first; i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo line $i; done; exit 1")
        self.assertEqual(said[2].splitlines()[:1] + said[2].splitlines()[-2:-1], ["line 1", "line 20"])

    def test_what_takes_long_is_spoken_of(self):
        """On a machine where 20 seconds pass in a tenth of one."""
        (self.folder / "sleep").write_text(f"#!/bin/sh\nexec {shutil.which('sleep')} 0.1\n")
        (self.folder / "sleep").chmod(0o755)
        wait = f"echo begun; until [ -e '{self.folder}/said' ]; do {shutil.which('sleep')} 0.05; done"
        with subprocess.Popen([LOGGED, self.log, "it", "sh", "-c", wait], stdout=subprocess.PIPE, text=True,
                              env={"PATH": f"{self.folder}:/usr/bin:/bin"}) as process:
            lines = [process.stdout.readline() for _ in range(2)]
            (self.folder / "said").touch()
            process.communicate()
        self.assertRegex(lines[1], r"^it: 40 s: (begun)?\n$")
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
