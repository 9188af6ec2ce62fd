// SPDX-License-Identifier: Apache-2.0
// Vectors of the compiler's own kind, so that what every instruction set can do is written once: body.h. The file of an
// instruction set defines W, the number of 32-bit lanes of its vectors, and U, the number of vectors of a group
// (body.h), and includes this.
//
// Lane 0 is the first in memory. Loads and stores need no alignment.
#ifndef DG_VECTORS_H
#define DG_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EACH(i, n) _Pragma("GCC unroll 16") for (size_t i = 0; i < (n); i++)

typedef float vf __attribute__((vector_size(4 * W)));
typedef uint32_t vu __attribute__((vector_size(4 * W)));
typedef double vd __attribute__((vector_size(4 * W)));
typedef uint64_t vl __attribute__((vector_size(4 * W)));

enum { WL = W / 2, UL = 2 * U }; // the same of 64-bit lanes

static inline vf load_vf(const void *p)
{
    vf v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline vu load_vu(const void *p)
{
    vu v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline vd load_vd(const void *p)
{
    vd v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline vl load_vl(const void *p)
{
    vl v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store_vl(void *p, vl v)
{
    memcpy(p, &v, sizeof v);
}

static inline vf all_vf(float x)
{
    return x - (vf){0};
}

static inline vu all_vu(uint32_t x)
{
    return x - (vu){0};
}

static inline vd all_vd(double x)
{
    return x - (vd){0};
}

static inline vl all_vl(uint64_t x)
{
    return x - (vl){0};
}

// 0, 1, 2, ...
static inline vu count_vu(void)
{
    static const uint32_t counts[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return load_vu(counts);
}

static inline vl count_vl(void)
{
    static const uint64_t counts[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    return load_vl(counts);
}

#endif
