#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""dlclose() after dg_device_close leaves nothing of the library behind, neither code nor threads (deltagen/device.h)."""
import _ctypes
import ctypes
import os
import pathlib
import unittest

LIBRARY = pathlib.Path(os.environ["LIBRARY"]).resolve()


def mapped():
    return str(LIBRARY) in pathlib.Path("/proc/self/maps").read_text()


def threads():
    return len(os.listdir("/proc/self/task"))


class Unload(unittest.TestCase):
    def test_often(self):
        before = threads()
        for _ in range(3):
            library = ctypes.CDLL(LIBRARY)
            device = ctypes.c_void_p()
            self.assertEqual(library.dg_device_open(b"soft:threads=4", None, ctypes.byref(device), None), 0)
            self.assertEqual(library.dg_table_clear(device, None), 0)
            self.assertTrue(mapped())
            self.assertEqual(threads(), before + 3)
            library.dg_device_close(device)
            self.assertEqual(threads(), before)
            _ctypes.dlclose(library._handle)
            self.assertFalse(mapped())


if __name__ == "__main__":
    unittest.main(argv=["test_unload.py", "--quiet"])
