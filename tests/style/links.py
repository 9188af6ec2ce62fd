#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every relative link of every page leads to a file or folder, and every `make TARGET` that a page names exists."""

import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"`make ([a-z][a-z0-9_-]*)[ `]")


def pages():
    files = subprocess.run(["git", "ls-files", "-z", "*.md"], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in files.split("\0") if name]


def make_targets():
    database = subprocess.run(["make", "-npq", "help"], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^([a-z][\w-]*):", database, re.MULTILINE))


def main():
    targets = make_targets()
    findings = []
    for page in pages():
        text = page.read_text()
        links = (link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link))
        findings += [f"{page}: no such file: {link}" for link in links if not (page.parent / link).exists()]
        findings += [f"{page}: no such target: make {name}" for name in MAKE.findall(text) if name not in targets]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
