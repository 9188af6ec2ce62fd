#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the table of boards in C and the udev rules from rtl/board/boards.toml; the rules also from rtl/link/usb/usb.toml.

usage: gen_boards.py [--check]    --check writes nothing and exits 1 where a file is out of date
"""
import pathlib
import re
import tomllib

from generated import keep

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = "rtl/board/boards.toml"
USB_SOURCE = "rtl/link/usb/usb.toml"
NOTE = f"Generated from {SOURCE} by tools/gen_boards.py. Do not edit."
LICENSE = "SPDX-License-Identifier: Apache-2.0"
NAME_BYTES = 32  # of dg_device_info.board, its final zero included
RATES_MAX = 7  # of dg_serial (rtl/link), and DG_BOARD_RATES less its zero


def usb_ids(text):
    """ "0403:6010" as vendor << 16 | product; 0 where there is none."""
    if text is None:
        return 0
    vendor, product = re.fullmatch("([0-9a-f]{4}):([0-9a-f]{4})", text).groups()
    return int(vendor + product, 16)


def checked(boards):
    """Raise ValueError at the first thing that the readers of the table rely upon and that is not so."""
    def must(name, what, holds):
        if not holds:
            raise ValueError(f"{SOURCE}: {name}: {what}")

    ids = [board["id"] for board in boards.values()]
    must("id", "each board has its own, 0 is the simulation", len(set(ids)) == len(ids) and 0 not in ids)
    for name, board in boards.items():
        must(name, "is no name", re.fullmatch("[a-z0-9-]+", name) and len(name) < NAME_BYTES)
        must(name, "title, device, clock_hz", all(key in board for key in ("title", "device", "clock_hz")))
        must(name, "memories: sram, flash or both", board["memories"] in (["sram"], ["flash"], ["sram", "flash"]))
        jtag = board["loader"] == "openFPGALoader" and usb_ids(board["usb"]) and board["loader_board"]
        dfu = board["loader"] == "dfu-util" and usb_ids(board["dfu"]) and board["dfu_bytes"] and board["dfu_alt"] >= 0
        must(name, "loader: openFPGALoader with usb, loader_board; dfu-util with dfu, dfu_alt, dfu_bytes", jtag or dfu)
        rates = (0, 0) if "usb_clock" in board["build"] else (1, RATES_MAX)
        must(name, f"rates: {rates[0]} to {rates[1]}", rates[0] <= len(board["rates"]) <= rates[1])
        must(name, "usb comes with usb_interface, usb_product", "usb" not in board or
             board["usb_interface"] >= 0 and re.fullmatch(r"[\w *]+", board["usb_product"]))
    return boards


def table(boards):
    def row(name, board):
        memories = " | ".join(f"DG_BOARD_{memory.upper()}" for memory in board["memories"])
        text = [f'.name = "{name}"', f".id = {board['id']}", f'.title = "{board["title"]}"', f'.device = "{board["device"]}"',
                f".idcode = 0x{board.get('idcode', 0):08X}", f".memories = {memories}", f'.loader = "{board["loader"]}"']
        if "usb" in board:
            text += [f'.usb = 0x{usb_ids(board["usb"]):08X}', f'.usb_product = "{board["usb_product"]}"',
                     f".usb_interface = {board['usb_interface']}"]
        if "dfu" in board:
            text += [f'.dfu = 0x{usb_ids(board["dfu"]):08X}', f".dfu_alt = {board['dfu_alt']}",
                     f".dfu_bytes = {board['dfu_bytes']}"]
        else:
            text += [f'.loader_board = "{board["loader_board"]}"']
        text += [f".rates = {{{', '.join(map(str, board['rates'] or [0]))}}}"]
        return "    {\n" + "".join(f"        {field},\n" for field in text) + "    },\n"

    rows = "".join(row(name, board) for name, board in boards.items())
    return f'// {LICENSE}\n// {NOTE}\n#include "board.h"\n\nconst struct dg_board dg_boards[] = {{\n{rows}    {{.name = NULL}},\n}};\n'


def udev_rules(boards, own):
    """A rule for each kind of bridge, matched by its product string, one for each loader in the board itself, and one for a
    core that is on USB without a bridge."""
    bridges, loaders = {}, {}
    for board in boards.values():
        if "usb" in board:
            bridges.setdefault((board["usb"], board["usb_product"]), []).append(board["title"])
        if "dfu" in board:
            loaders.setdefault(board["dfu"], []).append(board["title"])
    lines = [f"# {LICENSE}", f"# {NOTE}", "#",
             "# For the boards that Deltagen knows: whoever sits at the machine may open them, and the group that may open any",
             "# serial port; ModemManager leaves them alone; the bridge hands bytes on after 1 ms instead of 16. A bridge whose",
             "# product string was changed needs a copy of its lines with that string. The file's number is below 73, where",
             "# udev gives out the access.",
             "", 'ACTION=="remove", GOTO="deltagen_end"']
    access = 'GROUP="dialout", MODE="0664", TAG+="uaccess"'
    for (ids, product), titles in bridges.items():
        bridge = "ATTRS{{idVendor}}==\"{}\", ATTRS{{idProduct}}==\"{}\"".format(*ids.split(":"))
        bridge += f', ATTRS{{product}}=="{product}"'
        lines += ["", f"# {', '.join(titles)}",
                  f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", {bridge}, {access}, ENV{{ID_MM_DEVICE_IGNORE}}="1"',
                  f'SUBSYSTEM=="tty", {bridge}, TAG+="uaccess", ENV{{ID_MM_PORT_IGNORE}}="1"',
                  f'SUBSYSTEM=="usb-serial", DRIVER=="ftdi_sio", {bridge}, ATTR{{latency_timer}}="1"']
    for ids, titles in loaders.items():
        loader = "ATTR{{idVendor}}==\"{}\", ATTR{{idProduct}}==\"{}\"".format(*ids.split(":"))
        lines += ["", f"# {', '.join(titles)}: its bootloader",
                  f'SUBSYSTEM=="usb", ENV{{DEVTYPE}}=="usb_device", {loader}, {access}']
    lines += ["", f"# A Deltagen core on USB by itself ({USB_SOURCE})",
              'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", '
              f'ATTR{{idVendor}}=="{own["vendor"]:04x}", ATTR{{idProduct}}=="{own["product"]:04x}", '
              f'ATTR{{product}}=="{own["product_name"]}", {access}, ENV{{ID_MM_DEVICE_IGNORE}}="1"']
    return "\n".join(lines + ["", 'LABEL="deltagen_end"', ""])


def main():
    boards = checked(tomllib.loads((ROOT / SOURCE).read_text()))
    own = tomllib.loads((ROOT / USB_SOURCE).read_text())["device"]
    keep(ROOT, [("hal/board/boards.c", table(boards)), ("driver/70-deltagen.rules", udev_rules(boards, own))])


main()
