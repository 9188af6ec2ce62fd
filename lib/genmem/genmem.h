// SPDX-License-Identifier: Apache-2.0
// A generative memory, and what its parts know of each other: deltagen/genmem.h.
#ifndef DG_GENMEM_INTERNAL_H
#define DG_GENMEM_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include <deltagen/genmem.h>

#include "base/error.h"
#include "genmem/overlay.h"
#include "genmem/readers.h"

enum { DG_CHAIN_MAX = 64 }; // memories, each the source of the one before it

// One accepted call that changes a memory.
struct dg_genmem_change {
    enum { DG_CHANGE_RUN, DG_CHANGE_LIST, DG_CHANGE_CLEAR } op;
    uint64_t first, last;  // RUN, CLEAR
    const uint64_t *addrs; // LIST: n of them
    size_t n;              // RUN, LIST: cells; 1 or more
    const uint8_t *cells;  // RUN, LIST: packed, little-endian
};

// Who is told of every change: a store. With one, changes are made one after the other.
struct dg_genmem_observer {
    // Before the memory changes, in the order in which it does. After a failure nothing changes. *ticket is for commit.
    int (*append)(void *user, const struct dg_genmem_change *change, uint64_t *ticket, dg_error *err);
    // After it has changed, several at once: comes back when the change is as safe as was asked for.
    int (*commit)(void *user, uint64_t ticket, dg_error *err);
    // The memory is gone.
    void (*close)(void *user);
};

struct dg_source; // chain.h

struct dg_genmem {
    // Constant once others know the memory.
    dg_kind kind;
    uint64_t seed, quota;
    size_t cell_size;
    dg_device *device; // NULL: this CPU
    struct dg_overlay *overlay;
    const struct dg_genmem_observer *observer; // NULL: none
    void *user;

    atomic_size_t holds; // those of callers and of memories that it is a source of

    pthread_mutex_t order; // taken by every change where there is a quota or an observer
    uint64_t cells;        // written, if there is a quota

    // Changed with `chain` held, of this memory and of all below it.
    pthread_mutex_t chain;
    _Atomic(struct dg_source *) morph, mirror;
    unsigned level;               // the most memories above it, each the source of the one before
    unsigned users[DG_CHAIN_MAX]; // how many memories of each level it is a direct source of
    _Atomic(const void *) holder; // who holds `chain`
    struct dg_genmem *next_held;
    _Atomic(struct dg_readers *) readers; // that follow morph or mirror; NULL before the first source
};

// Tell observer from now on. Before any other thread knows the memory.
void dg_genmem_observe(dg_genmem *mem, const struct dg_genmem_observer *observer, void *user);

// Keep a memory with an observer or a quota as it is, and let it go on.
void dg_genmem_freeze(dg_genmem *mem);
void dg_genmem_thaw(dg_genmem *mem);

// What every call asks first. Errors: ARGUMENT.
int dg_genmem_valid(const dg_genmem *mem, dg_error *err);
int dg_genmem_valid_run(const dg_genmem *mem, uint64_t base, size_t count, const void *cells, dg_error *err);
int dg_genmem_valid_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, const void *cells, dg_error *err);

#endif
