# SPDX-License-Identifier: Apache-2.0
"""The scripts in tools, in a folder of their own and among programs that only note how they were called."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAMS = "bash cat cmp cp dirname env grep head ln mkdir rm sed sh sleep tail touch tr".split()
KINDS = ("torus32", "torus64", "feistel", "shuffled32", "shuffled64")


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(ROOT / "tools", self.folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name in PROGRAMS:
            (self.bin / name).symlink_to(shutil.which(name))

    def fake(self, path, script):
        """A program that notes its name and words, a line a call."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >> {self.folder}/calls\ncd {self.folder}\n{script}\n')
        path.chmod(0o755)

    def calls(self):
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def run_tool(self, name, *words, code=0):
        done = subprocess.run([self.folder / "tools" / name, *map(str, words)], cwd="/", env={"PATH": str(self.bin)}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, code, done)
        return done


class Setup(Case):
    def setUp(self):
        super().setUp()
        self.installed = self.folder / "installed"
        self.installed.write_text("")
        self.fake(self.bin / "dpkg-query", 'for last; do :; done; ! grep -qx -- "$last" installed || echo installed')
        self.fake(self.bin / "id", "echo 0")
        self.fake(self.bin / "sudo", 'shift; exec "$@"')
        self.fake(self.bin / "apt-get", """
[ "$3" != update ] && [ "$2" != update ] || { rm -f stale; exit 0; }
[ ! -e stale ] && [ ! -e gone ] || exit 100
[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 1
for word; do case $word in -*|install) ;; *) echo "$word" >> installed ;; esac; done""")
        tools = " ".join(f"yowasp-{tool}" for tool in ("yosys", "yosys-smtbmc", "yosys-witness", "sby"))
        self.fake(self.bin / "python3", f"""
mkdir -p build/venv/bin
cp pip python build/venv/bin/
for tool in {tools} z3; do cp tool build/venv/bin/$tool; done""")
        self.fake(self.folder / "tool", "")
        self.fake(self.folder / "pip", "[ ! -e offline ]")
        self.fake(self.folder / "python", """
case "$2" in
*universalmutator*) [ -e mutator ] ;;
*pyosys*) echo "$PWD/tool" ;;
*sysconfig*) echo "$PWD/build/venv" ;;
*) [ "$1" != -c ] && [ ! -e offline ] ;;
esac""")

    def setup_calls(self, job, program, code=0):
        self.calls()
        self.run_tool("setup", job, code=code)
        return [call for call in self.calls() if call.split()[0] in program.split()]

    def packages(self, job):
        self.installed.write_text("")
        self.run_tool("setup", job)
        return set(self.installed.read_text().split())

    def test_each_job_brings_what_it_says(self):
        jobs = {job: self.packages(job) for job in ("lib", "demo", "check", "docs", "boards", "bench", "mutation")}
        self.assertLessEqual({"gcc", "zlib1g-dev"}, jobs["lib"])
        for less, more in (("lib", "demo"), ("demo", "check"), ("lib", "bench"), ("check", "mutation")):
            self.assertLessEqual(jobs[less], jobs[more], (less, more))
        self.assertIn("verilator", jobs["demo"] - jobs["lib"])
        for job, package in (("check", "iverilog"), ("check", "python3-venv"), ("docs", "graphviz"), ("docs", "python3-venv"),
                             ("boards", "libftdi1-2"), ("boards", "python3-venv"), ("bench", "librandom123-dev")):
            self.assertIn(package, jobs[job])

    def test_what_is_there_is_left_alone(self):
        for job in ("lib", "check", "mutation", "boards"):
            self.run_tool("setup", job)
            (self.folder / "mutator").touch()
            self.assertEqual(self.setup_calls(job, "apt-get sudo pip python3 yosys"), [], job)
        self.installed.write_text(self.installed.read_text().replace("zlib1g-dev\n", ""))
        call, = self.setup_calls("lib", "apt-get")
        self.assertEqual(call.split()[-2:], ["install", "zlib1g-dev"])
        self.assertIn("--no-install-recommends", call)

    def test_without_root(self):
        self.fake(self.bin / "id", "echo 1000")
        self.assertTrue(self.setup_calls("lib", "sudo")[0].startswith("sudo -- env DEBIAN_FRONTEND=noninteractive apt-get"))
        self.installed.write_text("verilator\n")
        (self.bin / "sudo").unlink()
        done = self.run_tool("setup", "demo", code=1)
        self.assertIn("as root, run: apt-get install gcc libc6-dev zlib1g-dev", done.stderr)
        self.assertNotIn("verilator", done.stderr)
        self.assertEqual(self.installed.read_text(), "verilator\n")

    def test_root_needs_no_sudo(self):
        (self.bin / "sudo").unlink()
        self.assertEqual(len(self.setup_calls("lib", "apt-get")), 1)

    def test_lists_of_packages_that_are_out_of_date(self):
        (self.folder / "stale").touch()
        calls = [call.split() for call in self.setup_calls("lib", "apt-get")]
        self.assertEqual(["update" in call for call in calls], [False, True, False])
        self.assertIn("zlib1g-dev", self.installed.read_text())
        (self.folder / "gone").touch()
        self.assertEqual(len(self.setup_calls("demo", "apt-get", code=1)), 3)
        self.assertRegex(self.run_tool("setup", "demo", code=1).stderr, "as root, run: apt-get update && apt-get install g..")

    def test_another_system(self):
        (self.bin / "dpkg-query").unlink()
        done = self.run_tool("setup", "lib")
        self.assertRegex(done.stdout, "not Debian.*gcc.*zlib1g-dev")
        self.assertNotIn("apt-get", "".join(self.calls()))

    def test_usage(self):
        script = (self.folder / "tools/setup").read_text()
        for words in ((), ("nonsense",), ("lib", "demo")):
            done = self.run_tool("setup", *words, code=2)
            for job in re.findall(r"^(\w+)\)", script, re.MULTILINE):
                self.assertRegex(done.stderr, rf"(?m)^  {job} ")
            self.assertTrue(done.stderr.startswith("usage: tools/setup lib|demo|"), done.stderr)
            self.assertNotIn("SPDX", done.stderr)
            self.assertNotIn("\n\n", done.stderr)

    def test_python_packages(self):
        calls = self.setup_calls("boards", "pip python3 python yosys")
        self.assertEqual(calls[0], "python3 -m venv build/venv")
        self.assertRegex(calls[1], r"^pip install .*--requirement tools/requirements.txt\Z")
        self.assertEqual(calls[-1], "yosys -V")
        tools = self.folder / "build/tools/bin"
        for tool in ("yosys", "yosys-smtbmc", "yosys-witness", "sby", "z3", "yosys-abc"):
            self.assertTrue((tools / tool).exists(), tool)
        self.assertEqual((tools / "sby").resolve().name, "yowasp-sby")
        self.assertIn("YOWASP_CACHE_DIR", (self.folder / "build/venv/yowasp_cache.pth").read_text())
        (tools / "sby").unlink()
        self.assertNotEqual(self.setup_calls("boards", "pip"), [])
        (self.folder / "tools/requirements.txt").write_text("another\n")
        self.assertNotEqual(self.setup_calls("boards", "pip"), [])

    def test_what_was_cut_short_is_done_again(self):
        for job, needed in (("boards", "requirements.txt"), ("check", "requirements-luna.txt")):
            (self.folder / "offline").touch()
            self.assertNotEqual(self.setup_calls(job, "pip python", code=1), [])
            (self.folder / "offline").unlink()
            self.assertTrue(any(needed in call for call in self.setup_calls(job, "pip python")))
            self.assertEqual(self.setup_calls(job, "pip python"), [])

    def test_packages_that_name_others_without_need(self):
        calls = self.setup_calls("mutation", "pip")
        self.assertRegex(calls[-1], r"--no-deps universalmutator==\d")
        luna, = (call for call in self.setup_calls("check", "python") if "luna" in call)
        self.assertRegex(luna, "-m pip install .*--no-deps")


class Logged(Case):
    def logged(self, script, code=0):
        log = self.folder / "some/folder/log"
        done = self.run_tool("logged", log, "it works", "sh", "-c", script, code=code)
        return done, log.read_text()

    def test_quiet(self):
        done, log = self.logged("echo said; echo complained >&2; cat")
        self.assertEqual((done.stdout, done.stderr, log), ("", "", "said\ncomplained\n"))
        done, log = self.logged("echo anew")
        self.assertEqual(log, "anew\n")

    def test_failure(self):
        done, _ = self.logged('i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo "line $i"; done; exit 7', code=7)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.splitlines()[:20], [f"line {i}" for i in range(81, 101)])
        self.assertIn("it works failed; the whole log is", done.stderr)

    def test_errors_stand_out(self):
        noise = "; ".join(["echo noise"] * 30)
        for word in ("x.c:1: error: y", "%Error: z", "E: no such package", "undefined reference to q"):
            done, _ = self.logged(f"{noise}; echo '{word}'; echo why; echo and; echo more; {noise}; exit 1", code=1)
            self.assertEqual(done.stderr.splitlines()[:4], [word, "why", "and", "more"])
            self.assertNotIn("noise", done.stderr)

    def test_progress(self):
        """Every 20 seconds, which pass at once here; and nothing goes on after the command."""
        (self.bin / "sleep").unlink()
        self.fake(self.bin / "sleep", '[ "$1" = 20 ] && [ ! -e slept2 ] && if [ -e slept ]; then touch slept2; fi; touch slept')
        done, _ = self.logged(f"""printf 'first\\rsecond {'x' * 100} end\\n\\n'; while [ ! -e {self.folder}/slept2 ]; do :; done""")
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^it works: 20 s:")
        self.assertLessEqual(max(map(len, lines)), 90)

    def test_what_ends_it_ends_all(self):
        process = subprocess.Popen([self.folder / "tools/logged", self.folder / "log", "it", "sh", "-c", "echo on; exec sleep 100"], env={"PATH": str(self.bin)},
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        while not (self.folder / "log").exists() or not (self.folder / "log").read_text():
            pass
        os.killpg(process.pid, 15)
        self.assertNotEqual(process.wait(), 0)
        process.stdout.read()       # ends only when nobody has it open
        process.stdout.close()


class Demo(Case):
    def demo(self, answer=":", code=0):
        """What was run, and the text, where the command answers by that script."""
        self.fake(self.folder / "build/deltagen", f"""
operation=$1 device= file= kind=
while [ $# -gt 0 ]; do
    case $1 in --device) device=$2 ;; --kind) kind=$2 ;; -o) file=$2 ;; build/*) file=$1 ;; esac
    shift
done
case $operation in gen) head -c 16384 /dev/zero | tr '\\0' x | sed 's/^x/y/' > "$file" ;; esac
verdict() {{ echo "$1"; exit 1; }}
{answer}
case $file in *exchanged*) verdict 'they differ' ;; esac""")
        self.calls()
        done = self.run_tool("demo", code=code)
        return [call.split() for call in self.calls()], done.stdout

    def test_all_of_it(self):
        calls, text = self.demo()
        words = [call[1] for call in calls]
        self.assertEqual((words.count("selftest"), words.count("gen"), words.count("verify")), (2, len(KINDS), 2 * len(KINDS) + 2))
        selftests = [call[call.index("--device") + 1] for call in calls if call[1] == "selftest"]
        self.assertEqual(selftests[0], "sim")
        self.assertRegex(selftests[1], r"^sim:drop=0.01,dup=0.01,corrupt=0.01,truncate=0.01,seed=")
        verified = {(call[call.index("--kind") + 1], call[call.index("--device") + 1], call[-1]) for call in calls if call[1] == "verify"}
        for kind in KINDS:
            for device in ("soft", "sim"):
                self.assertIn((kind, device, f"build/demo/{kind}.bin"), verified)
        for device in ("soft", "sim"):
            self.assertIn(("feistel", device, "build/demo/exchanged.bin"), verified)
        for call in calls:
            self.assertIn("$ " + " ".join(call), text)
        rows = text.split("Compared, bit for bit")[1].splitlines()[1:]
        self.assertEqual(len(rows), 2 + len(KINDS) + 1)
        self.assertEqual(len({re.search(r" {2,}", row[40:]) is not None for row in rows}), 1)
        _, again = self.demo()
        self.assertEqual(again, text)

    def test_halves_are_exchanged(self):
        self.demo()
        whole, exchanged = ((self.folder / "build/demo" / f"{name}.bin").read_bytes() for name in ("feistel", "exchanged"))
        self.assertEqual(exchanged, whole[8192:] + whole[:8192])
        self.assertNotEqual(exchanged, whole)

    def test_stops_at_the_first_difference(self):
        for operation in ("info", "selftest", "gen", "verify"):
            calls, text = self.demo(f"[ $operation != {operation} ] || exit 1", code=1)
            self.assertEqual(calls[-1][1], operation)
            self.assertNotIn("Compared", text)
        for device in ("soft", "sim"):
            for answer in ("exit 0", "exit 3", "echo 'differs here'; exit 1"):
                _, text = self.demo(f"case $file,$device in *exchanged*,{device}) {answer} ;; esac",
                                    code=1)
                self.assertNotIn("Compared", text, (device, answer))


if __name__ == "__main__":
    unittest.main()
