# SPDX-License-Identifier: Apache-2.0
"""Faults in netlists, one cell each, to see that simulation and proof can fail.

FAULTS, for the iCEBreaker's netlist: name -> the cell's type, the beginning of its name, and what becomes of it. Several cells begin
like that: it is the first by name.
"""


def flip_entry(cell):
    """The LUT's entry for all inputs low is inverted."""
    name = "LUT_INIT" if "LUT_INIT" in cell["parameters"] else "INIT"
    init = cell["parameters"][name]
    cell["parameters"][name] = init[:-1] + ("1" if init[-1] == "0" else "0")


def clear_instead(cell):
    """Cleared by reset instead of set."""
    cell["type"] = cell["type"].replace("SS", "SR")
    for table in (cell["connections"], cell["port_directions"]):
        table["R"] = table.pop("S")


def cut_carry(cell):
    """No carry comes in."""
    cell["connections"]["CI"] = ["0"]


def swap_data(cell):
    """Two bits of the written word are exchanged."""
    data = cell["connections"]["WDATA"]
    first, second = [k for k, bit in enumerate(data) if isinstance(bit, int)][:2]
    data[first], data[second] = data[second], data[first]


def mode_of_read(cell):
    """The read port of a block RAM has words half or twice as wide."""
    cell["parameters"]["READ_MODE"] = format(int(cell["parameters"]["READ_MODE"], 2) ^ 1, "032b")


TABLE = "serial.core.g_table_iter.state_table."
FAULTS = {
    "lut": ("SB_LUT4", TABLE + "values.mem.0.0_WDATA", flip_entry),
    "reset": ("SB_DFFESS", "serial.core.deframe.crc32.crc", clear_instead),
    "carry": ("SB_CARRY", TABLE + "counts.mem.0", cut_carry),
    "ramdata": ("SB_RAM40_4K", TABLE + "values", swap_data),
    "rammode": ("SB_RAM40_4K", TABLE + "counts", mode_of_read),
}


def plant(netlist, fault):
    """Change the netlist (Yosys's JSON) in place; returns the cell's name."""
    kind, beginning, change = FAULTS[fault]
    cells = netlist["modules"]["dg_icebreaker"]["cells"]
    name = min(name for name, cell in cells.items() if cell["type"] == kind and name.startswith(beginning))
    change(cells[name])
    return name


def plant_in_lut(netlist, top):
    """The same in any module of any family: the first LUT by name. Returns the cell's name."""
    cells = netlist["modules"][top]["cells"]
    name = min(name for name, cell in cells.items() if cell["type"] in ("LUT4", "SB_LUT4"))
    flip_entry(cells[name])
    return name
