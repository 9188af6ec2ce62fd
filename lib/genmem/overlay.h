// SPDX-License-Identifier: Apache-2.0
// The cells that were written, of all 2^64: a sparse, ordered map from addresses to raw bits.
//
// Any number of threads may call everything but open and close at once. What stands for one cell happens at one moment;
// what stands for several is a sequence of such moments. Reads take no lock and do not wait.
#ifndef DG_GENMEM_OVERLAY_H
#define DG_GENMEM_OVERLAY_H

#include "genmem/shard.h"

struct dg_overlay;

enum {
    DG_PAGE = DG_CELLS_OF_PAGE,
    DG_OVERLAY_BATCH = DG_SHARD_SLOTS // pages that dg_overlay_pages lists at most
};

// cell_size is 4 or 8. NULL: no memory.
struct dg_overlay *dg_overlay_open(size_t cell_size);

// NULL is allowed.
void dg_overlay_close(struct dg_overlay *overlay);

// Ask for the memory in which a cell is or would be, a while before it is read or written.
void dg_overlay_prefetch(const struct dg_overlay *overlay, uint64_t addr);

// The cell's bits, 4-byte cells in the low half. False, with *bits untouched, where it is not written.
bool dg_overlay_get(const struct dg_overlay *overlay, uint64_t addr, uint64_t *bits);

// Of the n cells from addr on, which lie in one page, writes those to out that are there, little-endian, each in its
// place. Bit i of the result: the i-th of them is there.
uint64_t dg_overlay_get_cells(const struct dg_overlay *overlay, uint64_t addr, unsigned n, uint8_t *out);

// Bit i: cell i of the page is written.
uint64_t dg_overlay_mask(const struct dg_overlay *overlay, uint64_t page);

// Set room aside for writes to so many pages, one after the other. False: no memory, nothing changed.
bool dg_overlay_reserve(struct dg_overlay *overlay, size_t pages, struct dg_room *room);

// Give back what is left.
void dg_overlay_release(struct dg_overlay *overlay, struct dg_room *room);

// Write a cell; n cells from addr on, which lie in one page. With room they succeed; with NULL they may fail: no
// memory, nothing changed.
bool dg_overlay_put(struct dg_overlay *overlay, struct dg_room *room, uint64_t addr, uint64_t bits);
bool dg_overlay_put_cells(struct dg_overlay *overlay, struct dg_room *room, uint64_t addr, unsigned n,
                          const uint8_t *cells);

// How many cells were there. Needs no memory.
uint64_t dg_overlay_clear(struct dg_overlay *overlay, uint64_t first, uint64_t last);

// Pages that may have written cells among those from first to last, in rising order: how many are listed. *through:
// there are no others up to this one, which is last in the end.
size_t dg_overlay_pages(const struct dg_overlay *overlay, uint64_t first, uint64_t last,
                        uint64_t pages[DG_OVERLAY_BATCH], uint64_t *through);

// Written cells; bytes taken.
uint64_t dg_overlay_count(const struct dg_overlay *overlay);
uint64_t dg_overlay_memory(const struct dg_overlay *overlay);

#endif
