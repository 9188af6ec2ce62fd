// SPDX-License-Identifier: Apache-2.0
// Memory that keeps its type: a piece that was a page once is a page, free or not, until the arena is closed. So a
// reader that is late may see others' bytes, but always a piece of the kind that it looks for.
//
// Pieces of a pool have numbers, from 1 on. Their memory is mapped in chunks, each twice as large as the one
// before. Fresh pieces are zero; a recycled one is as it was but for 4 bytes. Any number of threads may call everything
// but open and close at once.
#ifndef DG_GENMEM_ARENA_H
#define DG_GENMEM_ARENA_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dg_pool_kind { DG_POOL_NODES, DG_POOL_SHARDS, DG_POOL_SEGMENTS, DG_POOL_PAGES, DG_POOLS };

enum { DG_POOL_CHUNKS = 26 };

struct dg_pool {
    // Constant.
    size_t size;    // of a piece, a multiple of 8
    size_t link;    // offset of the 8 bytes of it that are the arena's while it is free
    unsigned first; // log2 of the pieces in the first chunk, and the first number

    _Atomic(uint8_t *) chunks[DG_POOL_CHUNKS];

    // Behind the arena's lock.
    unsigned mapped;       // chunks
    uint32_t next, end;    // numbers: never used so far; not mapped
    size_t idle, promised; // free pieces, those not used so far not among them; pieces set aside
    uint32_t free;         // 0: none
};

struct dg_arena {
    pthread_mutex_t lock;
    struct dg_pool pools[DG_POOLS];
};

// Pieces set aside. Zeros are none.
struct dg_room {
    size_t left[DG_POOLS];
};

struct dg_piece_type {
    size_t size, link;
    unsigned first;
};

void dg_arena_open(struct dg_arena *arena, const struct dg_piece_type types[DG_POOLS]);
void dg_arena_close(struct dg_arena *arena);

// Set pieces aside. False: no memory, nothing is set aside.
bool dg_arena_reserve(struct dg_arena *arena, const struct dg_room *wanted, struct dg_room *room);
void dg_arena_release(struct dg_arena *arena, struct dg_room *room);

// n pieces, of those set aside in room as long as there are some; room may be NULL. False: no memory, nothing taken.
bool dg_arena_take(struct dg_arena *arena, struct dg_room *room, enum dg_pool_kind kind, size_t n, uint32_t *numbers);
void dg_arena_give(struct dg_arena *arena, enum dg_pool_kind kind, size_t n, const uint32_t *numbers);

// Bytes of pieces that were ever in use.
uint64_t dg_arena_bytes(struct dg_arena *arena);

// The piece of a number.
static inline void *dg_arena_at(const struct dg_arena *arena, enum dg_pool_kind kind, uint32_t number)
{
    const struct dg_pool *pool = &arena->pools[kind];
    unsigned chunk = 31 - (unsigned)__builtin_clz(number) - pool->first;
    uint32_t in_chunk = number - ((uint32_t)1 << (chunk + pool->first));
    return atomic_load_explicit(&pool->chunks[chunk], memory_order_acquire) + in_chunk * pool->size;
}

#endif
