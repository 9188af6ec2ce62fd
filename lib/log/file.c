// SPDX-License-Identifier: Apache-2.0
// file.h
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "format.h"

int dg_log_file_fail(dg_error *err, const char *what, const char *path, int number)
{
    char text[DG_SYSTEM_TEXT];
    return dg_fail(err, DG_ERR_IO, "cannot %s %s: %s%s", what, path, dg_system_text(number, text),
                   number == ENOSPC || number == EDQUOT ? ": free some space, then open it again" : "");
}

static int no_memory(dg_error *err)
{
    return dg_fail(err, DG_ERR_MEMORY, "no memory for the path of a log");
}

static int lock(int fd)
{
    int code;
    do
        code = flock(fd, LOCK_EX | LOCK_NB);
    while (code != 0 && errno == EINTR);
    return code == 0 ? 0 : errno;
}

// Is it still this file that stands there? A writer that replaces it may have been faster.
static bool stands(const struct dg_log_file *file)
{
    struct stat here, there;
    return fstat(file->fd, &here) == 0 && lstat(file->path, &there) == 0 && here.st_dev == there.st_dev &&
           here.st_ino == there.st_ino;
}

static int lock_file(struct dg_log_file *file, dg_error *err)
{
    int number = lock(file->fd);
    if (number == EWOULDBLOCK)
        return dg_fail(err, DG_ERR_BUSY, "%s is open for writing elsewhere: close it there, or open it read-only",
                       file->path);
    return number == 0 ? DG_OK : dg_log_file_fail(err, "lock", file->path, number);
}

// One try; *again if the file was replaced meanwhile.
static int open_once(bool writer, struct dg_log_file *file, bool *again, dg_error *err)
{
    struct stat is;
    *again = false;
    // a pipe would wait for its other end
    file->fd = open(file->path, (writer ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file->fd < 0)
        return dg_log_file_fail(err, writer ? "open for writing" : "open", file->path, errno);
    if (fstat(file->fd, &is) != 0)
        return dg_log_file_fail(err, "examine", file->path, errno);
    if (!S_ISREG(is.st_mode))
        return dg_fail(err, DG_ERR_ARGUMENT, "%s is no regular file: give the path of a log", file->path);
    if (!writer)
        return DG_OK;
    int code = lock_file(file, err);
    *again = code == DG_OK && !stands(file);
    return code;
}

int dg_log_file_open(const char *path, bool writer, struct dg_log_file *out, dg_error *err)
{
    bool again = true;
    int code = DG_OK;
    while (code == DG_OK && again) {
        *out = (struct dg_log_file){.path = realpath(path, NULL), .fd = -1};
        if (!out->path)
            return errno == ENOMEM ? no_memory(err) : dg_log_file_fail(err, "open", path, errno);
        code = open_once(writer, out, &again, err);
        if (code != DG_OK || again)
            dg_log_file_close(out);
    }
    return code;
}

void dg_log_file_close(struct dg_log_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    *file = (struct dg_log_file){.fd = -1};
}

// Nothing, or the beginning of a log.
static bool is_ours(int fd)
{
    char magic[DG_LOG_MAGIC_BYTES];
    size_t got;
    struct stat is;
    return fstat(fd, &is) == 0 && S_ISREG(is.st_mode) && dg_log_file_read(fd, magic, sizeof magic, 0, &got) == 0 &&
           memcmp(magic, DG_LOG_MAGIC, got) == 0;
}

static int take_over(struct dg_log_file *fresh, dg_error *err)
{
    if (!is_ours(fresh->fd))
        return dg_fail(err, DG_ERR_IO, "%s is in the way, and no log: move it elsewhere", fresh->path);
    int code = lock_file(fresh, err);
    if (code == DG_OK && !stands(fresh))
        return dg_fail(err, DG_ERR_BUSY, "%s is being made by another: try again", fresh->path);
    if (code == DG_OK && ftruncate(fresh->fd, 0) != 0)
        return dg_log_file_fail(err, "empty", fresh->path, errno);
    return code;
}

static int be_like(const struct dg_log_file *fresh, const struct dg_log_file *old, dg_error *err)
{
    struct stat is, was;
    if (fstat(old->fd, &was) != 0 || fstat(fresh->fd, &is) != 0)
        return dg_log_file_fail(err, "examine", old->path, errno);
    if ((is.st_uid != was.st_uid || is.st_gid != was.st_gid) && fchown(fresh->fd, was.st_uid, was.st_gid) != 0)
        return dg_log_file_fail(err, "keep the owner and group of", old->path, errno);
    if (fchmod(fresh->fd, was.st_mode & 07777) != 0)
        return dg_log_file_fail(err, "keep the mode of", old->path, errno);
    return DG_OK;
}

static char *new_path(const char *path)
{
    char *text;
    return asprintf(&text, "%s.new", path) < 0 ? NULL : text;
}

int dg_log_file_begin(const char *path, const struct dg_log_file *old, struct dg_log_file *out, dg_error *err)
{
    *out = (struct dg_log_file){.path = new_path(path), .fd = -1};
    if (!out->path)
        return no_memory(err);
    out->fd = open(out->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, old ? 0600 : 0666);
    int code = out->fd < 0 ? dg_log_file_fail(err, "make", out->path, errno) : take_over(out, err);
    if (code != DG_OK) {
        dg_log_file_close(out);
        return code;
    }
    if (old)
        code = be_like(out, old, err);
    if (code != DG_OK)
        dg_log_file_discard(out);
    return code;
}

// Not every file system can rename without replacing, and not every C library can say so.
static int rename_without(const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
#endif
    if (link(from, to) != 0)
        return errno;
    (void)unlink(from); // else the next writer does
    return 0;
}

// The entry of a file in its folder.
static int sync_folder(const char *path)
{
    char *copy = strdup(path);
    if (!copy)
        return ENOMEM;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    if (fd < 0)
        return errno;
    int number = dg_log_file_sync_all(fd);
    close(fd);
    return number == EINVAL ? 0 : number; // a file system that has nothing to sync in folders
}

int dg_log_file_place(struct dg_log_file *fresh, const char *path, bool replace, bool *placed, dg_error *err)
{
    *placed = false;
    char *copy = strdup(path);
    if (!copy)
        return no_memory(err);
    int number = dg_log_file_sync_all(fresh->fd);
    if (number == 0)
        number = replace ? rename(fresh->path, path) == 0 ? 0 : errno : rename_without(fresh->path, path);
    if (number != 0) {
        free(copy);
        return dg_log_file_fail(err, replace ? "replace" : "make", path, number);
    }
    *placed = true;
    free(fresh->path);
    fresh->path = copy;
    number = sync_folder(path);
    return number == 0 ? DG_OK : dg_log_file_fail(err, "make durable the name of", path, number);
}

void dg_log_file_discard(struct dg_log_file *fresh)
{
    (void)unlink(fresh->path);
    dg_log_file_close(fresh);
}

int dg_log_file_settle(const struct dg_log_file *file, dg_error *err)
{
    struct dg_log_file left = {.path = new_path(file->path), .fd = -1};
    if (!left.path)
        return no_memory(err);
    left.fd = open(left.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    if (left.fd >= 0 && is_ours(left.fd) && lock(left.fd) == 0 && stands(&left))
        (void)unlink(left.path);
    dg_log_file_close(&left);
    int number = dg_log_file_sync_all(file->fd);
    if (number == 0)
        number = sync_folder(file->path);
    return number == 0 ? DG_OK : dg_log_file_fail(err, "make durable", file->path, number);
}

int dg_log_file_read(int fd, void *buffer, size_t n, uint64_t position, size_t *got)
{
    for (*got = 0; *got < n;) {
        ssize_t part = pread(fd, (char *)buffer + *got, n - *got, (off_t)(position + *got));
        if (part < 0 && errno != EINTR)
            return errno;
        if (part == 0)
            return 0;
        if (part > 0)
            *got += (size_t)part;
    }
    return 0;
}

int dg_log_file_write(int fd, struct iovec *parts, int n, uint64_t position)
{
    while (n > 0) {
        ssize_t done = pwritev(fd, parts, n, (off_t)position);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        position += (uint64_t)done;
        for (; n > 0 && (size_t)done >= parts->iov_len; parts++, n--)
            done -= (ssize_t)parts->iov_len;
        if (n > 0) {
            parts->iov_base = (char *)parts->iov_base + done;
            parts->iov_len -= (size_t)done;
        }
    }
    return 0;
}

static int synced(int fd, int (*sync)(int fd))
{
    int code;
    do
        code = sync(fd);
    while (code != 0 && errno == EINTR);
    return code == 0 ? 0 : errno;
}

int dg_log_file_sync(int fd)
{
    return synced(fd, fdatasync);
}

int dg_log_file_sync_all(int fd)
{
    return synced(fd, fsync);
}
