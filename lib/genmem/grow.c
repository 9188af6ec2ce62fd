// SPDX-License-Identifier: Apache-2.0
// grow.h, and how a shard grows: it is built anew in private, larger or as two, and takes the place of the old one.
#include "genmem/grow.h"

#include <sched.h>

// Shards are built anew when they are 7/8 full (dg_shard_has_room), with room for 1/16 more.
static unsigned slots_for(unsigned used)
{
    unsigned room = (used + used / 16 + 1) * 8 / 7;
    return (room + DG_SEGMENT_SLOTS - 1) / DG_SEGMENT_SLOTS * DG_SEGMENT_SLOTS;
}

// A shard with segments for so many slots, locked.
static struct dg_shard *take_shard(struct dg_tree *tree, struct dg_room *room, unsigned slots)
{
    void *segments[DG_SEGMENTS], *piece;
    unsigned n = slots / DG_SEGMENT_SLOTS;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_SHARDS, 1, &piece, NULL))
        return NULL;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_SEGMENTS, n, segments, NULL)) {
        dg_arena_give(&tree->arena, DG_POOL_SHARDS, 1, &piece);
        return NULL;
    }
    struct dg_shard *shard = piece;
    if (!shard->has_lock) {
        pthread_mutex_init(&shard->lock, NULL);
        shard->has_lock = true;
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
    void *segments[DG_SEGMENTS], *piece = shard;
    unsigned n = atomic_load_explicit(&shard->slots, memory_order_relaxed) / DG_SEGMENT_SLOTS;
    for (unsigned i = 0; i < n; i++)
        segments[i] = atomic_load_explicit(&shard->segments[i], memory_order_relaxed);
    pthread_mutex_unlock(&shard->lock);
    dg_arena_give(&tree->arena, DG_POOL_SEGMENTS, n, segments);
    dg_arena_give(&tree->arena, DG_POOL_SHARDS, 1, &piece);
}

struct dg_shard *dg_grow_empty(struct dg_tree *tree, struct dg_room *room)
{
    struct dg_build build;
    struct dg_shard *shard = take_shard(tree, room, DG_SEGMENT_SLOTS);
    if (!shard)
        return NULL;
    dg_build_begin(&build, shard, tree->stride, DG_SEGMENT_SLOTS);
    dg_build_end(&build);
    return shard;
}

struct dg_node *dg_grow_node(struct dg_tree *tree, struct dg_room *room, unsigned highest, uint64_t page)
{
    void *piece;
    if (!dg_arena_take(&tree->arena, room, DG_POOL_NODES, 1, &piece, NULL))
        return NULL;
    struct dg_node *node = piece; // nodes are never given back: it is zero
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
    atomic_store_explicit(&shard->life, atomic_load_explicit(&shard->life, memory_order_relaxed) + 1,
                          memory_order_release);
    for (unsigned i = 0; i < n; i++)
        atomic_store_explicit(&node->places[place + i], (uintptr_t)shard, memory_order_release);
}

static bool is_empty_page(const struct dg_tree *tree, const dg_word *slot)
{
    return atomic_load_explicit(&dg_slot_page_at(&tree->arena, slot, tree->stride)->mask, memory_order_relaxed) == 0;
}

void dg_grow_retire(struct dg_tree *tree, struct dg_shard *shard, bool all)
{
    void *pages[DG_SHARD_SLOTS];
    size_t n = 0;
    unsigned slots = atomic_load_explicit(&shard->slots, memory_order_relaxed);
    for (unsigned i = 0; i < slots; i++) {
        const dg_word *slot = dg_shard_slot(shard, tree->stride, i);
        if (dg_slot_kind(dg_word_get(slot)) == DG_SLOT_PAGE && (all || is_empty_page(tree, slot)))
            pages[n++] = dg_slot_page_at(&tree->arena, slot, tree->stride);
    }
    // Before anything of it can become another's.
    atomic_store_explicit(&shard->life, atomic_load_explicit(&shard->life, memory_order_relaxed) + 1,
                          memory_order_release);
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
static bool live_page(const struct dg_tree *tree, const struct old *old, const dg_word *slot, uint64_t *page)
{
    uint32_t high = dg_word_get(slot);
    unsigned kind = dg_slot_kind(high);
    if (kind != DG_SLOT_CELL && (kind != DG_SLOT_PAGE || is_empty_page(tree, slot)))
        return false;
    *page = dg_slot_page(high, dg_word_get(slot + 1), old->first);
    return true;
}

static void examine(const struct dg_tree *tree, struct dg_shard *shard, struct old *old)
{
    *old = (struct old){.shard = shard,
                        .first = atomic_load_explicit(&shard->first, memory_order_relaxed),
                        .slots = atomic_load_explicit(&shard->slots, memory_order_relaxed)};
    for (unsigned i = 0; i < old->slots; i++) {
        uint64_t page;
        if (!live_page(tree, old, dg_shard_slot(shard, tree->stride, i), &page))
            continue;
        if (old->live++ == 0)
            old->page = page;
        old->differ |= page ^ old->page;
    }
}

static uint64_t written(const struct dg_tree *tree, const dg_word *slot)
{
    if (dg_slot_kind(dg_word_get(slot)) == DG_SLOT_CELL)
        return 1;
    const struct dg_page *page = dg_slot_page_at(&tree->arena, slot, tree->stride);
    return (uint64_t)__builtin_popcountll(atomic_load_explicit(&page->mask, memory_order_relaxed));
}

// Fill one shard, or with the bit of the page, which is not 0 then, the second one too.
static void fill(const struct dg_tree *tree, const struct old *old, struct dg_build *builds, uint64_t bit)
{
    uint64_t page, cells[2] = {0};
    for (unsigned i = 0; i < old->slots; i++) {
        const dg_word *slot = dg_shard_slot(old->shard, tree->stride, i);
        if (!live_page(tree, old, slot, &page))
            continue;
        unsigned which = (page & bit) != 0;
        dg_build_add(&builds[which], page, slot);
        cells[which] += written(tree, slot);
    }
    for (unsigned which = 0; which < (bit != 0 ? 2 : 1); which++) {
        dg_build_end(&builds[which]);
        atomic_store_explicit(&builds[which].shard->cells, cells[which], memory_order_release);
    }
}

static bool rebuild(struct dg_tree *tree, struct dg_room *room, const struct old *old, unsigned slots)
{
    struct dg_build build;
    struct dg_shard *anew = take_shard(tree, room, slots);
    if (!anew)
        return false;
    dg_build_begin(&build, anew, tree->stride, slots);
    fill(tree, old, &build, 0);
    dg_grow_publish(anew, old->shard->node, old->shard->place, old->shard->places);
    dg_grow_retire(tree, old->shard, false);
    pthread_mutex_unlock(&anew->lock);
    return true;
}

// How many live slots have the bit.
static unsigned count_with(const struct dg_tree *tree, const struct old *old, uint64_t bit)
{
    unsigned n = 0;
    uint64_t page;
    for (unsigned i = 0; i < old->slots; i++)
        n += live_page(tree, old, dg_shard_slot(old->shard, tree->stride, i), &page) && (page & bit) != 0;
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
        atomic_store_explicit(&above->places[kept], (uintptr_t)below + 1, memory_order_release);
    for (unsigned i = old->shard->place; i < old->shard->place + old->shard->places; i++)
        if (i < kept || i >= kept + keeps)
            atomic_store_explicit(&above->places[i], 0, memory_order_release);
}

static bool split(struct dg_tree *tree, struct dg_room *room, const struct old *old)
{
    unsigned bit = 63 - (unsigned)__builtin_clzll(old->differ);
    uint64_t mask = (uint64_t)1 << bit;
    unsigned with = count_with(tree, old, mask);
    struct dg_build builds[2];
    struct dg_shard *shards[2] = {NULL, NULL};
    struct dg_node *below = NULL;
    bool made = true;
    for (int which = 0; made && which < 2; which++) {
        unsigned slots = slots_for(which == 1 ? with : old->live - with);
        slots = slots < DG_SHARD_SLOTS ? slots : DG_SHARD_SLOTS;
        made = (shards[which] = take_shard(tree, room, slots)) != 0;
        if (made)
            dg_build_begin(&builds[which], shards[which], tree->stride, slots);
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
    publish_two(old, builds, bit, below);
    dg_grow_retire(tree, old->shard, false);
    pthread_mutex_unlock(&shards[0]->lock);
    pthread_mutex_unlock(&shards[1]->lock);
    return true;
}

bool dg_tree_grow(struct dg_tree *tree, struct dg_room *room, struct dg_shard *shard, unsigned more)
{
    struct old old;
    examine(tree, shard, &old);
    unsigned slots = slots_for(old.live + more);
    bool grown = slots <= DG_SHARD_SLOTS ? rebuild(tree, room, &old, slots) : split(tree, room, &old);
    if (!grown)
        pthread_mutex_unlock(&shard->lock);
    return grown;
}

void dg_tree_tidy(struct dg_tree *tree, struct dg_shard *shard)
{
    struct old old;
    examine(tree, shard, &old);
    if (slots_for(old.live) > old.slots / 2 || !rebuild(tree, NULL, &old, slots_for(old.live)))
        pthread_mutex_unlock(&shard->lock);
}
