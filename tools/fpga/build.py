# SPDX-License-Identifier: Apache-2.0
"""Build a board's bitstream, or place a block for its figures.

usage: build.py DESIGN generics|netlist|place|bitstream|timing|utilization

DESIGN is a board of rtl/board/boards.toml or a figure of rtl/figures/figures.toml. Everything goes to build/boards/DESIGN or
build/figures/DESIGN. The seeds of the table are tried in order until timing closes; the result says which one it was. A clock that
is not constrained, or slower than asked, or a clock rate above the device's limits is an error.
Exit status: 0 done, 1 a tool failed or timing is not met, 2 wrong use.
"""

import hashlib
import importlib.metadata
import json
import os
import sys

import flow

STEPS = ("generics", "netlist", "place", "bitstream", "timing", "utilization")


def core_build():
    """The core's BUILD register: the first 64 bits of the SHA-256 over its sources (as mk/vars.mk has it)."""
    files = sorted([path for glob in ("rtl/*/*.v", "rtl/*/*/*.v", "rtl/include/*.vh") for path in flow.ROOT.glob(glob)], key=str)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files))
    return digest.hexdigest()[:16]


def board_design(name, board, targets):
    """What flow.py needs to know of a board."""
    build = board["build"]
    target = targets[build["target"]]
    hz, rates = board["clock_hz"], board["rates"]
    divisors = [hz // rate for rate in rates]
    if [divisor * rate for divisor, rate in zip(divisors, rates)] != [hz] * len(rates):
        raise flow.Failed(f"{name}: a rate is not a whole number of clocks of {hz} Hz")
    packed = sum(divisor << 16 * i for i, divisor in enumerate(divisors))
    parameters = {**build["pll"], **build["parameters"], "BOARD": board["id"], "CLOCK_HZ": hz, "BUILD": f"64'h{core_build()}"}
    if rates:
        parameters |= {"RATES": len(rates), "CLOCKS_PER_BIT": f"{16 * len(rates)}'h{packed:x}"}
    return {**target, **build, "name": name, "folder": flow.ROOT / "build/boards" / name, "clock_hz": hz,
            "parameters": parameters, "reference_hz": build["reference"]["hz"]}


def figure_design(name, figure, targets):
    target = targets[figure["target"]]
    return {**target, **figure, "name": name, "folder": flow.ROOT / "build/figures" / name,
            "parameters": figure.get("parameters", {}), "reference_hz": None}


def find(name):
    boards, targets, figures = flow.tables()
    if name in boards:
        return board_design(name, boards[name], targets)
    if name in figures:
        return figure_design(name, figures[name], targets)
    known = " ".join([*boards, *figures])
    print(f"build.py: no design '{name}'; there are: {known}", file=sys.stderr)
    sys.exit(2)


def limit_of(design, cells):
    """The lowest limit of the data sheet that the design meets, and its name."""
    used = {"clock_tree": True, "block_ram": any(kind in name for name in cells for kind in ("DP16KD", "RAM", "BSRAM"))}
    limits = [(mhz, name) for name, mhz in design["limits"].items() if used.get(name)]
    return min(limits, default=(float("inf"), "none"))


def used_cells(report):
    return {name: counts for name, counts in report["utilization"].items() if counts["used"]}


def check_clocks(design, report):
    """The routed rate of the core's clock in MHz; refuses clocks that nobody constrained."""
    asked = design["clock_hz"] / 1e6
    core, others = {}, [hz / 1e6 for hz in (design["reference_hz"], design.get("usb_clock")) if hz]
    for name, clock in report["fmax"].items():
        if abs(clock["constraint"] - asked) / asked < 0.002:
            core[name] = clock["achieved"]
        elif not any(abs(clock["constraint"] - other) < 0.1 for other in others):
            raise flow.Failed(f"clock {name} is constrained to {clock['constraint']:.1f} MHz, which is no clock of the design")
    if len(core) != 1:
        raise flow.Failed(f"expected one clock of {asked} MHz, found {sorted(core) or 'none'}")
    return min(core.values())


def others_met(design, report):
    """Whether the clocks beside the core's reach what they are asked."""
    asked = design["clock_hz"] / 1e6
    return all(clock["achieved"] >= clock["constraint"] for clock in report["fmax"].values()
               if abs(clock["constraint"] - asked) / asked >= 0.002)


def place(design):
    """Seeds in order until timing closes. Writes result.json and returns it."""
    folder = design["folder"]
    asked = design["clock_hz"] / 1e6
    tried = {}
    for seed in design["seeds"]:
        print(f"{design['name']}: place and route, seed {seed}", file=sys.stderr)
        report = flow.place(design, folder, seed)
        tried[seed] = round(check_clocks(design, report), 2)
        if tried[seed] >= asked and others_met(design, report):
            break
    else:
        raise flow.Failed(f"{design['name']}: {asked} MHz, or the clock beside it, not reached; by seed: {tried}")
    cells = used_cells(report)
    limit, limited_by = limit_of(design, cells)
    if asked > limit:
        raise flow.Failed(f"{design['name']}: {asked} MHz is above the data sheet's limit for {limited_by}, {limit} MHz")
    result = {"design": design["name"], "seed": seed, "asked_mhz": asked, "routed_mhz": tried[seed],
              "limit_mhz": None if limit == float("inf") else limit, "limited_by": limited_by, "tried": tried,
              "cells": {name: [counts["used"], counts["available"]] for name, counts in cells.items()}}
    (folder / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    return result


def tools(family):
    """What made it: the pinned packages' versions, or the commands that the user named."""
    packages = {"YOSYS": "pyosys", "NEXTPNR": f"yowasp-{flow.NEXTPNR[family]}",
                "PACK": "apycula" if family == "gowin" else f"yowasp-{flow.NEXTPNR[family]}"}
    return {variable.lower(): os.environ.get(variable) or f"{package} {importlib.metadata.version(package)}"
            for variable, package in packages.items()}


def bitstream(design):
    result = place(design)
    path = flow.pack(design, design["folder"])
    boards = flow.tables()[0]
    board = boards[design["name"]]
    manifest = {
        "board": design["name"], "device": board["device"], "idcode": board.get("idcode"), "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size,
        "clock_hz": design["clock_hz"], "build": core_build(), "seed": result["seed"], "routed_mhz": result["routed_mhz"],
        "tools": tools(design["family"]),
    }
    (design["folder"] / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{path.relative_to(flow.ROOT)} {manifest['sha256']}")


def generics(design):
    """Verilator's arguments for the top with the design's parameters, but for the PLL's, which is a wire there."""
    top = next(flow.ROOT.glob(f"rtl/**/{design['top']}.v"))
    print(*(f"-G{name}={value}" for name, value in design["parameters"].items() if name not in design.get("pll", {})),
          top.relative_to(flow.ROOT))


def saved_result(design):
    path = design["folder"] / "result.json"
    return json.loads(path.read_text()) if path.exists() else place(design)


def timing(design):
    result = saved_result(design)
    limit = f"{result['limit_mhz']} MHz ({result['limited_by']})" if result["limit_mhz"] else "none published"
    print(f"{result['design']}: asked {result['asked_mhz']} MHz, routed {result['routed_mhz']} MHz with seed {result['seed']}, "
          f"limit of the device {limit}")


def utilization(design):
    result = saved_result(design)
    for name, (used, available) in sorted(result["cells"].items()):
        print(f"{name:20} {used:7} of {available:7}")


def main(arguments):
    if len(arguments) != 2 or arguments[1] not in STEPS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        design = find(arguments[0])
        design["folder"].mkdir(parents=True, exist_ok=True)
        steps = {"generics": generics, "netlist": lambda _: None, "place": place, "bitstream": bitstream, "timing": timing,
                 "utilization": utilization}
        if arguments[1] != "generics":
            flow.netlist(design, design["folder"])
        steps[arguments[1]](design)
    except flow.Failed as failed:
        print(f"build.py: {failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
