// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chunk.h"
#include "command.h"
#include "interrupt.h"
#include "text.h"

// Fewer and longer turns of writer and reader. Not possible is no failure.
static void widen_pipe(int fd)
{
    enum { WIDE = 1 << 20 };
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
        (void)fcntl(fd, F_SETPIPE_SZ, WIDE);
}

void output_stdout(struct output *out)
{
    out->fd = STDOUT_FILENO;
    out->error = 0;
    out->direct = false;
    widen_pipe(out->fd);
    out->name = "stdout";
    out->target = out->partial = NULL;
    out->written = out->used = 0;
}

static int direct_flag(const struct output *out)
{
    return out->direct ? O_DIRECT : 0;
}

// Where the data of a regular file grow until they are complete: beside it, so that a rename suffices.
static int open_partial(struct output *out, const char *path, const struct stat *old)
{
    out->target = old ? realpath(path, NULL) : strdup(path); // a link stays a link
    if (!out->target || asprintf(&out->partial, "%s.part", out->target) < 0) {
        out->partial = NULL;
        return -1;
    }
    out->name = out->partial;
    int fd = open(out->partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | direct_flag(out), 0666);
    if (fd >= 0 && old)
        (void)!fchmod(fd, old->st_mode & 07777); // best effort: the file's owner may be another
    return fd;
}

int output_file(struct output *out, const char *path, bool direct)
{
    output_stdout(out);
    out->name = path;
    out->direct = direct;
    struct stat old;
    bool exists = stat(path, &old) == 0; // an empty name never does, and must not become ".part"
    if (*path == '\0' || (exists && !S_ISREG(old.st_mode)))
        out->fd = open(path, O_WRONLY | O_CLOEXEC | direct_flag(out));
    else
        out->fd = open_partial(out, path, exists ? &old : NULL);
    if (out->fd >= 0) {
        widen_pipe(out->fd);
        return EXIT_DONE;
    }
    bool refused = direct && errno == EINVAL;
    complain("%s: cannot be written: %s", out->name,
             refused ? "it cannot be written past the page cache (--direct)" : strerror(errno));
    free(out->target);
    free(out->partial);
    return EXIT_BROKEN;
}

// The rest of a file that is no multiple of the disk's blocks cannot go past the page cache.
static void end_direct(struct output *out, size_t size)
{
    if (!out->direct || size % CHUNK_ALIGNMENT == 0)
        return;
    out->direct = false;
    if (fcntl(out->fd, F_SETFL, fcntl(out->fd, F_GETFL) & ~O_DIRECT) != 0)
        out->error = errno;
}

static void send_out(struct output *out, const uint8_t *data, size_t size)
{
    size_t blocks = out->direct ? size / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT : 0;
    if (blocks > 0 && blocks < size) {
        send_out(out, data, blocks);
        data += blocks;
        size -= blocks;
    }
    end_direct(out, size);
    while (size > 0 && !out->error) {
        ssize_t n = write(out->fd, data, size);
        if (n >= 0) {
            data += n;
            size -= (size_t)n;
            out->written += (uint64_t)n;
        } else if (errno == EPIPE) {
            signal(SIGPIPE, SIG_DFL); // it was ignored, else the program were no more
            raise(SIGPIPE);
            out->error = EPIPE;
        } else if (errno != EINTR) {
            out->error = errno;
        }
        if (size > 0 && !out->error && interrupted()) // what ended this write early
            out->error = EINTR;
    }
}

void output_flush(struct output *out)
{
    send_out(out, out->bytes, out->used);
    out->used = 0;
}

void output_write(struct output *out, const void *data, size_t size)
{
    if (size > sizeof out->bytes - out->used)
        output_flush(out);
    if (size >= sizeof out->bytes || out->direct) {
        send_out(out, data, size);
        return;
    }
    memcpy(out->bytes + out->used, data, size);
    out->used += size;
}

void output_print(struct output *out, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n >= sizeof text)
        out->error = out->error ? out->error : EOVERFLOW;
    else
        output_write(out, text, (size_t)n);
}

void output_text(struct output *out, const char *text)
{
    char *printable = text_printable(text);
    if (printable)
        output_write(out, printable, strlen(printable));
    else
        out->error = out->error ? out->error : ENOMEM;
    free(printable);
}

int output_close(struct output *out, int exit_code)
{
    output_flush(out);
    if (close(out->fd) != 0 && !out->error)
        out->error = errno;
    if (out->error) {
        complain("%s: %s after %" PRIu64 " bytes", out->name,
                 out->error == EINTR ? "interrupted" : strerror(out->error), out->written);
        exit_code = EXIT_BROKEN;
    }
    if (out->partial && exit_code == EXIT_BROKEN) {
        unlink(out->partial);
        complain("%s: not written, because it would not be complete (%" PRIu64 " bytes had been done)", out->target,
                 out->written);
    } else if (out->partial && rename(out->partial, out->target) != 0) {
        complain("%s: cannot be renamed to %s: %s", out->partial, out->target, strerror(errno));
        unlink(out->partial);
        exit_code = EXIT_BROKEN;
    } else if (exit_code == EXIT_BROKEN && !out->error && out->written > 0) {
        complain("%s: not complete, ends after %" PRIu64 " bytes", out->name, out->written);
    }
    free(out->target);
    free(out->partial);
    return exit_code;
}
