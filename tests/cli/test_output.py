# SPDX-License-Identifier: Apache-2.0
"""Files that are written: whole or as they were, whatever their name means, and on the disk when all is well."""

import errno
import os
import resource
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import unittest

from common import BUILD, Case, HANG_S, oracle

NOBODY = 65534
ROOT = os.geteuid() == 0
WORDS = ("gen", "--kind", "feistel", "--seed", 1)
IN_PLACE = "written in place, because "


def cells(count):
    return oracle.run("feistel", 1, 0, count)


class Output(Case):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)  # for those who are not root

    def gen(self, path, *words, count=100, warning="", **settings):
        """Writes `count` cells to a path, without a word but `warning`."""
        done = self.run_command(*WORDS, "--count", count, "-o", path, *words, **settings)
        error = done.stderr.decode()
        self.assertEqual((done.returncode, warning in error, bool(error)), (0, True, bool(warning)), error)
        return done.stdout

    def fails(self, path, message, *words, count=100, **settings):
        self.refused(*WORDS, "--count", count, "-o", path, *words, exit_code=3, message=message, **settings)

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())


class Names(Output):
    """What a path leads to."""

    def test_descriptors(self):
        for path in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", self.folder / "link"):
            if path == self.folder / "link":
                path.symlink_to("/dev/stdout")
            for how in ("ab", "r+b"):
                file = self.file("out", "what was there before, and more")
                inode = file.stat().st_ino
                with open(file, how) as stdout:
                    os.lseek(stdout.fileno(), 10, os.SEEK_SET)
                    self.gen(path, count=1, stdout=stdout)
                    os.write(stdout.fileno(), b"behind it")
                want = b"what was there before, and more" + cells(1) + b"behind it"
                if how == "r+b":
                    want = b"what was t" + cells(1) + b"behind it" + b"more"
                self.assertEqual((file.read_bytes(), file.stat().st_ino), (want, inode), (path, how))
            self.assertEqual(self.gen(path), cells(100))  # a pipe

    def test_other_descriptors(self):
        reader, writer = os.pipe()
        self.gen(f"/dev/fd/{writer}", pass_fds=(writer,))
        self.assertEqual(os.read(reader, 1 << 16), cells(100))
        self.fails(f"/dev/fd/{reader}", "Bad file descriptor", pass_fds=(reader,))
        self.fails("/dev/fd/999", "Bad file descriptor")
        self.fails("/dev/fd/x", "No such file or directory")
        self.fails("/dev/stdout", "Bad file descriptor", preexec_fn=lambda: os.close(1))
        self.fails("/dev/fd/1", "past the page cache", "--direct")
        os.close(reader)
        os.close(writer)

    def test_links(self):
        (self.folder / "a").mkdir()
        for old in (None, "old"):
            link = self.folder / "link"
            link.symlink_to("a/next")
            (self.folder / "a/next").symlink_to("../a/end")
            if old:
                self.file("a/end", old)
            self.gen(link)
            self.assertEqual((self.folder / "a/end").read_bytes(), cells(100))
            self.assertTrue(link.is_symlink() and (self.folder / "a/next").is_symlink())
            self.assertFalse((self.folder / "a/end").is_symlink())
            self.assertEqual((self.names(), sorted(os.listdir(self.folder / "a"))), (["a", "link"], ["end", "next"]))
            for path in (link, self.folder / "a/next", self.folder / "a/end"):
                path.unlink()
        (self.folder / "circle").symlink_to("circle")
        self.fails(self.folder / "circle", "Too many levels of symbolic links")
        (self.folder / "nowhere").symlink_to("none/out")
        self.fails(self.folder / "nowhere", "No such file or directory")
        self.assertEqual(self.names(), ["a", "circle", "nowhere"])

    def test_what_is_no_file(self):
        self.fails(self.folder, "Is a directory")
        self.fails(f"{self.folder}/", "Is a directory")
        self.fails(f"{self.folder}/none/", "No such file or directory")
        self.fails("", "No such file or directory")
        self.fails(self.file("file", "") / "out", "Not a directory")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "socket"))
            self.fails(self.folder / "socket", "No such device or address")
        self.gen("/dev/null")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        os.mkfifo(self.folder / "fifo")
        with open(os.open(self.folder / "fifo", os.O_RDONLY | os.O_NONBLOCK), "rb") as fifo:
            self.gen(self.folder / "fifo")
            self.assertEqual(fifo.read(), cells(100))
        self.assertEqual(self.names(), ["fifo", "file", "socket"])

    def test_long_names(self):
        for length in (252, 255):
            path = self.folder / ("x" * length)
            for _ in range(2):
                self.gen(path)
                self.assertEqual(path.read_bytes(), cells(100))
            path.unlink()
        self.fails(self.folder / ("x" * 256), "File name too long")
        self.fails("x/" * 4000 + "x", "x/x: cannot be written: File name too long")

    def test_folders_deeper_than_a_path_can_be(self):
        def enter():
            os.chdir(self.folder)
            for _ in range(30):
                os.makedirs("d" * 200, exist_ok=True)
                os.chdir("d" * 200)

        for _ in range(2):
            self.gen("out", preexec_fn=enter)
            text = self.text("verify", *WORDS[1:], "--bytes", 800, "out", preexec_fn=enter)
            self.assertEqual(text, "out: 800 bytes, all 100 cells as generated\n")


class Replacing(Output):
    """A regular file changes when all is there, and then at once."""

    def test_planted_names(self):
        """Nobody can foresee the name of the temporary file, and what is beside FILE stays what it is."""
        victim = self.file("victim", "precious")
        out = self.folder / "out"
        part = self.folder / "out.part"
        part.symlink_to(victim)
        self.gen(out)
        self.assertEqual((victim.read_text(), os.readlink(part)), ("precious", str(victim)))
        part.unlink()
        part.write_text("mine")
        self.gen(out)
        self.assertEqual((part.read_text(), self.names()), ("mine", ["out", "out.part", "victim"]))

    def test_name_that_was_foreseen_all_the_same(self):
        victim = self.file("victim", "precious")
        planted = self.folder / ".deltagen-0000000000000007"
        for plant in (lambda: planted.symlink_to(victim), lambda: planted.symlink_to("none"), planted.touch):
            plant()
            self.gen(self.folder / "out", program="deltagen-liar", environment={"LIAR": "random"})
            self.assertEqual((self.folder / "out").read_bytes(), cells(100))
            self.assertEqual((victim.read_text(), self.names()), ("precious", [planted.name, "out", "victim"]))
            planted.unlink()

    def test_temporary_is_beside_it_and_new_each_time(self):
        seen = set()
        for _ in range(3):
            words = [str(word) for word in (*WORDS, "--bytes", "1T", "-o", self.folder / "out", "--device", "soft")]
            with subprocess.Popen([BUILD / "deltagen", *words], stderr=subprocess.DEVNULL) as process:
                while not self.names():
                    self.assertIsNone(process.poll())
                seen.update(self.names())
                process.terminate()
            self.assertEqual(self.names(), [])
        self.assertEqual(len(seen), 3)
        for name in seen:
            self.assertRegex(name, r"\A\.deltagen-[0-9a-f]{16}\Z")

    def test_two_writers(self):
        path = self.folder / "out"
        for _ in range(3):
            writers = [subprocess.Popen([BUILD / "deltagen", "gen", "--kind", "feistel", "--seed", seed, "--bytes", "8M",
                                         "-o", path, "--device", "soft"]) for seed in "12"]
            self.assertEqual([writer.wait(timeout=HANG_S) for writer in writers], [0, 0])
            self.assertEqual(self.names(), ["out"])
            verdicts = [self.run_command("verify", "--kind", "feistel", "--seed", seed, "--bytes", "8M", path).returncode
                        for seed in "12"]
            self.assertEqual(sorted(verdicts), [0, 1])

    def test_mode_stays(self):
        old = os.umask(0o022)
        try:
            self.gen(self.folder / "new")
            self.assertEqual((self.folder / "new").stat().st_mode & 0o7777, 0o644)
            for mode in (0o600, 0o640, 0o664, 0o755):
                path = self.file("out", "old")
                path.chmod(mode)
                self.gen(path)
                self.assertEqual(path.stat().st_mode & 0o7777, mode)
        finally:
            os.umask(old)

    @unittest.skipUnless(ROOT, "only root may give files away")
    def test_owner_stays(self):
        path = self.file("out", "old")
        os.chown(path, NOBODY, 12345)
        path.chmod(0o640)
        self.gen(path)
        status = path.stat()
        self.assertEqual((status.st_uid, status.st_gid, status.st_mode & 0o7777), (NOBODY, 12345, 0o640))
        self.assertEqual(path.read_bytes(), cells(100))

    def test_program_that_runs(self):
        path = self.folder / "sleep"
        shutil.copy(shutil.which("sleep"), path)
        with subprocess.Popen([path, "60"]) as process:
            self.gen(path)
            process.kill()
        self.assertEqual(path.read_bytes(), cells(100))

    def test_what_fails_leaves_it_as_it_was(self):
        path = self.file("out", "old")
        for liar in ("lost", "fsync", "rename"):
            done = self.run_command(*WORDS, "--bytes", "4M", "-o", path, program="deltagen-liar", environment={"LIAR": liar})
            self.assertEqual((done.returncode, path.read_text(), self.names()), (3, "old", ["out"]), liar)
            self.assertIn({"lost": "not written, because it would not be complete", "rename": "Device or resource busy",
                           "fsync": "Input/output error"}[liar], done.stderr.decode())

    def test_limit_of_a_file(self):
        path = self.file("out", "old")
        done = self.run_command(*WORDS, "--bytes", "4M", "-o", path,
                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
        self.assertEqual((done.returncode, path.read_text(), self.names()), (3, "old", ["out"]))
        self.assertIn("File too large after 100000 bytes", done.stderr.decode())


class Stored(Output):
    """Exit code 0 says that the data are on the disk."""

    def test_redirected_stdout(self):
        for words in ((*WORDS, "--count", 1), ("info",), ("fetch", *WORDS[1:], 1), ("--help",)):
            with open(self.folder / "out", "wb") as out:
                done = self.run_command(*words, stdout=out, program="deltagen-liar", environment={"LIAR": "fsync"})
            self.assertEqual(done.returncode, 3, words)
            self.assertIn("deltagen: stdout: cannot be completed", done.stderr.decode())

    def test_new_name(self):
        """It is on the disk too, which the folder's fsync says; where the file is not ours to name, none is asked for."""
        settings = {"program": "deltagen-liar", "environment": {"LIAR": "fsync-folder"}}
        path = self.folder / "out"
        for _ in range(2):
            self.fails(path, "Input/output error", **settings)
            self.assertEqual((path.read_bytes(), self.names()), (cells(100), ["out"]))  # it was asked for after the renaming
            path.write_text("old")
        with open(path, "wb") as out:
            self.gen("-", stdout=out, **settings)

    def test_what_has_no_disk(self):
        for path in ("/dev/null", "-"):
            self.gen(path, program="deltagen-liar", environment={"LIAR": "fsync"})

    def test_what_cannot_be_told_to_store(self):
        """File systems that know no fsync say so; a signal is no failure; all else is one."""
        path = self.folder / "out"
        for error in (errno.EINVAL, errno.ENOTSUP, errno.EROFS, errno.EINTR):
            self.gen(path, program="deltagen-liar", environment={"LIAR": f"fsync={error}"})
            path.unlink()
        for error in (errno.EDQUOT, errno.ENOSPC):
            self.fails(path, os.strerror(error), program="deltagen-liar", environment={"LIAR": f"fsync={error}"})


def privately(script):
    """Run in a mount namespace of its own."""
    return subprocess.run(["unshare", "--mount", "sh", "-euc", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, timeout=HANG_S)


CAN_MOUNT = ROOT and shutil.which("unshare") and privately("mount -t tmpfs none /mnt").returncode == 0


class InPlace(Output):
    """Where nothing can take the file's name it is written itself, and that is said first."""

    def as_nobody(self):
        """Settings with which a run has no rights."""
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if ROOT else {}

    def test_folder_that_may_not_be_written(self):
        path = self.file("out", "old and longer than the new one will be" * 99)
        path.chmod(0o666)
        self.folder.chmod(0o555)
        try:
            self.gen(path, warning=IN_PLACE + "Permission denied", **self.as_nobody())
            self.assertEqual((path.read_bytes(), self.names()), (cells(100), ["out"]))
            self.fails(self.folder / "new", "Permission denied", **self.as_nobody())
            path.chmod(0o444)
            self.fails(path, "Permission denied", **self.as_nobody())
            self.assertEqual(path.read_bytes(), cells(100))
        finally:
            self.folder.chmod(0o755)

    def test_file_that_may_not_be_written(self):
        path = self.file("out", "old")
        path.chmod(0o444)
        self.folder.chmod(0o777)
        self.fails(path, "Permission denied", **self.as_nobody())
        self.assertEqual((path.read_text(), self.names()), ("old", ["out"]))

    @unittest.skipUnless(ROOT, "it needs two users")
    def test_another_users_file(self):
        path = self.file("out", "old")
        path.chmod(0o666)
        self.folder.chmod(0o777)
        self.gen(path, warning=IN_PLACE + "it belongs to another user", **self.as_nobody())
        self.assertEqual((path.read_bytes(), path.stat().st_uid, self.names()), (cells(100), 0, ["out"]))

    def mounted(self, script):
        """stdout and stderr of a script with the folder as current one, and $gen."""
        gen = shlex.join([str(BUILD / "deltagen"), *map(str, WORDS), "--device", "soft"])
        done = privately(f"cd {shlex.quote(str(self.folder))}; gen={shlex.quote(gen)}\n{script}")
        return done.stdout, done.stderr.decode()

    @unittest.skipUnless(CAN_MOUNT, "it needs mount")
    def test_mounted_file(self):
        self.file("a", "old")
        self.file("b", "")
        output, error = self.mounted("mount --bind a b; $gen --count 100 -o b; cat b")
        self.assertEqual((output, self.names()), (cells(100), ["a", "b"]))
        self.assertRegex(error, rf"\Adeltagen: b: {IN_PLACE}it is mounted there; if this run fails, .*\n\Z")
        self.assertEqual(((self.folder / "a").read_bytes(), (self.folder / "b").read_bytes()), (cells(100), b""))

    @unittest.skipUnless(ROOT, "it needs chattr")
    def test_append_only_folder(self):
        old = self.file("old", "old")
        if subprocess.run(["chattr", "+a", self.folder], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("the file system has no folders of this kind")
        try:
            self.gen(old, warning=f"{old}: {IN_PLACE}its folder lets nothing be renamed")
            self.gen(self.folder / "new")
            self.assertEqual((old.read_bytes(), (self.folder / "new").read_bytes(), self.names()), (cells(100), cells(100), ["new", "old"]))
        finally:
            subprocess.run(["chattr", "-a", self.folder], check=True)

    def test_complaint_that_nobody_reads(self):
        """It ends the program; no temporary is left."""
        source, sink = os.pipe()
        os.close(source)
        done = subprocess.run([BUILD / "deltagen", *map(str, WORDS), "--bytes", "10M", "-o", self.folder / "out"], stderr=sink, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
        os.close(sink)
        self.assertEqual((done.returncode, self.names()), (-signal.SIGPIPE, []))

    @unittest.skipUnless(CAN_MOUNT, "it needs mount")
    def test_room_for_one(self):
        small = "mkdir d; mount -t tmpfs -o size=8M none d; cd d; head -c 5M /dev/zero > out; "
        output, error = self.mounted(small + "$gen --bytes 6M -o out; ls -A; stat -c %s out")
        self.assertEqual(output, b"out\n6291456\n")
        self.assertIn(IN_PLACE + "the disk has no room for the old and the new one", error)
        (self.folder / "d").rmdir()
        output, error = self.mounted(small.replace("5M", "7M") + "$gen --bytes 200K --format csv -o out; ls -A")
        self.assertEqual(output, b"out\n")
        self.assertIn(IN_PLACE + "the disk has no room for the old and the new one", error)
        (self.folder / "d").rmdir()
        output, error = self.mounted(small + "$gen --bytes 9M -o out || echo $?; ls -A; head -c 5M /dev/zero | cmp - out")
        self.assertEqual(output, b"3\nout\n")
        self.assertIn("No space left on device", error)

    @unittest.skipUnless(CAN_MOUNT and os.path.exists("/dev/loop-control"), "it needs loop devices")
    def test_device_without_the_room_it_promises(self):
        output, error = self.mounted("""
            mkdir d; mount -t tmpfs -o size=8M none d; truncate -s 32M d/image
            loop=$(losetup --find --show d/image) || { echo none; exit; }; trap 'losetup -d $loop' EXIT
            $gen --bytes 32M -o $loop || echo $?; $gen --bytes 32M > $loop || echo $?; $gen --bytes 32M --direct -o $loop || echo $?
        """)
        if output == b"none\n":
            self.skipTest("no loop device is free")
        self.assertEqual(output, b"3\n3\n3\n", error)


if __name__ == "__main__":
    unittest.main()
