// SPDX-License-Identifier: Apache-2.0
// What goes on, in a line of the terminal at stderr that is written over and over: no longer than the terminal is wide,
// or each update would take a line of its own. Where stderr is none, nothing.
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

// Text that says what is done now, and the end of it.
void status_show(const char *format, ...) __attribute__((format(printf, 1, 2)));
void status_hide(void);

// A bar, when the work lasts longer than a second.
struct progress {
    const char *unit; // "B" or what is counted; printed with K, M, G (powers of 1024 for "B", of 1000 else)
    uint64_t total;   // 0: not known
    struct timespec start, shown;
    bool terminal;
    bool visible;
};

struct progress progress_start(const char *unit, uint64_t total);
void progress_show(struct progress *progress, uint64_t done);
// Takes the bar away, before something else is printed and at the end.
void progress_hide(struct progress *progress);

#endif
