// SPDX-License-Identifier: Apache-2.0
// Residue reconstruction (docs/numerics.md, "Trinity"): deltagen/numerics.h.
#include <deltagen/numerics.h>

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/float_env.h"
#include "unit.h"

__extension__ typedef unsigned __int128 u128;

static const uint64_t moduli[3] = {0xFFFFFFFF00000001, 0xFFFFFFFF7FFFFFFF, 0xFFFFFFFFFFFFFFC5};
// Of a modulus, modulo another: moduli[0] modulo [1] and [2], moduli[1] modulo [2].
#define INVERSE_0_1 0xC4EC4EC4B13B13B1u
#define INVERSE_0_2 0xD1F28D8E34D92D24u
#define INVERSE_1_2 0x704875DCE0D567FCu

static uint64_t times(uint64_t a, uint64_t b, uint64_t modulus)
{
    return (uint64_t)((u128)a * b % modulus);
}

// a - b; a below the modulus.
static uint64_t minus(uint64_t a, uint64_t b, uint64_t modulus)
{
    b %= modulus;
    return a >= b ? a - b : a + (modulus - b);
}

// By mixed radix: the number is low + moduli[0] * (middle + moduli[1] * high).
void dg_crt192(const uint64_t residues[3], uint64_t value[3])
{
    uint64_t low = residues[0] % moduli[0];
    uint64_t middle = times(minus(residues[1] % moduli[1], low, moduli[1]), INVERSE_0_1, moduli[1]);
    uint64_t high = times(minus(residues[2] % moduli[2], low, moduli[2]), INVERSE_0_2, moduli[2]);
    high = times(minus(high, middle, moduli[2]), INVERSE_1_2, moduli[2]);
    u128 upper = (u128)moduli[1] * high + middle;
    u128 product = (u128)(uint64_t)upper * moduli[0] + low;
    u128 carried = (u128)(uint64_t)(upper >> 64) * moduli[0] + (uint64_t)(product >> 64);
    value[0] = (uint64_t)(carried >> 64);
    value[1] = (uint64_t)carried;
    value[2] = (uint64_t)product;
}

static uint64_t hash(const char *text)
{
    return dg_djb2(text, text ? strlen(text) : 0);
}

void dg_trinity_solve(uint64_t seed, const char *intention, const char *law, uint64_t x, uint64_t y, uint64_t event,
                      uint64_t value[3])
{
    uint64_t mixed = hash(intention) ^ hash(law) ^ event ^ seed ^ x ^ y << 13;
    uint64_t residues[3];
    for (int i = 0; i < 3; i++)
        residues[i] = mixed * moduli[i] % moduli[i];
    dg_crt192(residues, value);
}

// n is a power of two, so that dividing by its square is exact.
static double view(uint64_t d, double points, uint64_t seed)
{
    uint64_t mixed = (d ^ seed) * 0x517CC1B727220A95u;
    mixed ^= mixed >> 31;
    return (double)d / points + dg_unit(mixed) / points;
}

int dg_trinity_view(uint64_t n, uint64_t x, uint64_t y, uint64_t seed, double *value, dg_error *err)
{
    if (!value)
        return dg_fail(err, DG_ERR_ARGUMENT, "value is NULL: it must point to room for the value");
    uint64_t d;
    int code = dg_hilbert(n, x, y, &d, err);
    if (code != DG_OK)
        return code;
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(d);
    uint64_t bits = dg_bits64(view(d, (double)n * (double)n, seed));
    DG_FLOAT_FENCE(bits);
    dg_float_leave(before);
    *value = dg_double_of(bits);
    return DG_OK;
}
