# SPDX-License-Identifier: Apache-2.0
"""A machine that is not there: a folder with the files of /sys, /proc, /dev and /etc that flash and doctor read, and
programs that answer as a script says and keep what they were asked."""

import json
import pathlib
import sys

PROGRAM = """#!{python}
import json, os, pathlib, shutil, sys
folder = pathlib.Path({folder!r})
log = folder / "calls"
log.write_text((log.read_text() if log.exists() else "") + json.dumps([{name!r}, *sys.argv[1:]]) + "\\n")
answers = json.loads((folder / "answers").read_text())
output, code, *gone = answers.pop(0)
(folder / "answers").write_text(json.dumps(answers))
sys.stdout.write(output)
for path in gone:
    if path.endswith(".later"):
        os.rename(path, path.removesuffix(".later"))
    else:
        shutil.rmtree(path)
sys.exit(code)
"""


class Machine:
    def __init__(self, folder):
        self.root = pathlib.Path(folder)
        self.write("proc/1/comm", "init\n")
        for folder in ("sys/bus/usb/devices", "dev", "etc"):
            (self.root / folder).mkdir(parents=True)

    def write(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def usb(self, port, ids, product="", serial="", number=7, ttys=()):
        """A device with as many interfaces as there are ttys; None: one that the kernel's driver does not hold."""
        vendor, id_product = ids.split(":")
        bus = port.split("-")[0]
        device = f"sys/devices/usb{bus}/{port}"
        self.link(f"sys/bus/usb/devices/{port}", device)
        for name, text in (("idVendor", vendor), ("idProduct", id_product), ("busnum", bus), ("devnum", number),
                           ("product", product), ("serial", serial), ("dev", f"189:{number}")):
            if text != "":
                self.write(f"{device}/{name}", f"{text}\n")
        self.write(f"dev/bus/usb/{int(bus):03}/{number:03}", "")
        for interface, tty in enumerate(ttys):
            folder = f"{device}/{port}:1.{interface}"
            self.write(f"{folder}/bInterfaceNumber", f"{interface:02}\n")
            self.link(f"sys/bus/usb/devices/{port}:1.{interface}", folder)
            if tty:
                (self.root / folder / tty / "tty" / tty).mkdir(parents=True)
                self.link(f"sys/class/tty/{tty}", f"{folder}/{tty}/tty/{tty}")
                self.link(f"sys/class/tty/{tty}/device", f"{folder}/{tty}")
                self.tty(tty)
        return self.root / device

    def link(self, path, target):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(self.root / target)

    def tty(self, name, latency_ms=1):
        self.write(f"sys/class/tty/{name}/dev", f"188:{name.removeprefix('ttyUSB')}\n")
        self.write(f"sys/class/tty/{name}/device/latency_timer", f"{latency_ms}\n")
        return self.write(f"dev/{name}", "")

    def process(self, pid, name, *files):
        """One that has files open."""
        self.write(f"proc/{pid}/comm", f"{name}\n")
        (self.root / f"proc/{pid}/fd").mkdir()
        for number, file in enumerate(files):
            (self.root / f"proc/{pid}/fd/{number}").symlink_to(file)

    def program(self, name):
        path = self.write(f"bin/{name}", PROGRAM.format(python=sys.executable, folder=str(self.root), name=name))
        path.chmod(0o755)
        return path

    def answers(self, *answers):
        """What the programs say, one after the other: output, exit code, folders that are gone
        afterwards, or there, where their name ends with .later."""
        self.write("answers", json.dumps([[str(word) if not isinstance(word, int) else word for word in answer]
                                          for answer in answers]))

    def calls(self):
        log = self.root / "calls"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
