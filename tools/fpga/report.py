# SPDX-License-Identifier: Apache-2.0
"""Write docs/figures.md from the results of build.py: what boards and blocks take, and the clock rates they reach.

usage: report.py FILE

Every number is read from nextpnr's report of a routed design or from the tables in rtl/board and rtl/figures. Designs without a
result are named as such.
"""

import json
import pathlib
import sys

import flow

HEAD = """# Figures

Written by `make figures` from the reports of nextpnr 0.11.1 after routing, netlists by Yosys 0.70. Nothing here ran on hardware.

*Asked* is what place and route had to reach, *routed* what it reached with the first seed that did. *Limit* is the lowest limit of the
device's data sheet that the design meets, which nextpnr does not check. *Published* is the lower one of routed and limit, and rates
follow from it; a board runs at the clock that its PLL makes. {gowin}

"""
GOWIN = """For Gowin, nextpnr 0.11.1 has no delays for LUTs of one to three inputs and for the feed-through LUTs that it adds; here every LUT
is a LUT4 and every feed-through explicit, which costs area (`tools/fpga/gowin_lut4.v`, `tools/fpga/gowin_feed.py`). Where the device
is too full for that, the longest path is searched in the routed design's SDF file, those through such LUTs among them
(`tools/fpga/gowin_sta.py`). Its block RAM and LUT RAM have delays, the vendor's tool was not at hand for comparison: keep a margin."""

# what the families call it
COLUMNS = {
    "LUT": ("TRELLIS_COMB", "LUT4", "ICESTORM_LC"),
    "FF": ("TRELLIS_FF", "DFF"),
    "block RAM": ("DP16KD", "BSRAM", "ICESTORM_RAM"),
    "DSP": ("MULT18X18D", "MULT18X18", "ICESTORM_DSP"),
}


def result_of(folder):
    return json.loads((flow.ROOT / "build" / folder / "result.json").read_text())


def placed(kind, designs):
    """Those that have a result."""
    return {name: design for name, design in designs.items() if (flow.ROOT / "build" / kind / name / "result.json").exists()}


def count(cells, kind):
    found = [cells[name] for name in COLUMNS[kind] if name in cells]
    if kind == "FF" and "ICESTORM_LC" in cells:
        return "with the LUTs"
    return f"{found[0][0]:,} of {found[0][1]:,}" if found else "0"


def published(result):
    return min(result["routed_mhz"], result["limit_mhz"] or result["routed_mhz"])


def limit(result):
    return f"{result['limit_mhz']} {result['limited_by'].replace('_', ' ')}" if result["limit_mhz"] else "none published"


def rate(per_second):
    """1234e6 -> 1.23 G"""
    scale, unit = next((s, u) for s, u in ((1e9, "G"), (1e6, "M"), (1, "")) if per_second >= s)
    return f"{per_second / scale:.3g} {unit}"


def row(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def table(titles, rows):
    return "\n".join([row(titles), row(["---"] * len(titles)), *map(row, rows)]) + "\n"


def board_row(name, board):
    result = result_of(f"boards/{name}")
    hz, core = board["clock_hz"], board["build"]["parameters"]
    built = str(core.get("KINDS", 1)) != "0"
    cells = hz / core.get("II", 1) if built else 0
    return [board["title"], *(count(result["cells"], kind) for kind in COLUMNS), f"{hz / 1e6:g}", f"{result['asked_mhz']:g}",
            f"{result['routed_mhz']:g}", limit(result), result["seed"], rate(hz / core.get("TABLE_II", 1)),
            rate(cells) if built else "none", rate(cells * core.get("LANES", 1)) if built else "none"]


def figure_row(name, figure, target):
    result = result_of(f"figures/{name}")
    per_second = published(result) * 1e6 * figure["per_clock"]
    return [figure["block"], target["title"], *(count(result["cells"], kind) for kind in COLUMNS), f"{result['asked_mhz']:g}",
            f"{result['routed_mhz']:g}", limit(result), result["seed"], f"{published(result):g} MHz", f"{rate(per_second)}{figure['unit']}/s"]


def page():
    boards, targets, figures = flow.tables()
    titles = [*COLUMNS, "asked, MHz", "routed", "limit", "seed"]
    text = HEAD.format(gowin=GOWIN)
    all_designs = [*boards, *figures]
    boards, figures = placed("boards", boards), placed("figures", figures)
    absent = [name for name in all_designs if name not in boards and name not in figures]
    if absent:
        text += f"Not placed when this page was written: {', '.join(absent)}.\n\n"
    text += "## Boards\n\n" + table(
        ["board", *COLUMNS, "clock, MHz", *titles[len(COLUMNS):], "deltas/s", "cells/s", "cells/s, folded"],
        [board_row(name, board) for name, board in boards.items()])
    text += "\nDeltas and cells a second are those of the core at the board's clock; a serial line carries far fewer.\n"
    text += "\n## Blocks alone\n\nEach between a generator and a digest on the chip, `rtl/figures`.\n\n" + table(
        ["block", "device", *titles, "published", "rate"],
        [figure_row(name, figure, targets[figure["target"]]) for name, figure in figures.items()])
    text += "\n## Sources of the limits\n\n"
    sources = {}
    for target in targets.values():
        sources.setdefault(target["source"], []).append(target["title"])
    text += "".join(f"- {', '.join(dict.fromkeys(titles))}: {source}\n" for source, titles in sources.items())
    notes = flow.ROOT / "rtl/figures/notes.md"
    return text + ("\n" + notes.read_text() if notes.exists() else "")


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    pathlib.Path(arguments[0]).write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
