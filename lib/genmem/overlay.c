// SPDX-License-Identifier: Apache-2.0
// overlay.h: shards (shard.h) in a tree (tree.h).
#include "genmem/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "genmem/sort.h"
#include "genmem/tree.h"

struct dg_overlay {
    struct dg_tree tree;
    size_t cell_size;
};

#define LAST_PAGE (UINT64_MAX / DG_PAGE)

struct dg_overlay *dg_overlay_open(size_t cell_size)
{
    struct dg_overlay *overlay = calloc(1, sizeof *overlay);
    if (!overlay)
        return NULL;
    overlay->cell_size = cell_size;
    dg_tree_open(&overlay->tree, cell_size);
    return overlay;
}

void dg_overlay_close(struct dg_overlay *overlay)
{
    if (overlay)
        dg_tree_close(&overlay->tree);
    free(overlay);
}

bool dg_overlay_get(const struct dg_overlay *overlay, uint64_t addr, uint64_t *bits)
{
    const struct dg_tree *tree = &overlay->tree;
    for (;;) {
        bool found;
        struct dg_alive alive = dg_tree_find(tree, addr / DG_PAGE, NULL);
        if (!alive.shard)
            return false;
        uint64_t value = 0;
        if (!dg_shard_get(&tree->arena, alive, tree->stride, addr, &found, &value))
            continue;
        if (found)
            *bits = value;
        return found;
    }
}

void dg_overlay_prefetch(const struct dg_overlay *overlay, uint64_t addr)
{
    struct dg_alive alive = dg_tree_find(&overlay->tree, addr / DG_PAGE, NULL);
    if (alive.shard)
        dg_shard_prefetch(&overlay->tree.arena, alive, overlay->tree.stride, addr / DG_PAGE);
}

// The cells of a page that are written, and which.
static uint64_t get_page(const struct dg_overlay *overlay, uint64_t page, uint32_t *cells)
{
    const struct dg_tree *tree = &overlay->tree;
    for (;;) {
        uint64_t mask;
        struct dg_alive alive = dg_tree_find(tree, page, NULL);
        if (!alive.shard)
            return 0;
        if (dg_shard_get_page(&tree->arena, alive, tree->stride, page, &mask, cells))
            return mask;
    }
}

uint64_t dg_overlay_get_cells(const struct dg_overlay *overlay, uint64_t addr, unsigned n, uint8_t *out)
{
    uint32_t cells[DG_PAGE * 2];
    size_t size = overlay->cell_size;
    const uint8_t *from = (const uint8_t *)cells + addr % DG_PAGE * size;
    uint64_t mask = get_page(overlay, addr / DG_PAGE, cells) >> addr % DG_PAGE & UINT64_MAX >> (DG_PAGE - n);
    if (mask == UINT64_MAX >> (DG_PAGE - n)) {
        memcpy(out, from, n * size);
        return mask;
    }
    for (uint64_t left = mask; left != 0; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        memcpy(out + i * size, from + i * size, size);
    }
    return mask;
}

uint64_t dg_overlay_mask(const struct dg_overlay *overlay, uint64_t page)
{
    return get_page(overlay, page, NULL);
}

bool dg_overlay_reserve(struct dg_overlay *overlay, size_t pages, struct dg_room *room)
{
    struct dg_room wanted = dg_tree_room(pages);
    return dg_arena_reserve(&overlay->tree.arena, &wanted, room);
}

void dg_overlay_release(struct dg_overlay *overlay, struct dg_room *room)
{
    dg_arena_release(&overlay->tree.arena, room);
}

// What is to be written to a page: cells first, first + 1, ...
struct wanted {
    uint64_t page;
    unsigned first, n;
    const uint8_t *cells;
};

static uint64_t bits_of(const struct dg_overlay *overlay, const struct wanted *w, unsigned i)
{
    const uint8_t *cell = w->cells + (i - w->first) * overlay->cell_size;
    return overlay->cell_size == 4 ? dg_load32_le(cell) : dg_load64_le(cell);
}

static uint64_t mask_of(const struct wanted *w)
{
    return UINT64_MAX >> (DG_PAGE - w->n) << w->first;
}

static void add_to_count(struct dg_shard *shard, uint64_t n)
{
    atomic_store_explicit(&shard->cells, atomic_load_explicit(&shard->cells, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

// Into a page that there is. A new cell is there as soon as its bit is.
static uint64_t put_in_page(const struct dg_overlay *overlay, struct dg_page *page, const struct wanted *w)
{
    unsigned stride = overlay->tree.stride;
    for (unsigned i = w->first; i < w->first + w->n; i++)
        dg_value_set(dg_page_cell(page, stride, i), stride == 4, bits_of(overlay, w, i));
    uint64_t mask = atomic_load_explicit(&page->mask, memory_order_relaxed);
    atomic_store_explicit(&page->mask, mask | mask_of(w), memory_order_release);
    return (uint64_t)__builtin_popcountll(mask_of(w) & ~mask);
}

// Make a page of lone cells and new ones. From when on it is in the shard, its cells are those that count; the lone
// ones are equal until they are dead.
static bool put_new_page(struct dg_overlay *overlay, struct dg_room *room, struct dg_shard *shard,
                         struct dg_cluster *cluster, const struct wanted *w)
{
    unsigned stride = overlay->tree.stride;
    uint32_t number;
    if (!dg_arena_take(&overlay->tree.arena, room, DG_POOL_PAGES, 1, &number))
        return false;
    struct dg_page *page = dg_arena_at(&overlay->tree.arena, DG_POOL_PAGES, number);
    atomic_store_explicit(&page->mask, cluster->mask, memory_order_relaxed);
    for (unsigned i = 0; i < cluster->lone; i++) {
        const dg_word *slot = cluster->cells[i];
        dg_value_set(dg_page_cell(page, stride, dg_word_get(slot + 1) % DG_PAGE), stride == 4,
                     dg_value_get(slot + 2, stride == 4));
    }
    add_to_count(shard, put_in_page(overlay, page, w));
    dg_shard_add_page(shard, stride, cluster->end, w->page, number);
    for (unsigned i = 0; i < cluster->lone; i++)
        dg_shard_kill(shard, cluster->cells[i]);
    return true;
}

static void put_lone(const struct dg_overlay *overlay, struct dg_shard *shard, struct dg_cluster *cluster,
                     const struct wanted *w)
{
    unsigned stride = overlay->tree.stride;
    for (unsigned i = 0; i < cluster->lone; i++) {
        unsigned cell = dg_word_get(cluster->cells[i] + 1) % DG_PAGE;
        if (cell - w->first < w->n)
            dg_value_set(cluster->cells[i] + 2, stride == 4, bits_of(overlay, w, cell));
    }
    uint64_t left = mask_of(w) & ~cluster->mask;
    uint64_t cells = 0;
    for (dg_word *slot = cluster->end; left != 0;) {
        unsigned cell = (unsigned)__builtin_ctzll(left);
        dg_shard_add_cell(shard, stride, slot, w->page * DG_PAGE + cell, bits_of(overlay, w, cell));
        cells++;
        left &= left - 1;
        if (left != 0)
            slot = dg_shard_free_slot(&overlay->tree.arena, shard, stride, w->page);
    }
    add_to_count(shard, cells);
}

static bool put(struct dg_overlay *overlay, struct dg_room *room, const struct wanted *w)
{
    struct dg_tree *tree = &overlay->tree;
    for (;;) {
        struct dg_cluster cluster;
        struct dg_shard *shard = dg_tree_make(tree, room, w->page);
        if (!shard)
            return false;
        dg_shard_find(&tree->arena, shard, tree->stride, w->page, &cluster);
        unsigned cells = cluster.mask == 0 ? w->n : (unsigned)__builtin_popcountll(cluster.mask | mask_of(w));
        bool as_page = cells >= DG_LONE_CELLS, done = true;
        if (cluster.page) {
            add_to_count(shard, put_in_page(overlay, cluster.page, w));
        } else if (!dg_shard_has_room(shard, as_page ? 1 : cells - cluster.lone)) {
            if (!dg_tree_grow(tree, room, shard, DG_LONE_CELLS))
                return false;
            continue;
        } else if (as_page) {
            done = put_new_page(overlay, room, shard, &cluster, w);
        } else {
            put_lone(overlay, shard, &cluster, w);
        }
        pthread_mutex_unlock(&shard->lock);
        return done;
    }
}

bool dg_overlay_put_cells(struct dg_overlay *overlay, struct dg_room *room, uint64_t addr, unsigned n,
                          const uint8_t *cells)
{
    return put(overlay, room,
               &(struct wanted){.page = addr / DG_PAGE, .first = addr % DG_PAGE, .n = n, .cells = cells});
}

bool dg_overlay_put(struct dg_overlay *overlay, struct dg_room *room, uint64_t addr, uint64_t bits)
{
    uint8_t cell[8];
    dg_store64_le(cell, bits);
    return dg_overlay_put_cells(overlay, room, addr, 1, cell);
}

uint64_t dg_overlay_clear(struct dg_overlay *overlay, uint64_t first, uint64_t last)
{
    struct dg_tree *tree = &overlay->tree;
    uint64_t cleared = 0, page = first / DG_PAGE, through;
    for (;; page = through + 1) {
        struct dg_shard *shard = dg_tree_lock(tree, page, &through);
        if (shard) {
            through = atomic_load_explicit(&shard->last, memory_order_relaxed);
            cleared += dg_shard_clear(&tree->arena, shard, tree->stride, first, last);
            if (atomic_load_explicit(&shard->cells, memory_order_relaxed) == 0)
                dg_tree_drop(tree, shard);
            else
                dg_tree_tidy(tree, shard);
        }
        if (through >= last / DG_PAGE)
            return cleared;
    }
}

size_t dg_overlay_pages(const struct dg_overlay *overlay, uint64_t first, uint64_t last,
                        uint64_t pages[DG_OVERLAY_BATCH], uint64_t *through)
{
    const struct dg_tree *tree = &overlay->tree;
    for (;;) {
        size_t n, kept = 0;
        struct dg_alive alive = dg_tree_find(tree, first, through);
        if (alive.shard) {
            if (!dg_shard_list(&tree->arena, alive, tree->stride, pages, &n, through))
                continue;
            for (size_t i = 0; i < n; i++)
                if (pages[i] >= first && pages[i] <= last)
                    pages[kept++] = pages[i];
        }
        if (*through > last)
            *through = last;
        if (kept != 0)
            return dg_sort_unique(pages, kept);
        if (*through == last)
            return 0;
        first = *through + 1;
    }
}

uint64_t dg_overlay_count(const struct dg_overlay *overlay)
{
    uint64_t cells = 0, page = 0, last;
    for (;; page = last + 1) {
        struct dg_alive alive = dg_tree_find(&overlay->tree, page, &last);
        uint64_t n = 0;
        if (alive.shard && !dg_shard_count(alive, &n, &last)) {
            last = page - 1;
            continue;
        }
        cells += n;
        if (last == LAST_PAGE)
            return cells;
    }
}

uint64_t dg_overlay_memory(const struct dg_overlay *overlay)
{
    return sizeof *overlay + dg_arena_bytes(&((struct dg_overlay *)overlay)->tree.arena);
}
