#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""abi.py sees a change of each kind that a program compiled before would not survive, planted in copies of the headers."""
import os
import pathlib
import re
import shutil
import tempfile
import unittest

import abi

LIBRARY = os.environ["LIBRARY"]


class Changes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.include = pathlib.Path(folder.name) / "include"
        shutil.copytree(abi.INCLUDE, self.include)

    def plant(self, header, old, new):
        file = self.include / "deltagen" / header
        text = file.read_text()
        self.assertEqual(text.count(old), 1, old)
        file.write_text(text.replace(old, new))

    def found(self, *lines):
        """Exactly these lines of a difference, and their headings."""
        difference = abi.difference(abi.KEPT.read_text(), abi.describe(self.include, LIBRARY))[2:]
        changed = [line for line in difference if line[0] in "+-"]
        for line in lines:
            self.assertTrue(any(re.fullmatch(line, one) for one in changed), f"no {line} in {changed}")
        return changed

    def test_nothing(self):
        self.assertEqual(self.found(), [])

    def test_field_that_moves_others(self):
        self.plant("device.h", "    const char *backend;", "    unsigned colour;\n    const char *backend;")
        changed = self.found(r"\+ +16 +4  unsigned colour", r"\+ +24 +8  const char \*backend", r"-struct dg_device_info: \d+ bytes")
        self.assertGreater(len(changed), 20)

    def test_field_at_the_end(self):
        self.plant("device.h", "    void *user;\n} dg_device_options;", "    void *user;\n    void *more;\n} dg_device_options;")
        self.assertEqual(len(self.found(r"\+ +\d+ +8  void \*more", r"\+struct dg_device_options: \d+ bytes")), 3)

    def test_type_of_the_same_size(self):
        self.plant("table.h", "    uint32_t count;", "    int32_t count;")
        self.assertEqual(len(self.found(r"\+ +16 +4  int32_t count")), 2)

    def test_order_of_an_enumeration(self):
        self.plant("async.h", "    DG_OP_CLEAR,     ", "    DG_OP_NEW, DG_OP_CLEAR,     ")
        self.assertEqual(len(self.found(r"\+ +6  DG_OP_NEW", r"\+ +7  DG_OP_CLEAR", r"- +6  DG_OP_CLEAR")), 11)

    def test_value_of_a_macro(self):
        self.plant("device.h", "#define DG_DEVICE_FAILOVER 1u", "#define DG_DEVICE_FAILOVER 2u")
        self.assertEqual(len(self.found(r"\+ +2  DG_DEVICE_FAILOVER")), 2)

    def test_parameter(self):
        self.plant("async.h", "unsigned timeout_ms, dg_error *err", "uint64_t timeout_ms, dg_error *err")
        self.assertEqual(len(self.found(r"\+  int dg_async_wait\(.*uint64_t timeout_ms.*")), 2)

    def test_function_that_only_the_header_has(self):
        self.plant("device.h", "DG_API void dg_device_close", "DG_API int dg_device_shake(dg_device *dev);\nDG_API void dg_device_close")
        self.found(r"\+  int dg_device_shake\(dg_device \*dev\)")
        self.assertEqual(list(abi.unmatched(abi.describe(self.include, LIBRARY))),
                         ["dg_device_shake is declared, and missing in hal/libdeltagen.map"])

    def test_function_that_no_header_has(self):
        self.plant("device.h", "DG_API void dg_device_close(dg_device *dev);", "")
        self.assertEqual(list(abi.unmatched(abi.describe(self.include, LIBRARY))),
                         ["dg_device_close is exported, and no header declares it"])

    def test_symbol_version(self):
        kept = abi.KEPT.read_text()
        self.assertIn("  dg_version@@DELTAGEN_1.0\n", kept)
        changed = abi.difference(kept, kept.replace("dg_version@@DELTAGEN_1.0", "dg_version"))
        self.assertIn("-  dg_version@@DELTAGEN_1.0", changed)


if __name__ == "__main__":
    unittest.main(argv=["test_abi.py", "--quiet"])
