# SPDX-License-Identifier: Apache-2.0
"""Mutants of C, Python and shell sources: universalmutator changes a line, the targets that run that line judge."""

import contextlib
import io
import pathlib
import random
import subprocess

from coverage import TOP, covering, shell_scripts
from universalmutator import mutator

SHIPPED = ("hal/*.[ch]", "driver/*.[ch]", "apps/*.[ch]", "tools/*.py")
GENERATED = {"hal/dg_defs.h"}
RULES = {".c": ["universal.rules", "c_like.rules", "c.rules"], ".h": ["universal.rules", "c_like.rules", "c.rules"],
         ".py": ["universal.rules", "python.rules"], "": ["universal.rules"], ".sh": ["universal.rules"]}
HANG_S = 120


def shipped():
    names = subprocess.run(["git", "ls-files", *SHIPPED], cwd=TOP, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in names if name not in GENERATED] + shell_scripts()


def of_file(name):
    """(line, text, mutated text) of every mutant of a file, comments and includes left alone."""
    source = (TOP / name).read_text().splitlines(keepends=True)
    rules = RULES[pathlib.Path(name).suffix]
    with contextlib.redirect_stdout(io.StringIO()):
        found = mutator.mutants_regexp(source, rules, ignorePatterns=[r"^\s*(//|\*|/\*|#)"], ignoreStringOnly=True)
    return [(line, source[line - 1], text) for line, text, *_ in found]


def sample(seed, wanted):
    """Mutants in random order: a line at random from all that have mutants, then one of its."""
    lines = {}
    for name in shipped():
        if not wanted or any(word in name for word in wanted):
            for line, before, after in of_file(name):
                lines.setdefault((name, line), []).append((before, after))
    draw = random.Random(seed)
    for name, line in draw.sample(sorted(lines), len(lines)):
        yield (name, line, *draw.choice(lines[name, line]))


def compiled(tree, name):
    """The object code of a C file, or b"" if it does not compile; of others nothing is known."""
    target = f"build/obj/{name.removesuffix('.c')}.o"
    code, _ = tree.make(f"OPT=-O2 {target}")
    return (tree.path / target).read_bytes() if code == 0 else b""


def try_mutant(tree, found, mutant):
    name, line, _, after = mutant
    targets = covering(found, name, line)
    path = tree.path / name
    if name.endswith(".c"):
        original = compiled(tree, name)
    source = path.read_text().splitlines(keepends=True)
    source[line - 1] = after
    try:
        path.write_text("".join(source))
        if name.endswith(".c"):
            changed = compiled(tree, name)
            if not changed:
                return "invalid"
            if changed == original:
                return "equivalent"
        elif name.endswith(".h") and tree.make("OPT=-O2 all")[0] != 0:
            return "invalid"
        for target in targets:
            code, _ = tree.make(f"OPT=-O2 {target}", HANG_S + 10 * found["cost"].get(target, 0))
            if code != 0:
                return f"killed by {target}"
        return "SURVIVES " + " ".join(targets) if targets else "SURVIVES: nothing runs it"
    finally:
        tree.restore(name)
