// SPDX-License-Identifier: Apache-2.0
// docs/numerics.md, one cell at a time: deltagen/numerics.h. How the torus is computed: kernels/torus.h.
#include <deltagen/numerics.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/float_env.h"
#include "feistel.h"
#include "numerics/kernels/kernels.h"
#include "numerics/kernels/torus.h"
#include "unit.h"

__extension__ typedef unsigned __int128 u128;

static const struct {
    const char *name;
    size_t size;
} kinds[] = {
    [DG_TORUS32] = {"torus32", 4},       [DG_TORUS64] = {"torus64", 8},       [DG_FEISTEL] = {"feistel", 8},
    [DG_SHUFFLED32] = {"shuffled32", 4}, [DG_SHUFFLED64] = {"shuffled64", 8}, [DG_FEISTEL_INV] = {"feistel_inv", 8},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

size_t dg_cell_size(dg_kind kind)
{
    return (unsigned)kind < KINDS ? kinds[kind].size : 0;
}

const char *dg_kind_name(dg_kind kind)
{
    return (unsigned)kind < KINDS ? kinds[kind].name : NULL;
}

int dg_kind_from_name(const char *name)
{
    for (int kind = 0; name && kind < KINDS; kind++)
        if (strcmp(name, kinds[kind].name) == 0)
            return kind;
    return -1;
}

uint64_t dg_feistel(uint64_t value, uint64_t seed)
{
    return dg_feistel_word(value, seed);
}

uint64_t dg_feistel_inv(uint64_t value, uint64_t seed)
{
    return dg_feistel_word_inv(value, seed);
}

static uint64_t torus64_bits(uint64_t x)
{
    return dg_bits64(dg_torus64_of(x));
}

static uint64_t torus32_bits(uint64_t x)
{
    return dg_bits32(dg_torus32_of(x, dg_ramp(x)));
}

static uint64_t cell_of(dg_kind kind, uint64_t seed, uint64_t addr)
{
    switch (kind) {
    case DG_TORUS32:
        return torus32_bits(addr ^ seed);
    case DG_TORUS64:
        return torus64_bits(addr ^ seed);
    case DG_FEISTEL:
        return dg_feistel_word(addr, seed);
    case DG_SHUFFLED32:
        return torus32_bits(dg_feistel_word(addr, seed) ^ seed);
    case DG_SHUFFLED64:
        return torus64_bits(dg_feistel_word(addr, seed) ^ seed);
    case DG_FEISTEL_INV:
        return dg_feistel_word_inv(addr, seed);
    }
    return 0;
}

uint64_t dg_cell(dg_kind kind, uint64_t seed, uint64_t addr)
{
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(addr);
    uint64_t cell = cell_of(kind, seed, addr);
    DG_FLOAT_FENCE(cell);
    dg_float_leave(before);
    return cell;
}

// From where on stores go past the caches is asked of the machine, which takes long beside a short run.
static bool outgrows_the_caches(size_t bytes)
{
    enum { LONG_RUN = 64 << 20 };
    return bytes >= LONG_RUN && bytes >= dg_cache_size() / 4 * 3;
}

void dg_cell_run(dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out)
{
    const struct dg_kernels *kernels = dg_kernels();
    dg_float_env before = dg_float_enter();
    (outgrows_the_caches(count * dg_cell_size(kind)) ? kernels->stream : kernels->run)[kind](seed, base, count, out);
    dg_float_leave(before);
}

void dg_cell_list(dg_kind kind, uint64_t seed, const uint64_t *addrs, size_t n, void *out)
{
    const struct dg_kernels *kernels = dg_kernels();
    dg_float_env before = dg_float_enter();
    kernels->list[kind](seed, (const uint8_t *)addrs, n, out);
    dg_float_leave(before);
}

double dg_torus64(uint64_t addr, uint64_t seed)
{
    return dg_double_of(dg_cell(DG_TORUS64, seed, addr));
}

float dg_torus32(uint64_t addr, uint64_t seed)
{
    return dg_float_of((uint32_t)dg_cell(DG_TORUS32, seed, addr));
}

#define FNV_OFFSET 14695981039346656037u
#define FNV_PRIME  1099511628211u

uint64_t dg_fnv1a_u64(uint64_t value)
{
    return (FNV_OFFSET ^ value) * FNV_PRIME;
}

uint64_t dg_fnv1a_bytes(const void *data, size_t size, uint64_t salt)
{
    const uint8_t *bytes = data;
    uint64_t hash = FNV_OFFSET ^ salt;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * FNV_PRIME;
    return hash;
}

uint64_t dg_djb2(const void *data, size_t size)
{
    const uint8_t *bytes = data;
    uint64_t hash = 5381;
    for (size_t i = 0; i < size; i++)
        hash = hash * 33 + bytes[i];
    return hash;
}

uint32_t dg_crc32(const void *data, size_t size)
{
    return (uint32_t)crc32_z(0, data, size);
}

static double monotonic64(uint64_t addr, uint64_t seed)
{
    return dg_unit(addr) + dg_unit(dg_feistel_word(addr, seed)) * 0x1p-64;
}

double dg_monotonic64(uint64_t addr, uint64_t seed)
{
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(addr);
    uint64_t bits = dg_bits64(monotonic64(addr, seed));
    DG_FLOAT_FENCE(bits);
    dg_float_leave(before);
    return dg_double_of(bits);
}

void dg_monotonic128(uint64_t addr, uint64_t seed, uint64_t key[2])
{
    u128 k = (u128)addr * UINT64_MAX + dg_feistel(addr, seed);
    key[0] = (uint64_t)(k >> 64);
    key[1] = (uint64_t)k;
}

// low + trunc(fraction * (high - low)), not above high.
static uint64_t interpolate(uint64_t low, uint64_t high, double fraction)
{
    double step = fraction * (double)(high - low);
    if (step >= 0x1p64)
        return high;
    uint64_t whole = (uint64_t)step;
    return whole > high - low ? high : low + whole;
}

static uint64_t search64(double target, uint64_t seed)
{
    uint64_t low = 0, high = target <= 0 ? 0 : UINT64_MAX;
    if (target >= 1)
        low = UINT64_MAX;
    for (int step = 0; step < 64 && low < high; step++) {
        double low_value = monotonic64(low, seed), high_value = monotonic64(high, seed);
        if (target <= low_value)
            break;
        if (target >= high_value) {
            low = high;
            break;
        }
        uint64_t pivot = interpolate(low, high, (target - low_value) / (high_value - low_value));
        double value = monotonic64(pivot, seed);
        if (value < target) {
            low = pivot + 1;
        } else if (value > target && pivot != 0) {
            high = pivot - 1;
        } else {
            if (value == target)
                low = pivot;
            break;
        }
    }
    return low;
}

int dg_search64(double target, uint64_t seed, uint64_t *addr, dg_error *err)
{
    if (!addr)
        return dg_fail(err, DG_ERR_ARGUMENT, "addr is NULL: it must point to room for the address");
    if (isnan(target))
        return dg_fail(err, DG_ERR_ARGUMENT, "target is not a number: it must be one, from 0 to 1");
    uint64_t bits = dg_bits64(target);
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(bits);
    uint64_t found = search64(dg_double_of(bits), seed);
    DG_FLOAT_FENCE(found);
    dg_float_leave(before);
    *addr = found;
    return DG_OK;
}

// Key of a = a*U + feistel(a) with U = 2^64 - 1 and 0 <= feistel(a) <= U: so for key = q*U + r the keys up to q - 1 are
// not above key, those from q + 1 are, and q itself is decided by its feistel word.
uint64_t dg_search128(const uint64_t key[2], uint64_t seed)
{
    u128 k = (u128)key[0] << 64 | key[1];
    u128 quotient = k / UINT64_MAX;
    if (quotient > UINT64_MAX)
        return UINT64_MAX;
    uint64_t q = (uint64_t)quotient, r = (uint64_t)(k % UINT64_MAX);
    return q == 0 || dg_feistel(q, seed) <= r ? q : q - 1;
}

uint64_t dg_fingerprint(const void *data, size_t size)
{
    uint8_t tail[8] = {0};
    size_t words = size / 8;
    if (size % 8 != 0)
        memcpy(tail, (const uint8_t *)data + words * 8, size % 8);
    return le64toh(dg_kernels()->xor_words(data, words)) ^ dg_load64_le(tail);
}
