// SPDX-License-Identifier: Apache-2.0
// A random program on two devices at once: the same requests, many under way together, every output compared, and at
// the end the tables with their counts.
#ifndef PROGRAM_H
#define PROGRAM_H

#include <deltagen/deltagen.h>

struct program_limits {
    unsigned contexts;   // contexts 0 to this - 1
    unsigned kinds;      // bit k: generator of kind k; 0: requests of tables only
    uint64_t fold_cells; // longest fold
};

// Runs `batches` batches of a few requests each. Fails the running test where the devices differ; the message has the
// seed and the batch.
void program_run(dg_device *device, dg_device *reference, struct program_limits limits, uint64_t seed,
                 unsigned batches);

// The tables of both are equal: references, accumulators, counts.
void program_compare_tables(dg_device *device, dg_device *reference, unsigned contexts);

#endif
