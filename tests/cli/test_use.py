# SPDX-License-Identifier: Apache-2.0
"""Wrong use, broken files, closed pipes: a clear message, the promised exit code, nothing done."""

import os
import resource
import shutil
import signal
import subprocess
import unittest

from common import BUILD, Case, HANG_S, oracle

FETCH = ("fetch", "--kind", "feistel", "--seed", 1)
GEN = ("gen", "--kind", "feistel", "--seed", 1)


class WrongUse(Case):
    def test_command_line(self):
        cases = {
            (): "subcommand is missing",
            ("--json",): "subcommand is missing",
            ("frobnicate",): "unknown subcommand 'frobnicate'",
            ("help", "frobnicate"): "unknown subcommand 'frobnicate'",
            ("--frobnicate",): "unknown option '--frobnicate'",
            (*FETCH, "1", "--frobnicate"): "unknown option '--frobnicate'",
            (*FETCH, "1", "--see", "2"): "unknown option '--see'",
            (*FETCH, "1", "-x"): "unknown option '-x'",
            (*FETCH, "1", "-ofile"): "unknown option '-ofile'",
            (*FETCH, "1", "--ops", "1"): "fetch takes no --ops",
            (*FETCH, "1", "--version"): "fetch takes no --version",
            (*GEN, "--count", "1", "--json"): "gen takes no --json",
            ("fetch", "1", "--kind"): "--kind needs an argument",
            ("fetch", "1", "--json=yes"): "--json takes no argument",
            ("fetch", "--seed", "1", "1"): "fetch needs --kind",
            ("fetch", "--kind", "feistel", "1"): "fetch needs --seed",
            ("search", "0.5"): "search needs --seed",
            ("search", "--seed", "1"): "missing argument",
            FETCH: "missing argument: deltagen fetch",
            (*FETCH, "1", "2"): "one argument too many: '2'",
            (*FETCH, "--", "--seed"): "ADDR: '--seed' is not a number",
            ("devices", "x"): "one argument too many: 'x'",
            GEN: "gen needs --count or --bytes",
            (*GEN, "--count", "1", "--bytes", "8"): "gen takes --count or --bytes, not both",
            (*GEN, "--count", "1", "--format", "xml"): "'xml' is no format",
            (*GEN, "--bytes", "9", "--format", "hex"): "no whole number of 8-byte cells",
            (*GEN, "--bytes", "9", "--format", "csv"): "no whole number of 8-byte cells",
            ("fetch", "--kind", "torus", "--seed", "1", "1"): "--kind: 'torus' is no generator",
            ("verify", "--kind", "feistel_inv", "--seed", "1"): "--kind",
            ("info", "--device", "nonsense"): "nonsense",
            ("info", "--device", ""): "name",
        }
        for words, message in cases.items():
            self.refused(*words, message=message)

    def test_hint_names_the_subcommand(self):
        self.assertIn("Try 'deltagen gen --help'.", self.refused(*GEN))
        self.assertIn("Try 'deltagen --help'.", self.refused("frobnicate"))

    def test_numbers(self):
        junk = ("", " 1", "1 ", "+1", "-1", "0x", "0xg", "x1", "1x", "1.0", "1e3", "0b1", "\u0661")
        for text in (*junk, "1K"):
            self.refused(*FETCH, f"--count={text}", "1", message="is not a number")
            self.refused(*FETCH, "--", text, message="is not a number")
        for text in (*junk, "1Q", "1KB", "1KiB", "K", "1 K"):
            self.refused(*GEN, f"--bytes={text}", message="is not a size")
        for text in ("18446744073709551616", "99999999999999999999", "0x10000000000000000", "0x1" + "0" * 40):
            self.refused(*FETCH, text, message="does not fit 64 bits")
            self.refused(*GEN, "--bytes", text, message="does not fit 64 bits")
        for text in ("16777216T", "0x1000000T", "18014398509481984K"):
            self.refused(*GEN, "--bytes", text, message="does not fit 64 bits")
        self.assertEqual(self.text(*FETCH, 2**64 - 1), self.text(*FETCH, "0xFFFFffffFFFFffff"))
        self.assertEqual(self.text(*FETCH, "010"), self.text(*FETCH, "10"))  # no octal

    def test_counts_of_more_than_2_to_the_64_bytes(self):
        for kind, size in (("torus32", 4), ("feistel", 8)):
            words = ("--kind", kind, "--seed", 1, "--count", 2**64 // size)
            self.refused("gen", *words, message="more than 2^64 bytes")
            self.refused("fetch", *words, "1", message="more than 2^64 bytes")

    def test_model_that_is_not_there(self):
        self.refused("info", "--device", "sim:model=none", exit_code=3, message="libdeltagen-sim-none.so")

    def test_device_by_environment(self):
        self.refused("info", environment={"DELTAGEN_DEVICE": "nonsense"}, message="nonsense")
        self.output("info", "--device", "soft", environment={"DELTAGEN_DEVICE": "nonsense"})
        self.output("--device=soft", "info", environment={"DELTAGEN_DEVICE": "nonsense"})
        self.output("info", environment={"DELTAGEN_DEVICE": ""})  # as if it were not set

    def test_wrong_use_touches_no_file(self):
        self.refused(*GEN, "--bytes", "9", "--format", "hex", "-o", self.folder / "out")
        self.refused(*GEN, "--count", "1", "--device", "nonsense", "-o", self.folder / "out")
        self.assertEqual(list(self.folder.iterdir()), [])


class BrokenFiles(Case):
    def readers(self, path):
        yield ("verify", "--kind", "feistel", "--seed", 1, path)
        yield ("table", path)
        yield ("fingerprint", path)

    def test_cannot_be_read(self):
        for path, message in ((self.folder / "none", "No such file"), (self.folder, "Is a directory")):
            for words in self.readers(path):
                done = self.run_command(*words)
                self.assertEqual((done.returncode, done.stdout), (3, b""), words)
                self.assertIn(f"deltagen: {path}: cannot be read: {message}", done.stderr.decode())

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_may_not_be_read(self):
        path = self.file("secret", "")
        path.chmod(0)
        for words in self.readers(path):
            self.refused(*words, exit_code=3, message="Permission denied")

    def test_cannot_be_written(self):
        self.refused(*GEN, "--count", 1, "-o", self.folder / "none" / "out", exit_code=3, message="No such file")
        self.refused(*GEN, "--count", 1, "-o", self.folder, exit_code=3, message="Is a directory")
        self.refused(*GEN, "--count", 1, "-o", "", exit_code=3, message="No such file")
        message = self.refused(*GEN, "--bytes", "1M", "-o", "/dev/full", exit_code=3, message="No space left on device")
        self.assertIn("/dev/full", message)

    WRITERS = (
        ("--help",), ("--version",), ("gen", "--help"), ("help", "--man"), ("devices",), ("info",), ("info", "--json"),
        (*FETCH, 1), (*GEN, "--count", 1), (*GEN, "--bytes", "1M"), (*GEN, "--count", 5000, "--format", "csv"),
        ("search", "--seed", 1, "0.5"), ("fingerprint",), ("verify", "--kind", "feistel", "--seed", 1),
        ("selftest", "--ops", 1),
    )

    def test_full_device_and_closed_stdout(self):
        for words in self.WRITERS:
            with open("/dev/full", "wb") as full:
                done = self.run_command(*words, stdout=full)
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("deltagen: stdout: No space left on device", done.stderr.decode())
            done = self.run_command(*words, stdout=None, preexec_fn=lambda: os.close(1))
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("deltagen: stdout: Bad file descriptor", done.stderr.decode())

    def test_closed_stdout_does_not_matter_with_a_file(self):
        path = self.folder / "out"
        done = self.run_command(*GEN, "--count", 4, "-o", path, stdout=None, preexec_fn=lambda: os.close(1))
        self.assertEqual((done.returncode, path.read_bytes()), (0, oracle.run("feistel", 1, 0, 4)))

    def test_closed_stdin(self):
        for words in (("fingerprint",), ("table",), ("verify", "--kind", "feistel", "--seed", 1)):
            done = self.run_command(*words, stdin=None, preexec_fn=lambda: os.close(0))
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("Bad file descriptor", done.stderr.decode())

    def test_table_stops_when_nobody_can_read_the_replies(self):
        with open("/dev/full", "wb") as full:
            done = self.run_command("table", stdin=b"read 1\nbad\n", stdout=full)
        self.assertEqual(done.returncode, 3)
        self.assertNotIn("unknown operation", done.stderr.decode())


class SmallStack(Case):
    def test_128_kibibytes(self):
        data = self.file("data", bytes(1 << 20))
        for words in (*BrokenFiles.WRITERS, ("fingerprint", data), ("complete", "--device", ""), ("doctor",),
                      ("verify", "--kind", "feistel", "--seed", 1, "--bytes", 0, data), ("flash", "ulx3s-85f", data),
                      ("bench", "--quick", "--threads", 2, "--plot", self.folder / "plot"), ("table",)):
            done = self.run_command(*words, stdin=b"load 1 1\ndump\n", preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_STACK, (128 << 10, 128 << 10)))
            self.assertGreaterEqual(done.returncode, 0, words)


class Locale(Case):
    def test_country_does_not_matter(self):
        german = {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(BUILD / "unit/locales")}
        for words in (("search", "--seed", 42, "0.3"), ("fetch", "--kind", "torus64", "--seed", 1, 7),
                      ("gen", "--kind", "torus32", "--seed", 1, "--count", 3, "--format", "csv")):
            self.assertEqual(self.text(*words, environment=german), self.text(*words))
        self.refused("search", "--seed", 42, "0,3", message="is not a real number", environment=german)
        self.refused("fingerprint", "none", exit_code=3, message="No such file or directory", environment=german)


@unittest.skipUnless(os.geteuid() == 0, "only root can make a program that has its rights")
class RaisedRights(Case):
    """The environment is another user's, who must not choose what is loaded, opened or written."""

    EVIL = {"DELTAGEN_DEVICE": "nonsense", "DELTAGEN_KERNELS": "nonsense", "DELTAGEN_ROOT": "/nonsense"}

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.program = self.folder / "deltagen"
        shutil.copy(BUILD / "deltagen", self.program)
        self.program.chmod(0o4755)
        if os.statvfs(self.folder).f_flag & os.ST_NOSUID:
            self.skipTest("the file system of the temporary folder gives no rights")

    def as_nobody(self, *words, environment):
        return subprocess.run([self.program, *words], env=environment, user=65534, group=65534, extra_groups=[],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=HANG_S, check=False)

    def test_devices_and_kernels(self):
        done = self.as_nobody("info", "--device", "soft", environment=self.EVIL)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotIn("nonsense", self.as_nobody("info", environment=self.EVIL).stderr)
        self.program.chmod(0o755)
        for name, value in self.EVIL.items():  # and without raised rights each of them counts
            words = {"DELTAGEN_ROOT": ("doctor",), "DELTAGEN_KERNELS": ("info", "--device", "soft")}.get(name, ("info",))
            self.assertNotEqual(self.as_nobody(*words, environment={name: value}).returncode, 0, name)

    def test_code(self):
        """Neither what DELTAGEN_SIM names nor what lies beside a program, to which anybody can make a link, is loaded."""
        evil = self.file("libdeltagen-sim-default.so", "no code, but it would be loaded")
        for environment in ({"DELTAGEN_SIM": str(evil)}, {"DELTAGEN_SIM": str(self.folder)}, {}):
            self.program.chmod(0o4755)
            self.assertNotIn(str(evil), self.as_nobody("info", "--device", "sim", environment=environment).stderr)
            self.program.chmod(0o755)
            self.assertIn(f"cannot load {evil}", self.as_nobody("info", "--device", "sim", environment=environment).stderr)

    def test_files_in_a_name(self):
        """A device name is the caller's too."""
        victim = self.file("victim", "precious")
        for option in (f"library={self.folder}", f"trace={victim}"):
            self.program.chmod(0o4755)
            done = self.as_nobody("info", "--device", f"sim:{option}", environment={})
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("raised rights", done.stderr)
        self.assertEqual(victim.read_text(), "precious")

    def test_programs(self):
        """The loader of a board is not looked for in the caller's PATH."""
        (self.folder / "openFPGALoader").write_text("#!/bin/sh\necho evil > evil\n")
        (self.folder / "openFPGALoader").chmod(0o755)
        environment = {"PATH": str(self.folder)}
        self.assertNotIn(str(self.folder), self.as_nobody("doctor", environment=environment).stdout)
        self.program.chmod(0o755)
        self.assertIn(str(self.folder), self.as_nobody("doctor", environment=environment).stdout)


class ClosedPipe(Case):
    def test_ends_by_sigpipe_without_a_word(self):
        """Also where SIGPIPE is ignored, as under many servers."""
        for restored in (True, False):
            for words in ((*FETCH, "--count", 10**9, 0), (*GEN, "--bytes", "1T")):
                process = subprocess.Popen([BUILD / "deltagen", *map(str, words), "--device", "soft"],
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=restored)
                process.stdout.read(10)
                process.stdout.close()
                self.assertEqual(process.stderr.read(), b"")
                self.assertEqual(process.wait(timeout=HANG_S), -signal.SIGPIPE)
                process.stderr.close()


if __name__ == "__main__":
    unittest.main()
