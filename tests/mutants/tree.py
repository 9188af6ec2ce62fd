# SPDX-License-Identifier: Apache-2.0
"""A copy of the tree in which faults are planted, and make is run."""

import os
import pathlib
import signal
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
LIMIT_S = 1200  # for a target without fault


# What a fault does as root stays in its tree: everything else is read-only, /tmp its own.
CONFINE = """mount --bind "$0" "$0" && mount -t tmpfs tmpfs /tmp && mount -o remount,bind,ro / &&
mount --rbind /dev /dev && mount -o remount,bind,ro /dev && cd "$0" && exec "$@\""""


def confined(path, command):
    if os.geteuid() != 0:
        return command
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", CONFINE, str(path), *command]


class Tree:
    """A copy of the tracked files in which faults are planted."""

    def __init__(self, path):
        self.path = path
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=True).stdout
        names = {name for name in tracked.split("\0") if name and (TOP / name).is_file()}
        for name in names:
            self.restore(name)
        for path in self.path.rglob("*"):
            name = path.relative_to(self.path)
            if name.parts[0] != "build" and path.is_file() and str(name) not in names:
                path.unlink()
        subprocess.run("git init -q && git add -A", cwd=self.path, shell=True, check=True)  # some tests ask which files are the project's
        self.install("build")

    def install(self, build):
        """What the project's set-up has made, for a build in that folder."""
        for installed in ("venv", "tools"):
            link = self.path / build / installed
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.is_symlink():
                link.symlink_to(TOP / "build" / installed)

    def restore(self, name):
        """Only where something differs, so that make rebuilds no more than it must."""
        source, copy = TOP / name, self.path / name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
            copy.chmod(source.stat().st_mode)

    def make(self, targets, limit_s=LIMIT_S, environment=None):
        """The exit code, None where it took too long, and the output."""
        with subprocess.Popen(
            confined(self.path, ["make", "--no-print-directory", *targets.split()]),
            cwd=self.path,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            try:
                output = process.communicate(timeout=limit_s)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return None, ""
        return process.returncode, output.decode(errors="replace")
