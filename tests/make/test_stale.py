#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is made anew when a source or a flag changes, and what is not, of each kind.

In a copy of the tree nothing is built: `make -t` makes empty files up to date and says which were not. What C files include is
asked of the compiler, as in a build."""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

FILES = ["all", "unit-build", "sim", "waves", "build/deltagen-liar", "build/cli/board", "build/serial/test", "build/deltagen.pc",
         "build/kernels-long", "build/deltagen-fake-board",
         *(f"build/cosim/{path.stem}" for path in sorted(pathlib.Path("tests/cosim").glob("test_*.c"))),
         "build/netlist/icebreaker/libdeltagen-sim-icebreaker.so", "build/netlist/test_netlist",
         "build/rtl/fifo-default/tb", "build/rtl/core-small/tb", "build/equivalence/state_table-default-ecp5/tb",
         "build/usb/test_face",
         *(("build/e2e/vm_device", "build/e2e/vm_usbtest") if pathlib.Path("/usr/include/usbredirparser.h").exists() else ()),
         *(("build/e2e/nbd_sync.so",) if pathlib.Path("/usr/include/nbdkit-plugin.h").exists() else ()),
         *(f"build/e2e/{path.stem}" for path in sorted(pathlib.Path("tests/e2e/usb").glob("test_*.c")))]
GATES = {"build/netlist/icebreaker/netlist.v", "build/netlist/icebreaker/libdeltagen-sim-icebreaker.so",
         "build/equivalence/state_table-default-ecp5/netlist.v", "build/equivalence/state_table-default-ecp5/tb"}
CORES = {"build/libdeltagen-sim-default.so", "build/libdeltagen-sim-small.so"}
MODELS = CORES | {"build/libdeltagen-sim-usb.so"}
RTL = GATES | MODELS | {"build/cli/board", "build/serial/test",
               "build/rtl/fifo-default/tb", "build/rtl/core-small/tb", "docs/rtl/core.wave.svg"}
VERILATED = RTL - {name for name in RTL if name.endswith((".v", ".svg"))}
LIBRARY = {"build/libdeltagen.a", "build/libdeltagen.so.1.0.0", "build/deltagen"}
USES_LIBRARY = LIBRARY | {"build/deltagen-liar", "build/unit/test_frame", "build/cosim/test_programs", "build/serial/test",
                          "build/rtl/fifo-default/tb", "build/rtl/core-small/tb", "build/equivalence/state_table-default-ecp5/tb",
                          "build/netlist/test_netlist"}
PROGRAMS = {"build/deltagen", "build/deltagen-liar", "build/unit/test_frame", "build/libdeltagen.so.1.0.0"}
HELPERS = {"build/unit/libhelpers.a", "build/netlist/test_netlist", "build/unit/test_frame", "build/cosim/test_programs",
           "build/serial/test"}
OBJECT = re.compile(r"build/obj/.*\.o$")


def objects(*sources):
    return {f"build/obj/{name.removesuffix('.c')}.o" for name in sources}


class Stale(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        tracked = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], capture_output=True, text=True, check=True).stdout
        for name in filter(os.path.isfile, tracked.split("\0")):
            (cls.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, cls.tree / name)
        cls.environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        known = set(re.findall(r"^((?:build|docs)/[^\s:%]+):", cls.make("-npq", *FILES, check=False), re.MULTILINE))
        for name in known:
            (cls.tree / name).parent.mkdir(parents=True, exist_ok=True)
        (cls.tree / "build/yosys").mkdir(exist_ok=True)
        cls.all_objects = {name for name in known if OBJECT.match(name)}
        cls.how = [name for name in known if name.startswith("build/how/")]
        cls.make("-s", *cls.how)
        for command in re.findall(r"^.* && (cc .* -c -o \S+\.o \S+\.c)$", cls.make("-n", *cls.all_objects), re.MULTILINE):
            made = re.search(r"-c -o (\S+)\.o", command)[1]
            dependencies = f"-M -MF {made}.d -MT {made}.o"
            subprocess.run(re.sub(r"-c -o \S+", dependencies, command), shell=True, cwd=cls.tree, check=True)
        cls.made()

    @classmethod
    def make(cls, *words, check=True):
        command = ["make", "--no-print-directory", *words]
        return subprocess.run(command, cwd=cls.tree, env=cls.environment, stdout=subprocess.PIPE, text=True, check=check).stdout

    @classmethod
    def made(cls, *flags, remember=False):
        """What make finds to be out of date; afterwards nothing is. Of all files, the remembered flags alone are really made."""
        if flags or remember:
            cls.make("-s", *cls.how, *flags)
        touched = re.findall(r"^touch (\S+)$", cls.make("-t", *FILES, *flags), re.MULTILINE)
        time.sleep(0.05)  # longer than the file system's clock takes to go on: the next change is later
        return set(touched) - {"build/yosys"}

    @contextlib.contextmanager
    def edited(self, name, before="", after=""):
        path = self.tree / name
        text = path.read_text()
        self.assertIn(before, text)
        path.write_text(text.replace(before, after) if before else text + after)
        try:
            yield
        finally:
            path.write_text(text)
            self.made(remember=True)

    def judge(self, made, expected, objects_too):
        """All that is expected; of the files named above, and of objects, nothing else."""
        expected = set(expected) | set(objects_too)
        named = RTL | USES_LIBRARY | PROGRAMS | HELPERS | self.all_objects
        self.assertEqual((made & named) - expected, set(), "made for nothing")
        self.assertEqual(expected - made, set(), "stale")

    def touched(self, name, expected, objects_too=()):
        with self.subTest(name):
            (self.tree / name).touch()
            self.judge(self.made(), expected, objects_too)

    def flags(self, flag, expected, objects_too=()):
        with self.subTest(flag):
            for made in [self.made(flag), self.made(remember=True)]:
                self.judge(made, expected, objects_too)

    def test_nothing(self):
        self.assertEqual(self.made(), set())
        self.touched("Makefile", ())
        self.touched("README.md", ())
        self.touched("tests/unit/common/naive.c", HELPERS, objects("tests/unit/common/naive.c"))

    def test_c(self):
        self.touched("hal/device/soft.c", USES_LIBRARY, objects("hal/device/soft.c"))
        self.touched("driver/sim/library.c", USES_LIBRARY, objects("driver/sim/library.c"))
        self.touched("hal/libdeltagen.map", {"build/libdeltagen.so.1.0.0"})
        self.touched("apps/cli/json.c", {"build/libcli.a", "build/deltagen", "build/deltagen-liar"}, objects("apps/cli/json.c"))
        self.touched("apps/deltagen/main.c", {"build/deltagen", "build/deltagen-liar"}, objects("apps/deltagen/main.c"))
        self.touched("tests/cli/liar.c", {"build/deltagen-liar"}, objects("tests/cli/liar.c"))
        self.touched("tests/cli/board.c", {"build/cli/board"}, objects("tests/cli/board.c"))

    def test_headers(self):
        (self.tree / "include/deltagen/deltagen.h").touch()
        made = self.made()
        self.assertLessEqual(USES_LIBRARY | objects("hal/device/device.c", "apps/deltagen/info.c"), made)
        self.assertNotIn("build/libdeltagen-sim-default.so", made)
        self.touched("driver/sim/library.h", USES_LIBRARY, objects("driver/sim/library.c", "driver/sim/sim.c"))

    def test_files_that_come_and_go(self):
        folder = "hal/base"
        added = self.tree / folder / "added.c"
        added.touch()
        self.judge(self.made(remember=True), USES_LIBRARY, objects(f"{folder}/added.c"))
        added.unlink()
        self.judge(self.made(remember=True), USES_LIBRARY, ())

    def test_rtl(self):
        for name in ("rtl/lib/dg_fifo.v", "rtl/include/dg_defs.vh"):
            self.touched(name, RTL)
        # of these the simulation has the sum only
        for name, drawn in (("rtl/board/dg_icebreaker.v", {"docs/rtl/core.wave.svg"}), ("rtl/lib/lutram/dg_delay.v", set())):
            with self.subTest(name), self.edited(name, after="\n"):
                self.judge(self.made(remember=True), GATES | MODELS | drawn, ())

    def test_benches(self):
        self.touched("tests/rtl/lib/fifo/tb.cpp", {"build/rtl/fifo-default/tb"})
        self.touched("tests/rtl/table/state_table/tb.cpp", {"build/equivalence/state_table-default-ecp5/tb"})
        self.touched("tests/serial/rig.cpp", {"build/cli/board", "build/serial/test"})
        for name in ("sim/dg_sim.cpp", "sim/dg_sim.map"):
            self.touched(name, CORES)
        self.touched("sim/usb/bus.hpp", {"build/libdeltagen-sim-usb.so"})

    def test_gates(self):
        for name in ("rtl/board/boards.toml", "tools/fpga/flow.py", "tests/netlist/equivalence.py"):
            self.touched(name, GATES)
        simulated = {name for name in GATES if not name.endswith(".v")}
        self.touched("tests/netlist/models/ram18k.v", simulated)
        self.touched("tests/netlist/models/ice40.v", {"build/netlist/icebreaker/libdeltagen-sim-icebreaker.so"})
        self.touched("tests/netlist/boards/icebreaker.v", {"build/netlist/icebreaker/libdeltagen-sim-icebreaker.so"})

    def test_pages(self):
        for name in ("tools/vcd2wave.py", "tools/wave_svg.py", "docs/rtl/waves/core.v"):
            self.touched(name, {"docs/rtl/core.wave.svg"})

    def test_flags(self):
        everything = PROGRAMS | USES_LIBRARY | HELPERS
        for flag in ("CC=gcc", "CFLAGS=-O3", "OPT=-O3"):
            self.flags(flag, everything | {"build/cli/board"}, self.all_objects)
        for flag in ("CPPFLAGS=-DX", "SAN=-fsanitize=undefined"):
            self.flags(flag, everything | VERILATED, self.all_objects)
        self.flags("LDFLAGS=-Wl,-z,now", PROGRAMS | USES_LIBRARY - {"build/libdeltagen.a"} | HELPERS - {"build/unit/libhelpers.a"} | VERILATED)
        for flag in ("CXX=c++", "CXXFLAGS=-g", "VERILATOR=another"):
            self.flags(flag, VERILATED)

    def test_paths(self):
        for flag in ("PREFIX=/usr", "LIBDIR=/usr/lib/elsewhere"):
            self.flags(flag, USES_LIBRARY | {"build/deltagen.pc"}, objects("driver/part.c"))

    def test_edited_makefiles(self):
        everything = PROGRAMS | USES_LIBRARY | HELPERS | {"build/cli/board"}
        for name, before, after, expected, objects_too in (
            ("mk/vars.mk", "-Wshadow", "-Wshadow -Wundef", everything, self.all_objects),
            ("mk/sim.mk", "CONTEXTS=64", "CONTEXTS=32", {"build/libdeltagen-sim-small.so"}, ()),
            ("mk/vars.mk", "-mfma", "-mf16c", USES_LIBRARY, objects("hal/numerics/kernels/avx2.c")),
            ("mk/cli.mk", "renameat", "rename", {"build/deltagen-liar"}, ()),
            ("tests/rtl/core/core/configs", "-GLANES=2", "-GLANES=1", {"build/rtl/core-small/tb"}, ()),
        ):
            with self.subTest(before), self.edited(name, before, after):
                self.judge(self.made(remember=True), expected, objects_too)

    def test_variables_are_defined_before_their_use(self):
        command = ["make", "-n", "--warn-undefined-variables", "check", "demo", "docs", "bench", "install", "uninstall", "help", "mutants",
                   *FILES]
        found = subprocess.run(command, cwd=self.tree, env=self.environment, capture_output=True, text=True, check=True)
        logs = "".join(path.read_text() for path in (self.tree / "build").glob("*-build.log"))
        warnings = [line for line in (found.stderr + logs).splitlines() if "warning: undefined variable" in line]
        self.assertEqual(warnings, [])
        self.assertEqual(found.stderr, "")


if __name__ == "__main__":
    unittest.main()
