#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No arrow of a drawing runs through a text: in SVG files by graphviz, by where lines and texts lie."""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"
CHARACTER, HEIGHT = 0.5, 0.5  # of the font's size: no wider than letters are on average, no higher than a small one
STEPS = 200  # points looked at on each piece of a curve


def boxes(root):
    """(text, left, top, right, bottom) of all texts; anchored in the middle is what graphviz writes."""
    for text in root.iter(f"{SVG}text"):
        size, x, y = (float(text.get(name)) for name in ("font-size", "x", "y"))
        half = len(text.text) * size * CHARACTER / 2
        middle = {"middle": x, "start": x + half, "end": x - half}[text.get("text-anchor", "start")]
        yield text.text, middle - half, y - size * HEIGHT, middle + half, y


def points(path):
    """Points on the cubic curves "M x,y C x,y x,y x,y ..." of graphviz."""
    at = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]
    for k in range(0, len(at) - 3, 3):
        for step in range(STEPS + 1):
            t = step / STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
            yield tuple(sum(w * point[axis] for w, point in zip(weights, at[k:k + 4])) for axis in (0, 1))


def crossed(root):
    """Texts with an arrow in them."""
    texts = list(boxes(root))
    edges = [group for group in root.iter(f"{SVG}g") if group.get("class") == "edge"]
    for edge in edges:
        for path in edge.iter(f"{SVG}path"):
            for x, y in points(path.get("d")):
                for box in texts:
                    if box[1] < x < box[3] and box[2] < y < box[4]:
                        yield box[0], edge.find(f"{SVG}title").text


def main():
    files = subprocess.run(["git", "ls-files", "-z", "docs/*.dot"], capture_output=True, text=True, check=True).stdout
    findings = {}
    for name in filter(None, files.split("\0")):
        drawing = pathlib.Path(name).with_suffix(".svg")
        for text, edge in crossed(xml.etree.ElementTree.parse(drawing).getroot()):
            findings[f"{drawing}: the arrow {edge} runs through the text \"{text}\""] = None
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
