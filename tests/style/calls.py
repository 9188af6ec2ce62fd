#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Functions of C that are wrong here, and what to call instead. Tracked C and C++ files of what ships."""

import re
import subprocess
import sys

EVERYWHERE = ("hal/", "driver/", "lib/", "apps/", "sim/")
LIBRARY = ("hal/", "driver/", "lib/", "sim/")  # in a program that may have chosen a locale; the command has none
RULES = (
    ("getenv", EVERYWHERE, "dg_environment or environment, which a program with raised rights does not trust"),
    ("setlocale", EVERYWHERE, "nothing: input and output are the same in every country"),
    ("strtod|strtof|strtold|atof|scanf|sscanf|fscanf", LIBRARY, "digits by hand: the locale has another point"),
    ("alphasort|strcoll|strxfrm|strcasecmp|strncasecmp", LIBRARY, "strcmp: the order is the locale's"),
    ("strerror|perror", LIBRARY, "dg_system_text: the language is the locale's"),
    ("dlerror", LIBRARY, "dg_loader_text: the language is the locale's"),
)
ALLOWED = {("hal/base/environment.c", "getenv"), ("hal/base/error.c", "dlerror")}


def tracked():
    names = [f"{folder}*.{suffix}" for folder in EVERYWHERE for suffix in ("c", "h", "cpp")]
    return subprocess.run(["git", "ls-files", *names], capture_output=True, text=True, check=True).stdout.split()


def findings():
    for path in tracked():
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: "\n" * m[0].count("\n"), file.read(), flags=re.DOTALL)
        for number, line in enumerate(text.splitlines(), 1):
            for names, folders, instead in RULES:
                for call in re.findall(rf"\b({names})\b(?=\s*[(),])", line):
                    if path.startswith(folders) and (path, call) not in ALLOWED:
                        yield f"{path}:{number}: {call}: use {instead}"


def main():
    found = list(findings())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
