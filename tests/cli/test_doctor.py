# SPDX-License-Identifier: Apache-2.0
"""doctor: a machine where all is well, and one for each thing that can be wrong."""

import json
import os
import shutil
import unittest

from common import BUILD, Case
from machine import Machine

NOBODY = 65534


class Doctor(Case):
    """A Tang Nano 9K on a machine where all is well."""

    def setUp(self):
        super().setUp()
        self.machine = Machine(self.folder / "root")
        for program in ("openFPGALoader", "dfu-util", "udevadm"):
            self.machine.program(program)
        self.rules = self.machine.write("usr/local/lib/udev/rules.d/70-deltagen.rules", "")
        self.machine.write("etc/group", "root:x:0:\nstaff:x:50:nobody\n")
        self.bridge = self.machine.usb("1-2", "0403:6010", "JTAG Debugger", "FactoryAIOT Pro", 7, ["ttyUSB0", "ttyUSB1"])

    def findings(self, *words, environment=None, exit_code=None, **settings):
        """The findings, each a triple of verdict, text and cure, by the check's name."""
        fakes = {"DELTAGEN_ROOT": str(self.machine.root), "PATH": "/sbin:/bin", "FAKE_BOARD": "tangnano9k", "FAKE_BUILD": "1",
                 "FAKE_DEVICE": f"tty:{self.machine.root}/dev/ttyUSB1", "FAKE_CLOCK_HZ": "54000000"} | (environment or {})
        done = self.run_command("doctor", "--json", *words, environment=fakes, program="deltagen-fake-board", **settings)
        self.assertEqual(done.stderr, b"")
        answer = json.loads(done.stdout)
        found = {}
        for finding in answer["findings"]:
            found.setdefault(finding["check"], []).append((finding["verdict"], finding["text"], finding["cure"]))
        problems = [finding for finding in answer["findings"] if finding["verdict"] == "problem"]
        self.assertEqual((answer["problems"], done.returncode), (len(problems), 1 if problems else 0), answer)
        for finding in answer["findings"]:
            self.assertEqual(finding["cure"] == "", finding["verdict"] == "ok", finding)
        return found

    def problem(self, check, text, cure, *words, **settings):
        """That this problem is found, and no other."""
        found = self.findings(*words, **settings)
        problems = [(name, finding) for name, findings in found.items() for finding in findings if finding[0] == "problem"]
        self.assertEqual([name for name, _ in problems], [check], found)
        self.assertIn(text, problems[0][1][1])
        self.assertIn(cure, problems[0][1][2])
        return found

    def well(self):
        """That nothing is found but what is all right."""
        found = self.findings()
        self.assertEqual({finding[0] for findings in found.values() for finding in findings}, {"ok"}, found)
        return found

    def test_all_is_well(self):
        found = self.well()
        self.assertEqual(set(found), {"tools", "udev-rules", "board", "permission", "in-use", "modem-manager", "latency", "open"})
        self.assertIn("opens: tangnano9k, build 0000000000000001, 54000000 Hz", found["open"][0][1])
        self.assertIn("you may open /dev/bus/usb/001/007", found["permission"][0][1])

    def test_as_text(self):
        settings = {"program": "deltagen-fake-board", "environment": {"DELTAGEN_ROOT": str(self.machine.root), "PATH": "/bin"}}
        self.rules.unlink()
        text = self.text("doctor", exit_code=1, **settings)
        self.assertRegex(text, r"(?m)^problem  udev-rules     70-deltagen.rules is in no folder of udev's\n {24}-> sudo make install")
        self.assertTrue(text.endswith("\nproblems: 2\n"), text)  # nor does it open

    def test_missing_tools(self):
        (self.machine.root / "bin/openFPGALoader").unlink()
        self.problem("tools", "openFPGALoader is not installed", "apt-get install openfpgaloader")
        self.machine.program("openFPGALoader")
        for other in ("dfu-util", "udevadm"):
            (self.machine.root / "bin" / other).unlink()
            self.assertIn("note", [finding[0] for finding in self.findings()["tools"]])
        self.machine.usb("1-4", "1209:5af0", "OrangeCrab", "UNKNOWN", 9)
        self.problem("tools", "dfu-util is not installed", "apt-get install dfu-util")

    def test_no_rules(self):
        self.rules.unlink()
        self.problem("udev-rules", "in no folder", "make install")
        self.machine.write("etc/udev/rules.d/70-deltagen.rules", "")
        self.assertEqual(self.findings()["udev-rules"][0][1], "/etc/udev/rules.d/70-deltagen.rules is there")

    def test_no_board(self):
        shutil.rmtree(self.bridge)
        self.machine.usb("1-3", "046d:c31c", "USB Keyboard", "", 9)
        self.problem("board", "no board that this program knows", "a cable with data lines")

    def own_usb(self, port, serial, number):
        return self.machine.usb(port, "1209:0001", "Deltagen", serial, number)

    def test_board_without_a_bridge(self):
        """It needs neither a port nor a bridge's driver."""
        shutil.rmtree(self.bridge)
        self.own_usb("1-3", "00000000000051D0", 9)
        found = self.findings(environment={"FAKE_DEVICE": "usb:path=1-3"})
        self.assertEqual({name for name, _ in found.items()}, {"tools", "udev-rules", "board", "permission", "in-use", "open"})
        self.assertEqual({finding[0] for findings in found.values() for finding in findings}, {"ok"}, found)
        self.assertIn("on its own USB at USB port 1-3, serial number 00000000000051D0", found["board"][0][1])
        self.problem("open", "no such fake", "deltagen flash", environment={"FAKE_DEVICE": "usb"})
        self.machine.process(99, "python3", "/dev/bus/usb/001/009")
        self.problem("in-use", "python3 (process 99) has /dev/bus/usb/001/009 open", "end it")

    def test_equal_boards_without_bridges(self):
        self.own_usb("1-3", "", 9)
        self.own_usb("1-4", "00000000000051D0", 10)
        self.assertNotIn("equal-boards", self.findings())
        self.own_usb("1-5", "00000000000051D0", 11)
        self.assertEqual(self.findings()["equal-boards"],
                         [("note", "the boards at USB ports 1-4 and 1-5 have the same serial number", "choose one by --device usb:path=1-5")])

    def test_equal_boards(self):
        self.machine.usb("1-10", "0403:6010", "JTAG Debugger", "FactoryAIOT Pro", 8, ["ttyUSB2", "ttyUSB3"])
        self.machine.usb("1-11", "0403:6015", "ULX3S FPGA 85K v3.0.8", "1", 10, ["ttyUSB4"])
        found = self.findings()
        self.assertEqual(found["equal-boards"], [("note", "the boards at USB ports 1-2 and 1-10 look the same, their serial "
                                                  "numbers too", "choose one, for flash by --usb 1-10, elsewhere by --device tty:path=1-10")])

    def test_bridge_that_may_be_anything(self):
        """It is looked at, and nothing is sent to it."""
        for product in ("Dual RS232-HS", "JTAG DEBUGGER", "JTAG Debugger 2"):
            (self.bridge / "product").write_text(f"{product}\n")
            found = self.findings()
            self.assertIn(f"may be a board with another product string: {product} at", found["board"][0][1])
            self.assertIn("latency", found)
            self.assertNotIn("open", found)

    def as_nobody(self):
        """Settings of a process that permissions bind, which root's are not."""
        if os.geteuid() != 0:
            return {}
        program = self.folder / "deltagen-fake-board"
        shutil.copy(BUILD / "deltagen-fake-board", program)
        for path in (self.folder, *self.folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        return {"program": program, "user": NOBODY, "group": NOBODY, "extra_groups": []}

    def problem_as_nobody(self, node, text, cure, **settings):
        for path in self.machine.root.glob("dev/**/*"):
            path.chmod(0o777)
        (self.machine.root / node).chmod(0o000)
        if os.geteuid() == 0:
            os.chown(self.machine.root / node, 0, 50)
        else:
            self.machine.write("etc/group", f"staff:x:{os.getegid()}:nobody\n")
        nobody = self.as_nobody()
        program = nobody.pop("program", None)
        if program:
            self.run_command = lambda *words, **rest: Case.run_command(self, *words, **rest | {"program": program})
        self.problem("permission", text, cure, **settings, **nobody)

    def test_permission_of_usb(self):
        self.problem_as_nobody("dev/bus/usb/001/007", "you may not open /dev/bus/usb/001/007 (mode 000, group staff)",
                               "sudo usermod -aG staff")

    def test_permission_of_the_port(self):
        self.problem_as_nobody("dev/ttyUSB1", "you may not open /dev/ttyUSB1 (mode 000, group staff)", "plug the board in again")

    def test_permission_after_the_next_login(self):
        self.problem_as_nobody("dev/ttyUSB1", "you may not open", "log out and in again", environment={"USER": "nobody"})

    def test_node_is_missing(self):
        (self.machine.root / "dev/ttyUSB1").unlink()
        self.problem("permission", "/dev/ttyUSB1 is not there", "in a container")

    def test_port_in_use(self):
        self.machine.process(78, "minicom", "/dev/ttyUSB0")
        self.well()
        self.machine.process(77, "screen", "/dev/pts/1", "/dev/ttyUSB1")
        self.problem("in-use", "screen (process 77) has /dev/ttyUSB1 open", "end it")

    def test_modem_manager(self):
        self.machine.process(9, "ModemManager")
        self.problem("modem-manager", "may send modem commands to /dev/ttyUSB1", "plug the board in again")
        note = self.machine.write("run/udev/data/c189:7", "I:1\nE:ID_MM_DEVICE_IGNORE=1\nG:uaccess\n")
        self.assertIn("told to ignore", self.findings()["modem-manager"][0][1])
        note.write_text("E:ID_MM_DEVICE_IGNORE=10\n")
        self.problem("modem-manager", "may send", "")
        self.machine.write("run/udev/data/c188:1", "E:ID_MM_PORT_IGNORE=1\n")
        self.well()

    def test_latency(self):
        self.machine.tty("ttyUSB1", 16)
        self.problem("latency", "hands on bytes after 16 ms", "echo 1 | sudo tee /sys/class/tty/ttyUSB1/device/latency_timer")
        self.machine.tty("ttyUSB1", 1)
        self.machine.tty("ttyUSB0", 16)  # not the serial line
        self.well()

    def detach(self):
        shutil.rmtree(self.bridge / "1-2:1.1/ttyUSB1")

    def test_module_is_not_loaded(self):
        self.detach()
        self.problem("driver", "1-2:1.1, the bridge's serial interface, is no port", "sudo modprobe ftdi_sio")

    def test_detached(self):
        self.detach()
        (self.machine.root / "sys/bus/usb/drivers/ftdi_sio").mkdir(parents=True)
        self.problem("driver", "is no port", "echo 1-2:1.1 | sudo tee /sys/bus/usb/drivers/ftdi_sio/bind")

    def test_taken_by_a_program(self):
        self.detach()
        (self.bridge / "1-2:1.1/driver").symlink_to("../../../../../bus/usb/drivers/usbfs")
        self.machine.process(88, "openFPGALoader", "/dev/bus/usb/001/006", "/dev/bus/usb/001/007")
        self.problem("driver", "a program has taken it from the kernel", "end openFPGALoader (process 88)")

    def test_brltty(self):
        self.detach()
        self.machine.process(99, "brltty")
        self.problem("driver", "is no port", "apt-get remove brltty")

    def test_wrong_port(self):
        self.problem("port", "/dev/ttyUSB0 is interface 0 of the bridge", "name tty:/dev/ttyUSB1", "--device", "tty:/dev/ttyUSB0")
        self.problem("port", "/dev/ttyUSB0 is interface 0", "ttyUSB1", environment={"DELTAGEN_DEVICE": "tty:/dev/ttyUSB0,rate=1000000"})
        self.assertEqual(self.findings("--device", "tty:/dev/ttyUSB1")["port"][0][0], "ok")

    def test_port_by_another_name(self):
        link = self.machine.root / "dev/serial/by-id/usb-SIPEED_JTAG_Debugger-if00-port0"
        link.parent.mkdir(parents=True)
        link.symlink_to("../../ttyUSB0")
        self.problem("port", "/dev/ttyUSB0 is interface 0", "ttyUSB1", "--device",
                     "tty:/dev/serial/by-id/usb-SIPEED_JTAG_Debugger-if00-port0")

    def test_adapter(self):
        """A port that no board brings along."""
        self.machine.tty("ttyUSB7", 16)
        self.problem("latency", "/dev/ttyUSB7 hands on bytes after 16 ms", "", "--device", "tty:/dev/ttyUSB7")
        self.problem("permission", "/dev/ttyUSB8 is not there", "", "--device", "tty:/dev/ttyUSB8")

    def test_does_not_open(self):
        self.problem("open", "no such fake", "deltagen flash tangnano9k", environment={"FAKE_DEVICE": "another"})

    def test_is_not_opened_when_something_is_in_the_way(self):
        self.machine.process(77, "screen", "/dev/ttyUSB1")
        self.assertNotIn("open", self.findings())


if __name__ == "__main__":
    unittest.main()
