// SPDX-License-Identifier: Apache-2.0
// The definitions of docs/numerics.md in the plainest C, sharing nothing with the library: what `bench` measures the
// library against, and what `selftest` lets a device be judged by.
#ifndef NAIVE_H
#define NAIVE_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/async.h>

// The cell as raw bits.
uint64_t naive_cell(dg_kind kind, uint64_t seed, uint64_t addr);

// The loop that one would write first: count cells from base on, in the byte order of this CPU; out is aligned.
void naive_run(dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out);

// A device with a table, that does one valid request after the other.
struct model {
    dg_table_context context[DG_TABLE_CONTEXTS_MAX];
};
void model_do(struct model *model, const dg_request *request);

#endif
