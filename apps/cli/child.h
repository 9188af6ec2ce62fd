// SPDX-License-Identifier: Apache-2.0
// Running another program, without a shell, and keeping what it says.
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>

struct child {
    int exit_code; // 128 + the signal that ended it
    bool late;     // it was ended because its time was up
    size_t used;
    char text[16384]; // the end of stdout and stderr, with a zero behind
};

// Runs argv[0] (looked for in PATH if it has no slash) with an empty stdin, and waits. Returns 0, or the errno with
// which it could not be started.
int child_run(const char *const argv[], unsigned timeout_s, struct child *child);

// Whether the text has a word, whatever its case, and not as a part of another one.
bool child_says(const struct child *child, const char *word);

// Prints its last lines that are not empty to stderr, marked as its own.
void child_print_end(const struct child *child);

#endif
