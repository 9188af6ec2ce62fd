// SPDX-License-Identifier: Apache-2.0
#include "child.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "message.h"

enum { END_LINES = 8 };

static int spawn(const char *const argv[], int output, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (int fd = STDOUT_FILENO; error == 0 && fd <= STDERR_FILENO; fd++)
        error = posix_spawn_file_actions_adddup2(&actions, output, fd);
    if (error == 0) // posix_spawn takes char *const * for historical reasons and changes nothing
        error = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)(const void *)argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int64_t now_ms(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// Only the end is kept: half of what is there goes when it is full.
static void keep(struct child *child, const char *bytes, size_t n)
{
    size_t room = sizeof child->text - 1;
    if (child->used + n > room) {
        size_t gone = child->used < room / 2 ? child->used : room / 2;
        memmove(child->text, child->text + gone, child->used - gone);
        child->used -= gone;
    }
    memcpy(child->text + child->used, bytes, n);
    child->used += n;
    child->text[child->used] = '\0';
}

// Until the program has closed its output, or its time is up.
static void listen_to(struct child *child, int fd, int64_t end_ms)
{
    char bytes[4096];
    ssize_t n = 1;
    while (n > 0) {
        int64_t left = end_ms - now_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
        if (ready == 0) {
            child->late = true;
            return;
        }
        n = ready > 0 ? read(fd, bytes, sizeof bytes) : -1;
        if (n > 0)
            keep(child, bytes, (size_t)n);
        else if (n < 0 && errno == EINTR)
            n = 1;
    }
}

int child_run(const char *const argv[], unsigned timeout_s, struct child *child)
{
    *child = (struct child){.exit_code = -1};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    pid_t pid;
    int error = spawn(argv, ends[1], &pid);
    (void)close(ends[1]);
    if (error == 0) {
        listen_to(child, ends[0], now_ms() + (int64_t)timeout_s * 1000);
        if (child->late)
            (void)kill(pid, SIGKILL);
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
        child->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    (void)close(ends[0]);
    return error;
}

bool child_says(const struct child *child, const char *word)
{
    size_t length = strlen(word);
    for (const char *p = child->text; (p = strcasestr(p, word)); p++) {
        bool begins = p == child->text || !isalpha((unsigned char)p[-1]);
        if (begins && !isalpha((unsigned char)p[length]))
            return true;
    }
    return false;
}

void child_print_end(const struct child *child)
{
    static const char ends[] = "\r\n"; // progress bars end their lines by \r
    const char *line[END_LINES];
    int lines = 0;
    for (const char *p = child->text; *p; p += strcspn(p, ends)) {
        p += strspn(p, ends);
        if (*p)
            line[lines++ % END_LINES] = p;
    }
    for (int i = lines > END_LINES ? lines - END_LINES : 0; i < lines; i++) {
        const char *p = line[i % END_LINES];
        explain("| %.*s", (int)strcspn(p, ends), p);
    }
}
