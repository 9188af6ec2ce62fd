// SPDX-License-Identifier: Apache-2.0
// overlay.h: pages of 64 cells in a sorted array.
#include "overlay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

struct page {
    uint64_t number, mask;
    uint64_t cells[DG_PAGE];
};

struct dg_overlay {
    size_t cell_size;
    pthread_rwlock_t *lock;
    size_t n, room;
    struct page **pages;
};

struct dg_overlay *dg_overlay_open(size_t cell_size)
{
    struct dg_overlay *o = calloc(1, sizeof *o);
    pthread_rwlock_t *lock = malloc(sizeof *lock);
    if (!o || !lock) {
        free(o);
        free(lock);
        return NULL;
    }
    o->cell_size = cell_size;
    o->lock = lock;
    pthread_rwlock_init(lock, NULL);
    return o;
}

void dg_overlay_close(struct dg_overlay *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->n; i++)
        free(o->pages[i]);
    free(o->pages);
    pthread_rwlock_destroy(o->lock);
    free(o->lock);
    free(o);
}

static size_t place(const struct dg_overlay *o, uint64_t number)
{
    size_t low = 0, high = o->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (o->pages[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct page *find(const struct dg_overlay *o, uint64_t number)
{
    size_t i = place(o, number);
    return i < o->n && o->pages[i]->number == number ? o->pages[i] : NULL;
}

uint64_t dg_overlay_mask(const struct dg_overlay *o, uint64_t number)
{
    pthread_rwlock_rdlock(o->lock);
    const struct page *page = find(o, number);
    uint64_t mask = page ? page->mask : 0;
    pthread_rwlock_unlock(o->lock);
    return mask;
}

uint64_t dg_overlay_get_cells(const struct dg_overlay *o, uint64_t addr, unsigned n, uint8_t *out)
{
    uint64_t there = 0;
    pthread_rwlock_rdlock(o->lock);
    const struct page *page = find(o, addr / DG_PAGE);
    for (unsigned i = 0; page && i < n; i++) {
        unsigned at = (unsigned)(addr % DG_PAGE) + i;
        if ((page->mask >> at & 1) == 0)
            continue;
        there |= (uint64_t)1 << i;
        if (o->cell_size == 4)
            dg_store32_le(out + (size_t)4 * i, (uint32_t)page->cells[at]);
        else
            dg_store64_le(out + (size_t)8 * i, page->cells[at]);
    }
    pthread_rwlock_unlock(o->lock);
    return there;
}

bool dg_overlay_get(const struct dg_overlay *o, uint64_t addr, uint64_t *bits)
{
    uint8_t cell[8];
    if (dg_overlay_get_cells(o, addr, 1, cell) == 0)
        return false;
    *bits = o->cell_size == 4 ? dg_load32_le(cell) : dg_load64_le(cell);
    return true;
}

bool dg_overlay_reserve(struct dg_overlay *o, size_t pages, struct dg_overlay_room *room)
{
    (void)o, (void)pages;
    *room = (struct dg_overlay_room){0};
    return true;
}

void dg_overlay_release(struct dg_overlay *o, struct dg_overlay_room *room)
{
    (void)o, (void)room;
}

static struct page *make(struct dg_overlay *o, uint64_t number)
{
    struct page *page = find(o, number);
    if (page)
        return page;
    if (o->n == o->room) {
        size_t more = o->room * 2 + 16;
        struct page **grown = realloc(o->pages, more * sizeof *grown);
        if (!grown)
            return NULL;
        o->pages = grown;
        o->room = more;
    }
    page = calloc(1, sizeof *page);
    if (!page)
        return NULL;
    page->number = number;
    size_t i = place(o, number);
    memmove(o->pages + i + 1, o->pages + i, (o->n - i) * sizeof(struct page *));
    o->pages[i] = page;
    o->n++;
    return page;
}

bool dg_overlay_put_cells(struct dg_overlay *o, struct dg_overlay_room *room, uint64_t addr, unsigned n,
                          const uint8_t *cells)
{
    (void)room;
    pthread_rwlock_wrlock(o->lock);
    struct page *page = make(o, addr / DG_PAGE);
    for (unsigned i = 0; page && i < n; i++) {
        unsigned at = (unsigned)(addr % DG_PAGE) + i;
        page->cells[at] = o->cell_size == 4 ? dg_load32_le(cells + (size_t)4 * i) : dg_load64_le(cells + (size_t)8 * i);
        page->mask |= (uint64_t)1 << at;
    }
    pthread_rwlock_unlock(o->lock);
    return page;
}

bool dg_overlay_put(struct dg_overlay *o, struct dg_overlay_room *room, uint64_t addr, uint64_t bits)
{
    uint8_t cell[8];
    dg_store64_le(cell, bits);
    return dg_overlay_put_cells(o, room, addr, 1, cell);
}

uint64_t dg_overlay_clear(struct dg_overlay *o, uint64_t first, uint64_t last)
{
    uint64_t cleared = 0;
    pthread_rwlock_wrlock(o->lock);
    for (size_t i = place(o, first / DG_PAGE); i < o->n && o->pages[i]->number <= last / DG_PAGE; i++) {
        struct page *page = o->pages[i];
        uint64_t gone = page->mask;
        if (page->number == first / DG_PAGE)
            gone &= UINT64_MAX << first % DG_PAGE;
        if (page->number == last / DG_PAGE)
            gone &= UINT64_MAX >> (DG_PAGE - 1 - last % DG_PAGE);
        page->mask &= ~gone;
        cleared += (uint64_t)__builtin_popcountll(gone);
    }
    pthread_rwlock_unlock(o->lock);
    return cleared;
}

size_t dg_overlay_pages(const struct dg_overlay *o, uint64_t first, uint64_t last, uint64_t pages[DG_OVERLAY_BATCH],
                        uint64_t *through)
{
    size_t n = 0;
    *through = last;
    pthread_rwlock_rdlock(o->lock);
    for (size_t i = place(o, first); i < o->n && o->pages[i]->number <= last; i++) {
        if (o->pages[i]->mask == 0)
            continue;
        pages[n++] = o->pages[i]->number;
        if (n == DG_OVERLAY_BATCH) {
            *through = pages[n - 1];
            break;
        }
    }
    pthread_rwlock_unlock(o->lock);
    return n;
}

uint64_t dg_overlay_count(const struct dg_overlay *o)
{
    uint64_t cells = 0;
    pthread_rwlock_rdlock(o->lock);
    for (size_t i = 0; i < o->n; i++)
        cells += (uint64_t)__builtin_popcountll(o->pages[i]->mask);
    pthread_rwlock_unlock(o->lock);
    return cells;
}

uint64_t dg_overlay_memory(const struct dg_overlay *o)
{
    pthread_rwlock_rdlock(o->lock);
    uint64_t bytes = sizeof *o + o->room * sizeof(struct page *) + o->n * sizeof(struct page);
    pthread_rwlock_unlock(o->lock);
    return bytes;
}
