// SPDX-License-Identifier: Apache-2.0
// What the parts of a map share.
#ifndef DG_MAP_MAP_H
#define DG_MAP_MAP_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/map.h>

#include "pages.h"
#include "uffd.h"

enum { DG_MAP_STAGE_PAGES = 64 }; // that are made or stored at once, at most

// Pages in a row.
struct dg_map_span {
    uint64_t first, count;
};

struct dg_map {
    dg_genmem *mem;
    size_t cell, page; // bytes
    uint64_t first_cell, cells, pages;
    unsigned char *memory;
    bool writable;
    struct dg_uffd uffd;
    uint64_t resident; // most clean pages, 0 = any number
    int stop;          // an eventfd that ends the maker
    pthread_t maker;

    // Of the maker alone.
    unsigned char *made;      // DG_MAP_STAGE_PAGES
    struct dg_map_span ahead; // what was made last

    // One sync at a time.
    pthread_mutex_t syncing;
    unsigned char *changed, *before; // DG_MAP_STAGE_PAGES each

    pthread_mutex_t state; // taken after `syncing`, and for no longer than a system call; it guards what follows
    struct dg_page_set dirty;
    struct dg_map_span storing; // on its way into the memory: not dirty, not to be dropped
    struct dg_page_queue clean; // those that are there, where there is a limit; dirty ones too
    uint64_t faults, pages_made, pages_dropped;
};

// The first cell of a page.
static inline uint64_t dg_map_cell_of(const struct dg_map *map, uint64_t page)
{
    return map->first_cell + page * (map->page / map->cell);
}

// The cells of pages; at the end of the map they are fewer than have room.
static inline uint64_t dg_map_cells_of(const struct dg_map *map, struct dg_map_span span)
{
    uint64_t per_page = map->page / map->cell, left = map->cells - span.first * per_page;
    return left < span.count * per_page ? left : span.count * per_page;
}

// The thread that makes pages; the argument is the map.
void *dg_map_make(void *argument);

#endif
