#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the sections of pages that follow from a table of facts.

usage: gen_pages.py [--check]    --check writes nothing and exits 1 where a page is out of date

A section stands in any *.md file between a line `<!-- generated NAME: ... -->` and a line `<!-- end -->`; SECTIONS says what
is written there.
"""
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECTION = re.compile(r"^(<!-- generated ([\w-]+): [^\n]* -->\n)(.*?)^(<!-- end -->\n)", re.DOTALL | re.MULTILINE)


def toml(path):
    return tomllib.loads((ROOT / path).read_text())


BOARDS = toml("rtl/board/boards.toml")


def table(head, rows):
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *rows])


def rate(bits):
    """3000000 as "3 M", 500000 as "500 k"."""
    for unit, letter in ((1_000_000, "M"), (1_000, "k")):
        if bits >= unit:
            return f"{bits / unit:g} {letter}"
    return str(bits)


def rates():
    """Boards of the same bridge and the same rates in one row."""
    rows = {}
    for name, board in BOARDS.items():
        if not board["rates"]:
            continue    # on USB by itself
        bridge = board.get("bridge", "an adapter of your own")
        rows.setdefault((bridge, tuple(board["rates"])), []).append(name)
    return table(["board", "bridge", "bits a second"],
                 [[", ".join(names), bridge, ", ".join(map(rate, bits))] for (bridge, bits), names in rows.items()])


def constraints():
    files = {}
    for board in BOARDS.values():
        files.setdefault(board["build"]["constraints"], []).append(board)
    return table(["file", "board", "top"],
                 [[f"[{file}]({file})", ", ".join(board["title"] for board in boards),
                   ", ".join(f"[{top}](../rtl/board/{top}.v)" for top in dict.fromkeys(b["build"]["top"] for b in boards))]
                  for file, boards in files.items()])


def boards():
    return table(["`BOARD=`", "board", "device", "the core's clock"],
                 [[f"`{name}`", board["title"], board["device"], f"{board['clock_hz'] / 1e6:g} MHz"]
                  for name, board in BOARDS.items()])


def link_calls():
    """The function pointers of struct dg_link_type, each with the comment before it."""
    body = re.search(r"^struct dg_link_type \{(.*?)^\};", (ROOT / "hal/link.h").read_text(), re.DOTALL | re.MULTILINE)[1]
    calls = re.findall(r"((?:^    //.*\n)+)^    \w+ \(\*(\w+)\)", body, re.MULTILINE)
    if len(calls) != body.count("(*"):
        sys.exit("hal/link.h: a call of struct dg_link_type without a comment before it")
    return table(["call", "what it does"],
                 [[f"`{name}`", " ".join(line.strip("/ ") for line in comment.splitlines()).replace("*", r"\*")] for comment, name in calls])


def headers():
    """The public headers, each with the first sentence about the file."""
    lines = []
    for header in sorted((ROOT / "include/deltagen").glob("*.h")):
        about = re.search(rf"@file {header.name}\s+(?:\* )?(.*?)\.\s", header.read_text(), re.DOTALL)[1]
        lines.append(f"- deltagen/{header.name}: " + about.replace("\n * ", " ") + "\n")
    return "".join(lines)


def first():
    text = (ROOT / "examples/first.c").read_text()
    return f"```c\n{text[text.index('#include'):]}```\n"


SECTIONS = {"first": first, "headers": headers, "link-calls": link_calls, "rates": rates, "constraints": constraints, "boards": boards}


def main():
    check = sys.argv[1:] == ["--check"]
    stale, used = [], set()
    names = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        old = (ROOT / name).read_text()
        used |= {section[1] for section in SECTION.findall(old)}
        new = SECTION.sub(lambda found: found[1] + SECTIONS[found[2]]() + found[4], old)
        if old.count("<!-- generated ") != len(SECTION.findall(old)):
            sys.exit(f"{name}: a generated section without its end")
        if new == old:
            continue
        stale.append(name)
        if not check:
            (ROOT / name).write_text(new)
            print(f"wrote {name}")
    if set(SECTIONS) != used:
        sys.exit(f"sections that no page has: {' '.join(sorted(set(SECTIONS) - used))}")
    if check and stale:
        sys.exit(f"out of date: {' '.join(stale)}; run `make defs`")


main()
