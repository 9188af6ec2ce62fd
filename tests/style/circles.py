#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No two C headers include each other, and no two C sources use functions or objects of each other, be it by way of others.
Tracked files only."""

import pathlib
import re
import subprocess
import sys

from layers import INCLUDE, found, tracked

COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
FUNCTION = re.compile(r"^(?!static\b)\w[^;={}()]*?\b(\w+)\((?:[^;{}]*)\)\n\{", re.MULTILINE)
OBJECT = re.compile(r"^(?:const |struct |unsigned |char |int )[^;={}()]*?\b(\w+)(?:\[\w*\])? = ", re.MULTILINE)
EXTERN = re.compile(r"^\s*extern\b[^;]*?\b(\w+)(?:\[\w*\])?;", re.MULTILINE)
WORD = re.compile(r"(?<![.>\w])(?<!struct )(?<!\(\*)[A-Za-z_]\w*")


def included(path):
    names = INCLUDE.findall(path.read_text())
    files = (found(path, name) if bracket == '"' else pathlib.Path("include", name) for bracket, name in names)
    return {file for file in files if file and file.is_file()}


def below(path, graph):
    """All that a file includes, and what that includes."""
    seen, new = set(), {path}
    while new:
        seen |= new
        new = set().union(*(graph[file] for file in new)) - seen
    return seen


def uses(paths, includes):
    """The sources whose functions and objects each source uses. A name counts where its declaration can be seen."""
    code = {path: COMMENT.sub(" ", path.read_text()) for path in paths}
    sources = [path for path in paths if path.suffix == ".c"]
    owner = {name: path for path in sources for kind in (FUNCTION, OBJECT) for name in kind.findall(code[path])}
    words = {path: set(WORD.findall(code[path])) & set(owner) for path in paths}
    declared = {path: words[path] if path.suffix == ".h" else set(EXTERN.findall(code[path])) for path in paths}
    return {path: {owner[name] for name in words[path] & set().union(*(declared[file] for file in below(path, includes)))} - {path}
            for path in sources}


def circles(graph):
    """Groups of units that need each other (Tarjan)."""
    order, low, stack, groups = {}, {}, [], []

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in order:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == order[node]:
            group = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(group) > 1:
                groups.append(sorted(group))

    for node in graph:
        if node not in order:
            visit(node)
    return groups


def main():
    paths = tracked("include/*.h", "hal/*.[ch]", "driver/*.[ch]", "lib/*.[ch]", "apps/*.[ch]", "sim/*.h")
    includes = {path: included(path) for path in paths}
    groups = circles(includes) + circles(uses(paths, includes))
    for group in groups:
        print(f"need each other: {' '.join(map(str, group))}")
    return 1 if groups else 0


if __name__ == "__main__":
    sys.exit(main())
