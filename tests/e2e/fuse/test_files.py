#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the page says of files, beyond what a tmpfs has too: docs/filesystem.md."""

import errno
import fcntl
import mmap
import os
import pathlib
import random
import resource
import signal
import stat
import subprocess
import threading

import model
from common import BUILD, KINDS, Case, Volume, main, oracle, unmount

LAST = (1 << 63) - 1
SEED = 0x1234567890ABCDEF


def cells(kind, base, offset, size):
    """Bytes of a generated file, by the definitions."""
    width = oracle.CELL_SIZE[kind]
    first, last = offset // width, (offset + size - 1) // width
    data = b"".join(oracle.cell(kind, SEED, base + addr).to_bytes(width, "little") for addr in range(first, last + 1))
    return data[offset - first * width :][:size]


def pread(path, size, offset):
    with open(path, "rb") as file:
        return os.pread(file.fileno(), size, offset)


def pwrite(path, data, offset):
    with open(path, "r+b") as file:
        return os.pwrite(file.fileno(), data, offset)


class Refused:
    """A block that has to fail with an errno."""

    def __init__(self, *numbers):
        self.numbers = numbers

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if not isinstance(error, OSError) or error.errno not in self.numbers:
            raise AssertionError(f"{error!r}, not one of {[errno.errorcode[number] for number in self.numbers]}")
        return True


class Generated(Case):
    words = ("--tenant", f"t={SEED}")

    def setUp(self):
        super().setUp()
        self.tenant = self.root / "t"

    def test_content(self):
        chance = random.Random(1)
        for kind in KINDS:
            self.assertEqual((self.tenant / kind).stat().st_size, LAST)
            for offset in (0, 1, 7, 4093, 1 << 32, (1 << 62) + 3, LAST - 100, *(chance.randrange(LAST - 5000) for _ in range(10))):
                size = chance.randrange(1, min(300, LAST - offset + 1))
                self.assertEqual(pread(self.tenant / kind, size, offset), cells(kind, 0, offset, size), (kind, offset, size))
            self.assertEqual(pread(self.tenant / kind, 3, LAST - 3), cells(kind, 0, LAST - 3, 3))

    def test_large_reads(self):
        data = pread(self.tenant / "feistel", 3 << 20, 5)
        self.assertEqual((data[:4096], data[-4096:]), (cells("feistel", 0, 5, 4096), cells("feistel", 0, (3 << 20) + 5 - 4096, 4096)))
        self.assertEqual(len(data), 3 << 20)

    def test_written_bytes_stay_and_no_others(self):
        chance = random.Random(2)
        wanted = {}
        for kind in KINDS:
            base = chance.randrange(LAST - 20000)
            image = bytearray(cells(kind, 0, base, 3000))
            for _ in range(40):
                at, size = chance.randrange(2900), chance.randrange(1, 100)
                data = chance.randbytes(size)
                image[at : at + size] = data
                pwrite(self.tenant / kind, data, base + at)
            wanted[kind] = base, bytes(image)
            self.assertLess((self.tenant / kind).stat().st_blocks, 8)
        for _ in range(2):
            for kind, (base, image) in wanted.items():
                self.assertEqual(pread(self.tenant / kind, 3000, base), image, kind)
                self.assertEqual(pread(self.tenant / kind, 64, base + 3100), cells(kind, 0, base + 3100, 64))
            self.remount()

    def test_sizes(self):
        for kind in ("feistel", "shuffled32"):
            path = self.tenant / kind
            pwrite(path, b"x" * 100, 50)
            os.truncate(path, 61)
            self.assertEqual(path.read_bytes(), cells(kind, 0, 0, 50) + b"x" * 11)
            os.truncate(path, 200)
            self.assertEqual(path.read_bytes(), cells(kind, 0, 0, 50) + b"x" * 11 + cells(kind, 0, 61, 139))
            with open(path, "r+b") as file:
                self.assertEqual(os.lseek(file.fileno(), 3, os.SEEK_DATA), 3)
                self.assertEqual(os.lseek(file.fileno(), 3, os.SEEK_HOLE), 200)
                for mode in (model.PUNCH_HOLE | model.KEEP_SIZE, model.ZERO_RANGE):
                    with Refused(errno.EOPNOTSUPP):
                        model.fallocate(file.fileno(), mode, 0, 8)
            os.truncate(path, LAST)
            self.remount()
            self.assertEqual(pread(path, 200, 0), cells(kind, 0, 0, 50) + b"x" * 11 + cells(kind, 0, 61, 139))
            self.assertEqual(path.stat().st_size, LAST)

    def test_archetypes(self):
        self.assertEqual(pread(self.tenant / "raw/memory.raw", 50, 3), cells("feistel", 0, 3, 50))
        volume = sorted(str(path.relative_to(self.tenant)) for path in (self.tenant / "volume").rglob("*"))
        self.assertEqual(volume, ["volume/assets", *(f"volume/assets/asset_00{i}.raw" for i in range(5)), "volume/data_volume.bin"])
        self.assertEqual((self.tenant / "volume/data_volume.bin").stat().st_size, 1 << 40)
        self.assertEqual(len(list((self.tenant / "tree").rglob("*.bin"))), 256)
        path = self.tenant / "volume/data_volume.bin"
        bases = [base for base in range(1, 10) if pread(path, 8, 0) == cells("feistel", base << 44, 0, 8)]
        self.assertEqual(len(bases), 1)
        self.assertEqual(pread(path, 60, 12345), cells("feistel", bases[0] << 44, 12345, 60))
        pwrite(path, b"changed", 12347)
        self.remount()
        expected = cells("feistel", bases[0] << 44, 12345, 60)
        self.assertEqual(pread(path, 60, 12345), expected[:2] + b"changed" + expected[9:])

    def test_tenants(self):
        (self.tenant / "torus32").unlink()
        self.assertEqual(self.volume.unmount(), (0, ""))
        self.volume.mount("--tenant", f"t={SEED},u=1,v=0x2")
        self.assertFalse((self.tenant / "torus32").exists())
        self.assertNotEqual(pread(self.root / "u/feistel", 8, 0), pread(self.root / "v/feistel", 8, 0))
        (self.root / "own").mkdir()
        self.assertEqual(self.volume.unmount(), (0, ""))
        before = self.volume.store.read_bytes()
        for words, said in (("t=1", f"'t' is there with seed {SEED}"), ("own=1", "'own' is there and no tenant"), ("x", "is not NAME=SEED"),
                            ("x=", "seed ''"), ("=1", "is no name"), ("../x=1", "is no name"), ("..=1", "is no name"), ("n" * 256 + "=1", "is no name"),
                            ("a=7,a=8", "'a' is given twice"), ("a=7,b=0xzz", "seed '0xzz'"), ("a=7,own=1", "'own' is there and no tenant")):
            with self.assertRaisesRegex(AssertionError, said):
                self.volume.mount("--tenant", words)
            self.assertEqual(self.volume.ended()[0], 2)
        self.assertEqual(self.volume.store.read_bytes(), before)
        self.volume.words = ()

    def test_device_generates(self):
        self.assertEqual(self.volume.unmount(), (0, ""))
        self.volume.mount("--device", "soft:threads=2")
        pwrite(self.tenant / "feistel", b"x", 100)
        for kind in KINDS:
            self.assertEqual(pread(self.tenant / kind, 99, 1), cells(kind, 0, 1, 99))


class Files(Case):
    def test_mapped_writes_are_kept_without_msync(self):
        for number, end in enumerate((self.remount, self.terminate)):
            path = self.root / f"mapped{number}"
            path.write_bytes(bytes(100000))
            with open(path, "r+b") as file:
                shared = mmap.mmap(file.fileno(), 100000)
                private = mmap.mmap(file.fileno(), 100000, flags=mmap.MAP_PRIVATE)
            private[:5] = b"never"
            shared[70000:70003] = b"new"
            self.assertEqual(pread(path, 3, 70000), b"new")
            pwrite(path, b"old", 10)
            self.assertEqual((shared[10:13], private[:5]), (b"old", b"never"))
            shared[80000:80003] = b"end"  # and no file is closed, which would write it
            if end == self.remount:  # which asks that nothing is in use
                shared.close()
                private.close()
            end()
            expected = bytearray(100000)
            expected[70000:70003], expected[10:13], expected[80000:80003] = b"new", b"old", b"end"
            self.assertEqual(path.read_bytes(), expected)

    def terminate(self):
        self.assertEqual(self.volume.kill(signal.SIGTERM), (0, ""))
        self.assertFalse(os.path.ismount(self.root))
        self.volume.mount()

    def test_emptying_by_a_user_takes_the_set_user_bits(self):
        if os.geteuid() != 0:
            self.skip("to be another user, root is needed")
        path = self.root / "program"
        for mode, after in ((0o6777, 0o777), (0o6767, 0o2767), (0o777, 0o777)):
            path.write_bytes(b"x")
            path.chmod(mode)
            subprocess.run(["sh", "-c", ': > "$0"', path], check=True, user=65534, group=65534, extra_groups=[])
            self.assertEqual((path.stat().st_size, oct(path.stat().st_mode & 0o7777)), (0, oct(after)))

    def test_folders_inherit_the_set_group_bit(self):
        for mode, after in ((0o2755, stat.S_ISGID), (0o755, 0)):
            self.root.chmod(mode)
            folder = self.root / f"{mode}"
            folder.mkdir()
            (folder / "file").touch()
            self.assertEqual(folder.stat().st_mode & stat.S_ISGID, after)
            self.assertEqual((folder / "file").stat().st_mode & stat.S_ISGID, 0)

    def test_holes_take_no_room(self):
        path = self.root / "sparse"
        with open(path, "w+b") as file:
            os.pwrite(file.fileno(), b"x", 1 << 40)
            os.pwrite(file.fileno(), b"y" * 80, 96)
            self.assertEqual(os.lseek(file.fileno(), 0, os.SEEK_DATA), 96)
            self.assertEqual(os.lseek(file.fileno(), 96, os.SEEK_HOLE), 176)
            self.assertEqual(os.lseek(file.fileno(), 176, os.SEEK_DATA), 1 << 40)
            self.assertLessEqual(os.fstat(file.fileno()).st_blocks, 2)
            model.fallocate(file.fileno(), model.PUNCH_HOLE | model.KEEP_SIZE, 100, 1 << 41)
            self.assertEqual(os.pread(file.fileno(), 100, 90), bytes(6) + b"yyyy" + bytes(90))
            with Refused(errno.ENXIO):
                os.lseek(file.fileno(), 104, os.SEEK_DATA)
            self.assertEqual(os.fstat(file.fileno()).st_size, (1 << 40) + 1)
            model.fallocate(file.fileno(), model.ZERO_RANGE, 98, 1 << 42)
            self.assertEqual(os.fstat(file.fileno()).st_size, 98 + (1 << 42))
            self.assertEqual(os.pread(file.fileno(), 10, 94), bytes(2) + b"yy" + bytes(6))
            with Refused(errno.EOPNOTSUPP):
                model.fallocate(file.fileno(), 0, 0, 100)
        self.assertLess(self.volume.store.stat().st_size, 100000)
        self.remount()
        self.assertEqual(pread(path, 10, 94), bytes(2) + b"yy" + bytes(6))

    def test_what_there_is_not(self):
        path = self.root / "file"
        path.touch()
        for call in (lambda: os.setxattr(path, "user.x", b"y"), lambda: os.getxattr(path, "user.x"), lambda: os.listxattr(path),
                     lambda: os.open(self.root, os.O_TMPFILE | os.O_RDWR)):
            with Refused(errno.EOPNOTSUPP):
                call()
        self.assertEqual(os.statvfs(self.root).f_namemax, 255)
        host = os.statvfs(self.folder)
        self.assertEqual(os.statvfs(self.root).f_blocks, host.f_blocks * host.f_frsize // 4096)

    def test_reading_a_folder_while_it_changes(self):
        names = {f"name{i:05}" for i in range(5000)}
        for name in names:
            (self.root / name).touch()
        seen = set()
        with os.scandir(self.root) as entries:
            for i, entry in enumerate(entries):
                self.assertNotIn(entry.name, seen)
                seen.add(entry.name)
                (self.root / entry.name).unlink()
                (self.root / f"more{i}").touch()
        self.assertEqual(seen, names)
        self.remount()
        self.assertEqual(set(os.listdir(self.root)), {f"more{i}" for i in range(5000)})

    def test_removed_files_and_folders(self):
        folder = self.root / "gone"
        folder.mkdir()
        with open(self.root / "file", "w+b") as file:
            here = os.open(folder, os.O_RDONLY)
            folder.rmdir()
            (self.root / "file").unlink()
            os.pwrite(file.fileno(), b"still here", 3)
            os.ftruncate(file.fileno(), 8)
            model.fallocate(file.fileno(), model.ZERO_RANGE, 4, 1)
            self.assertEqual(os.pread(file.fileno(), 20, 0), bytes(3) + b"s" + bytes(1) + b"ill")
            with Refused(errno.ENOENT):
                os.open("new", os.O_CREAT | os.O_RDWR, dir_fd=here)
            self.assertEqual((os.listdir(here), os.fstat(here).st_nlink, os.fstat(file.fileno()).st_nlink), ([], 0, 0))
            os.close(here)
        self.remount()
        self.assertEqual(os.listdir(self.root), [])

    def test_log_is_compacted(self):
        kept = random.Random(3).randbytes(1 << 20)
        (self.root / "folder").mkdir()
        (self.root / "folder/kept").write_bytes(kept)
        os.link(self.root / "folder/kept", self.root / "linked")
        os.symlink("folder/kept", self.root / "symbolic")
        for i in range(100):
            pwrite(self.root / "linked", bytes([i]) * (1 << 20), 1 << 20) if i else (self.root / "other").write_bytes(kept)
        self.assertLess(self.volume.store.stat().st_size, 80 << 20)
        before = model.everything(self.root)
        for end in (self.remount, self.kill_and_mount):
            end()
            self.assertEqual(model.everything(self.root), before)
            self.assertEqual(pread(self.root / "symbolic", 2 << 20, 0), kept + bytes([99]) * (1 << 20))

    def kill_and_mount(self):
        self.volume.kill()
        self.volume.mount()


class Stores(Case):
    def refused(self, message, code):
        with self.assertRaisesRegex(AssertionError, message):
            self.volume.mount()
        self.assertEqual(self.volume.ended()[0], code)

    def test_second_mount(self):
        (self.folder / "other").mkdir()
        done = subprocess.run([BUILD / "deltagen", "mount", self.volume.store, self.folder / "other"], capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(self.volume.store), done.stderr)
        self.assertFalse(os.path.ismount(self.folder / "other"))
        (self.root / "x").touch()

    def test_volume_that_is_being_closed(self):
        self.assertEqual(self.volume.unmount(), (0, ""))
        with open(self.volume.store, "rb") as store:
            fcntl.flock(store, fcntl.LOCK_EX)
            release = threading.Timer(0.5, fcntl.flock, (store, fcntl.LOCK_UN))
            release.start()
            self.volume.mount()
            release.join()
        (self.root / "x").touch()

    def test_background(self):
        self.assertEqual(self.volume.unmount(), (0, ""))
        for _ in range(2):
            done = subprocess.run([BUILD / "deltagen", "mount", os.path.relpath(self.volume.store, self.folder), "mounted"],
                                  cwd=self.folder, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            (self.root / "x").touch()
            unmount(self.root)
            with open(self.volume.store, "rb") as store:
                fcntl.flock(store, fcntl.LOCK_EX)  # it has ended

    def test_what_is_no_volume(self):
        with open(self.root / "x", "wb", buffering=0) as file:
            file.write(b"y" * 1000)
            os.fsync(file.fileno())
        (self.root / "z").touch()  # what is durable before something else cannot be torn
        self.assertEqual(self.volume.unmount(), (0, ""))
        whole = self.volume.store.read_bytes()
        middle = bytearray(whole)
        middle[whole.index(b"y" * 1000)] ^= 1
        for data, code in ((b"no volume", 2), (bytes(5000), 2), (b"", 3), (bytes(middle), 3)):
            self.volume.store.write_bytes(data)
            self.refused(f"^deltagen: mount: {self.volume.store}: ", code)
            self.assertEqual(self.volume.store.read_bytes(), data)
        self.volume.store.write_bytes(whole)
        self.volume.mount()
        self.assertEqual((self.root / "x").read_bytes(), b"y" * 1000)

    def test_no_folder(self):
        self.assertEqual(self.volume.unmount(), (0, ""))
        self.root.rmdir()
        self.refused("mounted", 3)
        self.volume.store.unlink()
        self.refused("mounted", 3)
        self.assertFalse(self.volume.store.exists())
        self.root.mkdir()
        self.volume.words = ("--tenant", "a=7,b=0xzz")
        self.refused("seed '0xzz'", 2)
        self.assertFalse(self.volume.store.exists())

    def test_no_server(self):
        alone = self.folder / "deltagen"
        alone.symlink_to(BUILD / "deltagen")
        copy = pathlib.Path(self.folder, "bin")
        copy.mkdir()
        (copy / "deltagen").write_bytes((BUILD / "deltagen").read_bytes())
        (copy / "deltagen").chmod(0o755)
        done = subprocess.run([copy / "deltagen", "mount", "a", "b"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn("deltagen-fuse is missing", done.stderr)

    def test_nothing_changes_after_a_failed_write(self):
        (self.root / "kept").write_bytes(b"kept")
        self.assertEqual(self.volume.unmount(), (0, ""))
        program = self.folder / "program"
        program.write_text(f"#!/bin/sh\ntrap '' XFSZ\nexec {BUILD}/deltagen \"$@\"\n")
        program.chmod(0o755)
        self.volume.mount(program=program)
        size = self.volume.store.stat().st_size
        resource.prlimit(self.volume.process.pid, resource.RLIMIT_FSIZE, (size, size))
        with Refused(errno.EIO):
            (self.root / "first").touch()
        for change in (
            lambda: (self.root / "new").touch(),
            lambda: (self.root / "kept").unlink(),
            lambda: (self.root / "kept").rename(self.root / "other"),
            lambda: pwrite(self.root / "kept", b"other", 0),
            lambda: os.truncate(self.root / "kept", 0),
        ):
            with Refused(errno.EIO):
                change()
            self.assertFalse((self.root / "new").exists() or (self.root / "other").exists())
            self.assertEqual((self.root / "kept").read_bytes(), b"kept")
        unmount(self.root)
        code, said = self.volume.ended()
        self.assertEqual(code, 3)
        self.assertIn(str(self.volume.store), said)
        self.volume.mount()
        self.assertEqual(os.listdir(self.root), ["kept"])

    def fill_host(self, size):
        """The volume on a host that has so much room."""
        if os.geteuid() != 0:
            self.skip("a small tmpfs is root's to mount")
        self.assertEqual(self.volume.unmount(), (0, ""))
        small = self.folder / "small"
        small.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", small], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", small], check=False)
        self.volume.store = small / "volume"
        self.volume.mount()

    def test_full_host_can_be_emptied(self):
        self.fill_host("12M")
        for free in (os.unlink, lambda path: os.truncate(path, 0), lambda path: open(path, "wb").close()):
            for _ in range(2):
                (self.root / "empty").mkdir()
                with open(self.root / "file", "wb", buffering=0) as file:
                    for size in (1 << 16, 1):
                        with Refused(errno.ENOSPC):
                            while True:
                                file.write(bytes(size))
                self.assertGreater(self.volume.store.stat().st_size, 8 << 20)
                with Refused(errno.ENOSPC):
                    (self.root / "other").mkdir()
                os.rmdir(self.root / "empty")
                free(self.root / "file")
                self.assertLess(self.volume.store.stat().st_size, 1 << 20)
        self.remount()
        self.assertEqual((os.listdir(self.root), os.stat(self.root / "file").st_size), (["file"], 0))

    def test_full_host_of_many_files_can_be_emptied(self):
        self.fill_host("5M")
        made = 0
        with Refused(errno.ENOSPC):
            while True:
                (self.root / f"{made}").touch()
                made += 1
        self.assertGreater(made, 5000)
        for name in os.listdir(self.root):
            (self.root / name).unlink()
        self.remount()
        self.assertEqual(os.listdir(self.root), [])
        self.assertLess(self.volume.store.stat().st_size, 1 << 20)

    def test_full_host_is_compacted_when_mounted_anew(self):
        self.fill_host("12M")
        with open(self.root / "file", "wb", buffering=0) as file:
            for i in range(7):
                os.pwrite(file.fileno(), bytes([i]) * (1 << 20), 0)
        self.assertGreater(self.volume.store.stat().st_size, 7 << 20)
        self.volume.kill()
        self.volume.mount()
        self.assertLess(self.volume.store.stat().st_size, 2 << 20)
        for i in range(4):
            (self.root / "file").write_bytes(bytes([i]) * (1 << 20))
        self.assertEqual(self.volume.unmount(), (0, ""))
        self.assertLess(self.volume.store.stat().st_size, 2 << 20)
        self.volume.mount()
        self.assertEqual((self.root / "file").read_bytes(), b"\3" * (1 << 20))

    def test_full_host(self):
        self.fill_host("8M")
        kept = random.Random(4).randbytes(1 << 20)
        (self.root / "kept").write_bytes(kept)
        with open(self.root / "kept", "r+b", buffering=0) as file, Refused(errno.ENOSPC):
            while True:
                os.pwrite(file.fileno(), bytes(1 << 19), 1 << 20)
        size = self.volume.store.stat().st_size
        with Refused(errno.ENOSPC):
            for i in range(10**5):
                (self.root / f"name{i}").touch()
        self.assertLess(self.volume.store.stat().st_size - size, 1 << 20)
        before = model.everything(self.root)
        self.remount()
        self.assertEqual(model.everything(self.root), before)
        self.assertEqual(pread(self.root / "kept", 1 << 20, 0), kept)


if __name__ == "__main__":
    main()
