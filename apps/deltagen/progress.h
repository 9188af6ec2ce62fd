// SPDX-License-Identifier: Apache-2.0
// A progress bar on stderr: only when that is a terminal and the work lasts longer than a second.
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

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
