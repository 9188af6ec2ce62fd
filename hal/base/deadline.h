// SPDX-License-Identifier: Apache-2.0
// When to give up: real time without progress. Time in which the program was elsewhere (stopped, or the caller does not
// poll) counts too, but a single absence at most an eighth of the whole, so that nothing is given up unseen.
#ifndef DG_DEADLINE_H
#define DG_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define DG_DEADLINE_PARTS 8

struct dg_deadline {
    uint64_t timeout_ns;
    uint64_t idle_ns; // without progress so far
    uint64_t seen_ns; // the clock at the last look
};

static inline uint64_t dg_deadline_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// Progress, or a new start.
static inline void dg_deadline_restart(struct dg_deadline *d)
{
    d->idle_ns = 0;
    d->seen_ns = dg_deadline_clock();
}

// To be called often. Has the time passed?
static inline bool dg_deadline_passed(struct dg_deadline *d)
{
    uint64_t now = dg_deadline_clock();
    uint64_t away = now - d->seen_ns;
    uint64_t most = d->timeout_ns / DG_DEADLINE_PARTS;
    d->idle_ns += away < most ? away : most;
    d->seen_ns = now;
    return d->idle_ns >= d->timeout_ns;
}

#endif
