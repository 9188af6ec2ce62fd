#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draw the WaveJSON of tools/vcd2wave.py with WaveDrom.

usage: wave_svg.py NAME.json > NAME.svg

To what WaveDrom draws it adds a white ground, so that it can be read on a dark page, and the labels of the clocks where
some were left out. Data is written small, to fit into a clock; and shapes that the drawing does not use are dropped.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET

import wavedrom

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


def main():
    with open(sys.argv[1]) as source:
        wave = source.read()
    root = ET.fromstring(wavedrom.render(wave).tostring())

    for tick, label in zip(root.iterfind(f".//{SVG}text[@class='muted']"), json.loads(wave)["clocks"] + [""]):
        tick.text = label

    for lane in root.iterfind(f".//{SVG}g[@id]"):
        if lane.get("id").startswith("wavelane_draw"):
            for data in lane.iter(f"{SVG}text"):
                data.set("style", "font-size:8.5pt")

    used = {use.get(HREF)[1:] for use in root.iter(f"{SVG}use")}
    for shapes in root.iter(f"{SVG}defs"):
        for shape in list(shapes):
            if shape.tag == f"{SVG}g" and shape.get("id") not in used:
                shapes.remove(shape)

    ground = ET.Element(f"{SVG}rect", width="100%", height="100%", fill="white")
    root.insert(0, ground)
    ET.register_namespace("", SVG[1:-1])
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    print(re.sub(r"(?=<g |<rect |<style)", "\n", ET.tostring(root, encoding="unicode")))


main()
