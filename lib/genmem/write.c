// SPDX-License-Identifier: Apache-2.0
// Writing and clearing, all or nothing: deltagen/genmem.h.
//
// A call that changes several cells sets its memory aside first, then asks the quota, then the observer; behind them
// nothing can fail.
#include <stdlib.h>

#include "base/bytes.h"
#include "genmem/genmem.h"

// Cells of the run from addr to last that lie in addr's page.
static unsigned in_page(uint64_t addr, uint64_t last)
{
    uint64_t left = DG_PAGE - addr % DG_PAGE;
    return (unsigned)(last - addr < left ? last - addr + 1 : left);
}

static uint64_t bits_of(const dg_genmem *mem, const uint8_t *cells, size_t i)
{
    return mem->cell_size == 4 ? dg_load32_le(cells + 4 * i) : dg_load64_le(cells + 8 * i);
}

static bool is_written(const dg_genmem *mem, uint64_t addr)
{
    return dg_overlay_mask(mem->overlay, addr / DG_PAGE) >> addr % DG_PAGE & 1;
}

static size_t pages_of(const struct dg_genmem_change *change)
{
    return change->op == DG_CHANGE_RUN ? (size_t)(change->last / DG_PAGE - change->first / DG_PAGE) + 1 : change->n;
}

// How many cells of a run are not written yet.
static uint64_t new_in_run(const dg_genmem *mem, const struct dg_genmem_change *change)
{
    uint64_t written = 0;
    for (size_t i = 0; i < change->n;) {
        uint64_t addr = change->first + i;
        unsigned n = in_page(addr, change->last);
        uint64_t mask = dg_overlay_mask(mem->overlay, addr / DG_PAGE) >> addr % DG_PAGE;
        written += (uint64_t)__builtin_popcountll(mask & UINT64_MAX >> (DG_PAGE - n));
        i += n;
    }
    return change->n - written;
}

static int by_address(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// The same of a list, in which addresses may come twice. Errors: MEMORY.
static int new_in_list(const dg_genmem *mem, const struct dg_genmem_change *change, uint64_t *n, dg_error *err)
{
    uint64_t *sorted = malloc(change->n * sizeof *sorted);
    if (!sorted)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to count %zu addresses", change->n);
    memcpy(sorted, change->addrs, change->n * sizeof *sorted);
    qsort(sorted, change->n, sizeof *sorted, by_address);
    *n = 0;
    for (size_t i = 0; i < change->n; i++)
        *n += (i == 0 || sorted[i] != sorted[i - 1]) && !is_written(mem, sorted[i]);
    free(sorted);
    return DG_OK;
}

// Whether the quota allows a change, and how many written cells there are after it. Errors: BUSY, MEMORY.
static int ask_quota(const dg_genmem *mem, const struct dg_genmem_change *change, uint64_t *cells, dg_error *err)
{
    uint64_t more = 0, most = mem->quota / mem->cell_size;
    if (change->op == DG_CHANGE_RUN) {
        more = new_in_run(mem, change);
    } else {
        int code = new_in_list(mem, change, &more, err);
        if (code != DG_OK)
            return code;
    }
    *cells = mem->cells + more;
    if (more <= most - mem->cells)
        return DG_OK;
    return dg_fail(err, DG_ERR_BUSY,
                   "the quota of %llu bytes allows %llu written cells; %llu are written and %llu would be added: clear "
                   "some first",
                   (unsigned long long)mem->quota, (unsigned long long)most, (unsigned long long)mem->cells,
                   (unsigned long long)more);
}

static bool put_run(dg_genmem *mem, struct dg_room *room, const struct dg_genmem_change *change)
{
    for (size_t i = 0; i < change->n;) {
        unsigned n = in_page(change->first + i, change->last);
        if (!dg_overlay_put_cells(mem->overlay, room, change->first + i, n, change->cells + i * mem->cell_size))
            return false;
        i += n;
    }
    return true;
}

static bool put_list(dg_genmem *mem, struct dg_room *room, const struct dg_genmem_change *change)
{
    enum { AHEAD = 8 };
    for (size_t i = 0; i < change->n; i++) {
        if (change->n - i > AHEAD)
            dg_overlay_prefetch(mem->overlay, change->addrs[i + AHEAD]);
        if (!dg_overlay_put(mem->overlay, room, change->addrs[i], bits_of(mem, change->cells, i)))
            return false;
    }
    return true;
}

static bool put(dg_genmem *mem, struct dg_room *room, const struct dg_genmem_change *change)
{
    return change->op == DG_CHANGE_RUN ? put_run(mem, room, change) : put_list(mem, room, change);
}

// Where there is a quota or an observer. room: NULL for a clearing.
static int change_in_order(dg_genmem *mem, struct dg_room *room, const struct dg_genmem_change *change, dg_error *err)
{
    uint64_t ticket = 0;
    int code = DG_OK;
    pthread_mutex_lock(&mem->order);
    uint64_t cells = mem->cells;
    if (mem->quota != 0 && room)
        code = ask_quota(mem, change, &cells, err);
    if (code == DG_OK && mem->observer)
        code = mem->observer->append(mem->user, change, &ticket, err);
    if (code == DG_OK && room) {
        (void)put(mem, room, change);
        mem->cells = cells;
    } else if (code == DG_OK) {
        uint64_t cleared = dg_overlay_clear(mem->overlay, change->first, change->last);
        mem->cells -= mem->quota != 0 ? cleared : 0;
    }
    pthread_mutex_unlock(&mem->order);
    return code == DG_OK && mem->observer ? mem->observer->commit(mem->user, ticket, err) : code;
}

static int no_memory(const struct dg_genmem_change *change, dg_error *err)
{
    return dg_fail(err, DG_ERR_MEMORY, "no memory to write %zu cells: nothing was written", change->n);
}

static int write_change(dg_genmem *mem, const struct dg_genmem_change *change, dg_error *err)
{
    if (change->n == 0)
        return DG_OK;
    bool ordered = mem->quota != 0 || mem->observer;
    if (!ordered && change->n == 1)
        return put(mem, NULL, change) ? DG_OK : no_memory(change, err);
    struct dg_room room;
    if (!dg_overlay_reserve(mem->overlay, pages_of(change), &room))
        return no_memory(change, err);
    int code = DG_OK;
    if (ordered)
        code = change_in_order(mem, &room, change, err);
    else
        (void)put(mem, &room, change);
    dg_overlay_release(mem->overlay, &room);
    return code;
}

int dg_genmem_write(dg_genmem *mem, uint64_t addr, uint64_t bits, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    uint8_t cell[8];
    dg_store64_le(cell, bits);
    struct dg_genmem_change change = {
        .op = DG_CHANGE_LIST, .first = addr, .last = addr, .addrs = &addr, .n = 1, .cells = cell};
    return write_change(mem, &change, err);
}

int dg_genmem_write_run(dg_genmem *mem, uint64_t base, size_t count, const void *cells, dg_error *err)
{
    int code = dg_genmem_valid_run(mem, base, count, cells, err);
    if (code != DG_OK)
        return code;
    struct dg_genmem_change change = {
        .op = DG_CHANGE_RUN, .first = base, .last = base + (count - 1), .n = count, .cells = cells};
    return write_change(mem, &change, err);
}

int dg_genmem_write_list(dg_genmem *mem, const uint64_t *addrs, size_t n, const void *cells, dg_error *err)
{
    int code = dg_genmem_valid_list(mem, addrs, n, cells, err);
    if (code != DG_OK)
        return code;
    struct dg_genmem_change change = {.op = DG_CHANGE_LIST, .addrs = addrs, .n = n, .cells = cells};
    return write_change(mem, &change, err);
}

int dg_genmem_clear(dg_genmem *mem, uint64_t first, uint64_t last, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    if (first > last)
        return dg_fail(err, DG_ERR_ARGUMENT, "first is %llu and last is %llu: the range must not end before it begins",
                       (unsigned long long)first, (unsigned long long)last);
    struct dg_genmem_change change = {.op = DG_CHANGE_CLEAR, .first = first, .last = last};
    if (mem->quota != 0 || mem->observer)
        return change_in_order(mem, NULL, &change, err);
    (void)dg_overlay_clear(mem->overlay, first, last);
    return DG_OK;
}
