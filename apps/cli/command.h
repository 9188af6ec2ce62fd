// SPDX-License-Identifier: Apache-2.0
// What a command is: a name and a table of subcommands.
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>

struct cli;
struct options;
struct output;

struct command {
    const char *name; // of a member of a family, two words: "mem get"
    // Of a family, whose first word is its name: its members, NULL at the end. A family has beside them a summary, and
    // nothing else.
    const struct command *const *family;
    int (*run)(const struct options *options);
    const char *summary; // one line, a small letter first, no full stop
    bool needs_device;
    unsigned takes;    // OPT_* bits; OPT_EVERYWHERE need not be named
    unsigned requires; // those that must be given
    unsigned formats;  // of OPT_FORMAT: 1 << FORMAT_*
    unsigned one_of;   // exactly one of these must be given; 0: no such rule
    int operands_min, operands_max;
    const char *usage;    // what follows the name in the synopsis
    const char *details;  // paragraphs of the help, a new line after each sentence's end
    const char *examples; // lines
    // What its operand number n, from 1 on, can be: a line each, for the shell's completion. NULL: files.
    void (*candidates)(const struct cli *cli, int n, struct output *out);
};

struct cli {
    const char *name;                      // of the program
    const char *summary;                   // what it is, a sentence
    const char *version;                   // "1.0.0"
    const char *example;                   // of the general help, a line
    const struct command *const *commands; // in the order of the help, NULL at the end
};

// The command that words name; *used: how many of them are its name. A family if only that is named. NULL: there is
// none.
const struct command *command_find(const struct cli *cli, int words, char *const *word, int *used);

// Whether one of them, or of their families, has this whole name.
bool command_is(const struct command *const *commands, const char *name);

#endif
