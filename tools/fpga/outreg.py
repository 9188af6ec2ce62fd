# SPDX-License-Identifier: Apache-2.0
"""ECP5 block RAM output registers, which Yosys does not infer.

A read port whose every used output bit goes to one plain flip-flop (same clock, no enable, no reset) and nowhere else
takes these flip-flops as its own output register: REGMODE OUTREG. That is what dg_ram_sdp and dg_quotient describe with
their second read register. A port for which that does not hold is left as it is.
"""

PLAIN = ("CEMUX", "1")


def users_of(module):
    """bit -> cells and ports that read it, as (cell name or None, port)."""
    users = {}
    for name, cell in module["cells"].items():
        for port, bits in cell["connections"].items():
            if cell["port_directions"][port] == "input":
                for bit in bits:
                    users.setdefault(bit, []).append((name, port))
    for port in module["ports"].values():
        for bit in port["bits"]:
            users.setdefault(bit, []).append((None, None))
    return users


def plain_register(module, readers, clock):
    """The name of the plain flip-flop that is the only reader, or None."""
    if len(readers) != 1 or readers[0][1] != "DI":
        return None
    cell = module["cells"][readers[0][0]]
    plain = (cell["type"] == "TRELLIS_FF" and cell["connections"]["CLK"] == clock
             and cell["connections"].get("LSR", ["0"]) == ["0"]
             and cell["parameters"][PLAIN[0]].strip() == PLAIN[1]
             and cell["parameters"].get("CLKMUX", "CLK") == "CLK")
    return readers[0][0] if plain else None


def absorb(netlist):
    """Change the netlist (Yosys's JSON) in place; returns how many flip-flops went into block RAMs."""
    absorbed = 0
    for module in netlist["modules"].values():
        users = users_of(module) if any(c["type"] == "DP16KD" for c in module["cells"].values()) else {}
        for ram in [c for c in module["cells"].values() if c["type"] == "DP16KD"]:
            # 36 bits wide, both halves of the outputs belong to read port B
            wide = any(int(ram["parameters"][f"DATA_WIDTH_{side}"], 2) == 36 for side in "AB")
            for sides, clock in [("AB", "B")] if wide else [("A", "A"), ("B", "B")]:
                outputs = {port: bits[0] for port, bits in ram["connections"].items()
                           if port[:2] == "DO" and port[2] in sides and users.get(bits[0])}
                registers = {port: plain_register(module, users[bit], ram["connections"][f"CLK{clock}"])
                             for port, bit in outputs.items()}
                if not registers or None in registers.values():
                    continue
                for port, name in registers.items():
                    ram["connections"][port] = module["cells"].pop(name)["connections"]["Q"]
                for side in sides:
                    ram["parameters"][f"REGMODE_{side}"] = "OUTREG"
                    ram["connections"][f"OCE{side}"] = ["1"]
                absorbed += len(registers)
    return absorbed
