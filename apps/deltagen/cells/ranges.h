// SPDX-License-Identifier: Apache-2.0
// The wrong cells of a verified run, put together to ranges of bytes and printed as soon as a range has ended.
//
// A range is a run of neighbouring wrong cells. For feistel every word names the address that it is the cell of, so a
// range also ends where a misplaced block begins or ends. A word counts as misplaced if the address it names
// follows the one that its neighbour names, or lies within 2^32 cells of where it was found: a damaged word does
// that once in 2^31. Each misplaced block is a range of its own.
#ifndef RANGES_H
#define RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json.h"
#include "options.h"
#include "output.h"
#include "progress.h"

struct wrong_cell {
    uint64_t offset; // in bytes from the start of the data
    uint64_t addr;
    size_t bytes; // fewer than the cell's at the end of data that end within a cell
    uint64_t found, expected;
    uint64_t origin; // feistel and whole: the address that `found` is the cell of; filled in by ranges_add
};

struct ranges {
    struct output *out;
    struct json *json;         // NULL: text
    struct progress *progress; // taken away before something is printed
    const struct options *options;
    uint64_t count;          // ranges that have ended
    uint64_t cells;          // in the open range; 0: none is open
    struct wrong_cell first; // of the open range
    struct wrong_cell last;
    bool misplaced; // what the open range is
};

// Offsets must rise.
void ranges_add(struct ranges *ranges, const struct wrong_cell *wrong);
// Ends the open range, if any.
void ranges_end(struct ranges *ranges);

#endif
