#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The line, read by somebody else: sigrok's decoders of USB see in the VCD of a session no error, exactly the packets that the
host meant or understood, and the transfers that were made of them.

usage: tests/usb/test_sigrok.py RECORD
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

RECORD = sys.argv.pop(1)
SAMPLE_PS = 5000
DECODERS = "usb_signalling:dp=dp:dm=dn:signalling=full-speed,usb_packet,usb_request"
PACKETS = "sof setup out in data0 data1 data2 mdata ack nak stall nyet pre err split ping reserved invalid".split()


def sigrok(vcd, annotations):
    """What the decoders say, without their names."""
    command = ["sigrok-cli", "-i", vcd, "-I", f"vcd:downsample={SAMPLE_PS}", "-P", DECODERS, "-A", annotations]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line.partition(": ")[2].strip() for line in text.splitlines()]


def as_sigrok_says(line):
    """A packet of the host's own record."""
    pid, *rest = line.split()
    numbers = [int(word, 16) for word in rest]
    if pid.startswith("DATA"):
        return f"{pid} [ {''.join(word + ' ' for word in rest[:-2])}]"
    if not numbers:
        return pid
    field = numbers[0] | numbers[1] << 8
    return f"SOF {field & 0x7FF}" if pid == "SOF" else f"{pid} ADDR {field & 0x7F} EP {field >> 7 & 0xF}"


class Sigrok(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(RECORD).parent
        cls.vcd, text = folder / "session.vcd", folder / "session.txt"
        subprocess.run([RECORD, cls.vcd, text], check=True, stdout=subprocess.DEVNULL)
        lines = text.read_text().splitlines()
        cls.packets = [line for line in lines if line[0] not in "<>"]
        cls.bulk = [("in" if line[0] == "<" else "out", line[2:]) for line in lines if line[0] in "<>"]

    def test_nothing_is_wrong(self):
        errors = "usb_signalling=error,usb_packet=sync-err:crc5-err:crc16-err:packet-invalid,usb_request=errors"
        self.assertEqual(sigrok(self.vcd, errors), [])

    def test_packets(self):
        seen = sigrok(self.vcd, "usb_packet=" + ":".join(f"packet-{name}" for name in PACKETS))
        self.assertEqual(seen, [as_sigrok_says(line) for line in self.packets])
        self.assertGreater(len(seen), 100)

    def test_bulk(self):
        seen = [re.fullmatch(r"BULK (in|out): \[ (.*) \] : ACK", line) for line in sigrok(self.vcd, "usb_request")
                if line.startswith("BULK")]
        self.assertEqual([match and match.groups() for match in seen], self.bulk)

    def test_requests(self):
        seen = [line for line in sigrok(self.vcd, "usb_request") if line.startswith("SETUP")]
        meant = [self.packets[i + 1].split()[1:9] for i, line in enumerate(self.packets) if line.startswith("SETUP")]
        self.assertEqual([line.split("[ ")[1].split(" ]")[0].split() for line in seen], meant)
        for line in seen:
            self.assertRegex(line, " : (ACK|STALL)$")


if __name__ == "__main__":
    if not shutil.which("sigrok-cli"):
        print("skipped: sigrok-cli is missing, tools/setup check installs it")
        sys.exit()
    unittest.main()
