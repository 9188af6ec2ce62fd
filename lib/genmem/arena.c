// SPDX-License-Identifier: Apache-2.0
// arena.h
#include "genmem/arena.h"

#include <sys/mman.h>

enum { HUGE_PAGES_FROM = 4 << 20 }; // bytes of a chunk

void dg_arena_open(struct dg_arena *arena, const struct dg_piece_type types[DG_POOLS])
{
    pthread_mutex_init(&arena->lock, NULL);
    for (int kind = 0; kind < DG_POOLS; kind++) {
        struct dg_pool *pool = &arena->pools[kind];
        pool->size = types[kind].size;
        pool->link = types[kind].link;
        pool->first = types[kind].first;
        pool->next = pool->end = (uint32_t)1 << pool->first;
    }
}

static size_t chunk_bytes(const struct dg_pool *pool, unsigned chunk)
{
    return pool->size << (pool->first + chunk);
}

void dg_arena_close(struct dg_arena *arena)
{
    for (int kind = 0; kind < DG_POOLS; kind++) {
        const struct dg_pool *pool = &arena->pools[kind];
        for (unsigned chunk = 0; chunk < pool->mapped; chunk++)
            (void)munmap(atomic_load_explicit(&pool->chunks[chunk], memory_order_relaxed), chunk_bytes(pool, chunk));
    }
    pthread_mutex_destroy(&arena->lock);
}

static bool map_chunk(struct dg_pool *pool)
{
    if (pool->mapped == DG_POOL_CHUNKS || pool->mapped + pool->first >= 31)
        return false;
    size_t bytes = chunk_bytes(pool, pool->mapped);
    void *chunk = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (chunk == MAP_FAILED)
        return false;
    if (bytes >= HUGE_PAGES_FROM)
        (void)madvise(chunk, bytes, MADV_HUGEPAGE); // random access to small pages misses the TLB each time
    atomic_store_explicit(&pool->chunks[pool->mapped], chunk, memory_order_release);
    pool->end = (uint32_t)1 << (pool->first + pool->mapped + 1);
    pool->mapped++;
    return true;
}

// Pieces that nobody uses and nobody has set aside.
static size_t available(const struct dg_pool *pool)
{
    return pool->idle + (pool->end - pool->next) - pool->promised;
}

static bool map(struct dg_pool *pool, size_t n)
{
    while (available(pool) < n)
        if (!map_chunk(pool))
            return false;
    return true;
}

bool dg_arena_reserve(struct dg_arena *arena, const struct dg_room *wanted, struct dg_room *room)
{
    bool all = true;
    pthread_mutex_lock(&arena->lock);
    for (int kind = 0; all && kind < DG_POOLS; kind++)
        all = map(&arena->pools[kind], wanted->left[kind]);
    for (int kind = 0; all && kind < DG_POOLS; kind++)
        arena->pools[kind].promised += wanted->left[kind];
    pthread_mutex_unlock(&arena->lock);
    *room = all ? *wanted : (struct dg_room){{0}};
    return all;
}

void dg_arena_release(struct dg_arena *arena, struct dg_room *room)
{
    pthread_mutex_lock(&arena->lock);
    for (int kind = 0; kind < DG_POOLS; kind++)
        arena->pools[kind].promised -= room->left[kind];
    pthread_mutex_unlock(&arena->lock);
    *room = (struct dg_room){{0}};
}

static _Atomic uint32_t *link_of(const struct dg_arena *arena, enum dg_pool_kind kind, uint32_t number)
{
    return (_Atomic uint32_t *)(void *)((uint8_t *)dg_arena_at(arena, kind, number) + arena->pools[kind].link);
}

static uint32_t take(const struct dg_arena *arena, enum dg_pool_kind kind, struct dg_pool *pool)
{
    uint32_t number = pool->free;
    if (number == 0)
        return pool->next++;
    pool->free = atomic_load_explicit(link_of(arena, kind, number), memory_order_relaxed);
    pool->idle--;
    return number;
}

bool dg_arena_take(struct dg_arena *arena, struct dg_room *room, enum dg_pool_kind kind, size_t n, uint32_t *numbers)
{
    struct dg_pool *pool = &arena->pools[kind];
    pthread_mutex_lock(&arena->lock);
    size_t set_aside = room ? room->left[kind] : 0;
    if (set_aside > n)
        set_aside = n;
    bool all = map(pool, n - set_aside);
    if (all && room) {
        room->left[kind] -= set_aside;
        pool->promised -= set_aside;
    }
    for (size_t i = 0; all && i < n; i++)
        numbers[i] = take(arena, kind, pool);
    pthread_mutex_unlock(&arena->lock);
    return all;
}

void dg_arena_give(struct dg_arena *arena, enum dg_pool_kind kind, size_t n, const uint32_t *numbers)
{
    struct dg_pool *pool = &arena->pools[kind];
    pthread_mutex_lock(&arena->lock);
    for (size_t i = 0; i < n; i++) {
        atomic_store_explicit(link_of(arena, kind, numbers[i]), pool->free, memory_order_release);
        pool->free = numbers[i];
    }
    pool->idle += n;
    pthread_mutex_unlock(&arena->lock);
}

uint64_t dg_arena_bytes(struct dg_arena *arena)
{
    uint64_t bytes = 0;
    pthread_mutex_lock(&arena->lock);
    for (int kind = 0; kind < DG_POOLS; kind++) {
        const struct dg_pool *pool = &arena->pools[kind];
        bytes += (uint64_t)(pool->next - ((uint32_t)1 << pool->first)) * pool->size;
    }
    pthread_mutex_unlock(&arena->lock);
    return bytes;
}
