// SPDX-License-Identifier: Apache-2.0
// Who is reading what may be replaced: readers say when they come and go, without waiting; who has put something else
// in its place waits until those have gone that may still see what was there.
#ifndef DG_GENMEM_READERS_H
#define DG_GENMEM_READERS_H

#include <stdatomic.h>

enum { DG_READERS_STRIPES = 8 };

struct dg_readers {
    atomic_uint phase;
    struct {
        _Alignas(64) atomic_ulong inside[2]; // by phase
    } stripes[DG_READERS_STRIPES];
};

// NULL: no memory. The child of a fork() finds nobody in its copy, since Linux 4.14: who was reading is in its parent.
struct dg_readers *dg_readers_open(void);
void dg_readers_close(struct dg_readers *readers); // NULL is allowed

// Returns what dg_readers_leave wants. What may be replaced is loaded behind it, sequentially consistent, and so is it
// stored.
unsigned dg_readers_enter(struct dg_readers *readers);
void dg_readers_leave(struct dg_readers *readers, unsigned token);

// One call at a time.
void dg_readers_wait(struct dg_readers *readers);

#endif
