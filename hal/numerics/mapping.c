// SPDX-License-Identifier: Apache-2.0
// Where sectors, pages and points of a plane lie (docs/numerics.md, "Mappings"): deltagen/numerics.h.
#include <deltagen/numerics.h>

#include "base/error.h"

#define FIRST  0xBF58476D1CE4E5B9u
#define SECOND 0x94D049BB133111EBu
// FIRST * FIRST_INVERSE = 1 modulo 2^64, and so modulo every smaller power of two.
#define FIRST_INVERSE  0x96DE1B173F119089u
#define SECOND_INVERSE 0x319642B2D24D8EC3u

enum { PAGE_BITS = 12 };
#define OFFSET_MASK(bits) (((uint64_t)1 << (bits)) - 1)

uint64_t dg_xi(uint64_t sector, uint64_t seed)
{
    return dg_scatter(sector, 0, seed);
}

uint64_t dg_phi(uint64_t addr, uint64_t seed)
{
    uint64_t base = ((addr >> PAGE_BITS) ^ seed) * FIRST;
    base ^= base >> 33;
    return (base & ~OFFSET_MASK(PAGE_BITS)) | (addr & OFFSET_MASK(PAGE_BITS));
}

// Every step is a bijection of words of so many bits: twice the shift is more than they are, so that it undoes itself.
static uint64_t mix(uint64_t word, uint64_t seed, unsigned bits)
{
    uint64_t mask = UINT64_MAX >> (64 - bits);
    unsigned shift = bits / 2 + 1;
    word = (word ^ seed) * FIRST & mask;
    word ^= word >> shift;
    word = word * SECOND & mask;
    return word ^ word >> shift;
}

static uint64_t unmix(uint64_t word, uint64_t seed, unsigned bits)
{
    uint64_t mask = UINT64_MAX >> (64 - bits);
    unsigned shift = bits / 2 + 1;
    word ^= word >> shift;
    word = word * SECOND_INVERSE & mask;
    word ^= word >> shift;
    return word * FIRST_INVERSE ^ seed; // the caller shifts away what is above the word
}

uint64_t dg_scatter(uint64_t addr, unsigned bits, uint64_t seed)
{
    if (bits >= 64)
        return addr;
    return mix(addr >> bits, seed, 64 - bits) << bits | (addr & OFFSET_MASK(bits));
}

uint64_t dg_scatter_inv(uint64_t addr, unsigned bits, uint64_t seed)
{
    if (bits >= 64)
        return addr;
    return unmix(addr >> bits, seed, 64 - bits) << bits | (addr & OFFSET_MASK(bits));
}

int dg_hilbert(uint64_t n, uint64_t x, uint64_t y, uint64_t *d, dg_error *err)
{
    if (!d)
        return dg_fail(err, DG_ERR_ARGUMENT, "d is NULL: it must point to room for the index");
    if (n == 0 || (n & (n - 1)) != 0 || n > (uint64_t)1 << 32)
        return dg_fail(err, DG_ERR_ARGUMENT, "n is %llu: it must be a power of two, at most 2^32",
                       (unsigned long long)n);
    if (x >= n || y >= n)
        return dg_fail(err, DG_ERR_ARGUMENT, "the point (%llu, %llu) is outside: x and y must be below n, %llu",
                       (unsigned long long)x, (unsigned long long)y, (unsigned long long)n);
    uint64_t index = 0;
    for (uint64_t side = n / 2; side > 0; side /= 2) {
        unsigned right = (x & side) != 0, up = (y & side) != 0;
        index += side * side * ((3 * right) ^ up);
        if (up)
            continue;
        uint64_t turned = right ? n - 1 - y : y;
        y = right ? n - 1 - x : x;
        x = turned;
    }
    *d = index;
    return DG_OK;
}
