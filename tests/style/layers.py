#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may know whom (docs/architecture.md). Tracked files only.

- public headers include only public headers and the C standard's
- hal/ includes nothing of driver/ but link.h, driver/ nothing of hal/ but what LINK_SUPPORT names
- apps/ include only public headers, their own and the system's
- rtl/lib instantiates only rtl/lib, rtl/frame nothing of rtl/core, and neither they nor rtl/core name a link
"""

import pathlib
import re
import subprocess
import sys

PUBLIC = re.compile(r"deltagen/\w+\.h")
STANDARD = {"stdbool.h", "stddef.h", "stdint.h"}
LINK_SUPPORT = {"error_internal.h", "bytes.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
INSTANCE = re.compile(r"^\s*(dg_\w+)\s*(?:#\s*\(|\w+\s*\()", re.MULTILINE)
LINK_NAMES = re.compile(r"\b(uart|usb|pcie|serial)\b|dg_(uart|usb|pcie|serial)", re.IGNORECASE)


def tracked(*patterns):
    files = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in files.split("\0") if name]


def include_allowed(path, bracket, name):
    folder = path.parts[0]
    if path.is_relative_to("hal/include"):
        return bracket == "<" and (PUBLIC.fullmatch(name) or name in STANDARD)
    if folder == "hal":
        return "driver/" not in name or name == "driver/link.h"
    own = (path.parent / name).is_file()
    if folder == "driver":
        return bracket == "<" or own or name in LINK_SUPPORT
    return PUBLIC.fullmatch(name) or own or (bracket == "<" and not name.startswith(("hal/", "driver/", "rtl/")))


def check_includes():
    for path in tracked("hal/*.[ch]", "driver/*.[ch]", "apps/*.[ch]"):
        for bracket, name in INCLUDE.findall(path.read_text()):
            if not include_allowed(path, bracket, name):
                yield f"{path}: may not include {name}"


def code(path):
    """A Verilog file without its comments."""
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def check_rtl():
    layer = {path.stem: path.parts[1] for path in tracked("rtl/*.v")}
    forbidden = {"lib": {"core", "frame", "link", "board"}, "frame": {"core", "link", "board"}, "core": {"link", "board"}}
    for path in tracked("rtl/lib/*.v", "rtl/frame/*.v", "rtl/core/*.v"):
        text = code(path)
        for module in INSTANCE.findall(text):
            if layer.get(module) in forbidden[path.parts[1]]:
                yield f"{path}: may not instantiate {module} of rtl/{layer[module]}"
        for found in LINK_NAMES.finditer(text):
            yield f"{path}: names a link: {found.group()}"


def main():
    findings = [*check_includes(), *check_rtl()]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
