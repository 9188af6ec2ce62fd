// SPDX-License-Identifier: Apache-2.0
// The ramp of torus.h for vectors: a tile of consecutive x starts anywhere and then goes the same way, x = origin + k
// with frac(x * S) = frac(frac(origin * S) + frac(k * S)). The second term is a table.
//
// Fractions have 46 bits here, as two halves that f32 holds exactly and whose sum f32 rounds once: 23 bits in units of
// 2^-23 and 23 bits in units of 2^-46, truncated. So, in units of 2^-46, with b and t the truncated terms and v the
// defined f64 value,
//     b + t - 1/4 <= v <= b + t + 2 + 1/4    (modulo 1; 1/4 = 2^-48 is the definition's own rounding)
// and DG_RAMP_ABOVE is added to b, so that b + t is above v and b + t - DG_RAMP_WIDTH below it. The sum of the lower
// halves is below 2^-22, 24 bits, so f32 holds it exactly too.
#ifndef DG_RAMP_H
#define DG_RAMP_H

#include <stdint.h>

#include "torus.h"

enum { DG_RAMP_ABOVE = 3, DG_RAMP_WIDTH = 4, DG_RAMP_HALF = 23 };

// The halves of a 64-bit fraction.
static inline uint32_t dg_ramp_upper(uint64_t ramp)
{
    return (uint32_t)(ramp >> 41);
}

static inline float dg_ramp_lower(uint64_t ramp)
{
    return (float)(int32_t)(ramp >> 18 & 0x7fffff) * 0x1p-46f;
}

// frac(k * S) of the k of a tile.
extern const struct dg_ramp_tile {
    uint32_t upper[DG_TORUS_TILE];
    float lower[DG_TORUS_TILE];
} dg_ramp_tile;

#endif
