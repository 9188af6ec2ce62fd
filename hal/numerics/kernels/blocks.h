// SPDX-License-Identifier: Apache-2.0
// What is done with a generated run but writing it out: block by block in a small buffer that stays in the cache.
#ifndef DG_BLOCKS_H
#define DG_BLOCKS_H

#include <deltagen/synth.h>

#include "kernels.h"

// 64-bit words of a run's bytes, the last one padded.
uint64_t dg_run_words(dg_kind kind, uint64_t count);

// XOR of the little-endian words of a run's bytes, the tail padded with zero bytes.
uint64_t dg_fold_run(const struct dg_kernels *kernels, dg_kind kind, uint64_t seed, uint64_t base, uint64_t count);

// Compare count cells of data with a run: dg_synth_verify in deltagen/synth.h.
dg_synth_verdict dg_verify_run(const struct dg_kernels *kernels, dg_kind kind, uint64_t seed, uint64_t base,
                               const uint8_t *data, size_t count);

#endif
