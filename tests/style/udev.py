#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The udev rules: every line is one that udev understands, and together they do what a board needs and nothing to others.

usage: udev.py RULES

`udevadm verify` says the first where there is one that can; Debian 12's cannot, so this reads the syntax itself, strictly:
KEY OPERATOR "VALUE", keys that the rules need, matching and assigning operators where they belong. Then the rules are
applied to devices: every board of rtl/board/boards.toml with a bridge or a bootloader, the core of rtl/link/usb/usb.toml on
USB by itself, and devices of the same ids that are something else.
"""

import fnmatch
import pathlib
import re
import sys
import tomllib

TOKEN = re.compile(r'\s*([A-Z]+(?:_[A-Z]+)*)(?:\{([^}"]+)\})?(==|!=|\+=|:=|=)"([^"]*)"\s*(?:,|$)')
MATCH, ASSIGN = {"==", "!="}, {"=", "+="}
OPERATORS = {"ACTION": MATCH, "SUBSYSTEM": MATCH, "DRIVER": MATCH, "ATTRS": MATCH, "ATTR": MATCH | {"="}, "ENV": MATCH | {"="},
             "GROUP": {"="}, "MODE": {"="}, "TAG": {"+="}, "GOTO": {"="}, "LABEL": {"="}}
WITH_NAME = {"ATTRS", "ATTR", "ENV"}
UACCESS = 73  # the number of the file that acts upon the tag


def parse(path):
    """Rules as lists of (key, name, operator, value)."""
    rules = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        rule, at = [], 0
        while at < len(line):
            token = TOKEN.match(line, at)
            if not token:
                raise ValueError(f"{number}: not understood: {line[at:]}")
            key, name, operator, value = token.groups()
            if operator not in OPERATORS.get(key, ()) or (name is None) == (key in WITH_NAME):
                raise ValueError(f"{number}: not allowed: {token.group().strip()}")
            rule.append((key, name, operator, value))
            at = token.end()
        if line.rstrip().endswith(","):
            raise ValueError(f"{number}: nothing after the last comma")
        rules.append(rule)
    labels = [value for rule in rules for key, _, _, value in rule if key == "LABEL"]
    for rule in rules:
        for key, _, _, value in rule:
            if key == "GOTO" and value not in labels:
                raise ValueError(f"no LABEL {value}")
    return rules


def fits(device, key, name, operator, value):
    named = {"ATTR": "attributes", "ATTRS": "parent", "ENV": "env"}
    have = device[named[key]].get(name) if key in named else device[key.lower()]
    return have is not None and fnmatch.fnmatchcase(have, value) == (operator == "==")


def apply(rules, device):
    """What the rules assign to a device, a set of (key, name, value)."""
    done, label = set(), None
    for rule in rules:
        if label is not None:
            label = None if ("LABEL", None, "=", label) in rule else label
            continue
        if all(fits(device, *part) for part in rule if part[2] in MATCH):
            for key, name, operator, value in rule:
                if key == "GOTO":
                    label = value
                elif operator in ASSIGN and key != "LABEL":
                    done.add((key, name, value))
    return done


def device(action, subsystem, ids, product, own=False):
    """A device below, or (own) itself, the USB device of these ids."""
    vendor, number = ids.split(":")
    usb = {"idVendor": vendor, "idProduct": number, "product": product}
    env = {"DEVTYPE": "usb_device"} if own else {}
    driver = {"usb-serial": "ftdi_sio", "usb": "usb", "tty": ""}[subsystem]
    return {"action": action, "subsystem": subsystem, "driver": driver, "env": env, "parent": usb,
            "attributes": usb if own else {"latency_timer": "16"}}


ACCESS = {("TAG", None, "uaccess")}
NODE = ACCESS | {("MODE", None, "0664"), ("GROUP", None, "dialout")}
WANTED = {"usb": NODE | {("ENV", "ID_MM_DEVICE_IGNORE", "1")}, "tty": ACCESS | {("ENV", "ID_MM_PORT_IGNORE", "1")},
          "usb-serial": {("ATTR", "latency_timer", "1")}}


def effects(rules, boards):
    """What the rules do wrong."""
    for name, board in boards.items():
        if "usb" in board:
            product = board["usb_product"].replace("*", " 1.0")
            for subsystem, wanted in WANTED.items():
                have = apply(rules, device("add", subsystem, board["usb"], product, subsystem == "usb"))
                if have != wanted:
                    yield f"{name}, {subsystem}: does {sorted(map(str, have))}, wanted {sorted(map(str, wanted))}"
                for other in ("USB Serial Converter", f"x{product}"):
                    if apply(rules, device("add", subsystem, board["usb"], other, subsystem == "usb")):
                        yield f"{board['usb']} {other}, {subsystem}: is none of ours"
                if apply(rules, device("remove", subsystem, board["usb"], product, subsystem == "usb")):
                    yield f"{name}, {subsystem}: does something when it is removed"
            if apply(rules, device("add", "usb", board["usb"], product)):
                yield f"{name}: does something to the interfaces"
        if "dfu" in board and apply(rules, device("add", "usb", board["dfu"], "anything", True)) != NODE:
            yield f"{name}: its bootloader may not be opened"


def effects_of_own(rules, own):
    """Likewise, for a core that is on USB without a bridge."""
    ids = f"{own['vendor']:04x}:{own['product']:04x}"
    if apply(rules, device("add", "usb", ids, own["product_name"], True)) != WANTED["usb"]:
        yield f"{ids}: the core's own USB may not be opened"
    for action, product, itself in (("add", "Somebody's try", True), ("remove", own["product_name"], True),
                                    ("add", own["product_name"], False)):
        if apply(rules, device(action, "usb", ids, product, itself)):
            yield f"{ids} {product}, {action}: does something"


def main():
    path = pathlib.Path(sys.argv[1])
    boards = tomllib.loads(pathlib.Path("rtl/board/boards.toml").read_text())
    own = tomllib.loads(pathlib.Path("rtl/link/usb/usb.toml").read_text())["device"]
    try:
        rules = parse(path)
        findings = [*effects(rules, boards), *effects_of_own(rules, own)]
    except ValueError as wrong:
        findings = [str(wrong)]
    number = re.match(r"(\d\d)-[a-z]+\.rules$", path.name)
    if not number or int(number[1]) >= UACCESS:
        findings.append(f"its name must begin with a number below {UACCESS}")
    print("\n".join(f"{path}: {finding}" for finding in findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
