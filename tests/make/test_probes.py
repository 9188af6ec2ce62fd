#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the makefiles look for (mk/find.mk) is tried with it and without, whatever this machine has."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

MAKEFILES = [pathlib.Path("Makefile"), *sorted(pathlib.Path("mk").glob("*.mk"))]
TEXT = "\n".join(line for path in MAKEFILES for line in path.read_text().splitlines() if not line.startswith("#"))
HEADERS = sorted(set(re.findall(r"\$\(call has_header,([^,()$]+)\)", TEXT)))
PACKAGES = sorted(set(re.findall(r"\$\(call package_flags,([^()$]+)\)", TEXT)))
PROGRAMS = sorted({name for names in re.findall(r"\$\(call has_program,([^()$]+)\)", TEXT) for name in names.split()})


class Probes(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def make(self, *words, path=None):
        environment = {"PATH": path} if path else None
        make = shutil.which("make")
        return subprocess.run([make, "--no-print-directory", *words], capture_output=True, text=True, check=True, env=environment).stdout

    def value(self, expression, *words, **options):
        show = self.folder / "show.mk"
        show.write_text(f"$(info value=[{expression}])\nshown:;@:\n")
        return re.search(r"value=\[(.*)\]", self.make("-f", "Makefile", "-f", show, "shown", *words, **options)).group(1)

    def compiler(self, *headers):
        """A real one, for which these are all the headers there are."""
        include = self.folder / "include"
        shutil.rmtree(include, ignore_errors=True)
        for header in headers:
            (include / header).parent.mkdir(parents=True, exist_ok=True)
            (include / header).touch()
        return f"CC=cc -nostdinc -isystem {include}"

    def path(self, *programs):
        """A PATH with the shell and these."""
        folder = self.folder / "bin"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("sh", "sed", "cat", "cut", "sha256sum", "uname"):
            (folder / name).symlink_to(shutil.which(name))
        for name in programs:
            (folder / name).write_text("#!/bin/sh\n")
            (folder / name).chmod(0o755)
        return str(folder)

    def test_headers(self):
        self.assertTrue(HEADERS)
        for header in HEADERS:
            with self.subTest(header):
                call = f"$(call has_header,{header})"
                self.assertEqual(self.value(call, self.compiler(header)), "yes")
                self.assertEqual(self.value(call, self.compiler()), "")
                self.assertEqual(self.value(call, "CC=no-such-compiler"), "")

    def test_programs(self):
        self.assertTrue(PROGRAMS)
        for program in PROGRAMS:
            with self.subTest(program):
                call = f"$(call has_program,no-such-program {program})"
                there = self.path(program)
                self.assertEqual(self.value(call, path=there), f"{there}/{program}")
                self.assertEqual(self.value(call, path=self.path()), "")

    def test_packages(self):
        self.assertTrue(PACKAGES)
        there = self.path()
        (pathlib.Path(there) / "pkg-config").write_text('#!/bin/sh\n[ "$2" = there ] && echo -Ithere\n')
        (pathlib.Path(there) / "pkg-config").chmod(0o755)
        self.assertEqual(self.value("$(call package_flags,there)", path=there), "-Ithere")
        for package in PACKAGES:
            self.assertEqual(self.value(f"$(call package_flags,{package})", path=there), "")
        self.assertEqual(self.value("$(call package_flags,there)", path=self.path()), "")

    def test_folder_of_nbdkit(self):
        there = self.path()
        (pathlib.Path(there) / "nbdkit").write_text('#!/bin/sh\n[ "$1" = --dump-config ] && echo a=b && echo plugindir=/there\n')
        (pathlib.Path(there) / "nbdkit").chmod(0o755)
        for words, folder in (((), "/there"), (("PREFIX=/usr",), "/there"), (("PREFIX=/opt",), "/opt/lib/nbdkit/plugins"),
                              (("PREFIX=/opt", "LIBDIR=/l"), "/l/nbdkit/plugins"), (("NBDKITDIR=/here",), "/here")):
            self.assertEqual(self.value("$(NBDKITDIR)", *words, path=there), folder, words)
        self.assertEqual(self.value("$(NBDKITDIR)", path=self.path()), "/usr/local/lib/nbdkit/plugins")

    def test_without_umockdev(self):
        path = self.path("cc")
        said = self.make("-n", "e2e-usb-open", path=path)
        self.assertIn("skipped: umockdev or libusb is missing", said)

    def test_flag_follows_header(self):
        for peer, header, flag in (("philox", "Random123/philox.h", "-DHAVE_RANDOM123"), ("khash", "htslib/khash.h", "-DHAVE_KHASH")):
            compile_it = ("-n", "-B", f"build/obj/apps/deltagen/bench/{peer}.o")
            self.assertIn(flag, self.make(*compile_it, self.compiler(header)))
            self.assertNotIn(flag, self.make(*compile_it, self.compiler()))

    def test_usb_driver_follows_libusb(self):
        compile_it = ("-n", "-B", "build/libdeltagen-usb.so", "usb")
        self.assertIn("-lusb-1.0", self.make(*compile_it, self.compiler("libusb-1.0/libusb.h")))
        left_out = subprocess.run(["make", "--no-print-directory", "usb", self.compiler()], capture_output=True, text=True, check=True)
        self.assertEqual((left_out.stdout, left_out.stderr.count("\n")), ("", 1))
        self.assertIn("libusb is missing", left_out.stderr)
        self.assertNotIn("libdeltagen-usb.so", self.make("-n", "-B", "usb", self.compiler()))

    def test_plugin_follows_nbdkit(self):
        self.assertIn("nbdkit-deltagen-plugin.so", self.make("-n", "-B", "nbdkit", self.compiler("nbdkit-plugin.h")))
        left_out = subprocess.run(["make", "--no-print-directory", "nbdkit", self.compiler()], capture_output=True, text=True, check=True)
        self.assertEqual((left_out.stdout, left_out.stderr.count("\n")), ("", 1))
        self.assertIn("nbdkit-plugin.h is missing", left_out.stderr)
        self.assertNotIn("nbdkit-deltagen-plugin.so", self.make("-n", "-B", "nbdkit", self.compiler()))
        self.assertIn("nbdkit", self.value("$(INSTALL_FILES)", self.compiler("nbdkit-plugin.h")))
        self.assertNotIn("nbdkit", self.value("$(INSTALL_FILES)", self.compiler()))

    def test_mount_follows_libfuse(self):
        self.assertIn("-lfuse3", self.make("-n", "-B", "fuse", self.compiler("fuse3/fuse_opt.h")))
        left_out = subprocess.run(["make", "--no-print-directory", "fuse", self.compiler()], capture_output=True, text=True, check=True)
        self.assertEqual((left_out.stdout, left_out.stderr.count("\n")), ("", 1))
        self.assertIn("libfuse 3 is missing", left_out.stderr)
        self.assertNotIn("-lfuse3", self.make("-n", "-B", "fuse", self.compiler()))
        self.assertIn("deltagen-fuse", self.value("$(INSTALL_FILES)", self.compiler("fuse3/fuse_opt.h")))
        self.assertNotIn("deltagen-fuse", self.value("$(INSTALL_FILES)", self.compiler()))

    def test_inexact_flags_end_at_the_linker(self):
        flags = "-Ofast -ffast-math -funsafe-math-optimizations"
        for word in ("OPT", "CFLAGS", "LDFLAGS"):
            link = [line for line in self.make("-n", "-B", "build/libdeltagen.so.1.0.0", f"{word}={flags} -DKEPT").splitlines() if " -shared " in line]
            self.assertTrue(link)
            for line in link:
                self.assertNotRegex(line, "fast|unsafe")
                self.assertIn("-DKEPT", line)

    def test_one_hash_of_the_rtl(self):
        generics = subprocess.run(["python3", "tools/fpga/build.py", "icebreaker", "generics"], capture_output=True, text=True, check=True).stdout
        self.assertIn(f"-GBUILD=64'h{self.value('$(RTL_HASH)')}", generics.split())

    def test_what_is_missing(self):
        for word, said in (("need-shellcheck", "tools/setup check installs it"), ("need-cc", "tools/setup lib installs it")):
            done = subprocess.run([shutil.which("make"), word], capture_output=True, text=True, check=False, env={"PATH": self.path()})
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stderr)
        done = subprocess.run(["make", "need-cc", "CC=no-such-compiler"], capture_output=True, text=True, check=False)
        self.assertIn("no-such-compiler is missing here, which this make is told to use for cc", done.stderr)

    def test_nothing_else_looks(self):
        for path in MAKEFILES:
            for line in path.read_text().splitlines():
                if path.name != "find.mk" and not line.startswith("#"):
                    self.assertNotRegex(line, r"\$\(shell[^)]*(command -v|which |pkg-config|-E |>/dev/null 2>&1)", path)


if __name__ == "__main__":
    unittest.main()
