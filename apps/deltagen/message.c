// SPDX-License-Identifier: Apache-2.0
// Messages for people go to stderr and nowhere else.
#include <stdarg.h>
#include <stdio.h>

#include "command.h"

static void message(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

static void message(const char *format, va_list arguments)
{
    char text[1024]; // one write a message, so that messages of several processes do not mix
    vsnprintf(text, sizeof text, format, arguments);
    fprintf(stderr, "deltagen: %s\n", text);
}

void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments);
    va_end(arguments);
}

int wrong_use(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments);
    va_end(arguments);
    bool known = name && command_find(name);
    fprintf(stderr, "Try 'deltagen %s%s--help'.\n", known ? name : "", known ? " " : "");
    return EXIT_WRONG_USE;
}
