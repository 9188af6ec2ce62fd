// SPDX-License-Identifier: Apache-2.0
// The dirty mask: which cells are written. deltagen/genmem.h
#include <string.h>

#include "genmem/genmem.h"

// Cells of a page from `from` on.
static uint64_t cells_from(uint64_t page, uint64_t from)
{
    return page == from / DG_PAGE ? UINT64_MAX << from % DG_PAGE : UINT64_MAX;
}

// The first written cell among those of a page.
static bool first_of(uint64_t page, uint64_t mask, uint64_t *addr)
{
    if (mask != 0)
        *addr = page * DG_PAGE + (unsigned)__builtin_ctzll(mask);
    return mask != 0;
}

// Whether there is a written cell from `from` on, at `last` or before it. Looking at one page is cheap beside a list.
static bool find_dirty(const dg_genmem *mem, uint64_t from, uint64_t last, uint64_t *addr)
{
    uint64_t pages[DG_OVERLAY_BATCH], page = from / DG_PAGE, through = page;
    if (first_of(page, dg_overlay_mask(mem->overlay, page) & cells_from(page, from), addr))
        return true;
    while (through != last / DG_PAGE) {
        size_t n = dg_overlay_pages(mem->overlay, through + 1, last / DG_PAGE, pages, &through);
        for (size_t i = 0; i < n; i++)
            if (first_of(pages[i], dg_overlay_mask(mem->overlay, pages[i]), addr))
                return true;
    }
    return false;
}

bool dg_genmem_next_dirty(const dg_genmem *mem, uint64_t from, uint64_t *addr)
{
    return mem && addr && find_dirty(mem, from, UINT64_MAX, addr);
}

bool dg_genmem_next_clean(const dg_genmem *mem, uint64_t from, uint64_t *addr)
{
    if (!mem || !addr)
        return false;
    for (uint64_t page = from / DG_PAGE; page <= UINT64_MAX / DG_PAGE; page++) {
        uint64_t clean = ~dg_overlay_mask(mem->overlay, page) & cells_from(page, from);
        if (clean == 0)
            continue;
        *addr = page * DG_PAGE + (unsigned)__builtin_ctzll(clean);
        return true;
    }
    return false;
}

bool dg_genmem_is_range_clean(const dg_genmem *mem, uint64_t first, uint64_t last)
{
    uint64_t dirty;
    return first > last || !mem || !find_dirty(mem, first, last, &dirty) || dirty > last;
}

// Where a list of written cells is put together.
struct list {
    size_t room, n;
    uint64_t *addrs;
    uint8_t *cells; // may be NULL
};

static void add_page(const dg_genmem *mem, uint64_t page, uint64_t from, struct list *list)
{
    uint8_t cells[DG_PAGE * 8];
    size_t size = mem->cell_size;
    uint64_t there = dg_overlay_get_cells(mem->overlay, page * DG_PAGE, DG_PAGE, cells) & cells_from(page, from);
    for (; there != 0 && list->n < list->room; there &= there - 1) {
        unsigned i = (unsigned)__builtin_ctzll(there);
        list->addrs[list->n] = page * DG_PAGE + i;
        if (list->cells)
            memcpy(list->cells + list->n * size, cells + i * size, size);
        list->n++;
    }
}

int dg_genmem_list_dirty(const dg_genmem *mem, uint64_t from, size_t n, uint64_t *addrs, void *cells, size_t *got,
                         dg_error *err)
{
    int code = dg_genmem_valid_list(mem, addrs, n, cells ? cells : addrs, err);
    if (code != DG_OK)
        return code;
    if (!got)
        return dg_fail(err, DG_ERR_ARGUMENT, "got is NULL: it must point to room for the number of cells");
    struct list list = {.room = n, .addrs = addrs, .cells = cells};
    uint64_t pages[DG_OVERLAY_BATCH], page = from / DG_PAGE, through = 0;
    for (; list.n < n && through != UINT64_MAX / DG_PAGE; page = through + 1) {
        size_t k = dg_overlay_pages(mem->overlay, page, UINT64_MAX / DG_PAGE, pages, &through);
        for (size_t i = 0; i < k && list.n < n; i++)
            add_page(mem, pages[i], from, &list);
    }
    *got = list.n;
    return DG_OK;
}
