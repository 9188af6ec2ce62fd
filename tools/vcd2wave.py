#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Timing diagrams from simulation: turn the VCD of a docs/rtl/waves/*.v bench into WaveJSON.

usage: vcd2wave.py BENCH.v DUMP.vcd > NAME.json

The bench says what to show in its comments, a line each, in order; signals are those of its top scope:
    // title: text
    // show: signal ["label"] [hex|dec|text] [if qualifier]    text: the signal's bytes are characters
    // clocks: FIRST LAST[, FIRST LAST ...]    what lies between two windows is left out, and a gap drawn there
    // scale: N                                width of a clock, 1 or more
    // latency: FROM TO text                   the page says this text; {} in it are the clocks from FROM to TO, the first times
    //                                         that they are high in or behind the first window
Clocks are counted from the first rising edge of clk, values are as they stand before the edge. Labels of the clocks
count from the first one shown; the key "clocks", which WaveDrom does not know, has them, and "says" what the page must say.
"""
import json
import re
import sys

SHOW = re.compile(r'// show: (\w+)(?: "(.*)")?(?: (hex|dec|text))?(?: if (\w+))?\s*$')


def read_bench(path):
    title, shows, latencies, windows, scale = "", [], [], [(0, 40)], 1
    for line in open(path):
        if m := re.match(r"// title: (.*)", line):
            title = m[1].strip()
        elif m := re.match(r"// clocks: (.*)", line):
            windows = [tuple(map(int, window.split())) for window in m[1].split(",")]
        elif m := re.match(r"// scale: (\d+)", line):
            scale = int(m[1])
        elif m := re.match(r"// latency: (\w+) (\w+) (.*)", line):
            latencies.append((m[1], m[2], m[3].strip()))
        elif m := SHOW.match(line):
            shows.append((m[1], m[2] or m[1], m[3] or "hex", m[4]))
        elif line.startswith("// show:"):
            sys.exit(f"{path}: cannot read: {line.strip()}")
    return title, shows, latencies, windows, scale


def samples(path):
    """The widths of the top scope's signals; and for each rising edge of clk, their values just before it."""
    names, widths, values, changes, depth, rows = {}, {}, {}, {}, 0, []
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
            widths[word[4]] = int(word[2])
        elif word[0][0] == "#":             # the changes of one moment come in no order
            if changes.get("clk") == "1" and values.get("clk") == "0":
                rows.append(dict(values))
            values.update(changes)
            changes = {}
        elif word[0][0] in "01xzb":
            value, code = (word[0][1:], word[1]) if word[0][0] == "b" else (word[0][0], word[0][1:])
            changes.update((name, value) for name in names.get(code, ()))
    return widths, rows


def text(value, form, width):
    number = int(value, 2)
    if form == "text":
        return number.to_bytes((len(value) + 7) // 8, "big").decode().strip("\0 ")
    if form == "dec":
        return str(number)
    return f"{number:02X}" if width == 8 else f"{number:X}"


def lane(rows, show, width):
    """One signal; a row that is None is a gap."""
    name, label, form, qualifier = show
    wave, data, last = "", [], None
    for row in rows:
        if row is None:
            wave += "|"
            continue
        value = row[name]
        if any(c in "xz" for c in value) or (qualifier and row[qualifier] != "1"):
            now = "x"
        elif width == 1 and form == "hex":
            now = value
        else:
            now = "=" + text(value, form, width)
        if now == last:
            wave += "."
        else:
            wave += now[0]
            if now[0] == "=":
                data.append(now[1:])
        last = now
    return {"name": label, "wave": wave, **({"data": data} if data else {})}


def first(rows, name, start):
    return next((n for n in range(start, len(rows)) if rows[n][name] == "1"), None)


def said(rows, latency, start):
    """The text with its number."""
    begin = first(rows, latency[0], start)
    end = begin is not None and first(rows, latency[1], begin)
    if not end:
        sys.exit(f"{sys.argv[1]}: {latency[0]} or {latency[1]} does not happen")
    return latency[2].replace("{}", str(end - begin))


def main():
    title, shows, latencies, windows, scale = read_bench(sys.argv[1])
    widths, simulated = samples(sys.argv[2])
    needed = [name for show in shows for name in (show[0], show[3])] + [name for latency in latencies for name in latency[:2]]
    missing = [name for name in needed if name and name not in widths]
    if missing:
        sys.exit(f"{sys.argv[1]}: no such signal: {' '.join(missing)}")
    rows, clocks = [], []
    for first, last in windows:
        if last >= len(simulated):
            sys.exit(f"{sys.argv[1]}: the simulation ends before clock {last}")
        rows += ([None] if rows else []) + simulated[first:last + 1]
        clocks += ([""] if clocks else []) + [str(n - windows[0][0]) for n in range(first, last + 1)]
    clk = "".join("|" if row is None else "." for row in rows)
    signal = [{"name": "clk", "wave": "p" + clk[1:]}] + [lane(rows, show, widths[show[0]]) for show in shows]
    json.dump({"head": {"text": title, "tick": 0}, "config": {"hscale": scale}, "signal": signal, "clocks": clocks,
               "says": [said(simulated, latency, windows[0][0]) for latency in latencies]}, sys.stdout, indent=1)
    print()


main()
