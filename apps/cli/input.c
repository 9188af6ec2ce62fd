// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chunk.h"
#include "interrupt.h"
#include "message.h"

enum { WIDE_PIPE = 1 << 20 }; // fewer and longer turns of writer and reader; not possible is no failure

static int open_file(const char *path, bool direct)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | (direct ? O_DIRECT : 0));
    while (fd < 0 && errno == EINTR && !interrupted());
    return fd;
}

int input_open(struct input *in, const char *path, bool direct)
{
    bool is_stdin = !path || strcmp(path, "-") == 0;
    *in = (struct input){.fd = STDIN_FILENO, .name = is_stdin ? "stdin" : path, .direct = direct && !is_stdin};
    if (!is_stdin)
        in->fd = open_file(path, direct);
    if (in->fd < 0 && interrupted()) {
        complain("%s: interrupted", path);
        return EXIT_BROKEN;
    }
    if (in->fd < 0) {
        bool refused = direct && errno == EINVAL;
        complain("%s: cannot be read: %s", path,
                 refused ? "it cannot be read past the page cache (--direct)" : strerror(errno));
        return EXIT_BROKEN;
    }
    struct stat status;
    if (fstat(in->fd, &status) != 0)
        return EXIT_DONE; // reading it will tell
    if (S_ISREG(status.st_mode))
        in->size = (uint64_t)status.st_size;
    if (S_ISFIFO(status.st_mode))
        (void)fcntl(in->fd, F_SETPIPE_SZ, WIDE_PIPE);
    return EXIT_DONE;
}

// What is no whole block of the disk, behind an early end of a read too, cannot come past the page cache.
static void end_direct(struct input *in, size_t size)
{
    if (!in->direct || size % CHUNK_ALIGNMENT == 0)
        return;
    in->direct = false;
    (void)fcntl(in->fd, F_SETFL, fcntl(in->fd, F_GETFL) & ~O_DIRECT); // reading it will tell
}

// At least one byte, unless the data end or fail.
static size_t read_some(struct input *in, void *buffer, size_t size)
{
    while (!in->failed) {
        if (interrupted()) {
            complain("%s: interrupted", in->name);
            in->failed = true;
            break;
        }
        ssize_t n = read(in->fd, buffer, size);
        if (n >= 0)
            return (size_t)n;
        if (errno == EAGAIN) { // whoever shares the descriptor wants it so
            (void)poll(&(struct pollfd){.fd = in->fd, .events = POLLIN}, 1, -1);
        } else if (errno != EINTR) {
            complain("%s: cannot be read: %s", in->name, strerror(errno));
            in->failed = true;
        }
    }
    return 0;
}

size_t input_read(struct input *in, void *buffer, size_t size)
{
    size_t have = 0, n = 1;
    while (have < size && n > 0) {
        end_direct(in, size - have);
        n = read_some(in, (char *)buffer + have, size - have);
        have += n;
    }
    return have;
}

void input_close(struct input *in)
{
    if (in->fd != STDIN_FILENO)
        close(in->fd);
}

enum { ROOM = LINE_BYTES + 1 }; // for the end, or a byte too much

// Up to and with the next end of a line: its place, or NULL where data or room end before.
static char *find_end(struct lines *lines)
{
    size_t seen = lines->at, n = 1;
    char *end;
    while (!(end = memchr(lines->bytes + seen, '\n', lines->end - seen)) && n > 0) {
        lines->end -= lines->at;
        memmove(lines->bytes, lines->bytes + lines->at, lines->end);
        lines->at = 0;
        seen = lines->end;
        if (seen == ROOM)
            break;
        n = read_some(lines->in, lines->bytes + seen, ROOM - seen);
        lines->end += n;
    }
    return end;
}

enum line lines_next(struct lines *lines, char **text, size_t *size)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    char *end = find_end(lines);
    if (lines->in->failed)
        return LINE_NONE;
    if (lines->number == 0 && lines->end - lines->at >= sizeof mark &&
        memcmp(lines->bytes + lines->at, mark, sizeof mark) == 0)
        lines->at += sizeof mark;
    *text = lines->bytes + lines->at;
    *size = (end ? (size_t)(end - lines->bytes) : lines->end) - lines->at;
    if (!end && *size == 0)
        return LINE_NONE;
    lines->number++;
    if (!end && lines->end == ROOM)
        return LINE_TOO_LONG;
    lines->at += *size + (end ? 1 : 0);
    (*text)[*size] = '\0';
    return LINE_READ;
}
