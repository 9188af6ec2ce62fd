// SPDX-License-Identifier: Apache-2.0
// What a command says to people, and the exit codes that say it to scripts.
#ifndef MESSAGE_H
#define MESSAGE_H

#include "command.h"

// Exit codes, as the manual page promises them.
enum {
    EXIT_DONE = 0,
    EXIT_DIFFERS = 1,   // the answer is "differs" or "failed"
    EXIT_WRONG_USE = 2, // wrong use or bad input
    EXIT_BROKEN = 3     // the device or a file failed
};

// Whose messages they are; before the first one.
void message_begin(const struct cli *cli);

// Prints "PROGRAM: MESSAGE" to stderr, a line whatever characters are in it.
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// A line below a message.
void explain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// As complain, with the hint where help is (name: the subcommand or NULL); returns EXIT_WRONG_USE.
int wrong_use(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
