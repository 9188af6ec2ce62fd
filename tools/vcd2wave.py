#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Timing diagrams from simulation: turn the VCD of a docs/rtl/waves/*.v bench into WaveJSON.

usage: vcd2wave.py BENCH.v DUMP.vcd > NAME.wave.json

The bench names what to show in its comments, a line each, in order; signals are those of its top scope:
    // title: text
    // show: signal [label] [hex|dec] [if qualifier]
    // clocks: FIRST LAST              counted from the first rising edge of clk, values as they stand before the edge
"""
import json
import re
import sys


def read_bench(path):
    title, shows, clocks = "", [], (0, 40)
    for line in open(path):
        if m := re.match(r"// title: (.*)", line):
            title = m[1].strip()
        elif m := re.match(r"// clocks: (\d+) (\d+)", line):
            clocks = int(m[1]), int(m[2])
        elif m := re.match(r"// show: (\w+)(?: (?!if\b|hex\b|dec\b)(\S+))?(?: (hex|dec))?(?: if (\w+))?\s*$", line):
            shows.append((m[1], m[2] or m[1], m[3] or "hex", m[4]))
        elif line.startswith("// show:"):
            sys.exit(f"{path}: cannot read: {line.strip()}")
    return title, shows, clocks


def samples(path):
    """For each rising edge of clk, the values of the top scope's signals just before it."""
    names, values, depth, rows = {}, {}, 0, []
    for line in open(path):
        word = line.split()
        if not word:
            continue
        if word[0] == "$scope":
            depth += 1
        elif word[0] == "$upscope":
            depth -= 1
        elif word[0] == "$var" and depth == 1:
            names.setdefault(word[3], []).append(word[4])
        elif word[0][0] in "01xz" or word[0][0] == "b":
            value, code = (word[0][1:], word[1]) if word[0][0] == "b" else (word[0][0], word[0][1:])
            for name in names.get(code, ()):
                if name == "clk" and value == "1" and values.get("clk") == "0":
                    rows.append(dict(values))
                values[name] = value
    return rows


def text(value, form):
    number = int(value, 2)
    return str(number) if form == "dec" else f"{number:X}"


def lane(rows, show):
    name, label, form, qualifier = show
    wave, data, last = "", [], None
    for row in rows:
        value = row[name]
        if any(c in "xz" for c in value) or (qualifier and row[qualifier] != "1"):
            now = "x"
        elif len(value) == 1 and value in "01" and form == "hex" and all(len(r[name]) == 1 for r in rows):
            now = value
        else:
            now = "=" + text(value, form)
        if now == last:
            wave += "."
        else:
            wave += now[0]
            if now[0] == "=":
                data.append(now[1:])
        last = now
    return {"name": label, "wave": wave, **({"data": data} if data else {})}


def main():
    title, shows, (first, last) = read_bench(sys.argv[1])
    rows = samples(sys.argv[2])[first:last + 1]
    missing = [s[0] for s in shows if s[0] not in rows[0]]
    if missing:
        sys.exit(f"{sys.argv[1]}: no such signal: {' '.join(missing)}")
    signal = [{"name": "clk", "wave": "p" + "." * (len(rows) - 1)}] + [lane(rows, s) for s in shows]
    json.dump({"head": {"text": title, "tick": first}, "signal": signal}, sys.stdout, indent=1)
    print()


main()
