// SPDX-License-Identifier: Apache-2.0
// Files of mounted file systems: generated ones of `deltagen mount`, and one in memory through bindfs, which passes on
// what it is asked.
#ifndef BENCH_MOUNTS_H
#define BENCH_MOUNTS_H

#include "contest.h"

enum { MOUNTED_FILES = 3, MOUNTS_PATH = 96 };

struct mounted {
    const char *name;
    char path[MOUNTS_PATH];
    bool ours;
};

struct mounts {
    const char *missing;                // what of it, or NULL
    char folder[MOUNTS_PATH / 2];       // "": there is none
    struct mounted file[MOUNTED_FILES]; // the yardstick first
};

// Mounts both, with a file of so many bytes.
void mounts_open(struct mounts *mounts, size_t bytes);
void mounts_close(struct mounts *mounts);

// The first work->n bytes of a struct mounted, which are in no cache of its file system, to work->out.
work_fn mounted_read;

#endif
