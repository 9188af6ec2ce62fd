// SPDX-License-Identifier: Apache-2.0
// The kernels in vectors, written once: avx2.c, avx512.c and neon.c define the operations below for their vectors
// (vectors.h), include this, and make their kernel table of VECTOR_KERNELS(name).
//
//   v_order(v, order)         lane i of the result is lane order[i] of v; v_order64 for f64
//   v_differ(a, b)            a bit a lane: not a == b
//   v_not_below(a, b)         a bit a lane: not a < b
//   v_zero(v)                 all lanes are 0
//   v_split(a, b, &l, &r)     upper and lower halves of the 64-bit lanes of two vectors, in any order
//   v_join(l, r, &a, &b)      undoes it
//   v_ramp(x, low, high)      f32 of U vectors that the torus values of the x in UL vectors lie between: rounded
//   from
//                             at least 2^-48 below and above the exact value, high from the fraction that this is
//                             modulo 1, low from less by a constant, so that it is negative where the interval wraps
//   v_torus64(x), v_fraction  quotient.h
//   v_row_at(row, first)      where row number n of a table begins to be read, and
//   v_row_next(&at, n, k)     its entries first + k and on, for k = 0, WL, 2 * WL ... in this order
//   v_stream(to, v)           store past the caches, at a multiple of the vector's size; v_stream_end() after the last
//   one
//
// Cells are stored in the host's order: only for little-endian machines.
#ifndef DG_BODY_H
#define DG_BODY_H

#include "base/bytes.h"
#include "kernels.h"
#include "ramp.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "cells are little-endian");

#define INLINE      static inline __attribute__((always_inline))
#define UNLIKELY(x) __builtin_expect((x) != 0, 0)

// Vectors go in groups of U: each step is done for all of them before the next, since a CPU looks ahead no further than
// one or two chains of steps.
enum {
    GROUP = U * W,
    FEW = 8, // cells that are left to the scalar kernels
    LINE = 64,
    CELL_MAX = 8,
    LANE_MASK = W - 1,
    LANE64_MASK = WL - 1,
    TILE_MASK = DG_TORUS_TILE - 1,
};

// ---- Where cells go: into a buffer, or against the data that they should equal.

struct sink {
    uint8_t *out;
    const uint8_t *data;
    vl differ; // a bit for every one that differs
};

// What a function does with its cells, a constant to the compiler: what is always inlined cannot go by pointers, which
// it follows only where it optimizes.
enum use { STORE, STREAM, MATCH };

INLINE void emit(enum use use, struct sink *to, size_t at, vl cells)
{
    enum { AHEAD = 8192 }; // what the hardware fetches ahead alone is too little while it also computes
    switch (use) {
    case STORE:
        store_vl(to->out + at, cells);
        break;
    case STREAM:
        v_stream(to->out + at, cells);
        break;
    case MATCH:
        to->differ |= cells ^ load_vl(to->data + at);
        __builtin_prefetch(to->data + at + AHEAD);
        break;
    }
}

// ---- Groups of cells of any kind.

// The unsure cells of a vector by the definition: cell i belongs to x[i].
static __attribute__((noinline, cold)) void settle(unsigned unsure, const uint64_t *x, uint8_t *cells)
{
    for (; unsure != 0; unsure &= unsure - 1) {
        size_t i = (size_t)__builtin_ctz(unsure);
        dg_store32_le(cells + 4 * i, dg_bits32((float)dg_torus64_of(x[i])));
    }
}

// The x of the cells are in UL vectors.
INLINE void torus32_of(enum use use, struct sink *to, size_t at, const vl *x)
{
    vf low[U], high[U];
    unsigned unsure[U], any = 0;
    v_ramp(x, low, high);
    EACH(i, U) any |= unsure[i] = v_differ(low[i], high[i]);
    if (UNLIKELY(any))
        EACH(i, U)
        {
            uint64_t each[W];
            uint8_t cells[sizeof(vf)];
            store_vl(each, x[2 * i]);
            store_vl(each + WL, x[2 * i + 1]);
            store_vl(cells, (vl)high[i]);
            settle(unsure[i], each, cells);
            high[i] = load_vf(cells);
        }
    EACH(i, U) emit(use, to, at + sizeof(vf) * i, (vl)high[i]);
}

INLINE void torus64_of(enum use use, struct sink *to, size_t at, const vl *x)
{
    EACH(i, UL) emit(use, to, at + sizeof(vd) * i, (vl)v_torus64(x[i]));
}

// The kinds feistel and feistel_inv take addresses as halves, in the order of v_split.

INLINE vu feistel_mix(vu half, uint64_t seed)
{
    return half * 0x9E3779B9u + (uint32_t)seed;
}

INLINE void feistel(uint64_t seed, vu *left, vu *right)
{
    EACH(i, U) left[i] ^= feistel_mix(right[i], seed);
    EACH(i, U) right[i] ^= feistel_mix(left[i], seed);
    EACH(i, U) left[i] ^= feistel_mix(right[i], seed);
    EACH(i, U) right[i] ^= feistel_mix(left[i], seed);
}

INLINE void emit_words(enum use use, struct sink *to, size_t at, const vu *left, const vu *right)
{
    vl words[UL];
    EACH(i, U) v_join(left[i], right[i], &words[2 * i], &words[2 * i + 1]);
    EACH(i, UL) emit(use, to, at + sizeof(vl) * i, words[i]);
}

INLINE void feistel_of(enum use use, struct sink *to, size_t at, uint64_t seed, vu *left, vu *right)
{
    feistel(seed, left, right);
    emit_words(use, to, at, left, right);
}

INLINE void feistel_inv_of(enum use use, struct sink *to, size_t at, uint64_t seed, vu *left, vu *right)
{
    feistel(seed, right, left);
    emit_words(use, to, at, left, right);
}

#include "body_lists.h"
#include "body_runs.h"
#include "body_words.h"

#endif
