#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The binary interface of libdeltagen, as programs are compiled against it: functions with their symbol versions and their
types, sizes and offsets of public structs, values of enumerations and macros. Compared with libdeltagen.abi beside this file;
and what the headers declare is what the library exports, with nothing beside it.

usage: abi.py LIBRARY            exits 1 where they differ, and shows how
       abi.py --write LIBRARY    writes that file
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
INCLUDE = FOLDER.parent.parent / "include"
KEPT = FOLDER / "libdeltagen.abi"
CC = os.environ.get("CC", "cc").split()
INCLUDES = "#include <deltagen/deltagen.h>\n"


def output(*command, text=""):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def declarations(include):
    """What the public headers declare: preprocessed, the system's left out, one space between words."""
    kept, ours = [], False
    for line in output(*CC, "-E", f"-I{include}", "-x", "c", "-", text=INCLUDES).splitlines():
        if marker := re.match(r'# \d+ "(.*?)"', line):
            ours = marker[1].startswith(str(include))
        elif ours:
            kept.append(line)
    return " ".join(" ".join(kept).replace('__attribute__((visibility("default")))', "API").split())


def macros(include):
    """The names of those that stand for a value; the version changes with every release, and is a test of its own."""
    text = "\n".join(file.read_text() for file in sorted(include.glob("deltagen/*.h")))
    return [name for name in re.findall(r"(?m)^#define (DG_\w+) +\S", text) if name != "DG_API" and not name.startswith("DG_VERSION")]


def fields(body):
    """(declaration, name) of each field of a struct."""
    for part in (part.strip() for part in body.split(";")):
        if not part:
            continue
        if function := re.search(r"\(\*(\w+)\)\(", part):
            yield part, function[1]
            continue
        first, *others = part.split(",")
        kind, name = re.fullmatch(r"(.*?[ *])(\w+(?:\[\w+\])?)", first.strip()).groups()
        for declared in (name, *map(str.strip, others)):
            yield kind + declared, re.match(r"\w+", declared)[0]


def show_structs(text):
    for tag, body in re.findall(r"\bstruct (\w+) \{(.*?)\}", text):
        yield f'printf("\\nstruct {tag}: %zu bytes\\n", sizeof(struct {tag}));'
        for declared, name in fields(body):
            yield (f'printf("%6zu %4zu  {declared}\\n", offsetof(struct {tag}, {name}), '
                   f"sizeof((struct {tag} *)0)->{name});")


def show_enums(text):
    for tag, body in re.findall(r"\benum (\w+) \{(.*?)\}", text):
        yield f'printf("\\nenum {tag}: %zu bytes\\n", sizeof(enum {tag}));'
        for name in re.findall(r"DG_\w+", body):
            yield f'printf("%6d  {name}\\n", {name});'


def layout(include, text):
    """Sizes, offsets and values, from a program that prints them."""
    statements = [*show_structs(text), *show_enums(text), 'puts("\\nmacros");',
                  *(f'printf("%6llu  {name}\\n", (unsigned long long)({name}));' for name in macros(include))]
    source = f"{INCLUDES}#include <stdio.h>\nint main(void)\n{{\n" + "\n".join(statements) + "\n}\n"
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/layout"
        subprocess.run([*CC, f"-I{include}", "-x", "c", "-o", program, "-"], input=source, text=True, check=True)
        return output(program)


def functions(text):
    return sorted(re.findall(r"API ([^;]*);", text) + re.findall(r"typedef ([^;{]*\(\*\w+\)[^;]*);", text))


def symbols(library):
    lines = output("nm", "-D", "--defined-only", "--with-symbol-versions", library).splitlines()
    return sorted(words[2] for words in map(str.split, lines) if words[1] != "A")


def describe(include, library):
    text = declarations(include)
    return "\n".join(["symbols", *(f"  {name}" for name in symbols(library)),
                      "", "functions", *(f"  {function}" for function in functions(text)), layout(include, text)])


def unmatched(description):
    """Complaints about functions that are only declared, or only exported."""
    exported = set(re.findall(r"(?m)^  (\w+)@", description))
    declared = set(re.findall(r"(?m)^  [^@]*?\b(dg_\w+)\(", description))
    yield from (f"{name} is declared, and missing in hal/libdeltagen.map" for name in sorted(declared - exported))
    yield from (f"{name} is exported, and no header declares it" for name in sorted(exported - declared))


def difference(kept, now):
    return list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "tests/abi/libdeltagen.abi", "now", lineterm=""))


def main():
    write, library = sys.argv[1:-1] == ["--write"], sys.argv[-1]
    now = describe(INCLUDE, library)
    if write:
        KEPT.write_text(now)
    findings = [*unmatched(now), *difference(KEPT.read_text(), now)]
    if not findings:
        return 0
    print("\n".join(findings))
    print("docs/stability.md says which changes programs survive; if this is one and meant: make abi")
    return 1


if __name__ == "__main__":
    sys.exit(main())
