// SPDX-License-Identifier: Apache-2.0
// What a heap is made of, for heap.c and its test.
#ifndef DG_HEAP_H
#define DG_HEAP_H

#include <deltagen/heap.h>

#include "base/lock.h"

// A place for an allocation. A handle is its generation << 32 | its number.
struct dg_heap_slot {
    dg_genmem *memory; // NULL: free
    uint64_t cells;
    uint32_t generation; // from 1 on; 0 is the end: another allocation here could not be told from the first
    uint32_t next_free;  // of a free one: number + 1 of the next; 0 = none
};

struct dg_heap {
    dg_heap_options options;
    struct dg_lock lock;
    struct dg_heap_slot *slots; // by lock, as what follows
    uint32_t count, room;       // slots that were used at some time, slots that there is room for
    uint32_t live, first_free;
    uint64_t allocations; // that have succeeded
};

#endif
