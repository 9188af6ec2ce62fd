# SPDX-License-Identifier: Apache-2.0
"""Mutants of the RTL: Yosys changes single bits of a module's elaborated netlist, and the module's own bench judges each.

All mutants of a bench are in one build: the netlist has an input `mutant` which picks one, and 0 none. Where the bench does
not notice one, Yosys tries to prove that it is the same circuit.
"""

import os
import pathlib
import re
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = TOP / "build/mutation/rtl"
YOSYS = TOP / "build/tools/bin/yosys"
SOURCES = sorted(path for folder in ("lib", "frame", "table", "synth", "core", "link/serial", "link/usb", "lanes")
                 for path in (TOP / "rtl" / folder).glob("*.v"))
HANG_S = 600        # a bench that runs so long while its netlist is changed will not end
PROOF_CLOCKS = 8
COMBINATIONAL = "w:* t:$*dff* %co1:+[Q] %d x:* %d"     # what a mutant may change without changing the circuit
MUTABLE = "* t:$meminit* %d"    # what a ROM begins with must stay constant
PORT = re.compile(r"^  input \[15:0\] mutant;\n(  wire \[15:0\] mutant;\n)", re.MULTILINE)
SOURCE = re.compile(r"-src (rtl/\S+?):(\d+)")


def benches():
    """Of every module test its first configuration: (module, configuration, options)."""
    for path in sorted(TOP.glob("tests/rtl/*/*/configs")):
        first = path.read_text().splitlines()[0].split()
        top = f"dg_{path.parent.name}"
        if any(source.stem == top for source in SOURCES):
            yield path.parent.name, first[0], first[1:]


def run(command, log, environment=None, limit_s=None):
    with open(log, "w") as out:
        return subprocess.run(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, timeout=limit_s,
                              env={**os.environ, **(environment or {})}, check=False).returncode


def yosys(name, script, limit_s=None):
    path = FOLDER / f"{name}.ys"
    path.write_text("\n".join(script) + "\n")
    return run([str(YOSYS), "-q", str(path)], path.with_suffix(".log"), limit_s=limit_s)


class Bench:
    """A module's bench with `count` mutants in its netlist."""

    def __init__(self, module, configuration, options, count, seed):
        self.name, self.module, self.options = f"{module}-{configuration}", module, options
        self.folder = FOLDER / self.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.mutations = self.listed(count, seed)
        self.broken = self.build()

    def read(self):
        files = " ".join(str(path.relative_to(TOP)) for path in SOURCES)
        parameters = [option.replace("\\", "")[2:].split("=", 1) for option in self.options if option.startswith("-G")]
        settings = "".join(f" -set {name} {value}" for name, value in parameters)
        return [f"read_verilog -defer -nosynthesis -Irtl/include {files}", *([f"chparam{settings} dg_{self.module}"] if settings else []),
                f"hierarchy -check -top dg_{self.module}", "proc", "flatten", "opt_clean"]

    def relative(self, name):
        return (self.folder / name).relative_to(TOP)

    def listed(self, count, seed):
        path = self.relative("list")
        yosys(f"{self.name}/list", self.read() + [f"mutate -list {count} -seed {seed} -ctrl mutant 16 1 -o {path} {MUTABLE}"])
        return (TOP / path).read_text().splitlines() if (TOP / path).exists() else []

    def build(self):
        """Why it cannot be judged, or None."""
        netlist = self.folder / "netlist.sv"
        yosys(f"{self.name}/mutate", self.read() + self.mutations + [f"write_verilog -noattr {self.relative('netlist.sv')}"])
        if not self.mutations or not netlist.exists():
            return "Yosys does not read it"
        text = netlist.read_text()
        text = text.replace(", mutant)", ")").replace("(mutant, ", "(")
        text = PORT.sub(r'  import "DPI-C" function int dg_mutant();\n\1  assign mutant = dg_mutant();\n', text)
        netlist.write_text(text)
        flags = subprocess.run(["make", "-s", "print-bench-flags"], cwd=TOP, capture_output=True, text=True, check=True).stdout.split("\n")
        verilator, cflags, ldflags = flags[:3]
        bench = next(TOP.glob(f"tests/rtl/*/{self.module}/tb.cpp"))
        defines = " ".join(option.replace("-G", "-DCFG_") for option in self.options)
        command = [*verilator.split(), "--cc", "--exe", "--build", "-O3", "--x-assign", "fast", "--x-initial", "fast", "-Wno-fatal", "-Wno-lint",
                   "-Wno-style", "--top-module", f"dg_{self.module}", "--prefix", "Vtop", "-Mdir", str(self.folder / "model"), "-o",
                   str(self.folder / "tb"), "-CFLAGS", f"{cflags} {defines}", "-LDFLAGS", ldflags, str(bench),
                   str(TOP / "tests/mutation/mutant.cpp"), str(netlist)]
        if run(command, self.folder / "build.log") != 0:
            return "does not build, see " + str(self.relative("build.log"))
        return None if self.passes(0) else "its netlist fails without a mutant"

    def passes(self, number):
        try:
            return run([str(self.folder / "tb")], self.folder / f"run{number}.log", {"DG_MUTANT": str(number)}, HANG_S) == 0
        except subprocess.TimeoutExpired:
            return False

    def equal(self, number):
        """Whether Yosys proves that mutant to be the module itself."""
        plain = re.sub(r" -ctrl mutant 16 \d+", "", self.mutations[number - 1])
        shape = ["memory_map", "opt_expr", "opt_clean", f"rename -hide {COMBINATIONAL}"]
        script = (self.read() + ["design -save read"] + shape + ["rename -top gold", "design -stash gold", "design -load read", plain] + shape +
                  ["rename -top gate", "design -stash gate", "design -copy-from gold -as gold gold", "design -copy-from gate -as gate gate",
                   "equiv_make gold gate equiv", "hierarchy -top equiv", "equiv_simple -short", f"equiv_induct -seq {PROOF_CLOCKS}",
                   "equiv_status -assert equiv"])
        try:
            return yosys(f"{self.name}/equal{number}", script, HANG_S) == 0
        except subprocess.TimeoutExpired:
            return False

    def describe(self, number):
        """Where a mutant is and what it does, the same from run to run."""
        text = self.mutations[number - 1]
        place = SOURCE.search(text)
        what = re.sub(r"^mutate -ctrl mutant 16 \d+ | -module \S+| -src \S+|\$\d+\b", "", text)
        return (f"{place[1]}:{place[2]}" if place else f"dg_{self.module}"), what


def try_bench(module, configuration, options, count, seed):
    """(bench, place, what it does, outcome) of every mutant."""
    bench = Bench(module, configuration, options, count, seed)
    if bench.broken:
        yield f"rtl-{bench.name}", f"dg_{module}", "", f"not tried: {bench.broken}"
        return
    for number in range(1, len(bench.mutations) + 1):
        outcome = "SURVIVES" if bench.passes(number) else "killed"
        if outcome == "SURVIVES" and bench.equal(number):
            outcome = "equivalent"
        yield f"rtl-{bench.name}", *bench.describe(number), outcome
