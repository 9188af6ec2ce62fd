# SPDX-License-Identifier: Apache-2.0
"""flash and doctor with a board that is there: the Verilated core behind its UART at a pseudo-terminal, opened by the
library as a real one is. Only the loader is not real."""

import json
import subprocess
import unittest

from common import BUILD
from test_flash import FlashCase, LOADED

CLOCK_HZ, BUILD_HASH = 24000000, "00c0ffee00c0ffee"  # mk/cli.mk


class Board(FlashCase):
    """An iCEBreaker whose serial interface is at ttyUSB1."""

    def setUp(self):
        super().setUp()
        self.machine.usb("1-2", "0403:6010", "iCEBreaker V1.0e", "", 7, ["ttyUSB0", "ttyUSB1"])
        self.machine.program("udevadm")
        self.machine.write("etc/udev/rules.d/70-deltagen.rules", "")
        self.port = self.machine.root / "dev/ttyUSB1"
        self.port.unlink()
        rig = subprocess.Popen([BUILD / "cli/board", self.port], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(rig.communicate)
        self.assertEqual(rig.stdout.readline(), b"plugged in\n")

    def settings(self, **_):
        return {"environment": {"DELTAGEN_ROOT": str(self.machine.root), "PATH": "/bin"}}

    def flash_icebreaker(self, exit_code, **changes):
        self.machine.answers(LOADED)
        file = self.bitstream("icebreaker", **{"clock_hz": CLOCK_HZ, "build": BUILD_HASH} | changes)
        return self.flash("icebreaker", file, exit_code=exit_code)

    def test_flash(self):
        answer, _ = self.flash_icebreaker(0)
        self.assertEqual(answer["device"], f"tty:{self.port}")
        _, error = self.flash_icebreaker(1, build="00c0ffee00c0ffef")
        self.assertIn(f"holds build {BUILD_HASH} at {CLOCK_HZ} Hz", error)
        _, error = self.flash_icebreaker(1, clock_hz=CLOCK_HZ + 1)
        self.assertIn("did not start", error)

    def test_another_board(self):
        self.machine.answers(("idcode 0x100481b\n", 0), LOADED)
        file = self.bitstream("tangnano9k", clock_hz=CLOCK_HZ, build=BUILD_HASH)
        (self.machine.root / "sys/bus/usb/devices/1-2/product").write_text("Dual RS232-HS\n")
        _, error = self.flash("tangnano9k", file, exit_code=1)
        self.assertIn("says that it is icebreaker, not tangnano9k", error)

    def test_doctor(self):
        answer = json.loads(self.text("doctor", "--json", **self.settings()))
        opened = [finding["text"] for finding in answer["findings"] if finding["check"] == "open"]
        self.assertEqual(opened, [f"tty:{self.port} opens: icebreaker, build {BUILD_HASH}, {CLOCK_HZ} Hz"])
        self.assertEqual(answer["problems"], 0)


if __name__ == "__main__":
    unittest.main()
