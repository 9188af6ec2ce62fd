// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chunk.h"
#include "command.h"
#include "interrupt.h"

enum { WIDE_PIPE = 1 << 20 }; // fewer and longer turns of writer and reader; not possible is no failure

int input_open(struct input *in, const char *path, bool direct)
{
    bool is_stdin = !path || strcmp(path, "-") == 0;
    *in = (struct input){.fd = STDIN_FILENO, .name = is_stdin ? "stdin" : path, .direct = direct};
    if (!is_stdin)
        in->fd = open(path, O_RDONLY | O_CLOEXEC | (direct ? O_DIRECT : 0));
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

size_t input_read(struct input *in, void *buffer, size_t size)
{
    size_t have = 0;
    while (have < size && !in->failed) {
        if (interrupted()) {
            complain("%s: interrupted", in->name);
            in->failed = true;
            break;
        }
        ssize_t n = read(in->fd, (char *)buffer + have, size - have);
        if (n == 0)
            break;
        if (n > 0) {
            have += (size_t)n;
            if (in->direct && n % CHUNK_ALIGNMENT != 0) // the end; no further read would be aligned
                break;
        } else if (errno != EINTR) {
            complain("%s: cannot be read: %s", in->name, strerror(errno));
            in->failed = true;
        }
    }
    return have;
}

void input_close(struct input *in)
{
    if (in->fd != STDIN_FILENO)
        close(in->fd);
}
