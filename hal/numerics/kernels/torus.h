// SPDX-License-Identifier: Apache-2.0
// The two facts that make torus cells cheap (docs/numerics.md, "The torus value"); x = addr ^ seed.
//
// 32 bit: (x mod M) / M is x / M modulo 1, so the exact sum is frac(x * S), S = the sum of 1 / M: a ramp. The defined
// value, which rounds 8 quotients and 7 sums, differs from it by at most 25 * 2^-53 (mod 1). So where the ramp minus
// and plus DG_RAMP_ERROR round to the same f32, that f32 is the defined one, because rounding is monotonic. About two
// cells in a million are left: they are computed by the definition.
//
// 64 bit: every rounding counts, but the quotients come from tables, which go on past M so that the residues of
// DG_TORUS_TILE consecutive x are consecutive entries.
#ifndef DG_TORUS_H
#define DG_TORUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/target.h"

// S as a fraction of 128 bits.
#define DG_RAMP_HIGH 0x07a023fab622c4f7u
#define DG_RAMP_LOW  0xb40791b3061c927bu

// 2^-48 in units of 2^-64: 25 * 2^-53 for the definition, the rest (7 * 2^-53) is room for what the ramp truncates.
#define DG_RAMP_ERROR ((uint64_t)1 << 16)

__extension__ typedef unsigned __int128 dg_u128;

// frac(x * S), truncated to 64 bits.
static inline uint64_t dg_ramp(uint64_t x)
{
    return x * DG_RAMP_HIGH + (uint64_t)(((dg_u128)x * DG_RAMP_LOW) >> 64);
}

// The f32 that the ramp's value stands for; false if that is not certain. Near 0 and 1 one end of the interval wraps
// around, so the ends differ.
static inline bool dg_ramp_f32(uint64_t ramp, float *out)
{
    float low = (float)(int64_t)((ramp - DG_RAMP_ERROR) >> 1);
    float high = (float)(int64_t)((ramp + DG_RAMP_ERROR) >> 1);
    *out = low * 0x1p-63f;
    return low == high;
}

#define DG_MODULI(X) X(0, 251) X(1, 257) X(2, 263) X(3, 269) X(4, 271) X(5, 277) X(6, 281) X(7, 283)

// Entry n of row i is (n mod M) / M, correctly rounded, for n < largest M + tile. Rows begin at multiples of 64 bytes.
enum { DG_TORUS_TILE = 128, DG_QUOTIENTS = 256 + 128 + 32 };
extern const double dg_quotients[8][DG_QUOTIENTS];

// What is left of a sum of quotients: they are at least 0, so truncation is floor.
static inline double dg_fraction(double sum)
{
    return sum - (double)(int)sum;
}

// The cells of one x by the definition, and the f32 the quick way. To be called in the environment of float_env.h.
static inline double dg_torus64_of(uint64_t x)
{
    double sum = 0;
#define DG_ADD(i, m) sum += dg_quotients[i][x % m];
    DG_MODULI(DG_ADD)
#undef DG_ADD
    return dg_fraction(sum);
}

static inline float dg_torus32_of(uint64_t x, uint64_t ramp)
{
    float cell;
    if (__builtin_expect(!dg_ramp_f32(ramp, &cell), 0))
        cell = (float)dg_torus64_of(x);
    return cell;
}

#endif
