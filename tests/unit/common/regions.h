// SPDX-License-Identifier: Apache-2.0
// Writers to one memory, each with a region of its own, whose changes follow from their numbers: what a region holds
// says how many of them are there.
#ifndef REGIONS_H
#define REGIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <deltagen/genmem.h>

enum { REGIONS = 4, REGION_CELLS = 200 };

struct region {
    uint64_t changes;
    bool written[REGION_CELLS];
    uint64_t bits[REGION_CELLS];
};

// The writer's next change, to its memory, of 8-byte cells, and to what it should hold.
int region_change(dg_genmem *mem, unsigned writer, uint64_t number, dg_error *err);
void region_apply(struct region *region, unsigned writer);

// Whether the memory holds just this.
bool region_is(const dg_genmem *mem, const struct region *region, unsigned writer);

// Goes on with region until it is what the memory holds, up to `most` changes. False: it is none of these.
bool region_find(const dg_genmem *mem, struct region *region, unsigned writer, uint64_t most);

#endif
