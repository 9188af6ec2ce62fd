// SPDX-License-Identifier: Apache-2.0
// grow.h, and how a shard grows: it is built anew in private, larger or as two, and takes the place of the old one.
#include "genmem/grow.h"

#include <sched.h>

// Shards are built anew when they are 7/8 full (dg_shard_has_room), with room for 1/8 more.
static unsigned slots_for(unsigned used)
{
    unsigned room = (used + used / 8 + 1) * 8 / 7;
    return (room + DG_SEGMENT_SLOTS - 1) / DG_SEGMENT_SLOTS * DG_SEGMENT_SLOTS;
}

// A shard with segments for so many slots, locked.
static struct dg_shard *take_shard(struct dg_tree *tree, struct dg_room *room, unsigned slots)
{
    uint32_t segments[DG_SEGMENTS], number;
    unsigned n = slots / DG_SEGMENT_SLOTS;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_SHARDS, 1, &number))
        return NULL;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_SEGMENTS, n, segments)) {
        dg_arena_give(&tree->arena, DG_POOL_SHARDS, 1, &number);
        return NULL;
    }
    struct dg_shard *shard = dg_arena_at(&tree->arena, DG_POOL_SHARDS, number);
    if (!shard->has_lock) {
        pthread_mutex_init(&shard->lock, NULL);
        shard->has_lock = true;
        shard->number = number;
        atomic_init(&shard->life, 1);
    }
    while (pthread_mutex_trylock(&shard->lock) != 0) // who found the shard that it was is about to see that it is not
        (void)sched_yield();
    for (unsigned i = 0; i < n; i++)
        atomic_store_explicit(&shard->segments[i], segments[i], memory_order_release);
    return shard;
}

// Give the pieces of a locked shard back and unlock it.
static void give_shard(struct dg_tree *tree, struct dg_shard *shard)
{
    uint32_t segments[DG_SEGMENTS];
    unsigned n = atomic_load_explicit(&shard->slots, memory_order_relaxed) / DG_SEGMENT_SLOTS;
    for (unsigned i = 0; i < n; i++)
        segments[i] = atomic_load_explicit(&shard->segments[i], memory_order_relaxed);
    pthread_mutex_unlock(&shard->lock);
    dg_arena_give(&tree->arena, DG_POOL_SEGMENTS, n, segments);
    dg_arena_give(&tree->arena, DG_POOL_SHARDS, 1, &shard->number);
}

static void set_cells(struct dg_shard *shard, uint64_t cells)
{
    atomic_store_explicit(&shard->cells, cells, memory_order_release);
}

struct dg_shard *dg_grow_empty(struct dg_tree *tree, struct dg_room *room)
{
    struct dg_build build;
    struct dg_shard *shard = take_shard(tree, room, DG_SEGMENT_SLOTS);
    if (!shard)
        return NULL;
    dg_build_begin(&build, &tree->arena, shard, DG_SEGMENT_SLOTS);
    dg_build_end(&build, tree->stride);
    set_cells(shard, 0);
    return shard;
}

struct dg_node *dg_grow_node(struct dg_tree *tree, struct dg_room *room, unsigned highest, uint64_t page)
{
    uint32_t number;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_NODES, 1, &number))
        return NULL;
    struct dg_node *node = dg_arena_at(&tree->arena, DG_POOL_NODES, number); // never given back, so it is zero
    node->shift = highest / DG_PLACE_BITS * DG_PLACE_BITS;
    node->prefix = page >> node->shift >> DG_PLACE_BITS;
    pthread_mutex_init(&node->lock, NULL);
    return node;
}

void dg_grow_publish(struct dg_shard *shard, struct dg_node *node, unsigned place, unsigned n)
{
    uint64_t first = (node->prefix << DG_PLACE_BITS | place) << node->shift;
    shard->node = node;
    shard->place = place;
    shard->places = n;
    atomic_store_explicit(&shard->first, first, memory_order_release);
    atomic_store_explicit(&shard->last, first + ((uint64_t)n << node->shift) - 1, memory_order_release);
    unsigned life = atomic_load_explicit(&shard->life, memory_order_relaxed) + 1;
    atomic_store_explicit(&shard->life, life, memory_order_release);
    for (unsigned i = 0; i < n; i++)
        atomic_store_explicit(&node->places[place + i], (uint64_t)shard->number << 32 | life, memory_order_release);
}

static bool is_empty_page(const struct dg_tree *tree, const dg_word *slot)
{
    return atomic_load_explicit(&dg_slot_page_at(&tree->arena, slot, tree->stride)->mask, memory_order_relaxed) == 0;
}

void dg_grow_retire(struct dg_tree *tree, struct dg_shard *shard, bool all)
{
    uint32_t pages[DG_SHARD_SLOTS];
    size_t n = 0;
    unsigned slots = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    for (unsigned i = 0; (all || shard->cleared) && i < slots; i++) {
        const dg_word *slot = dg_shard_slot(&tree->arena, shard, tree->stride, i);
        if (dg_slot_kind(dg_word_get(slot)) == DG_SLOT_PAGE && (all || is_empty_page(tree, slot)))
            pages[n++] = (uint32_t)dg_value_get(slot + 2, tree->stride == 4);
    }
    // Before anything of it can become another's.
    atomic_store_explicit(&shard->life, atomic_load_explicit(&shard->life, memory_order_relaxed) + 1,
                          memory_order_release);
    if (n > 0)
        dg_arena_give(&tree->arena, DG_POOL_PAGES, n, pages);
    give_shard(tree, shard);
}

// A shard that is to be built anew.
struct old {
    struct dg_shard *shard;
    uint64_t first; // page
    unsigned slots, live;
    uint64_t page, differ; // one of its live pages, and the bits in which others differ from it
};

// The page of a slot of it; false where it is not worth keeping.
static inline bool live_page(const struct dg_tree *tree, const struct old *old, const dg_word *slot, uint64_t *page)
{
    uint32_t high = dg_word_get(slot);
    unsigned kind = dg_slot_kind(high);
    if (kind != DG_SLOT_CELL && (kind != DG_SLOT_PAGE || (old->shard->cleared && is_empty_page(tree, slot))))
        return false;
    *page = dg_slot_page(high, dg_word_get(slot + 1), old->first);
    return true;
}

static struct old look_at(struct dg_shard *shard)
{
    return (struct old){.shard = shard,
                        .first = atomic_load_explicit(&shard->first, memory_order_relaxed),
                        .slots = atomic_load_explicit(&shard->slots, memory_order_relaxed)};
}

// Count what is live and see where it differs.
static void examine(const struct dg_tree *tree, struct old *old)
{
    for (unsigned i = 0; i < old->slots; i++) {
        uint64_t page;
        if (!live_page(tree, old, dg_shard_slot(&tree->arena, old->shard, tree->stride, i), &page))
            continue;
        if (old->live++ == 0)
            old->page = page;
        old->differ |= page ^ old->page;
    }
}

// Fill one shard, or with the bit of the page, which is not 0 then, the second one too.
static inline void fill_all(const struct dg_tree *tree, const struct old *old, struct dg_build *builds, uint64_t bit,
                            unsigned stride)
{
    for (unsigned from = 0; from < old->slots; from += DG_SEGMENT_SLOTS) {
        const dg_word *slot = dg_shard_slot(&tree->arena, old->shard, stride, from);
        for (unsigned i = 0; i < DG_SEGMENT_SLOTS; i++, slot += stride) {
            uint64_t page;
            if (live_page(tree, old, slot, &page))
                dg_build_add(&builds[(page & bit) != 0], stride, page, slot);
        }
    }
}

static void fill(const struct dg_tree *tree, const struct old *old, struct dg_build *builds, uint64_t bit)
{
    if (tree->stride == 3)
        fill_all(tree, old, builds, bit, 3);
    else
        fill_all(tree, old, builds, bit, 4);
    for (unsigned which = 0; which < (bit != 0 ? 2 : 1); which++)
        dg_build_end(&builds[which], tree->stride);
}

static bool rebuild(struct dg_tree *tree, struct dg_room *room, const struct old *old, unsigned slots)
{
    struct dg_build build;
    struct dg_shard *anew = take_shard(tree, room, slots);
    if (!anew)
        return false;
    dg_build_begin(&build, &tree->arena, anew, slots);
    fill(tree, old, &build, 0);
    set_cells(anew, atomic_load_explicit(&old->shard->cells, memory_order_relaxed));
    dg_grow_publish(anew, old->shard->node, old->shard->place, old->shard->places);
    dg_grow_retire(tree, old->shard, false);
    pthread_mutex_unlock(&anew->lock);
    return true;
}

// How many live slots have the bit, and how many cells are written there.
static unsigned count_with(const struct dg_tree *tree, const struct old *old, uint64_t bit, uint64_t *cells)
{
    unsigned n = 0;
    uint64_t page;
    *cells = 0;
    for (unsigned i = 0; i < old->slots; i++) {
        const dg_word *slot = dg_shard_slot(&tree->arena, old->shard, tree->stride, i);
        if (!live_page(tree, old, slot, &page) || (page & bit) == 0)
            continue;
        n++;
        *cells += dg_slot_kind(dg_word_get(slot)) == DG_SLOT_CELL
                      ? 1
                      : (uint64_t)__builtin_popcountll(atomic_load_explicit(
                            &dg_slot_page_at(&tree->arena, slot, tree->stride)->mask, memory_order_relaxed));
    }
    return n;
}

// The places of two shards that differ in a bit of the page: in the old shard's node, or in one below it that is new.
static void publish_two(const struct old *old, struct dg_build builds[2], unsigned bit, struct dg_node *below)
{
    struct dg_node *above = old->shard->node, *node = below ? below : above;
    unsigned n = 1u << (bit - node->shift), place = old->page >> node->shift & (DG_PLACES - 1) & ~(2 * n - 1);
    dg_grow_publish(builds[0].shard, node, place, n);
    dg_grow_publish(builds[1].shard, node, place + n, n);
    unsigned kept = below ? (unsigned)(old->page >> above->shift & (DG_PLACES - 1)) : place, keeps = below ? 1 : 2 * n;
    if (below)
        atomic_store_explicit(&above->places[kept], (uint64_t)(uintptr_t)below + 1, memory_order_release);
    for (unsigned i = old->shard->place; i < old->shard->place + old->shard->places; i++)
        if (i < kept || i >= kept + keeps)
            atomic_store_explicit(&above->places[i], 0, memory_order_release);
}

static bool split(struct dg_tree *tree, struct dg_room *room, const struct old *old)
{
    unsigned bit = 63 - (unsigned)__builtin_clzll(old->differ);
    uint64_t mask = (uint64_t)1 << bit;
    uint64_t cells;
    unsigned with = count_with(tree, old, mask, &cells);
    struct dg_build builds[2];
    struct dg_shard *shards[2] = {NULL, NULL};
    struct dg_node *below = NULL;
    bool made = true;
    for (int which = 0; made && which < 2; which++) {
        unsigned slots = slots_for(which == 1 ? with : old->live - with);
        slots = slots < DG_SHARD_SLOTS ? slots : DG_SHARD_SLOTS;
        made = (shards[which] = take_shard(tree, room, slots)) != 0;
        if (made)
            dg_build_begin(&builds[which], &tree->arena, shards[which], slots);
    }
    if (made && bit < old->shard->node->shift)
        made = (below = dg_grow_node(tree, room, bit, old->page)) != 0;
    if (!made) {
        for (int which = 0; which < 2; which++)
            if (shards[which])
                give_shard(tree, shards[which]);
        return false;
    }
    fill(tree, old, builds, mask);
    set_cells(shards[0], atomic_load_explicit(&old->shard->cells, memory_order_relaxed) - cells);
    set_cells(shards[1], cells);
    publish_two(old, builds, bit, below);
    dg_grow_retire(tree, old->shard, false);
    pthread_mutex_unlock(&shards[0]->lock);
    pthread_mutex_unlock(&shards[1]->lock);
    return true;
}

bool dg_tree_grow(struct dg_tree *tree, struct dg_room *room, struct dg_shard *shard, unsigned more)
{
    struct old old = look_at(shard);
    unsigned slots = slots_for(shard->used - shard->dead + more);
    if (slots > DG_SHARD_SLOTS) {
        examine(tree, &old);
        slots = slots_for(old.live + more);
    }
    bool grown = slots <= DG_SHARD_SLOTS ? rebuild(tree, room, &old, slots) : split(tree, room, &old);
    if (!grown)
        pthread_mutex_unlock(&shard->lock);
    return grown;
}

void dg_tree_tidy(struct dg_tree *tree, struct dg_shard *shard)
{
    struct old old = look_at(shard);
    examine(tree, &old);
    if (slots_for(old.live) > old.slots / 2 || !rebuild(tree, NULL, &old, slots_for(old.live)))
        pthread_mutex_unlock(&shard->lock);
}
