// SPDX-License-Identifier: Apache-2.0
#include "ranges.h"

#include <inttypes.h>

static bool names_origin(const struct ranges *ranges, const struct wrong_cell *cell)
{
    return ranges->options->kind == DG_FEISTEL && cell->bytes == dg_cell_size(DG_FEISTEL);
}

static bool is_near(const struct ranges *ranges, const struct wrong_cell *cell)
{
    const uint64_t near = UINT64_C(1) << 32;
    return names_origin(ranges, cell) && cell->origin - cell->addr + near < 2 * near;
}

// Where in the data the origin lies: false if before their start.
static bool origin_offset(const struct ranges *ranges, uint64_t *offset)
{
    uint64_t cell = ranges->first.origin - ranges->options->base;
    *offset = cell * dg_cell_size(DG_FEISTEL);
    return cell <= INT64_MAX / dg_cell_size(DG_FEISTEL);
}

static void print_json(struct ranges *ranges, uint64_t last_byte)
{
    struct json *json = ranges->json;
    unsigned digits = (unsigned)ranges->first.bytes * 2;
    uint64_t offset;
    json_object(json);
    json_name(json, "first_byte");
    json_count(json, ranges->first.offset);
    json_name(json, "last_byte");
    json_count(json, last_byte);
    json_name(json, "cells");
    json_count(json, ranges->cells);
    json_name(json, "found");
    json_hex(json, ranges->first.found, digits);
    json_name(json, "expected");
    json_hex(json, ranges->first.expected, digits);
    if (ranges->misplaced) {
        json_name(json, "origin");
        json_hex(json, ranges->first.origin, 16);
        if (origin_offset(ranges, &offset)) {
            json_name(json, "origin_byte");
            json_count(json, offset);
        }
    }
    json_end(json);
}

static void print_text(struct ranges *ranges, uint64_t last_byte)
{
    struct output *out = ranges->out;
    uint64_t offset;
    int digits = (int)ranges->first.bytes * 2;
    output_print(
        out, "bytes %" PRIu64 "-%" PRIu64 " differ (%" PRIu64 " cell%s): found 0x%0*" PRIx64 ", expected 0x%0*" PRIx64,
        ranges->first.offset, last_byte, ranges->cells, ranges->cells == 1 ? "" : "s", digits, ranges->first.found,
        digits, ranges->first.expected);
    if (ranges->misplaced && origin_offset(ranges, &offset))
        output_print(out, ", belongs at byte %" PRIu64 " (address 0x%016" PRIx64 ")", offset, ranges->first.origin);
    else if (ranges->misplaced)
        output_print(out, ", belongs before byte 0 (address 0x%016" PRIx64 ")", ranges->first.origin);
    output_write(out, "\n", 1);
}

void ranges_end(struct ranges *ranges)
{
    if (ranges->cells == 0)
        return;
    bool on_screen = ranges->progress->visible;
    progress_hide(ranges->progress);
    uint64_t last_byte = ranges->last.offset + ranges->last.bytes - 1;
    if (ranges->json)
        print_json(ranges, last_byte);
    else
        print_text(ranges, last_byte);
    if (on_screen)
        output_flush(ranges->out); // or a part of a line would stand before the bar
    ranges->count++;
    ranges->cells = 0;
}

static void begin(struct ranges *ranges, const struct wrong_cell *cell, bool misplaced)
{
    ranges->first = ranges->last = *cell;
    ranges->cells = 1;
    ranges->misplaced = misplaced;
}

void ranges_add(struct ranges *ranges, const struct wrong_cell *wrong)
{
    struct wrong_cell cell = *wrong;
    if (names_origin(ranges, &cell))
        cell.origin = dg_feistel_inv(cell.found, ranges->options->seed);
    const struct wrong_cell last = ranges->last;
    bool adjacent = ranges->cells > 0 && cell.offset == last.offset + last.bytes;
    bool follows = adjacent && names_origin(ranges, &cell) && cell.origin == last.origin + 1;
    bool near = is_near(ranges, &cell);
    if (follows && !ranges->misplaced) {
        // The block began with the cell before, which looked like damage: it leaves the open range.
        if (--ranges->cells > 0) {
            ranges->last.offset -= last.bytes;
            ranges_end(ranges);
        }
        begin(ranges, &last, true);
    } else if (!adjacent || (ranges->misplaced ? !follows : near)) {
        ranges_end(ranges);
        begin(ranges, &cell, near);
        return;
    }
    ranges->last = cell;
    ranges->cells++;
}
