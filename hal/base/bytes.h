// SPDX-License-Identifier: Apache-2.0
// Numbers in memory that need not be aligned: in the host's order (load64, store64) or little-endian (_le).
#ifndef DG_BYTES_H
#define DG_BYTES_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t dg_load64(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void dg_store64(void *p, uint64_t v)
{
    memcpy(p, &v, sizeof v);
}

static inline uint32_t dg_load32_le(const void *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return le32toh(v);
}

static inline uint64_t dg_load64_le(const void *p)
{
    return le64toh(dg_load64(p));
}

static inline void dg_store32_le(void *p, uint32_t v)
{
    v = htole32(v);
    memcpy(p, &v, sizeof v);
}

static inline void dg_store64_le(void *p, uint64_t v)
{
    dg_store64(p, htole64(v));
}

// A floating-point number and its bits.
static inline uint32_t dg_bits32(float f)
{
    uint32_t v;
    memcpy(&v, &f, sizeof v);
    return v;
}

static inline uint64_t dg_bits64(double d)
{
    uint64_t v;
    memcpy(&v, &d, sizeof v);
    return v;
}

static inline float dg_float_of(uint32_t v)
{
    float f;
    memcpy(&f, &v, sizeof f);
    return f;
}

static inline double dg_double_of(uint64_t v)
{
    double d;
    memcpy(&d, &v, sizeof d);
    return d;
}

#endif
