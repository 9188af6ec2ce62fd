#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A board's netlist as Verilog, for its simulation, FOLDER/netlist.v, and what its bench has to know, FOLDER/board.h.

usage: board.py BOARD FOLDER [FAULT]

Synthesis is that of tools/fpga/build.py, again, so that nothing that builds bitstreams at the same time is in the way; its files
stay in FOLDER. With FAULT, one of faults.py, the netlist is that of the folder BOARD beside FOLDER, with the fault planted.
Exit status: 0 done, 1 a tool failed, 2 wrong use.
"""

import json
import pathlib
import sys

import equivalence
import faults

import build    # of tools/fpga, whose folder equivalence.py has added
import flow


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[2:] and arguments[2] not in faults.FAULTS:
        print(__doc__, file=sys.stderr)
        return 2
    board, folder = arguments[0], pathlib.Path(arguments[1]).resolve()
    source = folder.parent / board if arguments[2:] else folder
    design = {**build.find(board), "folder": source}
    for path in (source, folder):
        path.mkdir(parents=True, exist_ok=True)
    rates = flow.tables()[0][board]["rates"]
    (folder / "board.h").write_text(f'#define DG_SIM_MODEL "{board}"\n#define DG_SIM_CLOCK_HZ {design["clock_hz"]}\n' +
                                    "".join(f"#define RATE {rate}\n" for rate in rates[:1]))
    try:
        flow.netlist(design, source)
        mapped = source / "netlist.json"
        if arguments[2:]:
            netlist = json.loads(mapped.read_text())
            print(f"{arguments[2]}: {faults.plant(netlist, arguments[2])}")
            mapped = folder / "netlist.json"
            mapped.write_text(json.dumps(netlist))
        equivalence.write_verilog({**design, "folder": folder}, mapped)
    except flow.Failed as failed:
        print(f"board.py: {board}: {failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
