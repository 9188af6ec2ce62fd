// SPDX-License-Identifier: Apache-2.0
// Which shard a page belongs to: a tree over the numbers of the pages, six bits at a time, from the top.
//
// A place of a node leads to nothing, to a shard, which may stand for several neighbouring places, or to a node, which
// may be further down than the next six bits and then says what those between have to be. Places change one by one and
// always lead to something that is whole; nodes stay as long as the tree. Who holds the lock of a shard alone changes
// the places that lead to it; from nothing to something, and from node to node, it takes the lock of the node.
#ifndef DG_GENMEM_TREE_H
#define DG_GENMEM_TREE_H

#include "genmem/shard.h"

enum { DG_PLACE_BITS = 6, DG_PLACES = 1 << DG_PLACE_BITS };

struct dg_node {
    // Constant while others know it.
    unsigned shift;  // place = page >> shift & 63
    uint64_t prefix; // of its pages: page >> shift >> 6

    pthread_mutex_t lock;
    _Atomic uint64_t places[DG_PLACES]; // 0; a node's address + 1; number and life, which is even, of a shard
    uint32_t link;                      // the arena's
};

struct dg_tree {
    struct dg_arena arena;
    unsigned stride; // words of a slot
    struct dg_node root;
};

void dg_tree_open(struct dg_tree *tree, size_t cell_size);
void dg_tree_close(struct dg_tree *tree);

// The shard that stands for a page, or one of NULL; then *last is the last page for which there is none either.
struct dg_alive dg_tree_find(const struct dg_tree *tree, uint64_t page, uint64_t *last);

// The same with the shard's lock; with make, a shard is made where there is none. NULL: there is none, or no memory for
// one.
struct dg_shard *dg_tree_lock(struct dg_tree *tree, uint64_t page, uint64_t *last);
struct dg_shard *dg_tree_make(struct dg_tree *tree, struct dg_room *room, uint64_t page);

// Put another shard, with room for so many slots more, or two, into the place of a locked one; all are unlocked then.
// False: no memory, nothing changed.
bool dg_tree_grow(struct dg_tree *tree, struct dg_room *room, struct dg_shard *shard, unsigned more);

// Give back what a locked shard has too much, where that is much and there is memory to do it. It is unlocked.
void dg_tree_tidy(struct dg_tree *tree, struct dg_shard *shard);

// Take a locked shard that has no written cell out of the tree. It is unlocked.
void dg_tree_drop(struct dg_tree *tree, struct dg_shard *shard);

// What writes to so many pages may take of the arena.
struct dg_room dg_tree_room(size_t pages);

#endif
