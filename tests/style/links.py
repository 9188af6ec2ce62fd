#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every relative link of every page leads to a file or folder, and to a heading where it names one; every page and drawing can
be reached from README.md by such links; every `make TARGET` that a page names exists."""

import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
MAKE = re.compile(r"`make ([a-z][a-z0-9_-]*)[ `]")
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def tracked(*patterns):
    files = subprocess.run(["git", "ls-files", "-z", *patterns], capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in files.split("\0") if name]


def make_targets():
    database = subprocess.run(["make", "-npq", "help"], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^([a-z][\w-]*):", database, re.MULTILINE))


def anchors(text):
    """The names that headings get on GitHub and its like."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page, text):
    """(link as written, file it leads to, heading or None); a folder stands for its README.md, a link within the page for it."""
    for file, heading in LINK.findall(FENCED.sub("", text)):
        if re.match(r"[a-z]+:", file):
            continue
        target = (page.parent / file).resolve().relative_to(pathlib.Path.cwd()) if file else page
        if (target / "README.md").exists():
            target /= "README.md"
        yield file or f"#{heading}", target, heading or None


def broken(texts):
    for page, text in texts.items():
        for link, target, heading in links(page, text):
            if not target.exists():
                yield f"{page}: no such file: {link}"
            elif heading and target in texts and heading not in anchors(texts[target]):
                yield f"{page}: no such heading: {link}#{heading}"


def orphans(texts):
    """What no chain of links from README.md leads to."""
    found, ahead = set(), [pathlib.Path("README.md")]
    while ahead:
        page = ahead.pop()
        if page not in found:
            found.add(page)
            ahead += [target for _, target, _ in links(page, texts.get(page, ""))]
    for file in [*texts, *tracked("docs/*.svg")]:
        if file not in found:
            yield f"{file}: no page that README.md leads to has a link to it"


def main():
    texts = {page: page.read_text() for page in tracked("*.md")}
    targets = make_targets()
    findings = [*broken(texts), *orphans(texts)]
    findings += [f"{page}: no such target: make {name}" for page, text in texts.items()
                 for name in MAKE.findall(text) if name not in targets]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
