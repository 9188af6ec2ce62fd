#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""README.md's examples, done as they stand there: the commands of its console blocks, and its C program.

usage: tests/readme.py BUILD
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parent.parent


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def check_console(block, folder, environment):
    """Run the lines that begin with '$ '; yield what they print otherwise than the lines below them say."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        result = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        if result.stdout != expected or result.stderr:
            yield f"$ {command}\n{result.stdout}{result.stderr}README.md says:\n{expected}"


def check_program(source, expected, build, folder):
    program = pathlib.Path(folder) / "example"
    program.with_suffix(".c").write_text(source)
    libraries = [build / "libdeltagen.a", "-lz", "-lm", "-ldl", "-lpthread"]
    compiler = shlex.split(os.environ.get("CC", "cc")) + ["-std=c11", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(compiler + ["-I", TOP / "include", "-o", program, f"{program}.c", *libraries], check=True)
    printed = subprocess.run(program, capture_output=True, text=True, check=True).stdout.strip()
    if printed != expected:
        yield f"the C program prints {printed}, README.md says {expected}"


def main(build):
    text = (TOP / "README.md").read_text()
    environment = {"PATH": f"{build}:{os.environ['PATH']}", "DELTAGEN_DEVICE": "soft"}
    with tempfile.TemporaryDirectory() as folder:
        findings = [finding for block in blocks(text, "console") for finding in check_console(block, folder, environment)]
        (source,) = blocks(text, "c")
        expected = re.search(r"it prints `(.*)`", text).group(1)
        findings += check_program(source, expected, build, folder)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
