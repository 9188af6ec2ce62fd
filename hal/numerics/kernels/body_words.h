// SPDX-License-Identifier: Apache-2.0
// Part of body.h: what works on given words, and the table of all kernels.

static uint64_t xor_words(const uint8_t *words, size_t n)
{
    enum { SUMS = 8, STEP = SUMS * WL }; // sums enough for all loads that can be under way
    vl sum[SUMS] = {{0}};
    size_t i = 0;
    for (; i + STEP <= n; i += STEP)
        EACH(k, SUMS) sum[k] ^= load_vl(words + 8 * (i + WL * k));
    // Here too only constant indices, else the sums would be kept in memory.
    EACH(k, SUMS - 1) sum[0] ^= sum[k + 1];
    uint64_t all = 0;
    EACH(lane, WL) all ^= sum[0][lane];
    for (; i < n; i++)
        all ^= dg_load64(words + 8 * i);
    return all;
}

// Sums up in a table of its own, {XOR, count} in one vector, then into the contexts. Records of even and odd number do
// not share it, so that a context that comes again at once is waited for half as long.
static void accum(dg_table_context *table, const uint8_t *contexts, const uint8_t *deltas, size_t n)
{
    typedef uint64_t pair __attribute__((vector_size(16)));
    enum { WORTHWHILE = 1024, STEP = 8 };
    size_t i = 0;
    if (n >= WORTHWHILE) {
        pair sum[2][DG_TABLE_CONTEXTS_MAX] = {{{0}}};
        for (; i + STEP <= n; i += STEP) {
            uint64_t numbers = dg_load64(contexts + i);
            EACH(k, STEP)
            {
                pair *of = &sum[k % 2][numbers >> 8 * k & 0xff];
                *of = (*of ^ (pair){dg_load64(deltas + 8 * (i + k)), 0}) + (pair){0, 1};
            }
        }
        for (size_t k = 0; k < DG_TABLE_CONTEXTS_MAX; k++) {
            uint64_t count = table[k].count + sum[0][k][1] + sum[1][k][1];
            table[k].accumulator ^= sum[0][k][0] ^ sum[1][k][0];
            table[k].count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
        }
    }
    dg_kernels_scalar.accum(table, contexts + i, deltas + 8 * i, n - i);
}

#define VECTOR_KERNELS(set)                                                                                            \
    {                                                                                                                  \
        .name = set, .run = DG_OF_EACH_KIND(run), .stream = DG_OF_EACH_KIND(stream), .match = DG_OF_EACH_KIND(match),  \
        .list = DG_OF_EACH_KIND(list), .xor_words = xor_words, .accum = accum                                          \
    }
