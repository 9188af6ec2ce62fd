// SPDX-License-Identifier: Apache-2.0
// The kernels in portable C, for any CPU: kernels.h.
#include "kernels/kernels.h"

#include "bytes.h"

static uint64_t xor_words(const uint8_t *words, size_t n)
{
    uint64_t sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sum[lane] ^= dg_load64(words + 8 * (i + lane));
    for (; i < n; i++)
        sum[0] ^= dg_load64(words + 8 * i);
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

static void accum(dg_context *table, const uint8_t *contexts, const uint8_t *deltas, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dg_context *context = &table[contexts[i]];
        context->accumulator ^= dg_load64(deltas + 8 * i);
        context->count += context->count != UINT32_MAX;
    }
}

const struct dg_kernels dg_kernels_scalar = {
    .name = "scalar",
    .xor_words = xor_words,
    .accum = accum,
};

const struct dg_kernels *dg_kernels(void)
{
    return &dg_kernels_scalar;
}
