// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chunk.h"
#include "interrupt.h"
#include "message.h"
#include "text.h"

// Fewer and longer turns of writer and reader. Not possible is no failure.
static void widen_pipe(int fd)
{
    enum { WIDE = 1 << 20 };
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
        (void)fcntl(fd, F_SETPIPE_SZ, WIDE);
}

static void begin(struct output *out, const char *name, bool direct)
{
    out->name = name;
    out->error = 0;
    out->direct = direct;
    out->written = out->used = 0;
    widen_pipe(out->target.fd);
}

void output_stdout(struct output *out)
{
    out->target = (struct target){.fd = STDOUT_FILENO, .folder = -1};
    begin(out, "stdout", false);
}

int output_file(struct output *out, const char *path, bool direct, uint64_t bytes)
{
    int error = target_open(&out->target, path, direct, bytes);
    if (error == 0) {
        begin(out, path, direct);
        return EXIT_DONE;
    }
    if (interrupted())
        complain("%s: interrupted", path);
    else
        complain("%s: cannot be written: %s", path,
                 direct && error == EINVAL ? "it cannot be written past the page cache (--direct)" : strerror(error));
    return EXIT_BROKEN;
}

// The rest of a file that is no multiple of the disk's blocks cannot go past the page cache.
static void end_direct(struct output *out, size_t size)
{
    if (!out->direct || size % CHUNK_ALIGNMENT == 0)
        return;
    out->direct = false;
    if (fcntl(out->target.fd, F_SETFL, fcntl(out->target.fd, F_GETFL) & ~O_DIRECT) != 0)
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
        ssize_t n = write(out->target.fd, data, size);
        if (n >= 0) {
            data += n;
            size -= (size_t)n;
            out->written += (uint64_t)n;
        } else if (errno == EPIPE) {
            signal(SIGPIPE, SIG_DFL); // it was ignored, else the program were no more
            raise(SIGPIPE);
            out->error = EPIPE;
        } else if (errno == EAGAIN) { // whoever shares the descriptor wants it so
            (void)poll(&(struct pollfd){.fd = out->target.fd, .events = POLLOUT}, 1, -1);
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

// What is left after a failure.
static void complain_of_loss(const struct output *out, bool by_temporary)
{
    if (out->error)
        complain("%s: %s after %" PRIu64 " bytes", out->name,
                 out->error == EINTR ? "interrupted" : strerror(out->error), out->written);
    if (by_temporary)
        complain("%s: not written, because it would not be complete (%" PRIu64 " bytes had been done)", out->name,
                 out->written);
    else if (!out->error && out->written > 0)
        complain("%s: not complete, ends after %" PRIu64 " bytes", out->name, out->written);
}

int output_close(struct output *out, int exit_code)
{
    output_flush(out);
    if (out->error || exit_code == EXIT_BROKEN) {
        bool by_temporary = out->target.folder >= 0;
        target_drop(&out->target); // first of all: the words may be the last that this program does
        complain_of_loss(out, by_temporary);
        return EXIT_BROKEN;
    }
    int error = target_keep(&out->target);
    if (error == 0)
        return exit_code;
    complain("%s: cannot be completed after %" PRIu64 " bytes: %s", out->name, out->written, strerror(error));
    return EXIT_BROKEN;
}

void output_drop(struct output *out)
{
    target_drop(&out->target);
}
