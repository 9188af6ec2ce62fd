#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sizes that keep code readable: tracked C files up to 400 lines, C functions up to 60, Verilog files of rtl/ up to 300 (what
stands under `ifdef FORMAL not counted), always blocks up to 60, lines of Verilog up to 120 columns.
No exceptions. And one name: the result of a call is `code`, in C."""

import re
import subprocess
import sys

C_FILE, C_FUNCTION, RTL_FILE, RTL_ALWAYS, VERILOG_COLUMNS = 400, 60, 300, 60, 120


def tracked(*patterns):
    files = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, text=True, check=True).stdout
    return [name for name in files.split("\0") if name]


def c_findings(lines):
    if len(lines) > C_FILE:
        yield 1, f"{len(lines)} lines, at most {C_FILE}"
    start = None
    for number, line in enumerate(lines, 1):
        if re.search(r"\bint (rc|ret|res)\b", line):
            yield number, "the result of a call is called code"
        if re.search(r"[\w\]] [=!]= NULL\b", line):
            yield number, "a pointer is asked as such, p or !p; compared with NULL only where it is assigned"
        if line == "{" or re.match(r"\w.*\).*\{$", line):
            start = signature(lines, number)
        elif line == "}" and start is not None:
            if number - start + 1 > C_FUNCTION:
                yield start, f"function of {number - start + 1} lines, at most {C_FUNCTION}"
            start = None


def signature(lines, number):
    """The line where the declaration begins whose body opens at line number."""
    while number > 1 and re.match(r"[\w\s]", lines[number - 2]):
        number -= 1
    return number


def rtl_findings(lines):
    counted = without_proof(lines)
    if len(counted) > RTL_FILE:
        yield 1, f"{len(counted)} lines without its proof, at most {RTL_FILE}"
    yield from always_findings(lines)


def without_proof(lines):
    """The lines outside `ifdef FORMAL ... `endif."""
    kept, depth = [], 0
    for line in lines:
        word = line.strip().split(" ")[0]
        if depth == 0 and re.match(r"\s*`ifdef\s+FORMAL\b", line):
            depth = 1
        elif depth > 0:
            depth += (word in ("`ifdef", "`ifndef")) - (word == "`endif")
        else:
            kept.append(line)
    return kept


def always_findings(lines):
    """An always block ends where the next item of its module begins: at its own indentation, but for end and else."""
    start, indent = None, 0
    for number, line in enumerate(lines + ["endmodule"], 1):
        text = line.strip()
        if start is not None and text and len(line) - len(line.lstrip()) <= indent and not re.match(r"end\b|else\b|begin\b", text):
            length = last - start + 1
            if length > RTL_ALWAYS:
                yield start, f"always of {length} lines, at most {RTL_ALWAYS}"
            start = None
        if start is None and re.match(r"always\b", text):
            start, indent = number, len(line) - len(line.lstrip())
        if text and not text.startswith("//"):
            last = number


def column_findings(lines):
    for number, line in enumerate(lines, 1):
        if len(line) > VERILOG_COLUMNS:
            yield number, f"{len(line)} columns, at most {VERILOG_COLUMNS}"


def main():
    failed = 0
    for patterns, findings in ((("*.c", "*.h", "*.cpp", "*.hpp"), c_findings), (("rtl/*.v", "rtl/*.vh"), rtl_findings),
                               (("*.v", "*.vh", "*.sv"), column_findings)):
        for name in tracked(*patterns):
            with open(name, encoding="utf-8") as file:
                for line, text in findings(file.read().splitlines()):
                    print(f"{name}:{line}: {text}")
                    failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
