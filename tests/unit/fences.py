#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stores past the caches are ordered with no others until a fence: on every way through the machine code from such a store to the
return of a kernel there is one. No test of the bits could tell, since a thread sees its own stores.

usage: fences.py LIBRARY
"""
import re
import subprocess
import sys

INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")
FUNCTION = re.compile(r"^([0-9a-f]+) <(.+)>:$")
TARGET = re.compile(r"^([0-9a-f]+) <")


def disassemble(path):
    """{address: name} of the functions, and {address: (mnemonic, target or None, next address)} of the instructions."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    functions, code, last = {}, {}, None
    for line in text.splitlines():
        if match := FUNCTION.match(line):
            functions[int(match[1], 16)] = match[2]
        elif match := INSTRUCTION.match(line):
            address, target = int(match[1], 16), TARGET.match(match[3])
            code[address] = [match[2], int(target[1], 16) if target else None, None]
            if last is not None:
                code[last][2] = address
            last = address
    return functions, code


def stores_past(name):
    return "movnt" in name and not name.endswith("dqa")


def ends_unfenced(start, code, unfenced):
    """Whether some way through the function ends behind a store; those in `unfenced` do when they are called."""
    seen, ways = set(), [(start, False)]
    while ways:
        address, pending = ways.pop()
        if (address, pending) in seen or address not in code:
            continue
        seen.add((address, pending))
        name, target, following = code[address]
        if name.startswith("ret"):
            if pending:
                return True
            continue
        if stores_past(name) or (name.startswith("call") and target in unfenced):
            pending = True
        elif name in ("sfence", "mfence"):
            pending = False
        if name.startswith("j") and target is not None:  # into a cold part too, and where a call is the last thing
            ways.append((target, pending))
        if not name.startswith("jmp"):
            ways.append((following, pending))
    return False


def check(path):
    functions, code = disassemble(path)
    if not any(stores_past(name) for name, _, _ in code.values()):
        return [f"{path}: no store past the caches at all"]
    unfenced, before = set(), None
    while unfenced != before:
        before = set(unfenced)
        unfenced |= {start for start in functions if start not in unfenced and ends_unfenced(start, code, before)}
    # What is static and called by others may leave the fence to them.
    return [f"{functions[start]} at {start:x} returns without a fence" for start in sorted(unfenced)
            if functions[start].endswith("_stream")]


if __name__ == "__main__":
    wrong = check(sys.argv[1])
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))
