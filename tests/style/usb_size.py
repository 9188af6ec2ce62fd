#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/rtl/usb.md has the size of the USB device as Yosys maps it.

usage: usb_size.py STAT     what Yosys' stat has printed of dg_usb_stream on iCE40
"""
import pathlib
import re
import sys

PAGE = pathlib.Path("docs/rtl/usb.md")


def main():
    cells = re.findall(r"^ +(\d+) +(SB_\w+)$", pathlib.Path(sys.argv[1]).read_text(), re.MULTILINE)
    luts, flip_flops, rams = (sum(int(n) for n, name in cells if name.startswith(kind)) for kind in ("SB_LUT4", "SB_DFF", "SB_RAM40"))
    phrase = f"{luts} LUT4, {flip_flops} flip-flops, {rams} block RAMs"
    if phrase not in " ".join(PAGE.read_text().split()):
        print(f"{PAGE} does not say: {phrase}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
