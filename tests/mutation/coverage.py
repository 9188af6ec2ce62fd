# SPDX-License-Identifier: Apache-2.0
"""Which targets run which lines: gcov for C, a trace for Python; for shell the scripts that were read, and
for benches and proofs of the RTL what Verilator and Yosys read."""

import json
import os
import pathlib
import re
import resource
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
MAP = TOP / "build/mutation/map.json"
# Targets that run C or Python of ours; what builds everything again by itself is left out.
MEASURED = re.compile(r"unit-(?!asan|tsan)\w+|cosim-\w+|e2e-(?!.*asan)\S+|serial|check-cli-\w+|check-(abi|defs|docs|fpga|install|layers|limits|man|oracle|tools|udev)")
BUILD = "build/coverage"
TRACER = '''import atexit, os, sys
top, out, seen = os.environ["TRACED_TREE"] + "/", os.environ["TRACE_FOLDER"], set()
def trace(frame, event, argument):
    name = frame.f_code.co_filename
    if not name.startswith(top):
        return None
    seen.add((name[len(top):], frame.f_lineno))
    return trace
def save():
    with open(f"{out}/{os.getpid()}.trace", "w") as file:
        file.writelines(f"{name} {line}\\\\n" for name, line in seen)
atexit.register(save)
sys.settrace(trace)
'''.replace("\\\\n", "\\n")


def targets():
    """Every target of `make check`."""
    return subprocess.run(["make", "-s", "print-checks"], cwd=TOP, capture_output=True, text=True, check=True).stdout.split()


def c_lines(tree):
    """(file, line) of C that ran, and forget it."""
    for data in (tree.path / BUILD).rglob("*.gcda"):
        text = subprocess.run(["gcov", "--json-format", "--stdout", data.name], cwd=data.parent, capture_output=True, text=True, check=False).stdout
        data.unlink()
        for line in text.splitlines():
            for file in json.loads(line)["files"]:
                name = os.path.normpath(file["file"])
                if not name.startswith(("/", "..", "tests/")):
                    yield from ((name, entry["line_number"]) for entry in file["lines"] if entry["count"])


def add_headers(tree, files):
    """What judges a C file judges the headers that it includes, by the compiler's notes; and what judges its folder a file that
    has data only."""
    measured = {name: found for name, found in files.items() if name.endswith(".c")}
    for noted in (tree.path / BUILD / "obj").rglob("*.d"):
        source, *headers = noted.read_text().replace("\\\n", " ").splitlines()[0].split()[1:]
        if source not in measured and not source.startswith("tests/"):
            folder = os.path.dirname(source)
            files[source] = sorted({target for name, found in measured.items() if os.path.dirname(name) == folder for target in found})
        for name in headers:
            files[name] = sorted({*files.get(name, []), *files.get(source, [])})


def python_lines(folder):
    for trace in folder.glob("*.trace"):
        for line in trace.read_text().splitlines():
            name, number = line.rsplit(" ", 1)
            yield name, int(number)
        trace.unlink()


def shell_scripts():
    """Those that ship."""
    found = subprocess.run(["git", "grep", "-lE", r"^#!.*\b(ba)?sh$", "--", "tools", "apps"], cwd=TOP, capture_output=True, text=True, check=False)
    return found.stdout.split()


def forget_reads(tree):
    """Times of reading that the next one will change."""
    for name in shell_scripts():
        os.utime(tree.path / name, (0, (tree.path / name).stat().st_mtime))


def scripts_read(tree):
    return [name for name in shell_scripts() if (tree.path / name).stat().st_atime > 0]


def rtl_files(tree):
    """Target of a bench: the RTL that Verilator read for it."""
    for read in (tree.path / "build/rtl").glob("*/Vtop__ver.d"):
        yield f"rtl-{read.parent.name}", sorted(set(re.findall(r"rtl/\S+\.vh?", read.read_text())))
    for proof in tree.path.glob("tests/formal/*/*.sby"):
        yield f"formal-{proof.stem}", sorted(set(re.findall(r"^rtl/\S+\.vh?$", proof.read_text(), re.MULTILINE)))


def run_measured(tree, words, environment):
    """Exit code of make, CPU seconds, and the lines that ran."""
    tree.make(words, environment=environment)
    built = set(python_lines(pathlib.Path(environment["TRACE_FOLDER"])))    # what makes the sources and drawings that it needs
    list(c_lines(tree))     # of programs that ran while it was built
    forget_reads(tree)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code, _ = tree.make(words, environment=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)
    return code, spent, sorted(built.union(c_lines(tree), python_lines(pathlib.Path(environment["TRACE_FOLDER"]))))


def measure(tree, say):
    """The map, {"lines": {file: {line: [target]}}, "files": {file: [target]}, "cost": {target: CPU seconds}}."""
    folder = tree.path / "build/trace"
    folder.mkdir(parents=True, exist_ok=True)
    tree.install(BUILD)
    (folder / "sitecustomize.py").write_text(TRACER)
    environment = {"PYTHONPATH": str(folder), "TRACED_TREE": str(tree.path), "TRACE_FOLDER": str(folder)}
    lines, files, cost = {}, {}, {}
    tree.make(f"BUILD={BUILD} SAN=--coverage OPT=-O1 sim")     # what some tests skip without
    usual = os.umask(0)     # the profiler's files are written by all that run, some without rights
    for target in filter(MEASURED.fullmatch, targets()):
        say(target)
        # What links without the profiler tells at least which scripts it runs.
        for settings in (f"BUILD={BUILD} SAN=--coverage OPT=-O1", "OPT=-O1"):
            code, cost[target], ran = run_measured(tree, f"{settings} {target}", environment)
            if code == 0:
                break
        else:
            say(f"{target}: fails when it is measured")
            continue
        for name, line in ran:
            lines.setdefault(name, {}).setdefault(str(line), []).append(target)
        for name in sorted({name for name, _ in ran}.union(scripts_read(tree))):
            files.setdefault(name, []).append(target)
    os.umask(usual)
    add_headers(tree, files)
    for target, names in rtl_files(tree):
        for name in names:
            files.setdefault(name, []).append(target)
    return {"lines": lines, "files": files, "cost": cost}


def covering(found, name, line=None):
    """Targets that run the line; of one that is no statement, those that run its file. The cheapest first."""
    by_line = found["lines"].get(name, {})
    names = by_line.get(str(line)) or found["files"].get(name, [])
    if name.endswith((".c", ".h")) and any(target.startswith("unit-") for target in names):
        names = [*names, "unit-asan"]   # runs them all with sanitizers
    return sorted(names, key=lambda target: cost(found, target))


def cost(found, target):
    """CPU seconds; of what was not measured a guess."""
    return found["cost"].get(target, 60)


def load():
    return json.loads(MAP.read_text()) if MAP.exists() else None


def save(found):
    MAP.parent.mkdir(parents=True, exist_ok=True)
    MAP.write_text(json.dumps(found, indent=0))
