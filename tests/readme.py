#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The examples of README.md and of the how-tos, done as they stand there: the commands of console blocks, those of a page one
after the other in one folder, and README.md's C program. Words behind `console`: sim, iverilog, nbd: needs it; tree: done in this tree.

usage: tests/readme.py BUILD        with what was built there
       tests/readme.py installed    with what `make install` has installed, built as the page says
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parent.parent
INSTALLED = pathlib.Path("/usr/local/lib/deltagen")  # where the models are


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def check_console(page, block, folder, environment):
    """Run the lines that begin with '$ '; yield what they print otherwise than the lines below them say."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        result = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        if result.stdout != expected or result.stderr:
            yield f"$ {command}\n{result.stdout}{result.stderr}{page} says:\n{expected}"


def static_build(build):
    """The words that build first.c with the library in a folder."""
    compiler = os.environ.get("CC", "cc") + " -std=c11 -Wall -Wextra -Werror"
    return f"{compiler} -I {TOP}/include first.c {build}/libdeltagen.a -lz -lm -ldl -lpthread"


def check_program(source, expected, build_command, folder):
    (pathlib.Path(folder) / "first.c").write_text(source)
    subprocess.run(build_command, shell=True, cwd=folder, check=True)
    printed = subprocess.run("./a.out", cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
    if printed != expected:
        yield f"the C program prints {printed}, README.md says {expected}"


def missing(needs, build):
    """What of a block's needs is not there, or None."""
    if "sim" in needs and not all((build / f"libdeltagen-sim-{model}.so").exists() for model in ("default", "small")):
        return "the simulation (make sim)"
    if "nbd" in needs and not (all(map(shutil.which, ("nbdkit", "nbdcopy", "nbdinfo", "qemu-io"))) and list(build.glob("**/nbdkit-deltagen-plugin.so"))):
        return "nbdkit, its plugin or the clients of NBD (tools/setup check)"
    return "iverilog" if "iverilog" in needs and not shutil.which("iverilog") else None


def check_page(page, environment, build):
    """The console blocks of a page."""
    with tempfile.TemporaryDirectory() as folder:
        for needs, block in re.findall(r"^```console(.*)\n((?s:.*?))^```$", (TOP / page).read_text(), re.MULTILINE):
            absent = missing(needs.split(), build)
            if absent:
                print(f"skipped: a part of {page}, for want of {absent}")
            else:
                print(f"Ran {block.count('$ ')} tests in {page}")  # as tests/run counts them
                yield from check_console(page, block, TOP if "tree" in needs.split() else folder, environment)


def main(where):
    text = (TOP / "README.md").read_text()
    path, build, build_command = os.environ["PATH"], INSTALLED, re.search(r"`(cc first\.c [^`]*)`", text).group(1)
    if where != "installed":
        build = pathlib.Path(where).resolve()
        path, build_command = f"{build}:{path}", static_build(build)
    environment = {"PATH": path, "DELTAGEN_DEVICE": "soft"}
    pages = ["README.md", *sorted(str(path.relative_to(TOP)) for path in (TOP / "docs/howto").glob("*.md"))]
    findings = [finding for page in pages for finding in check_page(page, environment, build)]
    with tempfile.TemporaryDirectory() as folder:
        (source,) = blocks(text, "c")
        expected = re.search(r"[Ii]t prints `(.*)`", text).group(1)
        findings += check_program(source, expected, build_command, folder)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
