// SPDX-License-Identifier: Apache-2.0
// Table of torus quotients, divided by the compiler: torus.h.
#include "torus.h"

#define Q1(m, n)   (double)((n) % (m)) / (m)
#define Q2(m, n)   Q1(m, n), Q1(m, (n) + 1)
#define Q4(m, n)   Q2(m, n), Q2(m, (n) + 2)
#define Q8(m, n)   Q4(m, n), Q4(m, (n) + 4)
#define Q16(m, n)  Q8(m, n), Q8(m, (n) + 8)
#define Q32(m, n)  Q16(m, n), Q16(m, (n) + 16)
#define Q64(m, n)  Q32(m, n), Q32(m, (n) + 32)
#define Q128(m, n) Q64(m, n), Q64(m, (n) + 64)
#define Q256(m, n) Q128(m, n), Q128(m, (n) + 128)

#define ROW(i, m) [i] = {Q256(m, 0), Q128(m, 256), Q32(m, 384)},
_Alignas(64) const double dg_quotients[8][DG_QUOTIENTS] = {DG_MODULI(ROW)};

// Vectors read aligned groups of 8.
#define FITS(i, m) _Static_assert((m - 1) / 8 * 8 + DG_TORUS_TILE + 8 <= DG_QUOTIENTS, "a tile reads past the row");
DG_MODULI(FITS)
