// SPDX-License-Identifier: Apache-2.0
// What `deltagen bench` measures.
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

#include <deltagen/deltagen.h>

// Software against the naive loop, for one kind: medians of interleaved runs, so short that few are interrupted.
struct soft_row {
    dg_kind kind;
    double soft, naive; // cells a second
    bool equal;         // both made the same cells
};
#define SOFT_ROWS  5
#define SOFT_CELLS (1u << 15)
#define SOFT_RUNS  31
// Returns a dg_code.
int bench_soft(struct soft_row rows[SOFT_ROWS], dg_error *err);

// The device's own clocks for one more operation within a frame, from the counter of busy clocks.
struct clock_row {
    const char *operation;
    const char *per;  // what one operation is
    const char *kind; // generator or NULL
    double clocks;
};
// Bytes on the link, both ways, for one more delta in a batch.
struct byte_row {
    const char *operation;
    double sent, received;
};
#define CLOCK_ROWS 24
#define BYTE_ROWS  2
// Fills the rows that the device has the operations for. The device's table is changed.
int bench_clocks(dg_device *dev, const dg_info *info, struct clock_row rows[CLOCK_ROWS], int *n, dg_error *err);
int bench_bytes(dg_device *dev, struct byte_row rows[BYTE_ROWS], dg_error *err);

#endif
