#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/run itself: what it counts as passed, failed, skipped and hung, on targets made for it."""

import contextlib
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import re
import tempfile
import unittest

LOADER = importlib.machinery.SourceFileLoader("tests_run", str(pathlib.Path(__file__).resolve().parent.parent / "run"))

MAKEFILE = """
good:; @echo "Ran 3 tests in 1 s"
partial:; @echo "skipped: the fourth, no such CPU"; echo "[  PASSED  ] 3 test(s)."
nothing:; @echo "skipped: no compiler"
none-of-two:; @echo "skipped: no device"; echo "Ran 2 tests in 1 s"; echo "OK (skipped=2)"
bad:; @echo words of the failure; exit 3
idle:; @sleep 1000
slow:; @for i in 1 2 3 4 5 6 7 8; do echo $$i; sleep 0.2; done
busy:; @while :; do :; done
"""


class Runner(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(contextlib.chdir(folder))
        pathlib.Path("Makefile").write_text(MAKEFILE)
        self.runner = importlib.util.module_from_spec(importlib.util.spec_from_loader("tests_run", LOADER))
        LOADER.exec_module(self.runner)

    def run_targets(self, *targets, **constants):
        """Its exit code, its lines and, of each target, outcome and remark."""
        for name, value in constants.items():
            setattr(self.runner, name, value)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = self.runner.main(targets)
        lines = printed.getvalue().splitlines()
        found = (re.match(r" *\d+ of \d+  (\w+) +(\S+) +[\d.]+ s +[\d.]+ s CPU *(.*)", line) for line in lines)
        return code, lines, {match[2]: (match[1], match[3]) for match in found if match}

    def test_outcomes(self):
        code, lines, found = self.run_targets("good", "partial", "nothing", "none-of-two", "bad", "good")
        self.assertEqual(code, 1)
        self.assertEqual(found["good"], ("ok", "3 cases"))
        self.assertEqual(found["partial"], ("ok", "3 cases, not tried: the fourth, no such CPU"))
        self.assertEqual(found["nothing"], ("skipped", "no compiler"))
        self.assertEqual(found["none-of-two"], ("skipped", "no device"))
        self.assertEqual(found["bad"], ("FAILED", ""))
        self.assertIn("    | words of the failure", lines)
        self.assertEqual(lines[-1], "2 passed, 1 failed, 2 skipped")
        self.assertTrue(lines[0].startswith("     1 of 5  "), lines[0])

    def test_all_good(self):
        code, lines, _ = self.run_targets("good", "partial")
        self.assertEqual((code, lines[-1]), (0, "2 passed, 0 failed"))

    def test_idle_is_stopped_and_slow_is_not(self):
        code, _, found = self.run_targets("idle", "slow", STALL_S=1, WATCH_S=0.1)
        self.assertEqual(code, 1)
        self.assertEqual(found["idle"], ("FAILED", "stopped: it did nothing for 1 s"))
        self.assertEqual(found["slow"], ("ok", ""))

    def test_busy_is_stopped(self):
        _, _, found = self.run_targets("busy", CPU_LIMIT_S=0.3, WATCH_S=0.1)
        self.assertEqual(found["busy"], ("FAILED", "stopped: 0.3 s of processor time used"))

    def test_late_targets(self):
        _, lines, found = self.run_targets("good", "--within", "1", "partial", "good")
        self.assertEqual(sorted(found), ["good", "partial"])
        self.assertEqual(lines[-1], "2 passed, 0 failed")
        code, lines, found = self.run_targets("good", "--within", "-1", "partial", "bad")
        self.assertEqual((code, sorted(found)), (0, ["good"]))
        self.assertEqual(lines[-2:], ["not run, the time is over: partial bad", "1 passed, 0 failed"])

    def test_what_runs_is_said(self):
        _, lines, _ = self.run_targets("slow", SAY_S=0.5)
        self.assertTrue(any(re.fullmatch(r" +0 of 1  running: slow \(\d+ s, \d+ s CPU\)", line) for line in lines), lines)

    def test_device_that_changes(self):
        before = self.runner.devices()
        self.assertIn("/dev/null", before)
        after = {**before, "/dev/null": ("crw-------", 1, 1, os.makedev(1, 3))}
        states = iter([before, after, after])
        self.runner.devices = lambda: next(states)
        code, _, found = self.run_targets("good")
        self.assertEqual(code, 1)
        self.assertRegex(found["good"][1], r"^/dev/null became \('crw-------'")


if __name__ == "__main__":
    unittest.main()
