// SPDX-License-Identifier: Apache-2.0
// Messages for people go to stderr and nowhere else.
#include "message.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

static const struct cli *program;

void message_begin(const struct cli *cli)
{
    program = cli;
}

static void message(const char *format, va_list arguments, const char *start, const char *colon)
    __attribute__((format(printf, 1, 0)));

// Also where stderr shares with somebody a terminal or pipe that does not block.
static void write_whole(const char *text, size_t size)
{
    while (size > 0) {
        ssize_t n = write(STDERR_FILENO, text, size);
        if (n < 0 && errno == EAGAIN)
            (void)poll(&(struct pollfd){.fd = STDERR_FILENO, .events = POLLOUT}, 1, -1);
        else if (n < 0 && errno != EINTR)
            return;
        text += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
}

// One write a message, so that messages of several processes do not mix.
static void message(const char *format, va_list arguments, const char *start, const char *colon)
{
    char *text = NULL, *line = NULL;
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    char *printable = text ? text_printable(text) : NULL;
    if (!printable || asprintf(&line, "%s%s%s\n", start, colon, printable) < 0)
        line = NULL;
    const char *whole = line ? line : "no memory for a message\n";
    write_whole(whole, strlen(whole));
    free(line);
    free(printable);
    free(text);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, program->name, ": ");
    va_end(arguments);
}

void explain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, "    ", "");
    va_end(arguments);
}

int wrong_use(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments, program->name, ": ");
    va_end(arguments);
    bool known = name && command_is(program->commands, name);
    fprintf(stderr, "Try '%s %s%s--help'.\n", program->name, known ? name : "", known ? " " : "");
    return EXIT_WRONG_USE;
}
