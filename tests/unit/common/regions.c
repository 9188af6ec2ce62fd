// SPDX-License-Identifier: Apache-2.0
// regions.h
#include "regions.h"

#include "unit.h"

enum { LIST = 8 };

struct change {
    enum { CELL, RUN, LISTED, CLEAR } what;
    uint64_t first, n; // in the region
    uint64_t at[LIST];
    uint64_t key;
};

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 33) * 0xBF58476D1CE4E5B9;
    return x ^ x >> 31;
}

// Across the border of pages, and up to the last address of all.
static uint64_t address(unsigned writer, uint64_t cell)
{
    return ((uint64_t)writer << 62) - (writer == 0 ? REGION_CELLS : REGION_CELLS / 2) + cell;
}

static struct change change_of(unsigned writer, uint64_t number)
{
    struct change change = {.key = mix(number * REGIONS + writer + 1)};
    uint64_t kind = change.key % 16;
    change.what = kind < 8 ? CELL : kind < 11 ? RUN : kind < 14 ? LISTED : CLEAR;
    change.first = change.key / 16 % REGION_CELLS;
    change.n = change.what == CELL ? 1 : 1 + change.key / 8192 % (REGION_CELLS - change.first);
    for (uint64_t i = 0; i < LIST; i++)
        change.at[i] = mix(change.key + i) % REGION_CELLS;
    return change;
}

int region_change(dg_genmem *mem, unsigned writer, uint64_t number, dg_error *err)
{
    struct change change = change_of(writer, number);
    uint64_t first = address(writer, change.first), cells[REGION_CELLS], addrs[LIST];
    for (uint64_t i = 0; i < REGION_CELLS; i++)
        cells[i] = mix(change.key + 100 + i);
    for (uint64_t i = 0; i < LIST; i++)
        addrs[i] = address(writer, change.at[i]);
    switch (change.what) {
    case CELL:
        return dg_genmem_write(mem, first, cells[0], err);
    case RUN:
        return dg_genmem_write_run(mem, first, change.n, cells, err);
    case LISTED:
        return dg_genmem_write_list(mem, addrs, LIST, cells, err);
    default:
        return dg_genmem_clear(mem, first, first + change.n - 1, err);
    }
}

void region_apply(struct region *region, unsigned writer)
{
    struct change change = change_of(writer, region->changes++);
    for (uint64_t i = 0; i < (change.what == LISTED ? LIST : change.n); i++) {
        uint64_t at = change.what == LISTED ? change.at[i] : change.first + i;
        region->written[at] = change.what != CLEAR;
        region->bits[at] = mix(change.key + 100 + i);
    }
}

bool region_is(const dg_genmem *mem, const struct region *region, unsigned writer)
{
    for (uint64_t i = 0; i < REGION_CELLS; i++) {
        uint64_t addr = address(writer, i), bits = 0;
        if (dg_genmem_is_range_clean(mem, addr, addr) == region->written[i])
            return false;
        if (region->written[i] && (dg_genmem_fetch(mem, addr, &bits, NULL) != DG_OK || bits != region->bits[i]))
            return false;
    }
    return true;
}

bool region_find(const dg_genmem *mem, struct region *region, unsigned writer, uint64_t most)
{
    while (!region_is(mem, region, writer)) {
        if (region->changes >= most)
            return false;
        region_apply(region, writer);
    }
    return true;
}
