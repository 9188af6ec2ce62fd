// SPDX-License-Identifier: Apache-2.0
// The written cells of a range of pages, in an open-addressed hash table without order.
//
// A slot holds a lone cell or refers to a page, 64 cells with a mask of those that are written. Both are found by the
// number of the page, so that one look at a cluster of slots shows all that there is of it: some lone cells, or, when
// they are DG_LONE_CELLS or more, the page. What is cleared stays behind as a dead slot until the shard is built anew.
//
// Readers take no lock. A shard says by its `life` whether it stands for its range, and that it is another one now:
// who finds the same even life before and after has read what belongs together. Whatever a late reader may look at has
// been read and written as atomic words, and is never given back to the system while the overlay is there (arena.h).
#ifndef DG_GENMEM_TABLE_H
#define DG_GENMEM_TABLE_H

#include "genmem/arena.h"

enum {
    DG_CELLS_OF_PAGE = 64,
    DG_SEGMENT_SLOTS = 64,
    DG_SEGMENTS = 14,
    DG_SHARD_SLOTS = DG_SEGMENT_SLOTS * DG_SEGMENTS,
    DG_LONE_CELLS = 8
};

// A slot is a key, high word first, and a value: the cell's bits or the page's number. 3 words with cells of 4 bytes,
// 4 with cells of 8. The two top bits of the key say what it is.
typedef _Atomic uint32_t dg_word;
enum { DG_SLOT_EMPTY, DG_SLOT_CELL, DG_SLOT_PAGE, DG_SLOT_DEAD };

struct dg_page {
    _Atomic uint64_t mask;
    uint32_t unused, link; // the arena's
    dg_word cells[];       // 1 or 2 words each
};

struct dg_node;

struct dg_shard {
    // What a read of a cell needs, in one line of the cache.
    _Alignas(64) atomic_uint life;          // even: it stands for its range
    atomic_uint slots;                      // a multiple of DG_SEGMENT_SLOTS
    _Atomic uint32_t segments[DG_SEGMENTS]; // numbers

    _Atomic uint64_t first, last; // pages
    _Atomic uint64_t cells;       // written

    pthread_mutex_t lock;   // of those who change the shard, and what follows
    bool has_lock, cleared; // cells were cleared: there may be empty pages
    unsigned used, dead;    // slots that are not empty; those of them that are dead
    uint32_t number;        // its own
    struct dg_node *node;   // that leads to it from `places` places from `place` on
    unsigned place, places;
    uint32_t link; // the arena's
};

// A shard and the life in which it is meant.
struct dg_alive {
    const struct dg_shard *shard;
    unsigned life;
};

// What there is of a page.
struct dg_cluster {
    struct dg_page *page;          // NULL: lone cells only
    unsigned lone;                 // how many
    dg_word *cells[DG_LONE_CELLS]; // their slots
    uint64_t mask;                 // which, if there is no page
    dg_word *end;                  // the first free slot behind them
};

// Reading. False: the shard is no longer what stands for the page, look for it anew.

// The cell's bits where it is written.
bool dg_shard_get(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t addr, bool *found,
                  uint64_t *bits);

// Which cells of a page are written; their bits, as the library's buffers have them, in their places in cells where
// that is not NULL.
bool dg_shard_get_page(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t page,
                       uint64_t *mask, uint32_t *cells);

// The pages that may have written cells, in any order, some of them more than once.
bool dg_shard_list(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t pages[DG_SHARD_SLOTS],
                   size_t *n, uint64_t *last);

// How many cells are written, and the last page that it stands for.
bool dg_shard_count(struct dg_alive alive, uint64_t *cells, uint64_t *last);

// Ask for the memory in which the cells of a page are, if they are there.
void dg_shard_prefetch(const struct dg_arena *arena, struct dg_alive alive, unsigned stride, uint64_t page);

// Changing, with the shard's lock held.

void dg_shard_find(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t page,
                   struct dg_cluster *cluster);

// Whether so many slots more may be used.
bool dg_shard_has_room(const struct dg_shard *shard, unsigned slots);

// Use a free slot for a lone cell, for a page; the first free one behind a page's home.
void dg_shard_add_cell(struct dg_shard *shard, unsigned stride, dg_word *slot, uint64_t addr, uint64_t bits);
void dg_shard_add_page(struct dg_shard *shard, unsigned stride, dg_word *slot, uint64_t page, uint32_t number);
dg_word *dg_shard_free_slot(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride, uint64_t page);

// Give a lone cell up.
void dg_shard_kill(struct dg_shard *shard, dg_word *slot);

// Make the cells from first to last clean; how many there were.
uint64_t dg_shard_clear(const struct dg_arena *arena, struct dg_shard *shard, unsigned stride, uint64_t first,
                        uint64_t last);

// Building a shard that has segments for so many slots, in private: dg_build_add puts a slot of another one into it, of
// which there are fewer; dg_build_end makes it whole.
struct dg_build {
    struct dg_shard *shard;
    unsigned slots, used;
    dg_word *segments[DG_SEGMENTS];
    uint64_t occupied[DG_SEGMENTS];
};
void dg_build_begin(struct dg_build *build, const struct dg_arena *arena, struct dg_shard *shard, unsigned slots);
void dg_build_end(struct dg_build *build, unsigned stride);

static inline uint32_t dg_word_get(const dg_word *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

static inline void dg_word_set(dg_word *word, uint32_t value)
{
    atomic_store_explicit(word, value, memory_order_release);
}

static inline _Atomic uint64_t *dg_double_word(const dg_word *words)
{
    return (_Atomic uint64_t *)(void *)words;
}

// The value of a slot, of a cell in a page.
static inline uint64_t dg_value_get(const dg_word *value, bool wide)
{
    return wide ? atomic_load_explicit(dg_double_word(value), memory_order_acquire) : dg_word_get(value);
}

static inline void dg_value_set(dg_word *value, bool wide, uint64_t bits)
{
    if (wide)
        atomic_store_explicit(dg_double_word(value), bits, memory_order_release);
    else
        dg_word_set(value, (uint32_t)bits);
}

static inline dg_word *dg_page_cell(struct dg_page *page, unsigned stride, unsigned i)
{
    return page->cells + i * (stride - 2);
}

// The page that a slot refers to, which must be one of a page.
static inline struct dg_page *dg_slot_page_at(const struct dg_arena *arena, const dg_word *slot, unsigned stride)
{
    return dg_arena_at(arena, DG_POOL_PAGES, (uint32_t)dg_value_get(slot + 2, stride == 4));
}

// The slot of a shard; with a late reader's shard maybe NULL.
static inline dg_word *dg_shard_slot(const struct dg_arena *arena, const struct dg_shard *shard, unsigned stride,
                                     unsigned i)
{
    uint32_t number = atomic_load_explicit(&shard->segments[i / DG_SEGMENT_SLOTS], memory_order_acquire);
    if (number == 0)
        return NULL;
    return (dg_word *)dg_arena_at(arena, DG_POOL_SEGMENTS, number) + i % DG_SEGMENT_SLOTS * stride;
}

static inline unsigned dg_slot_kind(uint32_t high)
{
    return high >> 30;
}

// The page that a slot of a shard is about, which has the top bits of the pages there.
static inline uint64_t dg_slot_page(uint32_t high, uint32_t low, uint64_t first)
{
    uint64_t key = (uint64_t)(high & 0x3fffffff) << 32 | low;
    if (dg_slot_kind(high) == DG_SLOT_CELL)
        key /= DG_CELLS_OF_PAGE;
    return key | first >> 54 << 54;
}

// Where the cluster of a page begins.
static inline unsigned dg_shard_home(uint64_t page, unsigned slots)
{
    uint64_t hash = (page ^ page >> 29) * 0x9E3779B97F4A7C15 >> 32;
    return (unsigned)(hash * slots >> 32);
}

static inline void dg_build_add(struct dg_build *build, unsigned stride, uint64_t page, const dg_word *from)
{
    unsigned at = dg_shard_home(page, build->slots), word = at / DG_SEGMENT_SLOTS;
    uint64_t free = ~build->occupied[word] & UINT64_MAX << at % DG_SEGMENT_SLOTS;
    while (free == 0) {
        word = word + 1 == build->slots / DG_SEGMENT_SLOTS ? 0 : word + 1;
        free = ~build->occupied[word];
    }
    build->occupied[word] |= free & -free;
    dg_word *slot = build->segments[word] + (unsigned)__builtin_ctzll(free) * stride;
    dg_value_set(slot + 2, stride == 4, dg_value_get(from + 2, stride == 4));
    dg_word_set(slot + 1, dg_word_get(from + 1));
    dg_word_set(slot, dg_word_get(from));
    build->used++;
}

#endif
