# SPDX-License-Identifier: Apache-2.0
"""From Verilog to a placed and routed design, for each family: Yosys, nextpnr, the packer.

The tools are those of tools/requirements.txt in build/venv, the same versions for everybody; a command in the environment
variable YOSYS, NEXTPNR or PACK is used instead where it is set. Every step raises Failed, with the tool's own last words.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time
import tomllib

import gowin_feed
import gowin_sta
import outreg

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = pathlib.Path(sys.executable).parent
YOSYS = [sys.executable, "-c", "import sys; from pyosys import libyosys; "
         "libyosys.run_pass('script ' + sys.argv[1], libyosys.Design())"]

SYNTHESIS = {
    "ecp5": ["synth_ecp5 -nodsp -top {top}"],
    "gowin": ["synth_gowin -family gw1n -nowidelut -top {top}", "techmap -map tools/fpga/gowin_lut4.v", "opt_clean"],
    # no RAM in LUTs here: what asks for it becomes block RAM
    "ice40": ["hierarchy -top {top}", "proc", "setattr -unset ram_style */m:*", "synth_ice40 -device u -top {top}"],
}
NEXTPNR = {"ecp5": "nextpnr-ecp5", "gowin": "nextpnr-himbaechel-gowin", "ice40": "nextpnr-ice40"}
SAY_S = 20
SUFFIX = {"ecp5": "bit", "gowin": "fs", "ice40": "bin"}


class Failed(Exception):
    """A tool said no; the text is for the user."""


def tables():
    """boards.toml, targets.toml and figures.toml."""
    return [tomllib.loads((ROOT / "rtl" / name).read_text())
            for name in ("board/boards.toml", "board/targets.toml", "figures/figures.toml")]


def sources(family):
    """The Verilog files of a family: where a family has its own version of a module, that one."""
    found = {}
    folders = ["lib", "frame", "table", "synth", "core", "link/serial", "link/usb", "lanes", "board", "figures"]
    if family in ("ecp5", "gowin"):
        folders.append("lib/lutram")
    for folder in folders:
        for path in sorted((ROOT / "rtl" / folder).glob("*.v")):
            found[path.name] = path
    return [path.relative_to(ROOT) for path in sorted(found.values())]


def run(command, log, environment=None):
    """Run a command, its output into the file `log`, with a line about it every SAY_S."""
    start = time.monotonic()
    environment = {**os.environ, **(environment or {})}
    with open(log, "w") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=environment) as process:
        while process.poll() is None:
            try:
                process.wait(SAY_S)
            except subprocess.TimeoutExpired:
                print(f"{log.parent.name}/{log.stem}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    if process.returncode != 0:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        errors = [line for line in lines if re.search("error", line, re.I)] or lines
        raise Failed("\n".join([f"{pathlib.Path(command[0]).name} failed:"] + errors[-5:] + [f"all of it: {log}"]))


def command(variable, default):
    """What the user names in the environment, or the default from the venv."""
    return shlex.split(os.environ[variable]) if os.environ.get(variable) else default


def netlist(design, folder):
    """Synthesis: Verilog to the family's cells, folder/netlist.json and netlist.v, unless that is there already."""
    family = design["family"]
    parameters = "".join(f" -set {name} {value}" for name, value in design["parameters"].items())
    script = [
        "read_verilog -defer -DSYNTHESIS -Irtl/include " + " ".join(map(str, sources(family))),
        *([f"chparam{parameters} {design['top']}"] if parameters else []),
        *(step.format(top=design["top"]) for step in design.get("synthesis", SYNTHESIS[family])),
        f"write_json {folder / 'mapped.json'}",
    ]
    text = "\n".join(script) + "\n"
    files = sources(family) + [pathlib.Path("tools/fpga") / name for name in ("outreg.py", "gowin_feed.py", "gowin_lut4.v")]
    fingerprint = text + str(design.get("feeds")) + "".join((ROOT / path).read_text() for path in files)
    done = folder / "netlist.done"
    if done.exists() and done.read_text() == fingerprint:
        return
    for result in [done, folder / "result.json", *folder.glob("report-*.json")]:
        result.unlink(missing_ok=True)      # of another netlist
    (folder / "synthesis.ys").write_text(text)
    run(command("YOSYS", YOSYS) + [str(folder / "synthesis.ys")], folder / "synthesis.log")
    mapped = json.loads((folder / "mapped.json").read_text())
    if family == "ecp5":
        outreg.absorb(mapped)
    if family == "gowin" and design.get("feeds", True):
        gowin_feed.make_explicit(mapped)
    (folder / "netlist.json").write_text(json.dumps(mapped, indent=1))
    done.write_text(fingerprint)


def place(design, folder, seed):
    """Place and route once. Returns the report: {clock: {achieved, constraint}}, utilization.

    Without explicit feed-throughs (gowin_feed.py) nextpnr's report lacks paths: no rate is above what the longest of all allows.
    """
    family = design["family"]
    report = folder / f"report-{seed}.json"
    here = folder.relative_to(ROOT)     # YoWASP tools see what is below the working directory, and not every other place
    arguments = ["--json", str(here / "netlist.json"), "--seed", str(seed), "--report", str(report.relative_to(ROOT)),
                 *design["pnr"], *design.get("options", []), "--freq", f"{design['clock_hz'] / 1e6:g}", "--timing-allow-fail"]
    constraints = design.get("constraints")
    if family == "ecp5":
        arguments += ["--textcfg", str(here / "placed.config")]
        arguments += ["--lpf", f"constraints/{constraints}"] if constraints else ["--lpf-allow-unconstrained"]
    elif family == "ice40":
        arguments += ["--asc", str(here / "placed.asc")]
        arguments += ["--pcf", f"constraints/{constraints}"] if constraints else []
    else:
        arguments += ["--write", str(here / "placed.json")]
        arguments += ["--vopt", f"cst=constraints/{constraints}"] if constraints else []
    lacks_paths = family == "gowin" and not design.get("feeds", True)
    if lacks_paths:
        arguments += ["--sdf", str(here / "placed.sdf")]
    default = [str(VENV / f"yowasp-{NEXTPNR[family]}")]
    run(command("NEXTPNR", default) + arguments, folder / f"place-{seed}.log")
    result = json.loads(report.read_text())
    if lacks_paths:
        mhz = 1e6 / gowin_sta.longest_path((folder / "placed.sdf").read_text())
        for clock in result["fmax"].values():
            clock["achieved"] = min(clock["achieved"], mhz)
    return result


def pack(design, folder):
    """The bitstream. Returns its path."""
    family = design["family"]
    bitstream = folder / f"deltagen.{SUFFIX[family]}"
    here = folder.relative_to(ROOT)
    out = str(here / bitstream.name)
    if family == "ecp5":
        run(command("PACK", [str(VENV / "yowasp-ecppack")]) +
            ["--compress", "--input", str(here / "placed.config"), "--bit", out], folder / "pack.log")
    elif family == "ice40":
        run(command("PACK", [str(VENV / "yowasp-icepack")]) +
            [str(here / "placed.asc"), out], folder / "pack.log")
    else:
        run(command("PACK", [str(VENV / "gowin_pack")]) +
            ["-d", "GW1N-9C", "-o", out, str(here / "placed.json")], folder / "pack.log")
    return bitstream
