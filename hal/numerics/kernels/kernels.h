// SPDX-License-Identifier: Apache-2.0
// The bulk work of the software device: one table of functions per instruction set, equal to the bit.
// Everything else (deltagen/numerics.h, blocks.h, hal/device/soft.c) is built on these.
//
// Pointers need no alignment and may be NULL where the number is 0. Cells are written packed and little-endian.
// Words, addresses and deltas are uint64_t in the host's order.
#ifndef DG_KERNELS_H
#define DG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/numerics.h>
#include <deltagen/table.h>

enum { DG_KINDS = DG_FEISTEL_INV + 1, DG_MATCH_STEP = 128 };

struct dg_kernels {
    const char *name; // of the instruction set

    // Cells of the addresses base, base + 1, ... (modulo 2^64).
    void (*run[DG_KINDS])(uint64_t seed, uint64_t base, size_t count, uint8_t *out);

    // The same for what outgrows the caches: the stores go past them.
    void (*stream[DG_KINDS])(uint64_t seed, uint64_t base, size_t count, uint8_t *out);

    // Compares data with the cells of a run: how many of its first cells are known to agree. If not all, one of the
    // next DG_MATCH_STEP does not.
    size_t (*match[DG_KINDS])(uint64_t seed, uint64_t base, size_t count, const uint8_t *data);

    // Cells of n addresses, in their order.
    void (*list[DG_KINDS])(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out);

    // XOR of n words.
    uint64_t (*xor_words)(const uint8_t *words, size_t n);

    // ACCUM of n records into a table of DG_TABLE_CONTEXTS_MAX contexts, in order; contexts may repeat.
    void (*accum)(dg_table_context *table, const uint8_t *contexts, const uint8_t *deltas, size_t n);
};

// A row of that table from functions named KIND_what.
#define DG_OF_EACH_KIND(what)                                                                                          \
    {                                                                                                                  \
        [DG_TORUS32] = torus32_##what, [DG_TORUS64] = torus64_##what, [DG_FEISTEL] = feistel_##what,                   \
        [DG_SHUFFLED32] = shuffled32_##what, [DG_SHUFFLED64] = shuffled64_##what,                                      \
        [DG_FEISTEL_INV] = feistel_inv_##what                                                                          \
    }

extern const struct dg_kernels dg_kernels_scalar;
extern const struct dg_kernels dg_kernels_avx2, dg_kernels_avx512; // x86-64 only
extern const struct dg_kernels dg_kernels_neon;                    // AArch64 only

// The table of a name, or with NULL the best one, that this CPU and operating system can run; NULL if there is none.
const struct dg_kernels *dg_kernels_find(const char *name);

// The one that the environment variable DELTAGEN_KERNELS names, the best one where it is not set or empty; NULL if it
// names none that runs here.
const struct dg_kernels *dg_kernels_wanted(void);

// The same, or the best one.
const struct dg_kernels *dg_kernels(void);

// Bytes of the largest cache of this CPU, or a guess. Asks the operating system.
size_t dg_cache_size(void);

#endif
