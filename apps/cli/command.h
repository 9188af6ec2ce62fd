// SPDX-License-Identifier: Apache-2.0
// The deltagen command: what a subcommand is, and what all of them share.
// A new subcommand is one file that defines a `const struct command`, one line below and one in main.c.
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

#include <deltagen/deltagen.h>

#include "options.h"

// Exit codes, as the manual page promises them.
enum {
    EXIT_DONE = 0,
    EXIT_DIFFERS = 1,   // the answer is "differs" or "failed"
    EXIT_WRONG_USE = 2, // wrong use or bad input
    EXIT_BROKEN = 3     // the device or a file failed
};

struct command {
    const char *name;
    int (*run)(const struct options *options);
    const char *summary; // one line, a small letter first, no full stop
    bool needs_device;
    unsigned takes;    // OPT_* bits; OPT_EVERYWHERE need not be named
    unsigned requires; // those that must be given
    unsigned one_of;   // exactly one of these must be given; 0: no such rule
    int operands_min, operands_max;
    const char *usage;    // what follows the name in the synopsis
    const char *details;  // paragraphs of the help, a new line after each sentence's end
    const char *examples; // lines
};

extern const struct command command_devices, command_info, command_fetch, command_gen, command_verify, command_search,
    command_table, command_fingerprint, command_selftest, command_bench, command_flash, command_doctor, command_help;

// All of them in the order of the help, NULL at the end.
extern const struct command *const commands[];
const struct command *command_find(const char *name);

// Prints "deltagen: MESSAGE" to stderr, a line whatever characters are in it.
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// A line below a message.
void explain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// The same, with the hint where help is (name: the subcommand or NULL); returns EXIT_WRONG_USE.
int wrong_use(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Open the device that the options name. Prints what went wrong and returns the exit code for it.
// flags: DG_DEVICE_FAILOVER if the work may go on in software, with a line on stderr, when hardware that "auto" found
// vanishes.
int device_open(const struct options *options, unsigned flags, dg_device **out);
// Prints the error of a library call and returns the exit code for it.
int library_failed(const char *what, const dg_error *err);

// These print to stdout and return the exit code.
int help_general(void);
int help_command(const struct command *command);
int help_version(void);
// Candidates for the last of the words, for the shell's completion.
int complete(int words, char **word);

#endif
