# SPDX-License-Identifier: Apache-2.0
"""The same random operations on two directories, one of which is a tmpfs: every result and errno must be the same.

A run is made again by its seed. What cannot be compared is not asked: sizes of directories, times that nobody has set,
where exactly holes are (only that they read as zeros).
"""

import ctypes
import errno
import mmap
import os
import random
import stat

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
LIBC.renameat2.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
AT_FDCWD = -100
NOREPLACE, EXCHANGE = 1, 2
KEEP_SIZE, PUNCH_HOLE, ZERO_RANGE = 1, 2, 16
NOBODY = 65534
OPEN_MAX = 8
LAST_SET_TIME_NS = 10**18  # times that are set are older; all others are newer
TMPFS_SEEK_MAX = (1 << 63) - 4096  # behind it, a tmpfs counts pages past the end of the numbers
HUGE = (1 << 40, (1 << 62) + 5, (1 << 63) - 1 - 9000)


def called(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def fallocate(fd, mode, offset, length):
    called(LIBC.fallocate(fd, mode, offset, length))


def rename2(old, new, flags):
    called(LIBC.renameat2(AT_FDCWD, os.fsencode(old), AT_FDCWD, os.fsencode(new), flags))


class Side:
    """One of the two directories, with what is open in it."""

    def __init__(self, root):
        self.root = str(root)
        self.fds = {}

    def path(self, name):
        return f"{self.root}/{name}" if name else self.root

    def done(self, operation, *arguments):
        """What an operation gives, or its errno."""
        try:
            return operation(self, *arguments)
        except OSError as error:
            return f"errno {errno.errorcode.get(error.errno, error.errno)}"


def shown(info):
    """Of a stat, what both sides have to agree on."""
    is_folder = stat.S_ISDIR(info.st_mode)
    mtime = info.st_mtime_ns if info.st_mtime_ns < LAST_SET_TIME_NS else "new"
    return (oct(info.st_mode), info.st_nlink, info.st_uid, info.st_gid, info.st_rdev, 0 if is_folder else info.st_size, mtime)


def is_device(path):
    try:
        return stat.S_ISCHR(os.stat(path).st_mode)
    except OSError:
        return False


# Operations: on one side, with the arguments that both get.
def do_open(side, slot, name, flags, mode):
    if is_device(side.path(name)):
        raise OSError(errno.ENXIO, "what opening does depends on how it is mounted")
    side.fds[slot] = os.open(side.path(name), flags, mode)


def do_close(side, slot):
    os.close(side.fds.pop(slot))


def do_read(side, slot, size, offset):
    return os.pread(side.fds[slot], size, offset)


def do_write(side, slot, data, offset):
    return os.pwrite(side.fds[slot], data, offset)


def do_copy(side, source, target, size, from_offset, to_offset):
    return os.copy_file_range(side.fds[source], side.fds[target], size, from_offset, to_offset)


def do_ftruncate(side, slot, size):
    os.ftruncate(side.fds[slot], size)


def do_truncate(side, name, size):
    os.truncate(side.path(name), size)


def do_punch(side, slot, offset, size):
    fallocate(side.fds[slot], PUNCH_HOLE | KEEP_SIZE, offset, size)


def do_fsync(side, slot, only_data):
    (os.fdatasync if only_data else os.fsync)(side.fds[slot])


def do_fstat(side, slot):
    return shown(os.fstat(side.fds[slot]))


def do_stat(side, name):
    return shown(os.lstat(side.path(name)))


def do_list(side, name):
    return sorted(os.listdir(side.path(name)))


def do_mkdir(side, name, mode):
    os.mkdir(side.path(name), mode)


def do_rmdir(side, name):
    os.rmdir(side.path(name))


def do_unlink(side, name):
    os.unlink(side.path(name))


def do_rename(side, old, new, flags):
    rename2(side.path(old), side.path(new), flags)


def do_link(side, old, new):
    os.link(side.path(old), side.path(new), follow_symlinks=False)


def do_symlink(side, target, name):
    os.symlink(target, side.path(name))


def do_readlink(side, name):
    return os.readlink(side.path(name))


def do_mknod(side, name, mode, device):
    os.mknod(side.path(name), mode, device)


def do_chmod(side, name, mode):
    os.chmod(side.path(name), mode)


def do_chown(side, name, uid, gid):
    os.lchown(side.path(name), uid, gid)


def do_times(side, name, atime, mtime):
    os.utime(side.path(name), ns=(atime, mtime), follow_symlinks=False)
    info = os.lstat(side.path(name))
    return info.st_atime_ns, info.st_mtime_ns


def do_touch(side, name):
    os.utime(side.path(name))


def do_access(side, name, mode):
    return os.access(side.path(name), mode, effective_ids=True)


def do_map(side, slot, offset, data, mtime):
    """Writes through a shared mapping; when that becomes a change of the file's time is not compared."""
    info = os.fstat(side.fds[slot])
    size = info.st_size
    if not stat.S_ISREG(info.st_mode) or not 0 < size <= 1 << 20:
        return "not mapped"
    with mmap.mmap(side.fds[slot], size) as memory:
        offset %= size
        data = data[: size - offset]
        memory[offset : offset + len(data)] = data
        memory.flush()
        seen = memory[:]
    os.utime(side.fds[slot], ns=(mtime, mtime))
    return seen


def is_one_change(operation, arguments):
    """The kernel may divide a write at the ends of pages."""
    if operation is do_write:
        return arguments[2] % 4096 + len(arguments[1]) <= 4096
    return operation not in (do_open, do_copy, do_map)


class Run:
    """Operations chosen by a seed, on both sides."""

    def __init__(self, tried, model, seed):
        self.tried, self.model = Side(tried), Side(model)
        self.random = random.Random(seed)
        self.seed = seed
        self.number = 0
        self.is_one_change = False  # what the last operation did; the set-user bits go by another one
        self.open = []
        self.said = []
        self.users = (0, 0, 0, 0, NOBODY) if os.geteuid() == 0 else (os.geteuid(),)
        self.outcomes = {}

    def name(self):
        """Of a few files, so that they meet; rarely one that is too long, or none."""
        pick = self.random.random()
        if pick < 0.01:
            return "n" * self.random.choice((255, 256))
        depth = self.random.choice((0, 0, 1, 1, 2))
        folders = [self.random.choice(("d", "e")) for _ in range(depth)]
        return "/".join([*folders, self.random.choice(("a", "b", "c", "d", "e", "s"))])

    def offset(self):
        pick = self.random.random()
        if pick < 0.02:
            return self.random.choice(HUGE)
        return self.random.choice((0, self.random.randrange(64), self.random.randrange(70000), 4096 * self.random.randrange(16)))

    def size(self):
        return self.random.choice((0, 1, 7, 8, 9, self.random.randrange(100), self.random.randrange(10000), 4096, 65536))

    def data(self):
        return self.random.randbytes(self.size())

    def mode(self):
        return self.random.choice((0o644, 0o755, 0o600, 0o777, 0o000, 0o2755, 0o1777, 0o6755, 0o444))

    def time(self):
        return self.random.randrange(LAST_SET_TIME_NS)

    def slot(self):
        return self.random.choice(self.open)

    def choose_open(self):
        if len(self.open) >= OPEN_MAX:
            return self.choose_close()
        slot = next(i for i in range(OPEN_MAX) if i not in self.open)
        flags = self.random.choice((os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR, os.O_RDWR))
        for flag, share in ((os.O_CREAT, 0.7), (os.O_EXCL, 0.1), (os.O_TRUNC, 0.2), (os.O_APPEND, 0.1), (os.O_NOFOLLOW, 0.1),
                            (os.O_DIRECTORY, 0.03), (os.O_SYNC, 0.02)):
            if self.random.random() < share:
                flags |= flag
        return do_open, (slot, self.name(), flags | os.O_NONBLOCK, self.mode())

    def choose_close(self):
        return do_close, (self.slot(),)

    def choose_on_fd(self):
        r = self.random
        return r.choice((
            lambda: (do_read, (self.slot(), self.size(), self.offset())),
            lambda: (do_read, (self.slot(), 65536, 0)),
            lambda: (do_write, (self.slot(), self.data(), self.offset())),
            lambda: (do_write, (self.slot(), self.data(), self.offset())),
            lambda: (do_copy, (self.slot(), self.slot(), self.size(), r.randrange(20000), r.randrange(20000))),
            lambda: (do_ftruncate, (self.slot(), self.offset())),
            lambda: (do_punch, (self.slot(), self.offset(), self.size())),
            lambda: (do_fsync, (self.slot(), r.random() < 0.5)),
            lambda: (do_fstat, (self.slot(),)),
            lambda: (do_map, (self.slot(), r.randrange(70000), self.data(), self.time())),
            lambda: (do_seek, (self.slot(), self.offset())),
        ))()

    def choose_on_name(self):
        r = self.random
        return r.choice((
            lambda: (do_stat, (self.name(),)),
            lambda: (do_list, (r.choice(("", "d", "e", "d/d", "a")),)),
            lambda: (do_mkdir, (r.choice(("d", "e", "d/d", "d/e", "e/d", self.name())), self.mode() | 0o700)),
            lambda: (do_rmdir, (self.name(),)),
            lambda: (do_unlink, (self.name(),)),
            lambda: (do_unlink, (self.name(),)),
            lambda: (do_rename, (self.name(), self.name(), r.choice((0, 0, 0, NOREPLACE, EXCHANGE, NOREPLACE | EXCHANGE, 64)))),
            lambda: (do_link, (self.name(), self.name())),
            lambda: (do_symlink, (r.choice((self.name(), "x" * 4095, "x" * 4096, "")), self.name())),
            lambda: (do_readlink, (self.name(),)),
            lambda: (do_mknod, (self.name(), self.mode() | r.choice((stat.S_IFREG, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR)),
                                os.makedev(r.randrange(300), r.randrange(70000)))),
            lambda: (do_truncate, (self.name(), self.offset())),
            lambda: (do_chmod, (self.name(), self.mode())),
            lambda: (do_chown, (self.name(), r.choice((-1, 0, NOBODY)), r.choice((-1, 0, NOBODY, 12)))),
            lambda: (do_times, (self.name(), self.time(), self.time())),
            lambda: (do_touch, (self.name(),)),
            lambda: (do_access, (self.name(), r.choice((os.R_OK, os.W_OK, os.X_OK)))),
        ))()

    def choose(self):
        pick = self.random.random()
        if pick < 0.1 or (pick < 0.5 and not self.open):
            return self.choose_open()
        if pick < 0.14 and self.open:
            return self.choose_close()
        return self.choose_on_fd() if pick < 0.5 and self.open else self.choose_on_name()

    def step(self):
        self.number += 1
        operation, arguments = self.choose()
        user = self.random.choice(self.users)
        self.is_one_change = user == 0 and is_one_change(operation, arguments)
        outcome = self.on_both(operation, arguments, user)
        failed = isinstance(outcome, str) and outcome.startswith("errno")
        if operation is do_open and not failed:
            self.open.append(arguments[0])
        if operation is do_close:
            self.open.remove(arguments[0])
        key = (operation.__name__[3:], outcome if failed else "done")
        self.outcomes[key] = self.outcomes.get(key, 0) + 1

    def on_both(self, operation, arguments, user):
        got, wanted = (self.as_user(user, side, operation, arguments) for side in (self.tried, self.model))
        words = f"{self.number}: {operation.__name__[3:]}{arguments!r:.300} as {user}"
        self.said = [*self.said[-30:], f"{words} -> {wanted!r:.200}"]
        if operation is do_seek and isinstance(got, tuple) and isinstance(wanted, tuple):
            got = wanted if self.holes_fit(arguments, got) else got
        if got != wanted:
            history = "\n".join(self.said)
            raise AssertionError(f"seed {self.seed}, operation {words}:\ngot    {got!r:.500}\nwanted {wanted!r:.500}\nbefore:\n{history}")
        return wanted

    @staticmethod
    def as_user(user, side, operation, arguments):
        if user != os.geteuid():
            os.setegid(user)
            os.seteuid(user)
        try:
            return side.done(operation, *arguments)
        finally:
            if user != 0 and os.getuid() == 0:
                os.seteuid(0)
                os.setegid(0)

    def holes_fit(self, arguments, got):
        """Before the data that was found, and in the hole, the model has only zeros."""
        slot, offset = arguments
        data, hole, behind = got
        with open(f"/proc/self/fd/{self.model.fds[slot]}", "rb") as file:  # the slot's may be for writing only
            size = os.fstat(file.fileno()).st_size
            spans = [(offset, size if data is None else data), (hole, size if behind is None else behind)]
            return all(begin <= end and not any(os.pread(file.fileno(), min(end - begin, 1 << 20), begin)) for begin, end in spans)

    def close_all(self):
        for slot in self.open:
            for side in (self.tried, self.model):
                os.close(side.fds.pop(slot))
        self.open = []

    def compare_all(self):
        """Everything that is there."""
        got, wanted = (everything(side.root) for side in (self.tried, self.model))
        for name in sorted(got.keys() | wanted.keys()):
            if got.get(name) != wanted.get(name):
                raise AssertionError(f"seed {self.seed}, after operation {self.number}, {name}:\n"
                                     f"got    {got.get(name)!r:.500}\nwanted {wanted.get(name)!r:.500}")


def do_seek(side, slot, offset):
    """Where data is from offset on, where the hole behind it, and the data behind that; None: none."""
    def seek(position, whence):
        try:
            return os.lseek(side.fds[slot], position, whence)
        except OSError as error:
            if error.errno != errno.ENXIO or position >= size:
                raise
            return None

    info = os.fstat(side.fds[slot])
    size = info.st_size
    if not stat.S_ISREG(info.st_mode) or size > TMPFS_SEEK_MAX:
        return "not asked"
    data = seek(offset, os.SEEK_DATA)
    hole = os.lseek(side.fds[slot], offset if data is None else data, os.SEEK_HOLE)
    return data, hole, seek(hole, os.SEEK_DATA) if hole < size else None


def everything(root):
    """Names and what is behind them. Names of one file are told by the first of them."""
    found, first = {}, {}
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(folders + files):
            path = os.path.join(folder, name)
            info = os.lstat(path)
            content = ""
            if stat.S_ISLNK(info.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(info.st_mode):
                content = content_of(path, info.st_size)
            relative = os.path.relpath(path, root)
            same = first.setdefault(info.st_ino, relative)
            found[relative] = (shown(info), content, same)
    return found


def content_of(path, size):
    """What is not zero of a file that may be larger than all disks: bytes by their place."""
    kept = []
    with open(path, "rb") as file:
        at = 0
        while at < size:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(file.fileno(), at, os.SEEK_HOLE) if size <= TMPFS_SEEK_MAX else min(size, at + 4096 - at % 4096)
            while at < end:
                block = os.pread(file.fileno(), min(end - at, 4096 - at % 4096), at)
                if any(block):
                    kept.append((at - at % 4096, block.rstrip(b"\0") if at % 4096 == 0 else b"\0" * (at % 4096) + block.rstrip(b"\0")))
                at += len(block)
    merged = {}
    for at, block in kept:
        before = merged.get(at, b"")
        length = max(len(before), len(block))
        merged[at] = bytes(x | y for x, y in zip(before.ljust(length, b"\0"), block.ljust(length, b"\0")))
    return sorted(merged.items())
