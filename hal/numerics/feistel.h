// SPDX-License-Identifier: Apache-2.0
// feistel and its inverse (docs/numerics.md, "Mixing functions"), inline for the functions and kernels built on them.
#ifndef DG_FEISTEL_H
#define DG_FEISTEL_H

#include <stdint.h>

static inline uint32_t dg_feistel_round(uint32_t half, uint64_t seed)
{
    return half * 0x9E3779B9u + (uint32_t)seed;
}

static inline uint64_t dg_feistel_word(uint64_t value, uint64_t seed)
{
    uint32_t left = (uint32_t)(value >> 32), right = (uint32_t)value;
    for (int round = 0; round < 4; round++) {
        uint32_t next = left ^ dg_feistel_round(right, seed);
        left = right;
        right = next;
    }
    return (uint64_t)left << 32 | right;
}

static inline uint64_t dg_feistel_word_inv(uint64_t value, uint64_t seed)
{
    uint32_t left = (uint32_t)(value >> 32), right = (uint32_t)value;
    for (int round = 0; round < 4; round++) {
        uint32_t before = right ^ dg_feistel_round(left, seed);
        right = left;
        left = before;
    }
    return (uint64_t)left << 32 | right;
}

#endif
