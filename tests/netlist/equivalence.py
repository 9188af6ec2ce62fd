#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A module's RTL and its netlist: the proof that they are equivalent, or the netlist for its test.

usage: equivalence.py proof|refuted|netlist MODULE FAMILY FOLDER [NAME=VALUE...]

NAME=VALUE are the module's parameters. The netlist is synthesized as a board's is (tools/fpga/flow.py) and stays in FOLDER.
proof: Yosys pairs the registers and other signals by their names, and proves by induction that no pair ever differs once all are
equal; one that it cannot prove is an error. refuted: an entry of a LUT is inverted, and the proof has to fail. netlist:
FOLDER/netlist.v, of the family's cells.
Exit status: 0 done, 1 not proved (refuted: proved) or a tool failed, 2 wrong use.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/fpga"))

import faults   # noqa: E402
import flow     # noqa: E402

SHARE = flow.VENV.parent / "lib" / f"python3.{sys.version_info.minor}" / "site-packages/pyosys/share"
STEPS = 8       # clocks of the induction: registers that synthesis merged are known to be equal so long after
COMBINATIONAL = "w:* t:$*dff* %co1:+[Q] %d x:* %d"      # Yosys's selection of the signals that are no registers and no ports
PAIRS = re.compile(r"Found (\d+) \$equiv cells in equiv:\s+Of those cells (\d+) are proven")


def rtl(design):
    """The module's RTL as a flat netlist `gold`, read as for synthesis but not mapped."""
    parameters = "".join(f" -set {name} {value}" for name, value in design["parameters"].items())
    top = design["top"]
    return [
        "read_verilog -defer -DSYNTHESIS -Irtl/include " + " ".join(map(str, flow.sources(design["family"]))),
        *([f"chparam{parameters} {top}"] if parameters else []),
        f"hierarchy -check -top {top}", "proc", "flatten", "opt", "memory -nomap", "opt_clean",
        "splitnets -ports", f"rename -hide {COMBINATIONAL}", "rename -top gold", "design -stash gold",
    ]


def gates(design, mapped):
    """The netlist as `gate`, its cells replaced by Yosys's models of them; their inner names are hidden from the pairing."""
    top = design["top"]
    return [
        f"read_json {mapped}", f"hierarchy -top {top}", "delete =A:blackbox",
        f"read_verilog -overwrite -defer -DNO_ICE40_DEFAULT_ASSIGNMENTS -DICE40_U {SHARE / design['family'] / 'cells_sim.v'}",
        f"hierarchy -check -top {top}", f"rename -hide {top}/c:*", "proc", "flatten", "delete t:$scopeinfo", "opt_expr", "opt_clean",
        "splitnets -ports", "opt_clean", "rename -top gate", "design -stash gate",
    ]


def compare():
    return [
        "design -copy-from gold -as gold gold", "design -copy-from gate -as gate gate", "memory_map", "opt_expr", "opt_clean",
        "equiv_make gold gate equiv", "hierarchy -top equiv", "equiv_simple -short", f"equiv_induct -seq {STEPS}",
        "equiv_status -assert equiv",
    ]


def yosys(design, name, script):
    """Run a script; returns what Yosys printed."""
    path, log = design["folder"] / f"{name}.ys", design["folder"] / f"{name}.log"
    path.write_text("\n".join(script) + "\n")
    flow.run(flow.command("YOSYS", flow.YOSYS) + [str(path)], log)
    return log.read_text()


def compared(design, mapped):
    """Pairs of signals, and how many of them are equal. Yosys's refusal is no failure here, any other error is."""
    try:
        text = yosys(design, mapped.stem, rtl(design) + gates(design, mapped) + compare())
    except flow.Failed:
        text = (design["folder"] / f"{mapped.stem}.log").read_text()
        if not PAIRS.search(text):
            raise
    return PAIRS.search(text).groups()


def prove(design):
    pairs, proved = compared(design, design["folder"] / "netlist.json")
    print(f"{design['top']}, {design['family']}: {proved} of {pairs} pairs of signals proved equal")
    return 0 if proved == pairs != "0" else 1


def refute(design):
    netlist = json.loads((design["folder"] / "netlist.json").read_text())
    cell = faults.plant_in_lut(netlist, design["top"])
    mapped = design["folder"] / "faulty.json"
    mapped.write_text(json.dumps(netlist))
    pairs, proved = compared(design, mapped)
    print(f"{design['top']}, {design['family']}, an entry of {cell} inverted: {proved} of {pairs} pairs of signals proved equal")
    return 1 if proved == pairs else 0


def write_verilog(design, mapped):
    """FOLDER/netlist.v from a netlist in Yosys's JSON. A signal for each bit: Verilator takes a bus whose bits feed each other
    for a loop."""
    top = design["top"]
    yosys(design, "write", [
        f"read_json {mapped}", f"hierarchy -top {top}", "delete t:$scopeinfo", f"splitnets {top}",
        f"select {top}", f"write_verilog -noattr -selected {design['folder'] / 'netlist.v'}",
    ])
    return 0


def main(arguments):
    steps = {"proof": prove, "refuted": refute, "netlist": lambda found: write_verilog(found, found["folder"] / "netlist.json")}
    if len(arguments) < 4 or arguments[0] not in steps or arguments[2] not in flow.SYNTHESIS:
        print(__doc__, file=sys.stderr)
        return 2
    step, module, family, folder = arguments[:4]
    design = {"name": module, "top": f"dg_{module}", "family": family, "folder": pathlib.Path(folder).resolve(),
              "parameters": dict(setting.split("=", 1) for setting in arguments[4:])}
    design["folder"].mkdir(parents=True, exist_ok=True)
    try:
        flow.netlist(design, design["folder"])
        return steps[step](design)
    except flow.Failed as failed:
        print(f"equivalence.py: {module}, {family}: {failed}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
