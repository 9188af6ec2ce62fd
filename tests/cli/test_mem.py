# SPDX-License-Identifier: Apache-2.0
"""mem: a memory in a file is its generator and what was written, whoever wrote it and however it ended."""

import json
import os
import random
import resource
import signal
import struct
import subprocess
import time
import unittest

from common import BUILD, Case, HANG_S, RUN_KINDS, oracle, reads_back
import stores

SEED = 0x9D39247E33776D41
LAST = 2**64 - 1



class Mem(Case):
    def create(self, kind="feistel", *words, name="m.dgm"):
        store = self.folder / name
        self.assertEqual(self.text("mem", "create", "--kind", kind, "--seed", SEED, *words, store), "")
        return store

    def cells(self, store, address, count=1):
        lines = self.text("mem", "get", "--count", count, store, address).splitlines()
        return [int(text.split()[1], 16) for text in lines]

    def test_get_is_fetch(self):
        for kind in RUN_KINDS:
            store = self.create(kind, name=kind)
            for words in ((0,), ("--count", 5000, 77), ("--count", 2, LAST - 1), ("--count", 0, 9), ("--json", "--count", 3, 5)):
                self.assertEqual(self.text("mem", "get", *words[:-1], store, words[-1]),
                                 self.text("fetch", "--kind", kind, "--seed", SEED, *words))

    def test_set_is_there_afterwards(self):
        for kind in RUN_KINDS:
            store = self.create(kind, name=kind)
            self.assertEqual(self.text("mem", "set", store, 100, "7", "0x10", *([] if kind == "feistel" else ["-1.5e3"])), "")
            cells = self.cells(store, 99, 5)
            wanted = [oracle.cell(kind, SEED, 99 + i) for i in range(5)]
            form = {4: "<f", 8: "<d"}[oracle.CELL_SIZE[kind]]
            wanted[1:3] = [7 if kind == "feistel" else int.from_bytes(struct.pack(form, 7.0), "little"), 16]
            if kind != "feistel":
                wanted[3] = int.from_bytes(struct.pack(form, -1500.0), "little")
            self.assertEqual(cells, wanted)

    def test_the_last_address(self):
        store = self.create()
        self.text("mem", "set", store, LAST, 5)
        self.assertEqual(self.cells(store, LAST), [5])
        self.refused("mem", "set", store, LAST, 1, 2, message="past it")
        self.refused("mem", "get", "--count", 2, store, LAST, message="past it")
        self.refused("mem", "clear", "--count", 2, store, LAST, message="--count")
        self.assertEqual(self.cells(store, LAST), [5])

    def test_random_loads_against_a_dictionary(self):
        rng = random.Random(1)
        store, model = self.create("shuffled32"), {}
        for _ in range(6):
            near = rng.randrange(2**64 - 5000)
            lines = []
            for _ in range(3000):
                address = rng.choice((rng.randrange(2**64), near + rng.randrange(5000), rng.randrange(100)))
                model[address] = rng.randrange(2**32)
                lines.append(f"{address} 0x{model[address]:x}")
            self.assertEqual(self.text("mem", "load", store, stdin="\n".join(lines).encode()), "")
            first, count = near + rng.randrange(5000), rng.randrange(1, 3000)
            self.text("mem", "clear", "--count", count, store, first)
            model = {a: v for a, v in model.items() if not first <= a < first + count}
            if rng.randrange(2):
                self.text("mem", "compact", store)
            self.assertEqual(stores.read(store.read_bytes()), (list(oracle.KINDS).index("shuffled32"), SEED, 0, model))
        dump = [text.split() for text in self.text("mem", "dump", store).splitlines()]
        self.assertEqual([(int(a, 16), int(raw, 16)) for a, raw, _ in dump], sorted(model.items()))
        self.assertTrue(all(reads_back("shuffled32", int(raw, 16), value) or value == "nan" or value == "-nan"
                            for _, raw, value in dump))
        stat = json.loads(self.text("mem", "stat", "--json", store))
        self.assertEqual((stat["kind"], int(stat["seed"], 16), stat["cells"], stat["bytes"]),
                         ("shuffled32", SEED, len(model), 4 * len(model)))

    def test_what_is_dumped_can_be_loaded(self):
        store, copy = self.create("torus64"), self.create("torus64", name="copy")
        self.text("mem", "load", store, stdin=b"1 0.1\n5 nan # a comment\n\n0x10 0xfff8000000000001\n18446744073709551615 -inf\n")
        dump = self.output("mem", "dump", store)
        self.assertEqual(len(dump.splitlines()), 4)
        self.text("mem", "load", copy, stdin=dump)
        self.assertEqual(self.output("mem", "dump", copy), dump)
        self.assertEqual(len(json.loads(self.text("mem", "dump", "--json", copy))), 4)

    def test_a_batch_that_ends_at_the_last_address(self):
        store = self.create()
        self.text("mem", "load", store, stdin=b"".join(b"%d 1\n" % (LAST - i) for i in range(2048)))
        self.assertEqual(len(self.text("mem", "dump", store).splitlines()), 2048)

    def test_bad_lines_leave_what_stands_before(self):
        store = self.create()
        for n, (bad, message) in enumerate((("5", "few"), ("1 2 3 4", "many"), ("x 1", "address"), ("1 1.5", "value"),
                                            ("1 0x10000000000000000", "value"), ("-1 3", "address"), ("1 \0", "zero byte"))):
            self.refused("mem", "load", store, stdin=f"{n + 10} {n}\n{bad}\n99 1\n".encode(), message=message)
            self.assertEqual(self.cells(store, n + 10), [n])
        self.assertEqual(len(self.text("mem", "dump", store).splitlines()), 7)

    def test_bad_values_change_nothing(self):
        store, floats = self.create(), self.create("torus32", name="floats")
        before = store.read_bytes(), floats.read_bytes()
        self.refused("mem", "set", store, 1, 2, "2.5", message="VALUE")
        self.refused("mem", "set", floats, 1, "0x100000000", message="32 bits")
        self.refused("mem", "set", floats, 1, "", message="no number")
        self.refused("mem", "set", floats, 1, "1", "1e39", message="too large")
        self.refused("mem", "set", floats, "a", "1", message="ADDR")
        self.assertEqual((store.read_bytes(), floats.read_bytes()), before)

    def test_quota(self):
        store = self.create("feistel", "--quota", 80)
        self.text("mem", "set", store, 0, *range(10))
        self.refused("mem", "set", store, 20, 1, exit_code=3, message="quota")
        self.text("mem", "set", store, 0, 5)
        for lines in (b"30 1\n", b"".join(b"%d 1\n" % i for i in range(100, 1500))):  # refused in the only batch, or in the first of two
            self.refused("mem", "load", store, stdin=lines, exit_code=3, message="quota")
        self.text("mem", "clear", store, 3)
        self.text("mem", "set", store, 20, 1)
        self.assertEqual(json.loads(self.text("mem", "stat", "--json", store))["cells"], 10)

    def test_search(self):
        store = self.create("torus64")
        for target in ("0.5", "0", "1e-9", "2"):
            self.assertEqual(self.text("mem", "search", store, target), self.text("search", "--seed", SEED, target))
        self.text("mem", "load", store, stdin=b"900 0.625\n800 0.625\n")
        self.assertEqual(self.text("mem", "search", store, "0.625"), f"0x{800:016x} 0.625\n")
        self.assertEqual(json.loads(self.text("mem", "search", "--json", store, "0.625"))["value"], 0.625)
        self.refused("mem", "search", store, "nan", message="TARGET")

    def test_stores_that_are_none(self):
        store = self.create()
        before = store.read_bytes()
        self.refused("mem", "create", "--kind", "torus32", "--seed", 1, store, exit_code=2)
        self.refused("mem", "create", "--kind", "feistel_inv", "--seed", 1, self.folder / "x", exit_code=2, message="kind")
        self.refused("mem", "get", self.folder / "none", 1, exit_code=3)
        self.refused("mem", "get", self.file("text", "hello, this is no store at all\n" * 9), 1, exit_code=2)
        self.refused("mem", "get", self.file("empty", ""), 1, exit_code=3, message="cut short")
        self.refused("mem", "set", self.folder, 1, 1, exit_code=3)
        self.assertEqual(store.read_bytes(), before)
        self.assertFalse((self.folder / "x").exists())

    def test_damage_is_found(self):
        store = self.create()
        self.text("mem", "load", store, stdin=b"".join(b"%d %d\n" % (i * 1000, i) for i in range(3000)))
        self.text("mem", "set", store, 5, 5)
        self.assertIn("whole", self.text("mem", "check", store))
        data = bytearray(store.read_bytes())
        data[len(data) // 2] ^= 1
        broken = self.file("broken", bytes(data))
        answer = json.loads(self.text("mem", "check", "--json", broken, exit_code=1))
        self.assertFalse(answer["whole"])
        mended = self.folder / "mended"
        self.assertEqual(self.text("mem", "salvage", broken, mended, exit_code=1).split("\n")[1].split(), ["whole", "no"])
        rest, all_of_it = self.text("mem", "dump", mended).splitlines(), self.text("mem", "dump", store).splitlines()
        self.assertTrue(set(rest) < set(all_of_it) and len(rest) > 500, len(rest))
        self.refused("mem", "set", broken, 1, 1, exit_code=3)
        self.assertEqual(broken.read_bytes(), bytes(data))

    def test_torn_tail_is_cut_aloud(self):
        store = self.create()
        self.text("mem", "set", store, 5, 5)
        whole = store.read_bytes()
        self.text("mem", "set", store, 6, 6)
        torn = self.file("torn", store.read_bytes()[:-3])
        self.assertEqual(json.loads(self.text("mem", "check", "--json", torn))["unfinished"],
                         torn.stat().st_size - len(whole))
        done = self.run_command("mem", "set", torn, 7, 7)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"never finished", done.stderr)
        self.assertEqual([a.split()[0] for a in self.text("mem", "dump", torn).splitlines()],
                         [f"0x{5:016x}", f"0x{7:016x}"])

    def test_one_writer(self):
        store = self.create()
        with subprocess.Popen([BUILD / "deltagen", "mem", "load", store], stdin=subprocess.PIPE) as writer:
            while not self.is_locked(store):
                time.sleep(0.01)
            self.refused("mem", "set", store, 1, 1, exit_code=3, message="open for writing elsewhere")
            self.assertEqual(self.cells(store, 1), [oracle.cell("feistel", SEED, 1)])  # readers may
            writer.communicate(b"3 4\n", timeout=HANG_S)
        self.assertEqual(writer.returncode, 0)
        self.assertEqual(self.cells(store, 3), [4])

    def is_locked(self, store):
        done = self.run_command("mem", "compact", store)
        return done.returncode == 3

    def test_killed_while_loading(self):
        """What a run that ended with 0 has written is there; what a killed one has written is a beginning of its lines."""
        store = self.create()
        self.text("mem", "set", store, LAST, 1)
        for delay in (0.0, 0.02, 0.05, 0.1):
            lines = b"".join(b"%d 7\n" % i for i in range(200000))
            with subprocess.Popen([BUILD / "deltagen", "mem", "load", store], stdin=subprocess.PIPE) as writer:
                try:
                    writer.stdin.write(lines)
                    time.sleep(delay)
                    os.kill(writer.pid, signal.SIGKILL)
                    writer.stdin.close()
                except BrokenPipeError:
                    pass
            done = self.run_command("mem", "dump", store)
            self.assertEqual(done.returncode, 0)
            addresses = [int(text.split()[0], 16) for text in done.stdout.decode().splitlines()]
            self.assertEqual(addresses, [*range(len(addresses) - 1), LAST])

    def test_seed_formats(self):
        store = self.create("torus32")
        self.text("mem", "load", store, stdin=b"3 0.5\n18446744073709551615 1.25\n")
        for form in ("seed", "seed-log"):
            out = self.folder / form
            self.text("mem", "export", "--format", form, store, out)
            cells = struct.pack("<Qf", 3, 0.5) + struct.pack("<Qf", LAST, 1.25)
            head = struct.pack("<IIQQ", 0x4D454D47, 1, SEED, 2) if form == "seed" else b""
            self.assertEqual(out.read_bytes(), head + cells)
            copy = self.create("torus32", name=form + ".copy")
            self.text("mem", "import", "--format", form, copy, out)
            self.assertEqual(self.output("mem", "dump", copy), self.output("mem", "dump", store))
            before = copy.read_bytes()
            short = self.file("short", out.read_bytes()[:-1])
            if form == "seed":
                self.refused("mem", "import", "--format", form, copy, short, exit_code=3, message="damaged")
                self.assertEqual(copy.read_bytes(), before)
            else:
                done = self.run_command("mem", "import", "--format", form, copy, short)
                self.assertEqual((done.returncode, b"11 bytes at the end" in done.stderr), (0, True))
            before = out.read_bytes()
            self.refused("mem", "export", "--format", form, copy, out, exit_code=3, message="exists")
            self.assertEqual(out.read_bytes(), before)
        self.refused("mem", "import", "--format", "raw", store, "x", message="no such --format")
        self.refused("mem", "export", "--format", "seed", self.create(name="words"), self.folder / "y", message="f32")

    def test_full_disk(self):
        store = self.create()
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        lines = b"".join(b"%d 7\n" % (i * 999) for i in range(100000))
        done = self.run_command("mem", "load", store, stdin=lines, preexec_fn=limit)
        self.assertEqual(done.returncode, 3, done.stderr)
        done = self.run_command("mem", "dump", store)
        self.assertEqual(done.returncode, 0)
        self.assertGreater(len(done.stdout.splitlines()), 100)


if __name__ == "__main__":
    unittest.main()
