// SPDX-License-Identifier: Apache-2.0
// The bulk work of the software device: kernels, in parts on several threads where there is a workers. The result is
// the same with and without: parts are whole cells and words, and sums are XORs.
#ifndef DG_BULK_H
#define DG_BULK_H

#include <deltagen/synth.h>
#include <deltagen/table.h>

#include "base/workers.h"
#include "numerics/kernels/kernels.h"

struct dg_bulk {
    const struct dg_kernels *kernels;
    size_t stream_from;         // bytes of a run that are stored past the caches
    struct dg_workers *workers; // NULL: the calling thread alone
};

// The cells of a run, of a list of addresses.
void dg_bulk_run(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base, size_t n, uint8_t *out);
void dg_bulk_list(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, const uint8_t *addrs, size_t n,
                  uint8_t *out);

// dg_verify_run and dg_fold_run of kernels/blocks.h.
dg_synth_verdict dg_bulk_verify(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base,
                                const uint8_t *data, size_t n);
uint64_t dg_bulk_fold(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base, uint64_t n);

// XOR of n words, ACCUM of n records.
uint64_t dg_bulk_xor(const struct dg_bulk *bulk, const uint8_t *words, size_t n);
void dg_bulk_accum(const struct dg_bulk *bulk, dg_table_context *table, const uint8_t *contexts, const uint8_t *deltas,
                   size_t n);

// n deltas whose XOR is sum.
void dg_context_add(dg_table_context *context, uint64_t sum, uint64_t n);

#endif
