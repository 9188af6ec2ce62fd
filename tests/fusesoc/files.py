#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""deltagen.core lists the RTL that there is, each file once and no other, and has the project's version.

usage: files.py      with PyYAML, from the root of the tree
"""

import collections
import re
import subprocess
import sys

import yaml

PATTERNS = [f"rtl/{folder}/*.v" for folder in ("lib", "frame", "table", "synth", "core", "link")] + ["rtl/include/*.vh"]


def main():
    with open("deltagen.core", encoding="utf-8") as file:
        core = yaml.safe_load(file)
    filesets = {name: fileset for name, fileset in core["filesets"].items() if name != "testbench"}
    entries = [entry for fileset in filesets.values() for entry in fileset["files"]]
    listed = collections.Counter(next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries)
    there = set(subprocess.run(["git", "ls-files", *PATTERNS], capture_output=True, text=True, check=True).stdout.split())
    with open("Makefile", encoding="utf-8") as file:
        version = re.search(r"^VERSION := (.*)$", file.read(), re.MULTILINE)[1]
    findings = [f"does not list {name}" for name in sorted(there - set(listed))]
    findings += [f"lists {name}, which is not there" for name in sorted(set(listed) - there)]
    findings += [f"lists {name} {count} times" for name, count in sorted(listed.items()) if count > 1]
    if core["name"] != f"::deltagen:{version}":
        findings.append(f"is {core['name']}, the Makefile says {version}")
    print("\n".join(f"deltagen.core: {finding}" for finding in findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
