#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every path of this tree that a page, a comment or a rule mentions leads to something, and so does a heading behind the path of a
page: docs/numerics.md, "Generators". Not looked at: what has a word in capitals in it, which stands for many (driver/NAME.c), or
begins inside a longer one (build/, $(BUILD)/), or is of another tree (ELSEWHERE). And docs/architecture.md tells of every folder of
the first level and of the RTL."""

import fnmatch
import pathlib
import re
import subprocess
import sys

ELSEWHERE = ("lib/deltagen", "lib/modules", "lib/lutram")    # installed, the kernel's, Yosys's


def tracked():
    files = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    return [name for name in files.split("\0") if name]


def mentions(names):
    """(file, number of the line, path)"""
    folders = sorted({name.split("/")[0] for name in names if "/" in name and not name.startswith(".")})
    path = re.compile(rf"(?<![\w./$(){{}}<>*-])((?:{'|'.join(folders)})/[\w./*?-]*[\w*])(?![\w%$<{{])")
    for name in names:
        try:
            text = pathlib.Path(name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for found in path.findall(line):
                if not re.search(r"(?<!README)(?<![A-Z])[A-Z]{3,}(?!\.md)", found) and not found.startswith(ELSEWHERE):
                    yield name, number, found


def headings(names):
    """Headings that are mentioned and not there."""
    for name in names:
        if not name.endswith((".c", ".h", ".cpp", ".v", ".vh", ".py", ".mk")):
            continue
        for page, heading in re.findall(r'\b(docs/[\w/-]+\.md), "([^"]+)"', pathlib.Path(name).read_text(encoding="utf-8")):
            if pathlib.Path(page).exists() and not re.search(rf"(?m)^#+ {re.escape(heading)}$", pathlib.Path(page).read_text()):
                yield f"{name}: {page} has no heading \"{heading}\""


def folders(names):
    """Folders that docs/architecture.md does not tell of."""
    page = pathlib.Path("docs/architecture.md").read_text()
    found = {str(folder) for name in names for folder in pathlib.PurePath(name).parents}
    for folder in sorted(found - {"."}):
        if re.fullmatch(r"\w+|rtl/\w+", folder) and f"`{folder}" not in page:
            yield f"docs/architecture.md: does not tell of {folder}/"


def main():
    names = tracked()
    known = {*names, *(str(folder) for name in names for folder in pathlib.PurePath(name).parents)}

    def exists(where, path):
        folder = pathlib.PurePath(where).parent
        beside = {str(folder / path), str(folder.parent / path)}
        return path in known or beside & known or any(fnmatch.fnmatch(name, path) for name in names)

    findings = [f"{name}:{number}: no such path: {path}" for name, number, path in mentions(names) if not exists(name, path)]
    findings += [*headings(names), *folders(names)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
