// SPDX-License-Identifier: Apache-2.0
// Fold and verification on top of any kernel table: blocks.h.
#include "blocks.h"

#include <string.h>

#include "base/bytes.h"
#include "numerics/feistel.h"

enum { BLOCK = 1024 }; // cells; even, so that a block of 4-byte cells ends with a whole word

uint64_t dg_run_words(dg_kind kind, uint64_t count)
{
    return dg_cell_size(kind) == 8 ? count : count / 2 + count % 2;
}

uint64_t dg_fold_run(const struct dg_kernels *kernels, dg_kind kind, uint64_t seed, uint64_t base, uint64_t count)
{
    uint8_t cells[8 * BLOCK];
    uint64_t sum = 0;
    while (count > 0) {
        size_t n = count < BLOCK ? (size_t)count : BLOCK;
        kernels->run[kind](seed, base, n, cells);
        memset(cells + n * dg_cell_size(kind), 0, n % 2 * 4); // the tail of an odd number of 4-byte cells
        sum ^= kernels->xor_words(cells, (size_t)dg_run_words(kind, n));
        base += n;
        count -= n;
    }
    return le64toh(sum);
}

static uint64_t load_cell(const uint8_t *p, size_t size)
{
    return size == 4 ? dg_load32_le(p) : dg_load64_le(p);
}

// Add the cells of one block that differ; index is that of its first cell.
static void compare(dg_synth_verdict *verdict, size_t size, const uint8_t *found, const uint8_t *expected, size_t n,
                    uint64_t index)
{
    for (size_t i = 0; i < n; i++) {
        if (memcmp(found + i * size, expected + i * size, size) == 0)
            continue;
        if (verdict->mismatches++ == 0) {
            verdict->first = index + i;
            verdict->found = load_cell(found + i * size, size);
            verdict->expected = load_cell(expected + i * size, size);
        }
    }
}

dg_synth_verdict dg_verify_run(const struct dg_kernels *kernels, dg_kind kind, uint64_t seed, uint64_t base,
                               const uint8_t *data, size_t count)
{
    dg_synth_verdict verdict = {.first = UINT64_MAX};
    size_t size = dg_cell_size(kind), i = 0;
    while ((i += kernels->match[kind](seed, base + i, count - i, data + i * size)) < count) {
        uint8_t cells[8 * DG_MATCH_STEP];
        size_t n = count - i < DG_MATCH_STEP ? count - i : DG_MATCH_STEP;
        kernels->run[kind](seed, base + i, n, cells);
        compare(&verdict, size, data + i * size, cells, n, i);
        i += n;
    }
    if (kind == DG_FEISTEL && verdict.mismatches > 0)
        verdict.origin = dg_feistel_word_inv(verdict.found, seed);
    return verdict;
}
