// SPDX-License-Identifier: Apache-2.0
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "interrupt.h"
#include "message.h"

// ---- Which file a path means. All by open folders: names need not fit a path's length, and nothing moves meanwhile.

struct place {
    int folder;              // open
    char name[NAME_MAX + 1]; // in it; no link
    int descriptor;          // of this program, or -1
};

static int open_retrying(int folder, const char *name, int flags)
{
    int fd;
    do
        fd = openat(folder, name, flags | O_CLOEXEC);
    while (fd < 0 && errno == EINTR && !interrupted());
    return fd;
}

static bool is_same(int folder, const char *path)
{
    struct stat a, b;
    return fstat(folder, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool is_proc(int folder)
{
    struct statfs fs;
    return fstatfs(folder, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

// The descriptor that a name in /proc/self/fd stands for, or -1.
static int descriptor_at(const struct place *place)
{
    bool digits = place->name[strspn(place->name, "0123456789")] == '\0' && strlen(place->name) < 9;
    bool own = digits && is_proc(place->folder) &&
               (is_same(place->folder, "/proc/self/fd") || is_same(place->folder, "/proc/thread-self/fd"));
    return own ? (int)strtol(place->name, NULL, 10) : -1;
}

// The folder of a path, which is seen from the folder `from`, and the last of its names.
static int enter(int from, char *path, struct place *place)
{
    char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (strlen(name) >= sizeof place->name)
        return ENAMETOOLONG;
    memcpy(place->name, name, strlen(name) + 1);
    *name = '\0';
    place->folder = open_retrying(from, slash ? path : ".", O_PATH | O_DIRECTORY);
    if (place->folder < 0)
        return errno;
    place->descriptor = descriptor_at(place);
    return *place->name ? 0 : EISDIR;
}

// From link to link, as the system does it itself, but to the end also where there is nothing yet.
static int find_place(const char *path, struct place *place)
{
    enum { LINKS_MAX = 40 };
    char text[PATH_MAX];
    struct stat unused;
    if (stat(path, &unused) != 0 && (errno != ENOENT || *path == '\0')) // what may not be followed is not
        return errno;
    (void)snprintf(text, sizeof text, "%s", path);
    int from = AT_FDCWD;
    for (int links = 0; links <= LINKS_MAX; links++) {
        int error = enter(from, text, place);
        if (from >= 0)
            close(from);
        if (error != 0 || is_proc(place->folder))
            return error; // links in /proc lead to what is open, whatever its name
        ssize_t n = readlinkat(place->folder, place->name, text, sizeof text - 1);
        if (n < 0)
            return errno == EINVAL || errno == ENOENT ? 0 : errno;
        text[n] = '\0';
        from = place->folder;
        place->folder = -1;
    }
    close(from);
    return ELOOP;
}

// ---- In place.

static int write_descriptor(struct target *target, int descriptor, bool direct)
{
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return EBADF;
    if (direct)
        return EINVAL; // it is not ours to change
    target->fd = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    return target->fd >= 0 ? 0 : errno;
}

// A device, a pipe, or what else there is.
static int write_special(struct target *target, const struct place *place, bool direct)
{
    target->fd = open_retrying(place->folder, place->name, O_WRONLY | O_NOCTTY | (direct ? O_DIRECT : 0));
    return target->fd >= 0 ? 0 : errno;
}

// A file that was not there.
static int create(int folder, const char *name, mode_t mode, bool direct)
{
    return openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | (direct ? O_DIRECT : 0), mode);
}

static int write_new(struct target *target, const struct place *place, bool direct)
{
    target->fd = create(place->folder, place->name, 0666, direct);
    return target->fd >= 0 ? 0 : errno;
}

static int write_over(struct target *target, int file)
{
    if (file < 0)
        return ETXTBSY;
    if (ftruncate(file, 0) != 0)
        return errno;
    target->fd = file;
    return 0;
}

// ---- By a temporary.

static int make_temporary(struct target *target, int folder, mode_t mode, bool direct)
{
    uint64_t number;
    do {
        if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
            return errno;
        (void)snprintf(target->temporary, sizeof target->temporary, ".deltagen-%016" PRIx64, number);
        target->fd = create(folder, target->temporary, mode, direct);
    } while (target->fd < 0 && errno == EEXIST);
    if (target->fd < 0) {
        int error = errno;
        if (direct)
            (void)unlinkat(folder, target->temporary, 0); // O_DIRECT is refused when the file is there already
        return error;
    }
    target->folder = folder;
    return 0;
}

// The number of the mount that a file is in; -1 where /proc does not tell.
static long mount_of(int fd)
{
    char path[64], line[128];
    long number = -1;
    (void)snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, "mnt_id:", 7) == 0)
            number = strtol(line + 7, NULL, 10);
    }
    if (file)
        (void)fclose(file);
    return number;
}

// Nothing in it can be given another name, nor removed.
static bool is_append_only(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), flags = 0;
    bool is = fd >= 0 && ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 && (flags & FS_APPEND_FL) != 0;
    if (fd >= 0)
        close(fd);
    return is;
}

static bool has_room_for_one_only(int folder, const struct stat *old, uint64_t bytes)
{
    struct statvfs fs;
    if (fstatvfs(folder, &fs) != 0)
        return false;
    uint64_t room = (uint64_t)fs.f_bavail * fs.f_frsize;
    if (bytes == 0)
        bytes = (uint64_t)old->st_size;
    return bytes > room && bytes <= room + (uint64_t)old->st_blocks * 512;
}

// Why a file cannot be replaced by another, or NULL: then there is a temporary with its owner and mode.
static const char *begin_replacement(struct target *target, int folder, int file, const struct stat *old, bool direct,
                                     uint64_t bytes)
{
    if (file >= 0 && mount_of(file) != mount_of(folder))
        return "it is mounted there";
    if (is_append_only(folder))
        return "its folder lets nothing be renamed";
    if (has_room_for_one_only(folder, old, bytes))
        return "the disk has no room for the old and the new one";
    int error = make_temporary(target, folder, S_IRUSR | S_IWUSR, direct);
    if (error != 0)
        return strerror(error);
    if (old->st_uid != geteuid() && fchown(target->fd, old->st_uid, (gid_t)-1) != 0) {
        target_drop(target);
        return "it belongs to another user";
    }
    bool grouped = fchown(target->fd, (uid_t)-1, old->st_gid) == 0; // else what its group may is nobody's
    (void)fchmod(target->fd, old->st_mode & (grouped ? 0777 : 0707));
    return NULL;
}

static int replace(struct target *target, struct place *place, const struct stat *old, const char *path, bool direct,
                   uint64_t bytes)
{
    int file = openat(place->folder, place->name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 && errno != ETXTBSY) // a program that runs can be replaced
        return errno;
    if (direct && file >= 0 && fcntl(file, F_SETFL, O_DIRECT) != 0) {
        close(file);
        return EINVAL;
    }
    const char *why = begin_replacement(target, place->folder, file, old, direct, bytes);
    if (!why) {
        if (file >= 0)
            close(file);
        place->folder = -1; // it is the target's now
        return 0;
    }
    complain("%s: written in place, because %s; if this run fails, what was in it is lost", path, why);
    int error = write_over(target, file);
    if (error != 0 && file >= 0)
        close(file);
    return error;
}

static int open_place(struct target *target, struct place *place, const char *path, bool direct, uint64_t bytes)
{
    struct stat old;
    if (place->descriptor >= 0)
        return write_descriptor(target, place->descriptor, direct);
    if (is_proc(place->folder))
        return write_special(target, place, direct);
    if (fstatat(place->folder, place->name, &old, AT_SYMLINK_NOFOLLOW) == 0)
        return S_ISREG(old.st_mode) ? replace(target, place, &old, path, direct, bytes)
                                    : write_special(target, place, direct);
    if (errno != ENOENT)
        return errno;
    if (is_append_only(place->folder))
        return write_new(target, place, direct);
    int error = make_temporary(target, place->folder, 0666, direct);
    if (error == 0)
        place->folder = -1;
    return error;
}

int target_open(struct target *target, const char *path, bool direct, uint64_t bytes)
{
    *target = (struct target){.fd = -1, .folder = -1};
    if (strcmp(path, "-") == 0)
        return write_descriptor(target, STDOUT_FILENO, direct);
    struct place place = {.folder = -1};
    int error = find_place(path, &place);
    if (error == 0) {
        memcpy(target->name, place.name, sizeof place.name);
        error = open_place(target, &place, path, direct, bytes);
    }
    if (place.folder >= 0)
        close(place.folder);
    return error;
}

// ---- The end.

int target_store(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !(S_ISREG(status.st_mode) || S_ISBLK(status.st_mode) || S_ISDIR(status.st_mode)))
        return 0;
    while (fsync(fd) != 0) {
        if (errno == EINVAL || errno == ENOTSUP || errno == EROFS) // as files in /proc
            return 0;
        if (errno != EINTR || interrupted())
            return errno;
    }
    return 0;
}

// That the new name is on the disk, too. Who may not read the folder cannot ask for it.
static int store_folder(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    int error = target_store(fd);
    close(fd);
    return error;
}

int target_keep(struct target *target)
{
    int error = target_store(target->fd);
    if (close(target->fd) != 0 && error == 0)
        error = errno;
    target->fd = -1;
    if (error == 0 && target->folder >= 0) {
        if (renameat(target->folder, target->temporary, target->folder, target->name) != 0)
            error = errno;
        else
            target->temporary[0] = '\0';
    }
    if (error == 0 && target->folder >= 0)
        error = store_folder(target->folder);
    target_drop(target);
    return error;
}

void target_drop(struct target *target)
{
    if (target->folder >= 0 && target->temporary[0])
        (void)unlinkat(target->folder, target->temporary, 0);
    if (target->folder >= 0)
        close(target->folder);
    if (target->fd >= 0)
        close(target->fd);
    target->fd = target->folder = -1;
}
