// SPDX-License-Identifier: Apache-2.0
// Which pages of a map have a property, and in what order they came. Memory follows what is used, however large the
// map.
#ifndef DG_MAP_PAGES_H
#define DG_MAP_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A set of pages 0 to pages - 1. Clean blocks of bits are never looked at.
struct dg_page_set {
    uint64_t pages, size; // size = pages that are in it
    uint64_t *bits;
    unsigned char *used; // a byte for each block of bits: something may be set in it
};

bool dg_page_set_open(struct dg_page_set *set, uint64_t pages);
void dg_page_set_close(struct dg_page_set *set);
bool dg_page_set_has(const struct dg_page_set *set, uint64_t page);
void dg_page_set_add(struct dg_page_set *set, uint64_t page);
void dg_page_set_remove(struct dg_page_set *set, uint64_t page);

// The next pages in a row at or after *page, at most `most` of them: how many, and *page = the first. 0: there are
// none.
uint64_t dg_page_set_next(struct dg_page_set *set, uint64_t *page, uint64_t most);

// First in, first out; a page is in it at most once.
struct dg_page_queue {
    struct dg_page_set members;
    uint64_t *ring;
    size_t head, room;
};

bool dg_page_queue_open(struct dg_page_queue *queue, uint64_t pages);
void dg_page_queue_close(struct dg_page_queue *queue);

// Where memory is lacking the page does not come in.
void dg_page_queue_push(struct dg_page_queue *queue, uint64_t page);

// There must be one.
uint64_t dg_page_queue_pop(struct dg_page_queue *queue);

#endif
