// SPDX-License-Identifier: Apache-2.0
// Cells, one after the other, by the definition (naive.h).
#include "naive.h"

#include <math.h>
#include <string.h>

static uint64_t feistel(uint64_t value, uint64_t seed)
{
    uint32_t left = (uint32_t)(value >> 32), right = (uint32_t)value;
    for (int round = 0; round < 4; round++) {
        uint32_t mixed = left ^ (right * 0x9E3779B9u + (uint32_t)seed);
        left = right;
        right = mixed;
    }
    return (uint64_t)left << 32 | right;
}

static uint64_t feistel_inv(uint64_t value, uint64_t seed)
{
    uint32_t left = (uint32_t)(value >> 32), right = (uint32_t)value;
    for (int round = 0; round < 4; round++) {
        uint32_t before = right ^ (left * 0x9E3779B9u + (uint32_t)seed);
        right = left;
        left = before;
    }
    return (uint64_t)left << 32 | right;
}

static double torus64(uint64_t addr, uint64_t seed)
{
    static const uint64_t moduli[] = {251, 257, 263, 269, 271, 277, 281, 283};
    double sum = 0;
    for (int i = 0; i < 8; i++)
        sum += (double)((addr ^ seed) % moduli[i]) / (double)moduli[i];
    return sum - floor(sum);
}

void naive_run(dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out)
{
    float *f32 = out;
    double *f64 = out;
    uint64_t *u64 = out;
    for (size_t i = 0; i < count; i++) {
        uint64_t addr = base + i;
        switch (kind) {
        case DG_TORUS32:
            f32[i] = (float)torus64(addr, seed);
            break;
        case DG_TORUS64:
            f64[i] = torus64(addr, seed);
            break;
        case DG_FEISTEL:
            u64[i] = feistel(addr, seed);
            break;
        case DG_SHUFFLED32:
            f32[i] = (float)torus64(feistel(addr, seed), seed);
            break;
        case DG_SHUFFLED64:
            f64[i] = torus64(feistel(addr, seed), seed);
            break;
        case DG_FEISTEL_INV:
            u64[i] = feistel_inv(addr, seed);
            break;
        }
    }
}

uint64_t naive_cell(dg_kind kind, uint64_t seed, uint64_t addr)
{
    uint64_t cell = 0;
    naive_run(kind, seed, addr, 1, &cell);
    if (kind != DG_TORUS32 && kind != DG_SHUFFLED32)
        return cell;
    uint32_t low;
    memcpy(&low, &cell, sizeof low);
    return low;
}
