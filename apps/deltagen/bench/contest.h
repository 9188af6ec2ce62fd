// SPDX-License-Identifier: Apache-2.0
// A contest of `deltagen bench`: the same task done by the library and by what one would use otherwise, measured by
// turns. In every rotation each contestant has one sample, so that a change of the machine's speed meets all of them;
// before the first of them each is warmed up in the same way, by the calls that find out how many make a sample.
#ifndef BENCH_CONTEST_H
#define BENCH_CONTEST_H

#include <stdbool.h>

#include <deltagen/deltagen.h>

enum { ROTATIONS_MAX = 31, ENTRIES_MAX = 32 };

// What is worked on: items first ... first + n - 1. What an item is, and its bytes, is the contest's.
struct work {
    dg_device *dev; // the library's device; NULL for others
    dg_kind kind;
    uint8_t *out;
    const uint8_t *in, *in2;
    size_t first, n;
    const void *with; // what else fn needs
    int fd;
};

// Does it once. False: it failed.
typedef bool work_fn(const struct work *work);

// Median, quartiles of a figure.
struct figure {
    double median, low, high;
};

struct entry {
    char name[40];
    const char *kernels; // the instructions that ours uses; NULL: not ours
    work_fn *fn;
    struct work work;
    unsigned threads; // that share the items, where fn itself knows no threads
    unsigned share;   // what is slow does one part of so many at a time, the next one after it
    unsigned turn;    // which
    bool alone;       // one thread does it
    unsigned calls;   // in a sample
    double sample[ROTATIONS_MAX];
    struct figure rate;  // units a second, quartiles around
    struct figure ratio; // to the yardstick in the same rotation, with the interval that holds its median, 95 in 100
};

struct contest {
    const char *task;   // what a user does
    char where[48];     // sizes and threads
    const char *unit;   // of the rates, "GB/s"
    double scale;       // items a second in one unit
    size_t bytes;       // that the items take
    unsigned threads;   // of everybody
    unsigned rotations; // done
    int yardstick, entries;
    struct entry entry[ENTRIES_MAX];
};

struct pace {
    unsigned rotations; // at most ROTATIONS_MAX
    double sample_s;    // a sample lasts at least so long
};

// Contestants are added to a contest of zeros but for its description. Returns the new entry, to be refined.
struct entry *contest_add(struct contest *contest, const char *name, work_fn *fn, const struct work *work);

// Measures all. Returns NULL, or the name of the contestant that failed.
const char *contest_run(struct contest *contest, const struct pace *pace);

#endif
