// SPDX-License-Identifier: Apache-2.0
// The bulk work of the software device: one table of functions per instruction set, equal to the bit.
// Everything else (deltagen/numerics.h, blocks.h, hal/soft.c) is built on these four.
//
// Pointers need no alignment and may be NULL where the number is 0. Cells are written packed and little-endian.
// Words, addresses and deltas are uint64_t in the host's order.
#ifndef DG_KERNELS_H
#define DG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/numerics.h>
#include <deltagen/table.h>

enum { DG_KINDS = DG_FEISTEL_INV + 1 };

struct dg_kernels {
    const char *name; // of the instruction set

    // Cells of the addresses base, base + 1, ... (modulo 2^64).
    void (*run[DG_KINDS])(uint64_t seed, uint64_t base, size_t count, uint8_t *out);

    // Cells of n addresses, in their order.
    void (*list[DG_KINDS])(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out);

    // XOR of n words.
    uint64_t (*xor_words)(const uint8_t *words, size_t n);

    // ACCUM of n records into a table of DG_CONTEXTS_MAX contexts, in order; contexts may repeat.
    void (*accum)(dg_context *table, const uint8_t *contexts, const uint8_t *deltas, size_t n);
};

extern const struct dg_kernels dg_kernels_scalar;

// The best table for this CPU.
const struct dg_kernels *dg_kernels(void);

#endif
