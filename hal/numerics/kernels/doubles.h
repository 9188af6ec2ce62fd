// SPDX-License-Identifier: Apache-2.0
// v_ramp (body.h) by f64, for instruction sets without multiplication of 52-bit integers. Needs what quotient.h needs,
// and
//   v_narrow(a, b)            f32 of the lanes of a, then of b
#ifndef DG_DOUBLES_H
#define DG_DOUBLES_H

#include "quotient.h"

// frac(x * S) + 2^-42, modulo 1, within 2^-42 - 2^-48. x = h * 2^32 + l; S and frac(2^32 * S) are split so that the
// products with their leading parts, integers below 2^53 in units of 2^-26 and 2^-21, are exact, and so are their
// fractions and the sum of these. The products with the rest are below 2^3 and 2^10: that leaves a rounding of the
// second, at most 2^-44, that of its factor, at most 2^-53 of it, and smaller ones.
static inline vd v_ramp42(vl x)
{
    const double s = 0x1.e809p-6, s_rest = -0x1.52774ec212fe2p-30;
    const double t = 0x1.6c459p-1, t_rest = -0x1.8425fc37267cfp-23;
    vd h, l;
    v_halves(x, &h, &l);
    vd sum = v_fraction(l * s) + v_fraction(h * t) + 0x1p-42;
    sum = v_fma(l, all_vd(s_rest), sum);
    sum = v_fma(h, all_vd(t_rest), sum);
    return v_fraction(sum);
}

static inline void v_ramp(const vl *x, vf *low, vf *high)
{
    EACH(i, U)
    {
        vd a = v_ramp42(x[2 * i]), b = v_ramp42(x[2 * i + 1]);
        high[i] = v_narrow(a, b);
        low[i] = v_narrow(a - 0x1p-41, b - 0x1p-41);
    }
}

#endif
