// SPDX-License-Identifier: Apache-2.0
// i / (2^64 - 1) as f64, rounded once (docs/numerics.md, "Monotonic view and search").
#ifndef DG_UNIT_H
#define DG_UNIT_H

#include <stdint.h>

#include "base/bytes.h"

// In base 2^64 the quotient is the digit i for ever: 0.iii...; so for 0 < i it never lies on the midpoint between two
// f64 (and for i = 2^64 - 1, 0.111... in bits, it rounds up to the 1 that it is).
static inline double dg_unit(uint64_t i)
{
    if (i == 0)
        return 0;
    int zeros = __builtin_clzll(i);
    uint64_t top = zeros == 0 ? i : i << zeros | i >> (64 - zeros); // leading 64 bits; what follows is not zero
    uint64_t significand = (top >> 11) + (top >> 10 & 1);
    return (double)significand * dg_double_of((uint64_t)(1023 - 53 - zeros) << 52);
}

#endif
