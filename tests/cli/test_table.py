# SPDX-License-Identifier: Apache-2.0
"""table: the replies are those of the oracle's contexts; a bad line stops the script and changes nothing."""

import json
import random
import resource
import subprocess
import unittest

from common import BUILD, Case, HANG_S, oracle


def hex16(value):
    return f"0x{value:016x}"


class Model:
    """Scripts and the replies they must get."""

    def __init__(self):
        self.contexts = [oracle.Context() for _ in range(256)]

    def stat(self, number):
        context = self.contexts[number]
        return f"{number} {hex16(context.reference)} {hex16(context.accumulator)} {context.count}"

    def line(self, name, number=0, value=None):
        context = self.contexts[number]
        if name == "load":
            context.load(value)
        elif name == "accum":
            context.accum(value)
        elif name == "read":
            return [f"{number} {hex16(context.read())}"]
        elif name == "swap":
            return [f"{number} {hex16(context.swap(value))}"]
        elif name == "stat":
            return [self.stat(number)]
        elif name == "dump":
            return [self.stat(i) for i, c in enumerate(self.contexts) if c.reference or c.accumulator or c.count]
        return []


def random_script(rng, lines):
    """Lines of a script, and the reply lines of each."""
    model = Model()
    for _ in range(lines):
        name = rng.choice(["load", "accum", "accum", "read", "swap", "swap", "stat"] + ["dump"] * (rng.random() < 0.1))
        number, value = rng.choice([rng.randrange(256), rng.randrange(3), 255]), rng.getrandbits(64)
        if name == "dump":
            yield "dump", model.line("dump")
        elif name in ("read", "stat") or (name == "swap" and rng.random() < 0.5):
            yield f"{name} {number}", model.line(name, number)
        else:
            yield f"{name} {number:#x} {rng.choice([value, hex(value)])}", model.line(name, number, value)


class Table(Case):
    def test_random_scripts(self):
        for seed in range(5):
            script, replies = zip(*random_script(random.Random(seed), 400))
            path = self.file("script", "\n".join(script))
            expected = "".join(f"{reply}\n" for lines in replies for reply in lines)
            self.assertEqual(self.text("table", path), expected, f"seed {seed}")

    def test_layout_of_a_script(self):
        script = "# a comment\n\n  load\t3 0xA  # and here\r\n\n#read 3\nread 3 #\nread 3"
        self.assertEqual(self.text("table", stdin=script.encode()), f"3 {hex16(10)}\n" * 2)
        self.assertEqual(self.text("table", "-", stdin=b"dump\n"), "")
        self.assertEqual(self.text("table"), "")

    def test_bad_lines(self):
        cases = {
            "load 256 1": "context 256",
            "load 0x100 1": "context 0x100",
            "read 18446744073709551616": "64 bits",
            "load 1 18446744073709551616": "64 bits",
            "load 1": "too few words: it is 'load CTX V'",
            "load": "too few words",
            "read": "too few words",
            "read 1 2": "too many words",
            "swap 1 2 3": "too many words",
            "load 1 2 3 4 5": "too many words",
            "dump 1": "too many words",
            "load -1 1": "context '-1'",
            "load 1 -1": "value '-1'",
            "load 1 1x": "value '1x'",
            "load 1 0x": "value '0x'",
            "load 1 1K": "value '1K'",
            "load 1.5 1": "context '1.5'",
            "loads 1 1": "unknown operation 'loads'",
            "READ 1": "unknown operation 'READ'",
            "read 1\0": "a zero byte",
        }
        before = f"7 {hex16(5)}\n".encode()
        for line, message in cases.items():
            script = f"load 7 5\nread 7\n{line}\nread 7\n"
            error = self.refused("table", stdin=script.encode(), message=message, stdout=before)
            self.assertTrue(error.startswith("deltagen: stdin:3: "), error)
            path = self.file("script", script)
            error = self.refused("table", path, message=message, stdout=before)
            self.assertTrue(error.startswith(f"deltagen: {path}:3: "), error)

    def test_lines_are_counted_all(self):
        """Blank ones, comments, ends of both kinds, a last one without an end: as an editor counts them."""
        for before in ("", "\n", "\n\n", "# a\n\n \n", "\r\n\t\r\n", "load 1 2\n\nread 1 # a\n" * 999):
            number = before.count("\n") + 1
            for end in ("", "\n", "\n\nread 1\n"):
                done = self.run_command("table", stdin=f"{before}bad{end}".encode())
                self.assertEqual((done.returncode, done.stderr.decode().split(" ")[1]), (2, f"stdin:{number}:"))
            answer = json.loads(self.text("table", "--json", stdin=f"{before}read 7".encode()))
            self.assertEqual((answer[-1]["line"], answer[-1]["context"]), (number, 7))

    def test_byte_order_mark(self):
        mark = b"\xef\xbb\xbf"
        self.assertEqual(self.text("table", stdin=mark + b"read 3\n"), f"3 {hex16(0)}\n")
        self.assertEqual(self.text("table", stdin=mark), "")
        self.refused("table", stdin=mark + mark + b"read 3\n", message="stdin:1: unknown operation")
        self.refused("table", stdin=mark + b"\n" + mark + b"read 3\n", message="stdin:2: unknown operation")
        self.refused("table", stdin=mark[:2] + b"read 3\n", message="stdin:1: unknown operation")

    def test_length_of_a_line(self):
        longest = 4096
        line = b"read 3 #".ljust(longest, b".")
        self.assertEqual(self.text("table", stdin=(line + b"\n") * 3 + line), f"3 {hex16(0)}\n" * 4)
        for script in (line + b".\n", line + b".", b" " * (1 << 20)):
            self.refused("table", stdin=b"\n" + script, message="stdin:2: a line of more than 4096 bytes")

    def test_a_line_without_an_end_takes_no_memory(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_DATA, (64 << 20, 64 << 20))

        self.refused("table", "/dev/zero", message="/dev/zero:1: a zero byte", preexec_fn=limit)

    def test_json(self):
        script = "load 3 10\nread 3\naccum 3 1\nswap 3 0xff\nstat 3\ndump\n"
        answer = json.loads(self.text("table", "--json", stdin=script.encode()))
        zero = hex16(0)
        state = {"reference": hex16(255), "accumulator": zero, "count": 0}
        self.assertEqual(answer, [
            {"line": 2, "operation": "read", "context": 3, "value": hex16(10)},
            {"line": 4, "operation": "swap", "context": 3, "value": hex16(11)},
            {"line": 5, "operation": "stat", "context": 3, **state},
            {"line": 6, "operation": "dump", "context": 3, **state},
        ])

    def test_json_is_whole_after_a_bad_line(self):
        done = self.run_command("table", "--json", stdin=b"read 1\nread 256\n")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(len(json.loads(done.stdout)), 1)

    def test_reply_comes_before_the_next_line(self):
        """As for a program that asks through pipes; no reply would hang here until the test's own limit."""
        with subprocess.Popen([BUILD / "deltagen", "table", "--device", "soft"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True, bufsize=1) as process:
            for i in range(3):
                process.stdin.write(f"accum 9 {i}\nread 9\n")
                process.stdin.flush()
                self.assertEqual(process.stdout.readline(), f"9 {hex16([0, 1, 3][i])}\n")
            process.stdin.close()
            self.assertEqual(process.wait(timeout=HANG_S), 0)


if __name__ == "__main__":
    unittest.main()
