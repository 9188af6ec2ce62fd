# SPDX-License-Identifier: Apache-2.0
"""Gowin: the longest path of a routed design, with the feed-through LUTs that nextpnr leaves out.

Where a flip-flop has no LUT or adder beside it, nextpnr 0.11.1 puts a LUT there after packing and gives it no timing arc: the
paths through it end there, and its report does not have them. Its SDF file does have the delays of their wires. So the
longest path is searched anew in that file, and a LUT without a delay of its own counts as LUT_PS. Clocks are ideal, as in
nextpnr's analysis; where nothing was left out both agree.
"""

import graphlib
import re

LUT_PS = 1030           # the slowest input of a LUT4, in nextpnr's tables

CELL = re.compile(r'\(CELLTYPE "([^"]*)"\)\s*\(INSTANCE ?([^\s)]*)\)')
WIRE = re.compile(r"\(INTERCONNECT (\S+) (\S+) \(\d+:\d+:(\d+)\)")
ARC = re.compile(r"\(IOPATH (\S+) (\S+) \(\d+:\d+:(\d+)\)")
SETUP = re.compile(r"\(SETUPHOLD \(\w+ ([^\s)]+)\) \(\w+ [^\s)]+\) \(-?\d+:-?\d+:(-?\d+)\)")


def is_clock(pin):
    return pin.rsplit("/", 1)[1].startswith("CLK")


def longest_path(text):
    """ps from a clock edge through the slowest path to what it has to be there before, from the text of an SDF file."""
    sources = {}        # pin: [(pin before it or None for a clock edge, delay)]
    setups = {}
    for driver, sink, delay in WIRE.findall(text):
        if not is_clock(sink):
            sources.setdefault(sink, []).append((driver, int(delay)))
    cells = list(CELL.finditer(text))
    for cell, following in zip(cells, cells[1:] + [None]):
        kind, name = cell.groups()
        body = text[cell.end():following.start() if following else len(text)]
        arcs = ARC.findall(body)
        if kind == "LUT4" and not arcs:
            arcs = [(f"I{i}", "F", LUT_PS) for i in range(4) if f"{name}/I{i}" in sources]
        for begin, end, delay in arcs:
            origin = None if is_clock(f"{name}/{begin}") else f"{name}/{begin}"
            sources.setdefault(f"{name}/{end}", []).append((origin, int(delay)))
        for pin, delay in SETUP.findall(body):
            setups[f"{name}/{pin}"] = max(int(delay), setups.get(f"{name}/{pin}", 0))
    graph = {pin: {origin for origin, _ in found if origin} for pin, found in sources.items()}
    arrival = {}
    for pin in graphlib.TopologicalSorter(graph).static_order():
        times = [delay if origin is None else arrival[origin] + delay
                 for origin, delay in sources.get(pin, []) if origin is None or origin in arrival]
        if times:       # else it comes from a pin of the device
            arrival[pin] = max(times)
    return max(arrival[pin] + setup for pin, setup in setups.items() if pin in arrival)
