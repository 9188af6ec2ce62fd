// SPDX-License-Identifier: Apache-2.0
// Table of the ramp, multiplied by the compiler: ramp.h.
#include "ramp.h"

// 64-bit fraction of k * S. What is dropped of DG_RAMP_LOW is below 2^-64 for k of a tile.
#define RAMP(k)  ((k) * (uint64_t)DG_RAMP_HIGH + ((k) * (uint64_t)(DG_RAMP_LOW >> 32) >> 32))
#define UPPER(k) (uint32_t)(RAMP(k) >> 41)
#define LOWER(k) (float)(RAMP(k) >> 18 & 0x7fffff) * 0x1p-46f

#define X2(of, k)   of(k), of((k) + 1)
#define X4(of, k)   X2(of, k), X2(of, (k) + 2)
#define X8(of, k)   X4(of, k), X4(of, (k) + 4)
#define X16(of, k)  X8(of, k), X8(of, (k) + 8)
#define X32(of, k)  X16(of, k), X16(of, (k) + 16)
#define X64(of, k)  X32(of, k), X32(of, (k) + 32)
#define X128(of, k) X64(of, k), X64(of, (k) + 64)

_Static_assert(DG_TORUS_TILE == 128, "the table has as many entries as a tile");
_Alignas(64) const struct dg_ramp_tile dg_ramp_tile = {.upper = {X128(UPPER, 0)}, .lower = {X128(LOWER, 0)}};
