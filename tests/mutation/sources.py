# SPDX-License-Identifier: Apache-2.0
"""Mutants of C, Python and shell sources: universalmutator changes a line, the targets that run that line judge."""

import ast
import contextlib
import io
import pathlib
import random
import re
import subprocess

from coverage import TOP, cost, covering, shell_scripts
from universalmutator import mutator

SHIPPED = ("hal/*.[ch]", "driver/*.[ch]", "lib/*.[ch]", "apps/*.[ch]", "tools/*.py")
GENERATED = {"hal/dg_defs.h", "hal/board/boards.c", "hal/board/dg_usb_ids.h"}     # check-defs tells each change
RULES = {".c": ["universal.rules", "c_like.rules", "c.rules"], ".h": ["universal.rules", "c_like.rules", "c.rules"],
         ".py": ["universal.rules", "python.rules"], "": ["universal.rules"], ".sh": ["universal.rules"]}
HANG_S = 120
IDLE = re.compile(r"\s*(break|continue);\s*")


def shipped():
    names = subprocess.run(["git", "ls-files", *SHIPPED], cwd=TOP, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in names if name not in GENERATED] + shell_scripts()


def of_file(name):
    """(line, text, mutated text) of every mutant of a file, comments and includes left alone."""
    source = (TOP / name).read_text().splitlines(keepends=True)
    rules = RULES[pathlib.Path(name).suffix]
    with contextlib.redirect_stdout(io.StringIO()):
        found = mutator.mutants_regexp(source, rules, ignorePatterns=[r"^\s*(//|\*|/\*|#)"], ignoreStringOnly=True)
    mutants = [(line, source[line - 1], text) for line, text, *_ in found]
    if rules == RULES[""]:      # the shell passes over a break outside a loop
        mutants = [mutant for mutant in mutants if not IDLE.fullmatch(mutant[2].removeprefix(mutant[1]))]
    return mutants


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


def without_comments(text):
    module = ast.parse(text)
    for node in ast.walk(module):
        documented = isinstance(node, (ast.FunctionDef, ast.ClassDef)) or (node is module and "__doc__" not in text)
        if documented and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return module


def compiled(tree, name):
    """What the compiler makes of a file, or None if it refuses; of a shell script its text."""
    path = tree.path / name
    if name.endswith(".py"):
        try:
            compile(path.read_text(), name, "exec")
            return ast.dump(without_comments(path.read_text()))
        except SyntaxError:
            return None
    if not name.endswith((".c", ".h")):
        return path.read_text() if subprocess.run(["bash", "-n", path], stderr=subprocess.DEVNULL, check=False).returncode == 0 else None
    objects = [f"build/obj/{name.removesuffix('.c')}.o"] if name.endswith(".c") else []
    if tree.make("OPT=-O2 " + " ".join(objects or ["all"]))[0] != 0:
        return None
    paths = [tree.path / name for name in objects] or sorted((tree.path / "build/obj").glob("[!t]*/**/*.o"))
    return [path.read_bytes() for path in paths]


def try_mutant(tree, found, mutant, sound):
    """The outcome. `sound` keeps which targets pass without a mutant: only these judge."""
    name, line, _, after = mutant
    targets = [target for target in covering(found, name, line) if sound.get(target, True)]
    path = tree.path / name
    source = path.read_text().splitlines(keepends=True)
    source[line - 1] = after
    try:
        path.write_text("".join(source))
        changed = compiled(tree, name)
        if changed is None:
            return "invalid"
        tree.restore(name)
        if changed == compiled(tree, name):
            return "equivalent"
        path.write_text("".join(source))
        for target in targets:
            limit_s = HANG_S + 10 * cost(found, target)
            code, _ = tree.make(f"OPT=-O2 {target}", limit_s)
            if code == 0:
                continue
            if code is None or target not in sound:     # it may be the machine, the first build, or the target
                tree.restore(name)
                sound[target] = tree.make(f"OPT=-O2 {target}")[0] == 0
                path.write_text("".join(source))
            if code is None:
                code, _ = tree.make(f"OPT=-O2 {target}", limit_s)
            if code != 0 and sound[target]:
                return f"killed by {target}" + (", which does not end" if code is None else "")
        return "SURVIVES " + " ".join(targets) if targets else "SURVIVES: nothing runs it"
    finally:
        tree.restore(name)
