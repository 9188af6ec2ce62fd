# SPDX-License-Identifier: Apache-2.0
"""Files that are written from a source and kept in the tree."""

import sys


def keep(root, files):
    """Writes what is out of date of [(path, text)]; with --check as the program's argument, fails and names it instead."""
    stale = [(path, text) for path, text in files if not (root / path).exists() or (root / path).read_text() != text]
    if stale and sys.argv[1:] == ["--check"]:
        sys.exit(f"out of date: {' '.join(path for path, _ in stale)}; run `make defs`")
    for path, text in stale:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
        print(f"wrote {path}")
