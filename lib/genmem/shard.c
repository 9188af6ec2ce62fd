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

// Where the cluster of a page begins.
static inline unsigned home(uint64_t page, unsigned slots)
{
    uint64_t hash = (page ^ page >> 29) * 0x9E3779B97F4A7C15 >> 32;
    return (unsigned)(hash * slots >> 32);
}

static inline unsigned behind(unsigned at, unsigned slots)
{
    return at + 1 == slots ? 0 : at + 1;
}

// A reader's way through a shard: where it stands for the page, and the life that it has to have at the end.
struct way {
    const struct dg_shard *shard;
    unsigned life, at, slots, left;
    const dg_word *slot;
};

static inline bool begin(struct way *way, const struct dg_shard *shard, uint64_t page)
{
    way->shard = shard;
    way->life = atomic_load_explicit(&shard->life, memory_order_acquire);
    way->slots = atomic_load_explicit(&shard->slots, memory_order_acquire);
    way->at = home(page, way->slots);
    way->left = way->slots;
    return way->life % 2 == 0 && page >= atomic_load_explicit(&shard->first, memory_order_acquire) &&
           page <= atomic_load_explicit(&shard->last, memory_order_acquire);
}

static inline bool is_same(const struct way *way)
{
    return atomic_load_explicit(&way->shard->life, memory_order_acquire) == way->life;
}

// The high word of the next slot; that of an empty one behind the last, which only a shard has that is another one now.
static inline uint32_t next(struct way *way, unsigned stride)
{
    if (way->left-- == 0)
        return 0;
    way->slot = dg_shard_slot(way->shard, stride, way->at);
    way->at = behind(way->at, way->slots);
    return way->slot ? dg_word_get(way->slot) : 0;
}

// The page that a slot refers to; NULL if the shard is another one now, and the number maybe none.
static inline struct dg_page *page_of(const struct dg_arena *arena, const struct way *way, unsigned stride)
{
    uint32_t number = (uint32_t)dg_value_get(way->slot + 2, stride == 4);
    return is_same(way) ? dg_arena_at(arena, DG_POOL_PAGES, number) : NULL;
}

bool dg_shard_get(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t addr,
                  bool *found, uint64_t *bits)
{
    struct way way;
    uint64_t page_number = addr / DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(page_number), high;
    *found = false;
    if (!begin(&way, shard, page_number))
        return false;
    while ((high = next(&way, stride)) != 0) {
        if (high == as_cell && dg_word_get(way.slot + 1) == (uint32_t)addr) {
            *bits = dg_value_get(way.slot + 2, stride == 4);
            *found = true;
            break;
        }
        if (high == as_page && dg_word_get(way.slot + 1) == (uint32_t)page_number) {
            struct dg_page *page = page_of(arena, &way, stride);
            unsigned i = addr % DG_CELLS_OF_PAGE;
            if (page && atomic_load_explicit(&page->mask, memory_order_acquire) >> i & 1) {
                *bits = dg_value_get(dg_page_cell(page, stride, i), stride == 4);
                *found = true;
            }
            break;
        }
    }
    return is_same(&way);
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

bool dg_shard_get_page(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t number,
                       uint64_t *mask, uint32_t *cells)
{
    struct way way;
    uint64_t addr = number * DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(number), high;
    *mask = 0;
    if (!begin(&way, shard, number))
        return false;
    while ((high = next(&way, stride)) != 0) {
        if (high == as_cell) {
            uint32_t i = dg_word_get(way.slot + 1) - (uint32_t)addr;
            if (i >= DG_CELLS_OF_PAGE)
                continue;
            *mask |= (uint64_t)1 << i;
            put_cell(cells, stride, i, dg_value_get(way.slot + 2, stride == 4));
        } else if (high == as_page && dg_word_get(way.slot + 1) == (uint32_t)number) {
            struct dg_page *page = page_of(arena, &way, stride);
            if (page)
                *mask = get_whole_page(page, stride, cells);
            break;
        }
    }
    return is_same(&way);
}

bool dg_shard_list(const struct dg_shard *shard, unsigned stride, uint64_t page, uint64_t pages[DG_SHARD_SLOTS],
                   size_t *n, uint64_t *last)
{
    struct way way;
    if (!begin(&way, shard, page))
        return false;
    *n = 0;
    *last = atomic_load_explicit(&shard->last, memory_order_acquire);
    for (unsigned i = 0; i < way.slots; i++) {
        const dg_word *slot = dg_shard_slot(shard, stride, i);
        uint32_t high = slot ? dg_word_get(slot) : 0;
        unsigned kind = dg_slot_kind(high);
        if (kind == DG_SLOT_CELL || kind == DG_SLOT_PAGE)
            pages[(*n)++] = dg_slot_page(high, dg_word_get(slot + 1), page);
    }
    return is_same(&way);
}

bool dg_shard_count(const struct dg_shard *shard, uint64_t page, uint64_t *cells, uint64_t *last)
{
    struct way way;
    if (!begin(&way, shard, page))
        return false;
    *cells = atomic_load_explicit(&shard->cells, memory_order_acquire);
    *last = atomic_load_explicit(&shard->last, memory_order_acquire);
    return is_same(&way);
}

void dg_shard_find(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t number,
                   struct dg_cluster *cluster)
{
    uint64_t addr = number * DG_CELLS_OF_PAGE;
    uint32_t as_cell = cell_high(addr), as_page = page_high(number), high;
    unsigned slots = atomic_load_explicit(&shard->slots, memory_order_relaxed), at = home(number, slots);
    cluster->page = NULL;
    cluster->lone = 0;
    cluster->mask = 0;
    for (dg_word *slot; (high = dg_word_get(slot = dg_shard_slot(shard, stride, at))) != 0; at = behind(at, slots)) {
        uint32_t low = dg_word_get(slot + 1);
        if (high == as_cell && low - (uint32_t)addr < DG_CELLS_OF_PAGE) {
            cluster->cells[cluster->lone++] = slot;
            cluster->mask |= (uint64_t)1 << low % DG_CELLS_OF_PAGE;
        } else if (high == as_page && low == (uint32_t)number) {
            cluster->page = dg_slot_page_at(arena, slot, stride);
            break;
        }
    }
    cluster->end = at;
}

bool dg_shard_has_room(const struct dg_shard *shard, unsigned slots)
{
    unsigned all = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    return shard->used + slots <= all - all / 8;
}

static void add(struct dg_shard *shard, unsigned stride, unsigned *end, uint32_t high, uint32_t low, uint64_t value)
{
    dg_word *slot = dg_shard_slot(shard, stride, *end);
    dg_value_set(slot + 2, stride == 4, value);
    dg_word_set(slot + 1, low);
    dg_word_set(slot, high);
    shard->used++;
    unsigned slots = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    while (dg_word_get(dg_shard_slot(shard, stride, *end)) != 0)
        *end = behind(*end, slots);
}

void dg_shard_add_cell(struct dg_shard *shard, unsigned stride, unsigned *end, uint64_t addr, uint64_t bits)
{
    add(shard, stride, end, cell_high(addr), (uint32_t)addr, bits);
}

void dg_shard_add_page(struct dg_shard *shard, unsigned stride, unsigned *end, uint64_t page, uint32_t number)
{
    add(shard, stride, end, page_high(page), (uint32_t)page, number);
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
        dg_word *slot = dg_shard_slot(shard, stride, i);
        uint32_t high = dg_word_get(slot), low = dg_word_get(slot + 1);
        unsigned kind = dg_slot_kind(high);
        uint64_t gone = cells_between(dg_slot_page(high, low, begin_of_range), first, last);
        if (kind == DG_SLOT_CELL && gone >> low % DG_CELLS_OF_PAGE & 1) {
            dg_word_set(slot, (uint32_t)DG_SLOT_DEAD << 30);
            cleared++;
        } else if (kind == DG_SLOT_PAGE) {
            struct dg_page *page = dg_slot_page_at(arena, slot, stride);
            uint64_t mask = atomic_load_explicit(&page->mask, memory_order_relaxed);
            atomic_store_explicit(&page->mask, mask & ~gone, memory_order_release);
            cleared += (uint64_t)__builtin_popcountll(mask & gone);
        }
    }
    atomic_store_explicit(&shard->cells, atomic_load_explicit(&shard->cells, memory_order_relaxed) - cleared,
                          memory_order_release);
    return cleared;
}

void dg_build_begin(struct dg_build *build, struct dg_shard *shard, unsigned stride, unsigned slots)
{
    *build = (struct dg_build){.shard = shard, .stride = stride, .slots = slots};
    shard->used = 0;
    atomic_store_explicit(&shard->slots, slots, memory_order_release);
    atomic_store_explicit(&shard->cells, 0, memory_order_release);
}

void dg_build_add(struct dg_build *build, uint64_t page, const dg_word *from)
{
    unsigned at = home(page, build->slots), word = at / 64;
    uint64_t free = ~build->occupied[word] >> at % 64 << at % 64;
    while (free == 0) {
        word = behind(word, build->slots / 64);
        free = ~build->occupied[word];
    }
    build->occupied[word] |= free & -free;
    dg_word *slot = dg_shard_slot(build->shard, build->stride, word * 64 + (unsigned)__builtin_ctzll(free));
    dg_value_set(slot + 2, build->stride == 4, dg_value_get(from + 2, build->stride == 4));
    dg_word_set(slot + 1, dg_word_get(from + 1));
    dg_word_set(slot, dg_word_get(from));
    build->shard->used++;
}

void dg_build_end(struct dg_build *build)
{
    for (unsigned word = 0; word < build->slots / 64; word++)
        for (uint64_t free = ~build->occupied[word]; free != 0; free &= free - 1)
            dg_word_set(dg_shard_slot(build->shard, build->stride, word * 64 + (unsigned)__builtin_ctzll(free)), 0);
}
