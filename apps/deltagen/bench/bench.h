// SPDX-License-Identifier: Apache-2.0
// What `deltagen bench` measures of a device that is not this CPU; of this one: bench_tasks.h.
#ifndef BENCH_H
#define BENCH_H

#include <deltagen/deltagen.h>

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
// What the link does in a millisecond of the device's time, in the longer of two batches beyond the shorter.
struct stream_row {
    const char *direction;
    double bytes;
    const char *what; // deltas or cells, of which it carries so many a second
    double a_second;
};
// Damage that options in the device's name had done to the link during these batches; did all of them come out right?
struct fault_row {
    uint64_t injected;
    bool survived;
};
#define CLOCK_ROWS  24
#define BYTE_ROWS   2
#define STREAM_ROWS 2
// Fills the rows that the device has the operations for. The device's table is changed.
int bench_clocks(dg_device *dev, const dg_device_info *info, struct clock_row rows[CLOCK_ROWS], int *n, dg_error *err);
int bench_bytes(dg_device *dev, struct byte_row rows[BYTE_ROWS], dg_error *err);
int bench_stream(dg_device *dev, const dg_device_info *info, struct stream_row rows[STREAM_ROWS], int *n,
                 struct fault_row *faults, dg_error *err);

#endif
