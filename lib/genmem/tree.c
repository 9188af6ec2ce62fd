// SPDX-License-Identifier: Apache-2.0
// tree.h: finding shards, making the first ones, taking them away. How they grow: grow.c.
#include "genmem/tree.h"

#include "genmem/grow.h"

enum { ROOT_SHIFT = 54 };

void dg_tree_open(struct dg_tree *tree, size_t cell_size)
{
    const struct dg_piece_type types[DG_POOLS] = {
        [DG_POOL_NODES] = {sizeof(struct dg_node), offsetof(struct dg_node, link), 4},
        [DG_POOL_SHARDS] = {sizeof(struct dg_shard), offsetof(struct dg_shard, link), 5},
        [DG_POOL_SEGMENTS] = {(cell_size + 8) * DG_SEGMENT_SLOTS, 4, 6},
        [DG_POOL_PAGES] = {sizeof(struct dg_page) + cell_size * DG_CELLS_OF_PAGE, offsetof(struct dg_page, link), 6},
    };
    dg_arena_open(&tree->arena, types);
    tree->stride = (unsigned)cell_size / 4 + 2;
    tree->root.shift = ROOT_SHIFT;
    pthread_mutex_init(&tree->root.lock, NULL);
}

void dg_tree_close(struct dg_tree *tree)
{
    pthread_mutex_destroy(&tree->root.lock);
    dg_arena_close(&tree->arena);
}

static unsigned place_of(const struct dg_node *node, uint64_t page)
{
    return page >> node->shift & (DG_PLACES - 1);
}

static struct dg_node *node_of(uint64_t place)
{
    return place & 1 ? (struct dg_node *)(uintptr_t)(place - 1) : NULL;
}

static bool covers(const struct dg_node *node, uint64_t page)
{
    return page >> node->shift >> DG_PLACE_BITS == node->prefix;
}

// Follows the way of a page down: what its place says, and the node that has the place.
static inline uint64_t descend(const struct dg_tree *tree, uint64_t page, const struct dg_node **at)
{
    const struct dg_node *node = &tree->root;
    for (;;) {
        uint64_t place = atomic_load_explicit(&node->places[place_of(node, page)], memory_order_acquire);
        const struct dg_node *below = node_of(place);
        *at = node;
        if (!below || !covers(below, page))
            return place;
        node = below;
    }
}

// The last page of the empty range that a page lies in, whose place is in node.
static uint64_t end_of_nothing(const struct dg_node *node, uint64_t place, uint64_t page)
{
    const struct dg_node *below = node_of(place);
    if (below && page >> below->shift >> DG_PLACE_BITS < below->prefix)
        return (below->prefix << DG_PLACE_BITS << below->shift) - 1;
    return page | (((uint64_t)1 << node->shift) - 1);
}

struct dg_alive dg_tree_find(const struct dg_tree *tree, uint64_t page, uint64_t *last)
{
    const struct dg_node *node;
    uint64_t place = descend(tree, page, &node);
    if (place != 0 && !node_of(place))
        return (struct dg_alive){dg_arena_at(&tree->arena, DG_POOL_SHARDS, (uint32_t)(place >> 32)), (uint32_t)place};
    if (last)
        *last = end_of_nothing(node, place, page);
    return (struct dg_alive){0};
}

struct dg_shard *dg_tree_lock(struct dg_tree *tree, uint64_t page, uint64_t *last)
{
    for (;;) {
        struct dg_alive found = dg_tree_find(tree, page, last);
        struct dg_shard *shard = (struct dg_shard *)found.shard;
        if (!shard)
            return NULL;
        pthread_mutex_lock(&shard->lock);
        if (atomic_load_explicit(&shard->life, memory_order_relaxed) == found.life)
            return shard;
        pthread_mutex_unlock(&shard->lock);
    }
}

// A shard for a page whose place in node leads to nothing: for all places around it that do so too and make a block.
// With the lock of the node.
static bool make_shard(struct dg_tree *tree, struct dg_room *room, struct dg_node *node, uint64_t page)
{
    unsigned place = place_of(node, page), n = 1, most = node == &tree->root ? 1 : DG_PLACES; // keys lack the top bits
    struct dg_shard *shard = dg_grow_empty(tree, room);
    if (!shard)
        return false;
    for (; n < most; n *= 2) {
        unsigned other = (place & ~(n - 1)) ^ n, i = 0;
        while (i < n && atomic_load_explicit(&node->places[other + i], memory_order_relaxed) == 0)
            i++;
        if (i < n)
            break;
    }
    dg_grow_publish(shard, node, place & ~(n - 1), n);
    pthread_mutex_unlock(&shard->lock);
    return true;
}

// A node between node and the one that place leads to, whose pages are others. With the lock of the first.
static bool make_node(struct dg_tree *tree, struct dg_room *room, struct dg_node *node, uint64_t place, uint64_t page)
{
    const struct dg_node *below = node_of(place);
    uint64_t theirs = below->prefix << DG_PLACE_BITS << below->shift;
    unsigned highest = 63 - (unsigned)__builtin_clzll(theirs ^ page);
    struct dg_node *between = dg_grow_node(tree, room, highest, page);
    if (!between)
        return false;
    atomic_store_explicit(&between->places[place_of(between, theirs)], place, memory_order_relaxed);
    atomic_store_explicit(&node->places[place_of(node, page)], (uint64_t)between + 1, memory_order_release);
    return true;
}

struct dg_shard *dg_tree_make(struct dg_tree *tree, struct dg_room *room, uint64_t page)
{
    for (;;) {
        struct dg_shard *shard = dg_tree_lock(tree, page, NULL);
        if (shard)
            return shard;
        const struct dg_node *found;
        uint64_t place = descend(tree, page, &found);
        struct dg_node *node = (struct dg_node *)found;
        bool made = true;
        pthread_mutex_lock(&node->lock);
        if (atomic_load_explicit(&node->places[place_of(node, page)], memory_order_relaxed) != place)
            ; // somebody was faster
        else if (place == 0)
            made = make_shard(tree, room, node, page);
        else if (node_of(place))
            made = make_node(tree, room, node, place, page);
        pthread_mutex_unlock(&node->lock);
        if (!made)
            return NULL;
    }
}

void dg_tree_drop(struct dg_tree *tree, struct dg_shard *shard)
{
    for (unsigned i = 0; i < shard->places; i++)
        atomic_store_explicit(&shard->node->places[shard->place + i], 0, memory_order_release);
    dg_grow_retire(tree, shard, true);
}

// Each page may be the first of a new shard below a new node, or make one shard two; building a shard anew takes the
// memory of a whole one for a while.
struct dg_room dg_tree_room(size_t pages)
{
    return (struct dg_room){{[DG_POOL_NODES] = 2 * pages + 2,
                             [DG_POOL_SHARDS] = 2 * pages + 4,
                             [DG_POOL_SEGMENTS] = 2 * pages + 4 * DG_SEGMENTS,
                             [DG_POOL_PAGES] = pages}};
}
