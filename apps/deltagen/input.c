// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

int input_open(struct input *in, const char *path)
{
    bool is_stdin = !path || strcmp(path, "-") == 0;
    *in = (struct input){.fd = STDIN_FILENO, .name = is_stdin ? "stdin" : path};
    if (!is_stdin)
        in->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0) {
        complain("%s: cannot be read: %s", path, strerror(errno));
        return EXIT_BROKEN;
    }
    struct stat status;
    if (fstat(in->fd, &status) == 0 && S_ISREG(status.st_mode))
        in->size = (uint64_t)status.st_size;
    return EXIT_DONE;
}

size_t input_read(struct input *in, void *buffer, size_t size)
{
    size_t have = 0;
    while (have < size && !in->failed) {
        ssize_t n = read(in->fd, (char *)buffer + have, size - have);
        if (n == 0)
            break;
        if (n > 0) {
            have += (size_t)n;
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
