// SPDX-License-Identifier: Apache-2.0
// shard.h
//
// The first slot to look at rises with the hash, so slots stand nearly in the order of their hashes: building a shard
// anew reads and writes memory from begin to end.
#include "genmem/shard.h"

#include <endian.h>
#include <string.h>

static inline uint32_t cell_high(uint64_t addr)
{
    return (uint32_t)DG_SLOT_CELL << 30 | (uint32_t)(addr >> 32 & 0x0fffffff);
}

static inline uint32_t page_high(uint64_t page)
{
    return (uint32_t)DG_SLOT_PAGE << 30 | (uint32_t)(page >> 32 & 0x003fffff);
}

// The slots of a shard one after the other, from one on and round, segment by segment.
struct way {
    const struct dg_arena *arena;
    const struct dg_shard *shard;
    dg_word *slot, *end; // of the segment
    unsigned at, slots, left;
};

// The segment in which `at` lies. A late reader may find none.
static inline bool enter(struct way *way, unsigned stride)
{
    dg_word *slot = dg_shard_slot(way->arena, way->shard, stride, way->at);
    unsigned n = DG_SEGMENT_SLOTS - way->at % DG_SEGMENT_SLOTS;
    if (!slot)
        return false;
    way->slot = slot;
    way->end = slot + (size_t)n * stride;
    way->at = way->at + n >= way->slots ? 0 : way->at + n;
    return true;
}

static inline bool start(struct way *way, const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride,
                         uint64_t page)
{
    *way = (struct way){.arena = arena, .shard = shard};
    way->slots = atomic_load_explicit(&shard->slots, memory_order_acquire);
    way->left = way->slots + DG_SEGMENT_SLOTS;
    way->at = dg_shard_home(page, way->slots);
    return enter(way, stride);
}

// To the next slot. False: all have been looked at, which only happens in a shard that is another one now.
static inline bool step(struct way *way, unsigned stride)
{
    way->slot += stride;
    if (__builtin_expect(way->slot != way->end, 1))
        return true;
    way->left -= DG_SEGMENT_SLOTS;
    return way->left >= DG_SEGMENT_SLOTS && enter(way, stride);
}

static inline bool is_same(struct dg_alive alive)
{
    return atomic_load_explicit(&alive.shard->life, memory_order_acquire) == alive.life;
}

// The page that a slot refers to; NULL if the shard is another one now, and the number maybe none.
static inline struct dg_page *page_of(const struct dg_arena *arena, struct dg_alive alive, const dg_word *slot,
                                      unsigned stride)
{
    uint32_t number = (uint32_t)dg_value_get(slot + 2, stride == 4);
    return is_same(alive) ? dg_arena_at(arena, DG_POOL_PAGES, number) : NULL;
}

static inline bool get_from_page(struct dg_page *page, unsigned stride, unsigned i, uint64_t *bits)
{
    if (!page || (atomic_load_explicit(&page->mask, memory_order_acquire) >> i & 1) == 0)
        return false;
    *bits = dg_value_get(dg_page_cell(page, stride, i), stride == 4);
    return true;
}

// Most lone cells are found within so many slots, which are looked at without a branch: a branch that depends on what
// comes from memory holds up the reads behind it.
enum { GLANCE = 8 };

// The first slot among GLANCE whose key it is; GLANCE if there is none.
static inline unsigned glance(const dg_word *slot, unsigned stride, uint32_t high, uint32_t low)
{
    unsigned hits = 1u << GLANCE;
    for (unsigned i = 0; i < GLANCE; i++)
        hits |= (unsigned)(((dg_word_get(slot + i * stride) ^ high) | (dg_word_get(slot + i * stride + 1) ^ low)) == 0)
                << i;
    return (unsigned)__builtin_ctz(hits);
}

static inline bool get(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t addr, bool *found,
                       uint64_t *bits)
{
    struct way way;
    uint64_t number = addr / DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(number), high;
    if (!start(&way, arena, alive.shard, stride, number))
        return false;
    if (way.end - way.slot >= (ptrdiff_t)(GLANCE * stride)) {
        unsigned i = glance(way.slot, stride, as_cell, (uint32_t)addr);
        if (i < GLANCE) {
            *bits = dg_value_get(way.slot + i * stride + 2, stride == 4);
            *found = true;
            return true;
        }
    }
    while ((high = dg_word_get(way.slot)) != 0) {
        if (high == as_cell && dg_word_get(way.slot + 1) == (uint32_t)addr) {
            *bits = dg_value_get(way.slot + 2, stride == 4);
            *found = true;
            return true;
        }
        if (high == as_page && dg_word_get(way.slot + 1) == (uint32_t)number) {
            *found = get_from_page(page_of(arena, alive, way.slot, stride), stride, addr % DG_CELLS_OF_PAGE, bits);
            return true;
        }
        if (!step(&way, stride))
            return false;
    }
    return true;
}

bool dg_shard_get(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t addr, bool *found,
                  uint64_t *bits)
{
    *found = false;
    if (!is_same(alive))
        return false;
    bool whole = stride == 3 ? get(arena, alive, 3, addr, found, bits) : get(arena, alive, 4, addr, found, bits);
    return whole && is_same(alive);
}

static void put_cell(uint32_t *cells, unsigned stride, unsigned i, uint64_t bits)
{
    if (!cells)
        return;
    bits = htole64(bits);
    if (stride == 4)
        memcpy(cells + (size_t)2 * i, &bits, sizeof bits);
    else
        cells[i] = htole32((uint32_t)le64toh(bits));
}

static uint64_t get_whole_page(struct dg_page *page, unsigned stride, uint32_t *cells)
{
    uint64_t mask = atomic_load_explicit(&page->mask, memory_order_acquire);
    for (unsigned i = 0; cells && i < DG_CELLS_OF_PAGE; i++)
        put_cell(cells, stride, i, dg_value_get(dg_page_cell(page, stride, i), stride == 4));
    return mask;
}

bool dg_shard_get_page(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t number,
                       uint64_t *mask, uint32_t *cells)
{
    struct way way;
    uint64_t addr = number * DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(number), high;
    *mask = 0;
    if (!is_same(alive) || !start(&way, arena, alive.shard, stride, number))
        return false;
    while ((high = dg_word_get(way.slot)) != 0) {
        uint32_t low = dg_word_get(way.slot + 1);
        if (high == as_cell && low - (uint32_t)addr < DG_CELLS_OF_PAGE) {
            *mask |= (uint64_t)1 << low % DG_CELLS_OF_PAGE;
            put_cell(cells, stride, low % DG_CELLS_OF_PAGE, dg_value_get(way.slot + 2, stride == 4));
        } else if (high == as_page && low == (uint32_t)number) {
            struct dg_page *page = page_of(arena, alive, way.slot, stride);
            if (page)
                *mask = get_whole_page(page, stride, cells);
            break;
        }
        if (!step(&way, stride))
            return false;
    }
    return is_same(alive);
}

bool dg_shard_list(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t pages[DG_SHARD_SLOTS],
                   size_t *n, uint64_t *last)
{
    unsigned slots = atomic_load_explicit(&alive.shard->slots, memory_order_acquire);
    uint64_t first = atomic_load_explicit(&alive.shard->first, memory_order_acquire);
    *n = 0;
    *last = atomic_load_explicit(&alive.shard->last, memory_order_acquire);
    for (unsigned i = 0; i < slots; i++) {
        const dg_word *slot = dg_shard_slot(arena, alive.shard, stride, i);
        uint32_t high = slot ? dg_word_get(slot) : 0;
        unsigned kind = dg_slot_kind(high);
        if (kind == DG_SLOT_CELL || kind == DG_SLOT_PAGE)
            pages[(*n)++] = dg_slot_page(high, dg_word_get(slot + 1), first);
    }
    return is_same(alive);
}

bool dg_shard_count(struct dg_alive alive, uint64_t *cells, uint64_t *last)
{
    *cells = atomic_load_explicit(&alive.shard->cells, memory_order_acquire);
    *last = atomic_load_explicit(&alive.shard->last, memory_order_acquire);
    return is_same(alive);
}

void dg_shard_prefetch(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t page)
{
    unsigned slots = atomic_load_explicit(&alive.shard->slots, memory_order_acquire);
    const dg_word *slot = dg_shard_slot(arena, alive.shard, stride, dg_shard_home(page, slots));
    if (!slot)
        return;
    __builtin_prefetch(slot);
    __builtin_prefetch((const char *)slot + 64);
}

static inline void find(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t number,
                        struct dg_cluster *cluster)
{
    struct way way;
    uint64_t addr = number * DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(number), high;
    (void)start(&way, arena, shard, stride, number);
    for (; (high = dg_word_get(way.slot)) != 0; (void)step(&way, stride)) {
        if (high == as_cell) {
            uint32_t low = dg_word_get(way.slot + 1);
            if (low - (uint32_t)addr >= DG_CELLS_OF_PAGE)
                continue;
            cluster->cells[cluster->lone++] = way.slot;
            cluster->mask |= (uint64_t)1 << low % DG_CELLS_OF_PAGE;
        } else if (high == as_page && dg_word_get(way.slot + 1) == (uint32_t)number) {
            cluster->page = dg_slot_page_at(arena, way.slot, stride);
            break;
        }
    }
    cluster->end = way.slot;
}

void dg_shard_find(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t number,
                   struct dg_cluster *cluster)
{
    cluster->page = NULL;
    cluster->lone = 0;
    cluster->mask = 0;
    if (stride == 3)
        find(arena, shard, 3, number, cluster);
    else
        find(arena, shard, 4, number, cluster);
}

bool dg_shard_has_room(const struct dg_shard *shard, unsigned slots)
{
    unsigned all = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    return shard->used + slots <= all - all / 8;
}

static void add(struct dg_shard *shard, unsigned stride, dg_word *slot, uint32_t high, uint32_t low, uint64_t value)
{
    dg_value_set(slot + 2, stride == 4, value);
    dg_word_set(slot + 1, low);
    dg_word_set(slot, high);
    shard->used++;
}

void dg_shard_add_cell(struct dg_shard *shard, unsigned stride, dg_word *slot, uint64_t addr, uint64_t bits)
{
    add(shard, stride, slot, cell_high(addr), (uint32_t)addr, bits);
}

void dg_shard_add_page(struct dg_shard *shard, unsigned stride, dg_word *slot, uint64_t page, uint32_t number)
{
    add(shard, stride, slot, page_high(page), (uint32_t)page, number);
}

dg_word *dg_shard_free_slot(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t page)
{
    struct way way;
    (void)start(&way, arena, shard, stride, page);
    while (dg_word_get(way.slot) != 0)
        (void)step(&way, stride);
    return way.slot;
}

void dg_shard_kill(struct dg_shard *shard, dg_word *slot)
{
    dg_word_set(slot, (uint32_t)DG_SLOT_DEAD << 30);
    shard->dead++;
}

// Cells from first to last that lie in the page.
static uint64_t cells_between(uint64_t page, uint64_t first, uint64_t last)
{
    uint64_t mask = UINT64_MAX;
    if (page < first / DG_CELLS_OF_PAGE || page > last / DG_CELLS_OF_PAGE)
        return 0;
    if (page == first / DG_CELLS_OF_PAGE)
        mask &= UINT64_MAX << first % DG_CELLS_OF_PAGE;
    if (page == last / DG_CELLS_OF_PAGE)
        mask &= UINT64_MAX >> (DG_CELLS_OF_PAGE - 1 - last % DG_CELLS_OF_PAGE);
    return mask;
}

uint64_t dg_shard_clear(const struct dg_arena *arena, struct dg_shard *shard, unsigned stride, uint64_t first,
                        uint64_t last)
{
    uint64_t cleared = 0, begin_of_range = atomic_load_explicit(&shard->first, memory_order_relaxed);
    unsigned slots = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    for (unsigned i = 0; i < slots; i++) {
        dg_word *slot = dg_shard_slot(arena, shard, stride, i);
        uint32_t high = dg_word_get(slot), low = dg_word_get(slot + 1);
        unsigned kind = dg_slot_kind(high);
        uint64_t gone = cells_between(dg_slot_page(high, low, begin_of_range), first, last);
        if (kind == DG_SLOT_CELL && gone >> low % DG_CELLS_OF_PAGE & 1) {
            dg_shard_kill(shard, slot);
            cleared++;
        } else if (kind == DG_SLOT_PAGE) {
            struct dg_page *page = dg_slot_page_at(arena, slot, stride);
            uint64_t mask = atomic_load_explicit(&page->mask, memory_order_relaxed);
            atomic_store_explicit(&page->mask, mask & ~gone, memory_order_release);
            cleared += (uint64_t)__builtin_popcountll(mask & gone);
        }
    }
    shard->cleared = true;
    atomic_store_explicit(&shard->cells, atomic_load_explicit(&shard->cells, memory_order_relaxed) - cleared,
                          memory_order_release);
    return cleared;
}

void dg_build_begin(struct dg_build *build, const struct dg_arena *arena, struct dg_shard *shard, unsigned slots)
{
    *build = (struct dg_build){.shard = shard, .slots = slots};
    shard->dead = 0;
    shard->cleared = false;
    atomic_store_explicit(&shard->slots, slots, memory_order_release);
    for (unsigned i = 0; i < slots / DG_SEGMENT_SLOTS; i++)
        build->segments[i] = dg_shard_slot(arena, shard, 0, i * DG_SEGMENT_SLOTS);
}

void dg_build_end(struct dg_build *build, unsigned stride)
{
    build->shard->used = build->used;
    for (unsigned word = 0; word < build->slots / DG_SEGMENT_SLOTS; word++)
        for (uint64_t free = ~build->occupied[word]; free != 0; free &= free - 1)
            dg_word_set(build->segments[word] + (unsigned)__builtin_ctzll(free) * stride, 0);
}
