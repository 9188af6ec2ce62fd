// SPDX-License-Identifier: Apache-2.0
// A device or a system that is wrong, for the tests: linked into a second deltagen in place of the library's and the
// system's calls (--wrap). The environment's LIAR says how. The device's: "read" damages the first word that a READ
// returns, "read-first" on the device opened first only, "verify" counts one mismatch too many, "lost" fails the third
// run of cells. The system's: "interrupt", SIGINT comes just before the program begins to read its standard input;
// "short", a read gives 1000 bytes at most; "fsync", "rename" fail, "fsync-folder" that of a folder, "fsync=22" with
// that error, "fsync=4" (EINTR) once; "random" is 7 at first.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deltagen/deltagen.h>

int __real_dg_async_submit(dg_device *dev, dg_request *request, dg_error *err);
int __wrap_dg_async_submit(dg_device *dev, dg_request *request, dg_error *err);
int __real_dg_synth_verify(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, const void *data, size_t count,
                           dg_synth_verdict *out, dg_error *err);
int __wrap_dg_synth_verify(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, const void *data, size_t count,
                           dg_synth_verdict *out, dg_error *err);
int __real_dg_synth_run(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out,
                        dg_error *err);
int __wrap_dg_synth_run(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out,
                        dg_error *err);

ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);

static unsigned lies(const char *how)
{
    const char *lie = getenv("LIAR");
    return lie && strcmp(lie, how) == 0;
}

int __wrap_dg_async_submit(dg_device *dev, dg_request *request, dg_error *err)
{
    static dg_device *first;
    first = first ? first : dev;
    int code = __real_dg_async_submit(dev, request, err);
    bool lie = (request->op == DG_OP_READ && (lies("read") || (lies("read-first") && dev == first))) ||
               (request->op == DG_OP_SYNTH_RUN && lies("run"));
    if (code == DG_OK && lie && dg_async_drain(dev, err) == DG_OK)
        *(uint64_t *)request->out ^= 1;
    return code;
}

int __wrap_dg_synth_verify(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, const void *data, size_t count,
                           dg_synth_verdict *out, dg_error *err)
{
    int code = __real_dg_synth_verify(dev, kind, seed, base, data, count, out, err);
    out->mismatches += lies("verify");
    return code;
}

int __wrap_dg_synth_run(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out,
                        dg_error *err)
{
    static int calls;
    if (lies("lost") && ++calls == 3) {
        *err = (dg_error){DG_ERR_LOST, "the device was unplugged"};
        return DG_ERR_LOST;
    }
    return __real_dg_synth_run(dev, kind, seed, base, count, out, err);
}

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
    enum { SHORT = 1000 };
    static int calls;
    if (lies("interrupt") && fd == STDIN_FILENO && calls++ == 0)
        raise(SIGINT);
    ssize_t n = __real_read(fd, buffer, size);
    if (lies("short") && n > SHORT && lseek(fd, SHORT - n, SEEK_CUR) >= 0)
        n = SHORT;
    return n;
}

ssize_t __real_getrandom(void *buffer, size_t size, unsigned flags);
ssize_t __wrap_getrandom(void *buffer, size_t size, unsigned flags);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_renameat(int from_folder, const char *from, int to_folder, const char *to);
int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to);

int __wrap_fsync(int fd)
{
    static int calls;
    const char *liar = getenv("LIAR");
    struct stat status;
    bool of_folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
    int error = lies("fsync") || (lies("fsync-folder") && of_folder) ? EIO
                : liar && strncmp(liar, "fsync=", 6) == 0            ? atoi(liar + 6)
                                                                     : 0;
    if (error == 0 || (error == EINTR && calls++ > 0))
        return __real_fsync(fd);
    errno = error;
    return -1;
}

int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    errno = EBUSY;
    return lies("rename") ? -1 : __real_renameat(from_folder, from, to_folder, to);
}

ssize_t __wrap_getrandom(void *buffer, size_t size, unsigned flags)
{
    static int calls;
    const uint64_t seven = 7;
    if (!lies("random") || calls++ > 0 || size != sizeof seven)
        return __real_getrandom(buffer, size, flags);
    memcpy(buffer, &seven, sizeof seven);
    return sizeof seven;
}
