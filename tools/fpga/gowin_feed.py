# SPDX-License-Identifier: Apache-2.0
"""Gowin: feed-through LUTs made explicit before place and route.

A flip-flop of this family gets its data only from the LUT beside it. Where the design has none there, or one that others
read too, nextpnr 0.11.1 puts a LUT in the way after packing and counts no delay for it: a shift register showed 1167 MHz,
a LUT's delay is 1.03 ns. LUTs of one to three inputs have no delay either: six LUT2 in a row showed 796 MHz, as LUT4
107 MHz. So gowin_lut4.v makes every LUT a LUT4, and here every flip-flop that has no LUT4 of its own gets one. That is
one too many where nextpnr would have put an adder beside the flip-flop, which it does for some and not for others.
"""

BUFFER = format(0xAAAA, "016b")         # F = I0


def make_explicit(netlist):
    """Change the netlist (Yosys's JSON) in place; returns how many LUTs were added."""
    added = 0
    for module in netlist["modules"].values():
        cells = module["cells"]
        readers = {}
        for cell in cells.values():
            for port, bits in cell["connections"].items():
                if cell["port_directions"][port] == "input":
                    for bit in bits:
                        readers[bit] = readers.get(bit, 0) + 1
        for port in module["ports"].values():
            for bit in port["bits"]:
                readers[bit] = readers.get(bit, 0) + 1
        own = {bit for cell in cells.values() if cell["type"] == "LUT4"
               for bit in cell["connections"]["F"] if readers.get(bit) == 1}
        wires = [bit for cell in cells.values() for bits in cell["connections"].values() for bit in bits]
        free = 1 + max((bit for bit in wires if isinstance(bit, int)), default=1)
        for name in [name for name, cell in cells.items() if cell["type"].startswith("DFF")]:
            data = cells[name]["connections"]["D"]
            if data[0] in own or not isinstance(data[0], int):
                continue
            cells[f"{name}$feed"] = {
                "hide_name": 0, "type": "LUT4", "parameters": {"INIT": BUFFER}, "attributes": {},
                "port_directions": {"F": "output", "I0": "input", "I1": "input", "I2": "input", "I3": "input"},
                "connections": {"F": [free], "I0": data, "I1": ["0"], "I2": ["0"], "I3": ["0"]},
            }
            cells[name]["connections"]["D"] = [free]
            free += 1
            added += 1
    return added
