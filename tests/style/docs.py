#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pages of the RTL blocks are complete, and their timing diagrams are what the RTL does.

usage: docs.py DRAWN      DRAWN: folder of timing diagrams drawn from the RTL as it is, NAME.svg each, and NAME.json

Every module is on a page; every page is in the list and shows its block's drawing and timing diagram; every drawing and
every diagram has its source, and the other way round; every diagram is the same as the one drawn just now; every parameter
has the default that its table says; every latency that a bench measures stands in its page.
"""
import json
import pathlib
import re
import sys

PAGES = pathlib.Path("docs/rtl")


def names(folder, suffix):
    return {path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}")}


def differences(what, have, want):
    return [f"docs/rtl: {what}: missing: {name}" for name in sorted(want - have)] + \
           [f"docs/rtl: {what}: of what? {name}" for name in sorted(have - want)]


def parameters(texts):
    """Defaults in the tables of parameters that are not the module's."""
    sources = {path.stem: path.read_text() for path in pathlib.Path("rtl").rglob("*.v")}
    for page, text in sorted(texts.items()):
        module = sources["dg_xor_lanes" if page == "lanes" else f"dg_{page}"]
        tables = "\n".join(re.findall(r"^\| parameter \|(?:.*\n\|)+.*$", text, re.MULTILINE))
        for names_said, values_said in re.findall(r"^\| (`[A-Z].*?) \| (.*?) \|", tables, re.MULTILINE):
            for name, said in zip(re.findall(r"`(\w+)`", names_said), values_said.split(", ")):
                real = re.search(rf"\bparameter\b[^=]*\b{name}\s*=\s*([\w']+)", module)
                if not real or number(real[1]) != number(said):
                    yield f"docs/rtl/{page}.md: {name} is not {said}, but {real[1] if real else 'no parameter'}"


def number(text):
    """Of a Verilog constant, or of one written as 10^8."""
    base, _, exponent = text.partition("^")
    width, _, digits = base.rpartition("'")
    return int(digits.lstrip("hd"), 16 if digits.startswith("h") else 10) ** int(exponent or 1)


def latencies(texts, drawn):
    for name, text in sorted(texts.items()):
        measured = drawn / f"{name}.json"
        for says in json.loads(measured.read_text())["says"] if measured.exists() else ():
            if says not in " ".join(text.split()):
                yield f"docs/rtl/{name}.md: does not say what is simulated: {says}"


def main():
    drawn = pathlib.Path(sys.argv[1])
    index = (PAGES / "README.md").read_text()
    texts = {path.stem: path.read_text() for path in PAGES.glob("*.md") if path.name != "README.md"}
    pages, waves = set(texts), names(PAGES, ".wave.svg")
    drawings = names(PAGES, ".svg") - {f"{name}.wave" for name in waves}

    findings = differences("drawings", drawings, pages) + differences("timing diagrams", waves, pages)
    findings += differences("sources of drawings", names(PAGES, ".dot"), drawings)
    findings += differences("benches of timing diagrams", names(PAGES / "waves", ".v"), waves)
    findings += [f"docs/rtl/README.md: no link to {name}.md" for name in sorted(pages) if f"({name}.md)" not in index]
    for name, text in sorted(texts.items()):
        findings += [f"docs/rtl/{name}.md: does not show {image}" for image in (f"{name}.svg", f"{name}.wave.svg")
                     if f"]({image})" not in text]

    mentioned = {word for text in texts.values() for word in re.findall(r"\bdg_\w+", text)}
    modules = {path.stem for folder in ("lib", "frame", "table", "synth", "core", "link") for path in pathlib.Path("rtl", folder).rglob("*.v")}
    findings += [f"docs/rtl: no page tells of {module}" for module in sorted(modules - mentioned)]

    findings += [f"docs/rtl/{name}.wave.svg: the RTL does something else now; `make waves`, then look at the page"
                 for name in sorted(waves) if (drawn / f"{name}.svg").exists()
                 and (drawn / f"{name}.svg").read_text() != (PAGES / f"{name}.wave.svg").read_text()]
    findings += parameters(texts)
    findings += latencies(texts, drawn)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
