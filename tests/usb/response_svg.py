#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The histogram of tests/usb/response.cpp as SVG, from its lines on stdin to stdout."""

import sys

LEFT, TOP, WIDTH, HEIGHT = 60, 30, 640, 200
BITS = 18  # on the axis
MARKS = ((2, "2: at least"), (6.5, "6.5: at most, at the pins"), (16, "16: hosts give up"))


def x(bits):
    return LEFT + bits * WIDTH / BITS


def main():
    bins = [tuple(map(float, line.split())) for line in sys.stdin]
    most, total = max(count for _, _, count in bins), sum(count for _, _, count in bins)
    bottom = TOP + HEIGHT
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 40}" height="{bottom + 50}" font-family="Helvetica" '
           'font-size="12">',
           f'<rect width="{LEFT + WIDTH + 40}" height="{bottom + 50}" fill="white"/>',
           f'<text x="{LEFT}" y="18">{total:.0f} answers of the device, by bit times from the end of the host\'s packet; '
           f'{most:.0f} in the highest bar</text>']
    for low, high, count in bins:
        tall = HEIGHT * count / most
        out.append(f'<rect x="{x(low):.1f}" y="{bottom - tall:.1f}" width="{x(high) - x(low) - 1:.1f}" height="{tall:.1f}" '
                   'fill="#4477aa"/>')
    for bits, text in MARKS:
        out.append(f'<line x1="{x(bits):.1f}" y1="{TOP}" x2="{x(bits):.1f}" y2="{bottom}" stroke="#cc3311" stroke-dasharray="4 3"/>')
        out.append(f'<text x="{x(bits):.1f}" y="{bottom + 38}" text-anchor="middle" fill="#cc3311">{text}</text>')
    out.append(f'<line x1="{LEFT}" y1="{bottom}" x2="{x(BITS):.1f}" y2="{bottom}" stroke="black"/>')
    out += [f'<text x="{x(bits):.1f}" y="{bottom + 18}" text-anchor="middle">{bits}</text>' for bits in range(0, BITS + 1, 2)]
    print("\n".join([*out, "</svg>"]))


if __name__ == "__main__":
    main()
