# SPDX-License-Identifier: Apache-2.0
"""What is generated is written anew, and --check tells that it has to be, in a copy of the tree."""

import contextlib
import io
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
GENERATORS = ("gen_boards", "gen_defs", "gen_pages", "gen_usb")


class Generators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.tree)
        for name in subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
            if name and (ROOT / name).is_file():
                (cls.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, cls.tree / name)
        subprocess.run("git init -q && git add -A", cwd=cls.tree, shell=True, check=True)

    def generate(self, name, *words):
        """What it leaves with and what it says, as if it stood in the copy."""
        source = ROOT / f"tools/{name}.py"
        said, code = io.StringIO(), None
        with unittest.mock.patch.object(sys, "argv", [name, *words]), contextlib.redirect_stdout(said):
            try:
                exec(compile(source.read_text(), str(source), "exec"), {"__file__": str(self.tree / f"tools/{name}.py"), "__name__": "__main__"})
            except SystemExit as end:
                code = end.code
        return code, said.getvalue()

    def outputs(self, name):
        """Files that it writes whole, and pages and headers with a part of it."""
        if name == "gen_pages":
            return [path.relative_to(self.tree) for path in self.tree.rglob("*.md") if "<!-- generated " in path.read_text()]
        paths = re.findall(r'\(?"((?:rtl|hal|docs|include|driver)/[\w/.-]+)", ', (ROOT / f"tools/{name}.py").read_text())
        return [pathlib.Path(path) for path in paths]

    def spoil(self, path):
        text = (self.tree / path).read_text()
        part = re.search(r"<!-- generated .*-->\n", text) or re.search(r"(?m)^.*tools/gen_.*\n", text)
        at = part.end() if part else len(text)
        (self.tree / path).write_text(text[:at] + "spoilt\n" + text[at:])

    def test_what_is_up_to_date(self):
        for name in GENERATORS:
            for words in ((), ("--check",)):
                self.assertEqual(self.generate(name, *words), (None, ""), name)

    def test_what_is_out_of_date(self):
        for name in GENERATORS:
            outputs = self.outputs(name)
            self.assertGreater(len(outputs), 1, name)
            for path in outputs:
                with self.subTest(name, path=str(path)):
                    good = (self.tree / path).read_text()
                    self.spoil(path)
                    spoilt = (self.tree / path).read_text()
                    self.assertEqual(self.generate(name, "--check"), (f"out of date: {path}; run `make defs`", ""))
                    self.assertEqual((self.tree / path).read_text(), spoilt)
                    self.assertEqual(self.generate(name), (None, f"wrote {path}\n"))
                    self.assertEqual((self.tree / path).read_text(), good)

    def test_what_is_missing(self):
        for name, path in (("gen_defs", "hal/dg_defs.h"), ("gen_boards", "hal/board/boards.c"), ("gen_usb", "docs/reference/usb.md")):
            good = (self.tree / path).read_text()
            (self.tree / path).unlink()
            self.assertEqual(self.generate(name, "--check"), (f"out of date: {path}; run `make defs`", ""))
            self.generate(name)
            self.assertEqual((self.tree / path).read_text(), good)


if __name__ == "__main__":
    unittest.main()
