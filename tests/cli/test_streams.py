# SPDX-License-Identifier: Apache-2.0
"""gen and verify of long runs: past the page cache, with threads, through pipes, and interrupted."""

import fcntl
import json
import os
import resource
import signal
import subprocess
import termios
import time
import unittest

from common import BUILD, Case, HANG_S, oracle

BASE = 2**64 - 1000  # so that addresses wrap
CHUNK, DIRECT_CHUNK = 256 << 10, 4 << 20  # what is done at once
SIZES = (0, 1, 511, 512, 4095, 4096, 4097, CHUNK - 1, CHUNK, CHUNK + 1)


def run_of(kind, size, base=BASE):
    """The first bytes of a run."""
    return oracle.run(kind, 7, base, -(-size // oracle.CELL_SIZE[kind]))[:size]


class Streams(Case):
    def words(self, command, kind, *more):
        return (command, "--kind", kind, "--seed", 7, "--base", BASE, *more)

    def gen(self, kind, size, *more):
        """The file that gen writes."""
        path = self.folder / "out"
        done = self.run_command(*self.words("gen", kind, "--bytes", size, "-o", path, *more))
        if b"past the page cache" in done.stderr:
            self.skipTest("the file system of the temporary folder has no O_DIRECT")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return path

    def test_gen(self):
        for kind in ("torus32", "feistel"):
            for size in SIZES:
                want = run_of(kind, size)
                for more in ((), ("--direct",), ("--threads", 3), ("--direct", "--threads", 2)):
                    self.assertEqual(self.gen(kind, size, *more).read_bytes(), want, (kind, size, more))
                self.assertEqual(self.output(*self.words("gen", kind, "--bytes", size)), want)

    def test_gen_of_several_chunks(self):
        size = 2 * DIRECT_CHUNK + 4096 + 5
        ways = [self.gen("torus32", size, *more).read_bytes() for more in ((), ("--direct",), ("--threads", 2))]
        for data in ways:
            self.assertEqual(data, ways[0])
        self.assertEqual(len(ways[0]), size)
        for at in (CHUNK, 2 * CHUNK, DIRECT_CHUNK, 2 * DIRECT_CHUNK, size - 405):
            at = at // 4 * 4
            want = run_of("torus32", 400, (BASE + at // 4) % 2**64)
            self.assertEqual(ways[0][at : at + 400], want, at)

    def test_verify(self):
        for size in (*SIZES[1:], DIRECT_CHUNK + 4096 + 5):
            path = self.gen("torus32", size)
            for more in ((), ("--direct",), ("--threads", 3), ("--direct", "--threads", 2)):
                words = self.words("verify", "torus32", *more, path)
                self.assertIn(f"{size} bytes, all {-(-size // 4)} cells", self.text(*words))
                for at in {0, size // 2, size - 1}:
                    with open(path, "r+b") as file:
                        byte = os.pread(file.fileno(), 1, at)[0]
                        os.pwrite(file.fileno(), bytes([byte ^ 0x10]), at)
                        text = self.text(*words, exit_code=1)
                        os.pwrite(file.fileno(), bytes([byte]), at)
                    first = at // 4 * 4
                    self.assertIn(f"bytes {first}-{min(first + 3, size - 1)} differ (1 cell)", text)
                    self.assertIn(f"1 of {-(-size // 4)} cells differ", text)

    def test_pipe(self):
        gen = subprocess.Popen([BUILD / "deltagen", *map(str, self.words("gen", "feistel", "--bytes", "20M")), "--device",
                                "soft", "--threads", "2"], stdout=subprocess.PIPE)
        verify = subprocess.run([BUILD / "deltagen", *map(str, self.words("verify", "feistel")), "--device", "soft"],
                                stdin=gen.stdout, stdout=subprocess.PIPE, check=True, timeout=HANG_S)
        gen.stdout.close()
        self.assertEqual(gen.wait(timeout=HANG_S), 0)
        self.assertEqual(verify.stdout, b"stdin: 20971520 bytes, all 2621440 cells as generated\n")

    def test_direct_where_it_cannot_be(self):
        self.refused(*self.words("gen", "feistel", "--bytes", 1, "-o", "/dev/null", "--direct"), exit_code=3,
                     message="past the page cache")
        self.refused(*self.words("verify", "feistel", "--direct", "/proc/self/status"), exit_code=3,
                     message="past the page cache")

    def test_wrong_use(self):
        gen = self.words("gen", "feistel", "--bytes", 8)
        self.refused(*gen, "--direct", message="--direct is for bytes into a file")
        self.refused(*gen, "--direct", "--format", "hex", "-o", "out", message="--direct is for bytes into a file")
        for threads in ("0", "257", "all"):
            self.refused(*gen, "--threads", threads, message=f"--threads: '{threads}' is no")


class Readers(Case):
    """Whoever writes to a pipe chooses its pace, and whoever shares it whether it blocks."""

    WORDS = ("--kind", "feistel", "--seed", 7, "--base", BASE)

    def piece_by_piece(self, *words, pieces, blocking=True):
        """The exit code, and what is printed when each piece comes only after the one before was read."""
        source, sink = os.pipe()
        os.set_blocking(source, blocking)
        process = subprocess.Popen([BUILD / "deltagen", *map(str, words)], env={**os.environ, "DELTAGEN_DEVICE": "soft"},
                                   stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for piece in pieces:
            os.write(sink, piece)
            while process.poll() is None and fcntl.ioctl(sink, termios.FIONREAD, bytes(4)) != bytes(4):
                time.sleep(0.001)
            time.sleep(0.02)  # it waits for more now
        os.close(sink)
        os.close(source)
        output, error = process.communicate(timeout=HANG_S)
        self.assertEqual(error, b"")
        return process.returncode, output.decode()

    def test_short_reads_are_not_the_end(self):
        right = run_of("feistel", 6000)
        for more in ((), ("--direct",)):
            words = ("verify", *self.WORDS, *more)
            self.assertEqual(self.piece_by_piece(*words, pieces=(right[:1000], right[1000:])),
                             (0, "stdin: 6000 bytes, all 750 cells as generated\n"))
            code, text = self.piece_by_piece(*words, pieces=(right[:1000], bytes(5000)))
            self.assertEqual((code, text.splitlines()[-1]), (1, "stdin: 6000 bytes, 625 of 750 cells differ, ranges: 1"))

    def test_short_reads_past_the_page_cache(self):
        data = bytearray(run_of("feistel", 3 * 4096))
        data[5000] ^= 1
        path = self.file("data", bytes(data))
        for more in ((), ("--direct",)):
            text = self.text("verify", *self.WORDS, *more, path, exit_code=1, program="deltagen-liar",
                             environment={"LIAR": "short"})
            self.assertIn("12288 bytes, 1 of 1536 cells differ", text)

    def test_input_that_does_not_block(self):
        right = run_of("feistel", 6000)
        pieces = (right[:3], right[3:2000], right[2000:])
        cases = (
            (("verify", *self.WORDS), pieces, "stdin: 6000 bytes, all 750 cells as generated\n"),
            (("fingerprint",), pieces, f"0x{oracle.fingerprint(right):016x}\n"),
            (("table",), (b"load 1", b" 2\nre", b"ad 1"), "1 0x0000000000000002\n"),
        )
        for words, parts, text in cases:
            self.assertEqual(self.piece_by_piece(*words, pieces=parts, blocking=False), (0, text), words)


    def test_output_that_does_not_block(self):
        for words in (("gen", *self.WORDS, "--bytes", 3 << 20), ("gen", *self.WORDS, "--count", 20000, "--format", "csv")):
            want = self.output(*words)
            source, sink = os.pipe()
            os.set_blocking(sink, False)
            process = subprocess.Popen([BUILD / "deltagen", *map(str, words)], env={**os.environ, "DELTAGEN_DEVICE": "soft"},
                                       stdout=sink)
            os.close(sink)
            data = b""
            while piece := os.read(source, 300000):
                data += piece
                time.sleep(0.001)
            os.close(source)
            self.assertEqual((process.wait(timeout=HANG_S), data), (0, want))

    def test_messages_where_nobody_waits(self):
        """Messages to a full pipe that does not block: all come, when there is room."""
        source, sink = os.pipe()
        os.set_blocking(sink, False)
        try:
            while True:
                os.write(sink, bytes(4096))
        except BlockingIOError:
            pass
        process = subprocess.Popen([BUILD / "deltagen", "fingerprint", "/none"], stderr=sink)
        os.close(sink)
        time.sleep(0.1)  # it waits for room now
        shown = b""
        while piece := os.read(source, 65536):
            shown += piece
        os.close(source)
        self.assertEqual((process.wait(timeout=HANG_S), shown.lstrip(b"\0")),
                         (3, b"deltagen: /none: cannot be read: No such file or directory\n"))


class Interrupted(Case):
    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGALRM, signal.SIGXCPU, signal.SIGVTALRM,
               signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPIPE, signal.SIGIO, signal.SIGPWR, signal.SIGSTKFLT, signal.SIGRTMIN,
               signal.SIGRTMIN + 1, signal.SIGRTMAX)

    @classmethod
    def setUpClass(cls):
        # whoever starts the tests in the background, or by nohup, lets them ignore some of these, and their children too
        for number in cls.SIGNALS:
            if signal.getsignal(number) == signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))

    def start(self, *words, program="deltagen", **settings):
        words = [str(word) for word in words]
        return subprocess.Popen([BUILD / program, *words, "--kind", "feistel", "--seed", "1", "--device", "soft"],
                                stderr=subprocess.PIPE, **settings)

    def ends(self, process, number):
        """Its stdout and message, after the signal."""
        process.send_signal(number)
        self.assertEqual(process.wait(timeout=HANG_S), -number)
        output, message = process.communicate()
        return output, message.decode()

    def test_gen_to_a_file(self):
        path = self.file("out", "old")
        for number in self.SIGNALS:
            process = self.start("gen", "--bytes", "1T", "-o", path)
            while len(os.listdir(self.folder)) < 2:
                self.assertIsNone(process.poll())
            message = self.ends(process, number)[1]
            self.assertRegex(message, rf"\Adeltagen: {path}: interrupted after \d+ bytes\ndeltagen: {path}: not written")
            self.assertEqual((path.read_bytes(), list(self.folder.iterdir())), (b"old", [path]))

    def test_alarm_that_was_set_before(self):
        path = self.folder / "out"
        process = self.start("gen", "--bytes", "1T", "-o", path, preexec_fn=lambda: signal.alarm(1))
        self.assertEqual(process.wait(timeout=HANG_S), -signal.SIGALRM)
        self.assertIn(b"interrupted", process.communicate()[1])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_pipe_without_another_end(self):
        """Opening it waits."""
        path = self.folder / "fifo"
        os.mkfifo(path)
        for words in (("gen", "--bytes", 8, "-o", path), ("verify", path)):
            process = self.start(*words, stdout=subprocess.PIPE)
            time.sleep(0.3)  # it waits now
            output, message = self.ends(process, signal.SIGINT)
            self.assertEqual((output, message), (b"", f"deltagen: {path}: interrupted\n"))

    def test_gen_to_a_full_pipe(self):
        process = self.start("gen", "--bytes", "1T", stdout=subprocess.PIPE)
        process.stdout.read(1)
        time.sleep(0.2)  # it waits for room now
        message = self.ends(process, signal.SIGINT)[1]
        self.assertRegex(message, r"\Adeltagen: stdout: interrupted after \d+ bytes\n\Z")

    def test_verify_of_an_empty_pipe(self):
        process = self.start("verify", "--json", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(b"\0")
        process.stdin.flush()
        while fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)) != bytes(4):
            time.sleep(0.01)
        time.sleep(0.2)  # it waits for data now
        output, message = self.ends(process, signal.SIGINT)
        self.assertTrue(message.startswith("deltagen: stdin: interrupted\n"), message)
        self.assertIs(json.loads(output)["complete"], False)

    def test_just_before_it_waits(self):
        process = self.start("verify", program="deltagen-liar", env={**os.environ, "LIAR": "interrupt"}, stdin=subprocess.PIPE)
        self.assertEqual(process.wait(timeout=HANG_S), -signal.SIGINT)
        self.assertTrue(process.communicate()[1].startswith(b"deltagen: stdin: interrupted\n"))

    def test_benchmark(self):
        path = self.file("plot.svg", "old")
        process = subprocess.Popen([BUILD / "deltagen", "bench", "--device", "soft", "--quick", "--plot", path],
                                   stderr=subprocess.PIPE)
        while len(os.listdir(self.folder)) < 2:
            self.assertIsNone(process.poll())
        self.assertEqual(self.ends(process, signal.SIGINT)[1], "")
        self.assertEqual((path.read_bytes(), list(self.folder.iterdir())), (b"old", [path]))

    def test_ignored_signals_stay_ignored(self):
        process = self.start("gen", "--bytes", "4M", stdout=subprocess.PIPE,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        data = os.read(process.stdout.fileno(), 1)
        process.send_signal(signal.SIGHUP)
        data += process.communicate(timeout=HANG_S)[0]
        self.assertEqual((process.returncode, len(data)), (0, 4 << 20))


if __name__ == "__main__":
    unittest.main()
