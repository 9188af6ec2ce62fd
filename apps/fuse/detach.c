// SPDX-License-Identifier: Apache-2.0
#include "detach.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "message.h"

static int wait_for(pid_t child, int descriptor)
{
    char ready;
    ssize_t n;
    do
        n = read(descriptor, &ready, 1);
    while (n < 0 && errno == EINTR);
    if (n == 1)
        return EXIT_DONE;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_BROKEN;
}

int detach_begin(void)
{
    int ends[2];
    pid_t child = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (child < 0) {
        complain("cannot go to the background: %s", strerror(errno));
        _exit(EXIT_BROKEN);
    }
    if (child > 0) {
        (void)close(ends[1]);
        _exit(wait_for(child, ends[0]));
    }
    (void)close(ends[0]);
    (void)setsid();
    return ends[1];
}

void detach_ready(int descriptor)
{
    if (descriptor < 0)
        return;
    int null = open("/dev/null", O_RDWR);
    for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
        (void)dup2(null, fd);
    if (null > STDERR_FILENO)
        (void)close(null);
    (void)!chdir("/");
    (void)!write(descriptor, "", 1);
    (void)close(descriptor);
}
