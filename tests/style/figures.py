#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The figures that README.md quotes are those of docs/benchmark.md and docs/figures.md, its version that of the Makefile, the small
drawing of the benchmark shows the same run as its tables, and the page on USB has the transfers of the driver."""

import pathlib
import re
import sys

ROW = re.compile(r"^  [* ] (.{44}) +([\d.]+) +[\d.]+ +[\d.]+ +([\d.]+)  ", re.MULTILINE)
COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
BARS = ["memset", "feistel", "Philox4x32-10 (AVX-512)", "xoshiro256++"], ["feistel", "memcmp with a stored copy"]


def contests(page):
    """{title: {contestant: (rate, ratio)}}; of the library's rows the first of a name, which is its best."""
    found = {}
    for title, rows in re.findall(r"^(\w.* \(.*?\)) .*  against .*\n((?:  .*\n)+)", page, re.MULTILINE):
        contest = found.setdefault(title, {})
        for name, rate, ratio in ROW.findall(rows):
            contest.setdefault(name.split(",")[0].strip(), (float(rate), float(ratio)))
    return found


def board(page, title):
    """Megahertz, and the deltas and cells a second, of a row in the table of boards."""
    cells = [cell.strip() for cell in re.search(rf"^\| {title} \|(.*)\|$", page, re.MULTILINE)[1].split("|")]
    return cells[4], cells[9], cells[10]


def phrases(benchmark, figures):
    """What README.md has to say."""
    fill, check = benchmark["fill memory (128 MiB, 1 thread)"], benchmark["verify (128 MiB, 1 thread)"]
    ours = fill["feistel"][0]
    yield f"**{fill['feistel'][1]:.2f} of memset**: {ours:.1f} GB/s"
    yield f"{check['feistel'][0]:.1f} GB/s checked, {check['feistel'][0] / check['memcmp with a stored copy'][0]:.1f} times"
    yield f"({benchmark['fill memory (256 KiB, 1 thread)']['feistel'][1]:.2f})"
    yield (f"{ours / fill['Philox4x32-10 (AVX-512)'][0]:.1f} times that of Philox by hand in AVX-512, "
           f"{ours / fill['Philox4x32-10 (Random123)'][0]:.0f} times that of Random123's, "
           f"{ours / fill['xoshiro256++'][0]:.1f} times that of xoshiro256++")
    clock, deltas, cells = board(figures, "Radiona ULX3S 25F")
    assert f"{clock} M" == deltas == cells, "one a clock"
    yield f"**{clock} million values and {clock} million changes a second**"
    boards = re.findall(r"^\| (?!board |---)(.*?) \|", figures.split("\n## ")[1], re.MULTILINE)
    yield f"placed and routed for {COUNTS[len({name.removesuffix(' (USB)') for name in boards})]} boards"


def transfers():
    """What docs/howto/usb.md has to say of the driver's."""
    header = pathlib.Path("driver/usb/part/stream.h").read_text()
    slots, size = (int(re.search(rf"\bDG_USB_{name} = (\d+),", header)[1]) for name in ("SLOTS", "SLOT_BYTES"))
    page = " ".join(pathlib.Path("docs/howto/usb.md").read_text().split())
    for phrase in (f"keeps {slots} transfers of {size} bytes waiting", f"up to {slots - 1} carry"):
        if phrase not in page:
            yield f"docs/howto/usb.md does not say: {phrase}"


def versions():
    version = re.search(r"^VERSION := (.*)$", pathlib.Path("Makefile").read_text(), re.MULTILINE)[1]
    if f"Version {version}" not in pathlib.Path("README.md").read_text():
        yield f"README.md does not say: Version {version}"
    newest = re.search(r"^## (\S+)", pathlib.Path("CHANGELOG.md").read_text(), re.MULTILINE)[1].rstrip(",")
    if newest != version:
        yield f"CHANGELOG.md begins with {newest}, not {version}"


def main():
    benchmark = contests(pathlib.Path("docs/benchmark.md").read_text())
    readme = " ".join(pathlib.Path("README.md").read_text().split())
    findings = [f"README.md does not say: {phrase}"
                for phrase in phrases(benchmark, pathlib.Path("docs/figures.md").read_text()) if phrase not in readme]
    drawn = re.findall(r'class="rate">([\d.]+ GB/s)<', pathlib.Path("docs/benchmark-summary.svg").read_text())
    tables = [benchmark[f"{task} (128 MiB, 1 thread)"] for task in ("fill memory", "verify")]
    expected = [f"{table[name][0]:.1f} GB/s" for table, names in zip(tables, BARS) for name in names]
    if drawn != expected:
        findings.append(f"docs/benchmark-summary.svg shows {', '.join(drawn)}; docs/benchmark.md says {', '.join(expected)}")
    findings += [*versions(), *transfers()]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
