#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may know whom (docs/architecture.md). Tracked files only.

- public headers include only public headers and the C standard's
- a part of the library or the command includes its own files, those of the parts in MAY_SEE, and the system's
- a part of the RTL instantiates its own modules and those of the parts in MAY_INSTANTIATE; only links name a link
"""

import pathlib
import re
import subprocess
import sys

PUBLIC = re.compile(r"deltagen/\w+\.h")
STANDARD = {"stdbool.h", "stddef.h", "stdint.h"}
DEFS = "hal/dg_defs.h"
# part: what else it sees; the first that a file's path begins with counts
MAY_SEE = {
    "hal/base/": (),
    "hal/numerics/": ("hal/base/",),
    "hal/board/": (),
    "hal/device/": ("hal/base/", "hal/numerics/", "hal/backend.h", "hal/link.h", DEFS),
    "hal/remote/": ("hal/base/", "hal/board/", "hal/backend.h", "hal/link.h", DEFS),
    "hal/": (),
    "driver/serial/": ("hal/base/", "hal/board/", "hal/link.h", "driver/fault.h"),
    "driver/sim/": ("hal/base/", "hal/link.h", "driver/fault.h", "driver/part.h", "sim/dg_sim.h"),
    "driver/usb/": ("hal/base/", "hal/board/", "hal/link.h", "driver/fault.h", "driver/part.h"),
    "driver/": ("hal/base/", "hal/link.h"),
    "lib/log/": ("hal/base/",),
    "lib/map/": ("hal/base/",),
    "lib/genmem/": ("hal/base/", "lib/log/"),
    "lib/archetype/": ("hal/base/",),
    "lib/spaces/": ("hal/base/",),
    "lib/tenants/": ("hal/base/",),
    "lib/heap/": ("hal/base/",),
    "apps/cli/": (),
    "apps/fuse/": ("apps/cli/", "lib/log/log.h"),
    "apps/nbdkit/": ("apps/cli/",),
    "apps/deltagen/": ("apps/cli/", "hal/board/"),
}
ROOTS = ("hal", "driver", "sim", "lib", "apps/cli", "apps/deltagen", "apps/fuse", "apps/nbdkit")  # what the compiler searches, for one part or another
MAY_INSTANTIATE = {
    "lib": (), "frame": ("lib",), "table": ("lib",), "synth": ("lib",), "core": ("lib", "frame", "table", "synth"),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
INSTANCE = re.compile(r"^\s*(dg_\w+)\s*(?:#\s*\(|\w+\s*\()", re.MULTILINE)
LINK_NAMES = re.compile(r"\b(uart|usb|pcie|serial)\b|dg_(uart|usb|pcie|serial)", re.IGNORECASE)


def tracked(*patterns):
    files = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in files.split("\0") if name]


def found(path, name):
    """The file of the tree that an include in quotes means."""
    return next((file for root in (path.parent, *map(pathlib.Path, ROOTS)) if (file := root / name).is_file()), None)


def include_allowed(path, bracket, name):
    if path.is_relative_to("include"):
        return bracket == "<" and (PUBLIC.fullmatch(name) or name in STANDARD)
    if bracket == "<":
        return PUBLIC.fullmatch(name) or not name.startswith(("hal/", "driver/", "lib/", "apps/", "rtl/"))
    part = next(part for part in MAY_SEE if str(path).startswith(part))
    file = found(path, name)
    return file is not None and str(file).startswith((part, *MAY_SEE[part]))


def check_includes():
    for path in tracked("include/*.h", "hal/*.[ch]", "driver/*.[ch]", "lib/*.[ch]", "apps/*.[ch]"):
        for bracket, name in INCLUDE.findall(path.read_text()):
            if not include_allowed(path, bracket, name):
                yield f"{path}: may not include {name}"


def code(path):
    """A Verilog file without its comments."""
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def check_rtl():
    layer = {path.stem: path.parts[1] for path in tracked("rtl/*.v")}
    for path in (path for folder in MAY_INSTANTIATE for path in tracked(f"rtl/{folder}/*.v")):
        text, part = code(path), path.parts[1]
        for module in INSTANCE.findall(text):
            if layer.get(module, part) not in (part, *MAY_INSTANTIATE[part]):
                yield f"{path}: may not instantiate {module} of rtl/{layer[module]}"
        for name in LINK_NAMES.finditer(text):
            yield f"{path}: names a link: {name.group()}"


def main():
    findings = [*check_includes(), *check_rtl()]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
