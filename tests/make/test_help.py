#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`make help` lists every target that has a text, and the targets that the pages speak of exist."""

import pathlib
import re
import subprocess
import unittest

MAKEFILES = [pathlib.Path("Makefile"), *sorted(pathlib.Path("mk").glob("*.mk"))]
PAGES = [pathlib.Path("README.md"), *sorted(pathlib.Path("docs").rglob("*.md"))]


def output(*words):
    return subprocess.run(["make", "--no-print-directory", *words], capture_output=True, text=True, check=True).stdout


class Help(unittest.TestCase):
    def test_every_text_is_listed(self):
        texts = [text for path in MAKEFILES for text in re.findall(r"^([a-z-]+):.*## (?:\w+: )?(.*)", path.read_text(), re.MULTILINE)]
        listed = re.findall(r"^  make ([a-z-]+) +(.*)", output("help"), re.MULTILINE)
        self.assertGreater(len(texts), 20)
        self.assertEqual(sorted(listed), sorted(texts))

    def test_targets_of_the_pages_exist(self):
        known = set(re.findall(r"^([a-z][\w-]*):", output("--print-data-base", "--dry-run", "help"), re.MULTILINE))
        for page in PAGES:
            commands = re.findall(r"(?:`|^    |^\$ )make ((?:[\w./=-]+ ?)+)", page.read_text(), re.MULTILINE)
            for command in (command for command in commands if "-C " not in command):
                targets = {word for word in command.split() if re.fullmatch(r"[a-z][a-z0-9_-]*", word)}
                self.assertFalse(targets - known, f"{page}: make {command}")


if __name__ == "__main__":
    unittest.main()
