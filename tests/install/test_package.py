#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What those who make packages rely on: their flags are taken by all that is built, two folders give the same files, paths of
`make install` count although `make` ran without them, and those that cannot be are refused in one line."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
FLAGS = {"CPPFLAGS": "-D_FORTIFY_SOURCE=2 -Wdate-time", "CFLAGS": "-fstack-protector-strong", "CXXFLAGS": "-fstack-clash-protection",
         "LDFLAGS": "-Wl,-z,relro -Wl,-z,now", "OPT": "-O1 -g"}
FILES = ["deltagen", "libdeltagen.a", "libdeltagen.so.1.0.0", "libcli.a", "deltagen.pc"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("DELTAGEN", "MAKE", "MFLAGS"))}
MODEL = "libdeltagen-sim-default.so"


def make(folder, *words, **variables):
    return subprocess.run(["make", "--no-print-directory", *words], cwd=folder, env={**ENVIRONMENT, **variables}, text=True,
                          capture_output=True)


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        tracked = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], capture_output=True, text=True, check=True).stdout
        cls.trees = [cls.top / "one", cls.top / "the second folder"]
        for tree in cls.trees:
            for name in filter(os.path.isfile, tracked.split("\0")):
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(name, tree / name)
            built = make(tree, "-s", f"-j{os.cpu_count()}", "all", "build/deltagen.pc", **FLAGS)
            if built.returncode:
                raise AssertionError(built.stderr)
        cls.built = [{name: (tree / "build" / name).read_bytes() for name in FILES} for tree in cls.trees]

    def test_same_files(self):
        for name in FILES:
            first, second = (files[name] for files in self.built)
            self.assertTrue(first == second, f"{name} depends on the folder")
            self.assertNotIn(str(self.top).encode(), first, name)

    def test_hardened(self):
        for name in ("deltagen", "libdeltagen.so.1.0.0"):
            path = self.trees[0] / "build" / name
            read = subprocess.run(["readelf", "-W", "-l", "-d", "-s", path], capture_output=True, text=True, check=True).stdout
            for sign in ("GNU_RELRO", "BIND_NOW|FLAGS.*NOW", "__stack_chk_fail", r"__\w+_chk\b"):
                self.assertRegex(read, sign, name)

    def test_flags_are_taken(self):
        """Of every command that compiles or links, and of Verilator, which does both."""
        shown = make(".", "-n", "-B", "all", "sim", "unit-build", "build/serial/test", "build/cli/board", **FLAGS).stdout
        commands = [line for line in shown.splitlines() if re.search(r"&& .*(cc|verilator) .*-o ", line)]
        self.assertGreater(len(commands), 100)
        for command in commands:
            verilated, compiled = " --cc " in command, " -c -o " in command
            wanted = ("CPPFLAGS", "CXXFLAGS", "LDFLAGS") if verilated else ("CPPFLAGS", "CFLAGS") if compiled else ("CFLAGS", "LDFLAGS")
            for name in wanted:
                self.assertIn(FLAGS[name], command)

    def test_installed_elsewhere(self):
        if not (BUILD / MODEL).exists():
            print("skipped: the command with its simulation in another LIBDIR, which is not built (make sim)")
            self.skipTest("make sim")
        tree, prefix, libdir = self.trees[0], self.top / "prefix", self.top / "libraries/of/this-machine"
        shutil.copy2(BUILD / MODEL, tree / "build")
        installed = make(tree, "-s", "install", f"PREFIX={prefix}", f"LIBDIR={libdir}", f"UDEVDIR={self.top}/udev", **FLAGS)
        self.assertEqual(installed.returncode, 0, installed.stderr)
        (tree / "build" / MODEL).unlink()
        words = ["fetch", "--kind", "feistel", "--seed", "7", "9", "--device"]
        sim, soft = (subprocess.run([prefix / "bin/deltagen", *words, device], cwd="/", env=ENVIRONMENT, capture_output=True, text=True)
                     for device in ("sim", "soft"))
        self.assertEqual((sim.returncode, sim.stdout), (0, soft.stdout), sim.stderr)
        self.assertIn(f"libdir={libdir}\n", (libdir / "pkgconfig/deltagen.pc").read_text())
        self.assertEqual(make(tree, "-s", "uninstall", f"PREFIX={prefix}", f"LIBDIR={libdir}", f"UDEVDIR={self.top}/udev").returncode, 0)
        self.assertEqual([path for top in (prefix, libdir) for path in top.rglob("*") if not path.is_dir()], [])

    def test_paths_that_cannot_be(self):
        for path in ("PREFIX=/a b", "PREFIX=/a$b", "PREFIX=/a$$b", "LIBDIR=/it's", "UDEVDIR=/a:b", "NBDKITDIR=/a b", "DESTDIR=/a b",
                     "PREFIX=~/here", "PREFIX=here"):
            refused = make(".", "-n", "install", path)
            self.assertEqual((refused.returncode, refused.stdout, refused.stderr.count("\n")), (2, "", 1), path)
            self.assertIn(f'{path.split("=")[0]} is "{path.split("=")[1]}"', refused.stderr)
        for path in ("PREFIX=", "PREFIX=/opt/a-b_1.2~rc+1", "DESTDIR=stage"):
            self.assertEqual(make(".", "-n", "install", path).returncode, 0, path)


if __name__ == "__main__":
    unittest.main()
