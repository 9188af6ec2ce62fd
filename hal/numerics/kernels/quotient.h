// SPDX-License-Identifier: Apache-2.0
// torus64 of any x in vectors of f64: what all instruction sets share. Needs v_floor, v_fma (one rounding) and
// v_halves(x, &high, &low), x = high * 2^32 + low.
#ifndef DG_QUOTIENT_H
#define DG_QUOTIENT_H

#include "torus.h"

// (x mod m) / m, correctly rounded. y = high * (2^32 mod m) + low has the residue of x and is exact, since it is below
// 2^41; so is every product and difference of integers here. y / m is a multiple of 1 / m: half of that added, floor is
// safe from the rounding of the reciprocal. The last step is right for every residue of every modulus (the tests try
// all of them), while residue * (1 / m) is wrong for 390.
static inline vd v_quotient(vd high, vd low, unsigned m)
{
    const double inverse = 1.0 / m, rest = __builtin_fma(-inverse, m, 1.0) / m;
    vd y = v_fma(high, all_vd((double)(((uint64_t)1 << 32) % m)), low);
    vd whole = v_floor(v_fma(y, all_vd(inverse), all_vd(inverse / 2)));
    vd residue = v_fma(whole, all_vd(-(double)m), y);
    return v_fma(residue, all_vd(inverse), residue * rest);
}

// Quotients are at least 0 and their sum below 8.
static inline vd v_fraction(vd sum)
{
    return sum - v_floor(sum);
}

static inline vd v_torus64(vl x)
{
    vd high, low, sum = all_vd(0);
    v_halves(x, &high, &low);
#define ADD(i, m) sum += v_quotient(high, low, m);
    DG_MODULI(ADD)
#undef ADD
    return v_fraction(sum);
}

#endif
