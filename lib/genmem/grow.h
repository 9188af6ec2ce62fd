// SPDX-License-Identifier: Apache-2.0
// How shards come, change places with others and go: tree.h.
#ifndef DG_GENMEM_GROW_H
#define DG_GENMEM_GROW_H

#include "genmem/tree.h"

// An empty shard that nobody knows yet, locked; NULL: no memory.
struct dg_shard *dg_grow_empty(struct dg_tree *tree, struct dg_room *room);

// A node that nobody knows yet, for all that is equal above the bit `highest` of page, which chooses between its
// places.
struct dg_node *dg_grow_node(struct dg_tree *tree, struct dg_room *room, unsigned highest, uint64_t page);

// Make n places of a node, from `place` on, lead to a shard that is whole.
void dg_grow_publish(struct dg_shard *shard, struct dg_node *node, unsigned place, unsigned n);

// Give back a shard to which nothing leads any more, and unlock it. Of its pages: all, or those without written cells.
void dg_grow_retire(struct dg_tree *tree, struct dg_shard *shard, bool all);

#endif
