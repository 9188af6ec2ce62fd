// SPDX-License-Identifier: Apache-2.0
// naive.h
#include "naive.h"

#include <math.h>
#include <string.h>

static const unsigned moduli[8] = {251, 257, 263, 269, 271, 277, 281, 283};

uint64_t naive_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t naive_feistel(uint64_t value, uint64_t seed)
{
    uint64_t l = value >> 32, r = value & 0xffffffff, s = seed & 0xffffffff;
    for (int i = 0; i < 4; i++) {
        uint64_t mixed = (r * 0x9E3779B9u + s) % ((uint64_t)1 << 32);
        uint64_t old_l = l;
        l = r;
        r = old_l ^ mixed;
    }
    return (l << 32) | r;
}

uint64_t naive_feistel_inv(uint64_t value, uint64_t seed)
{
    // Four rounds with the halves swapped before and after.
    uint64_t swapped = naive_feistel(value << 32 | value >> 32, seed);
    return swapped << 32 | swapped >> 32;
}

// n / d to the nearest integer, ties to even.
static naive_u128 divide(naive_u128 n, naive_u128 d)
{
    naive_u128 q = n / d, twice = 2 * (n % d);
    return q + (twice > d || (twice == d && q % 2 == 1));
}

// v to a multiple of a power of two that leaves it `bits` significant bits, ties to even.
static naive_u128 keep(naive_u128 v, int bits)
{
    naive_u128 unit = 1;
    while (v / unit >= (naive_u128)1 << bits)
        unit *= 2;
    return divide(v, unit) * unit;
}

// The torus value in units of 2^-61.
static uint64_t torus61(uint64_t x)
{
    naive_u128 sum = 0;
    for (int i = 0; i < 8; i++) {
        naive_u128 r = x % moduli[i];
        // r / M in [2^-k, 2^(1-k)) keeps 52 + k fractional bits
        int k = 1;
        while (r != 0 && (r << k) < moduli[i])
            k++;
        naive_u128 q = divide(r << (52 + k), moduli[i]) << (61 - 52 - k);
        sum = keep(sum + q, 53);
    }
    return (uint64_t)(sum % ((naive_u128)1 << 61));
}

uint64_t naive_torus64(uint64_t addr, uint64_t seed)
{
    double value = (double)torus61(addr ^ seed) / 0x1p61;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

uint32_t naive_torus32(uint64_t addr, uint64_t seed)
{
    float value = (float)keep(torus61(addr ^ seed), 24) / 0x1p61f;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

uint64_t naive_cell(int kind, uint64_t seed, uint64_t addr)
{
    switch (kind) {
    case 0:
        return naive_torus32(addr, seed);
    case 1:
        return naive_torus64(addr, seed);
    case 2:
        return naive_feistel(addr, seed);
    case 3:
        return naive_torus32(naive_feistel(addr, seed), seed);
    case 4:
        return naive_torus64(naive_feistel(addr, seed), seed);
    default:
        return naive_feistel_inv(addr, seed);
    }
}

size_t naive_size(int kind)
{
    return kind == 0 || kind == 3 ? 4 : 8;
}

uint64_t naive_load(int kind, const void *cells, size_t i)
{
    const uint8_t *p = (const uint8_t *)cells + i * naive_size(kind);
    uint64_t v = 0;
    for (size_t byte = naive_size(kind); byte-- > 0;)
        v = v << 8 | p[byte];
    return v;
}

void naive_store(int kind, void *cells, size_t i, uint64_t cell)
{
    uint8_t *p = (uint8_t *)cells + i * naive_size(kind);
    for (size_t byte = 0; byte < naive_size(kind); byte++)
        p[byte] = (uint8_t)(cell >> 8 * byte);
}

double naive_unit(uint64_t i)
{
    if (i == 0)
        return 0;
    int k = 0; // i * 2^k / U in [2^52, 2^53]
    while (((naive_u128)i << k) / UINT64_MAX < (uint64_t)1 << 52)
        k++;
    return ldexp((double)(uint64_t)divide((naive_u128)i << k, UINT64_MAX), -k);
}

double naive_monotonic64(uint64_t addr, uint64_t seed)
{
    double base = naive_unit(addr), variety = ldexp(naive_unit(naive_feistel(addr, seed)), -64);
    return base + variety;
}

naive_u128 naive_monotonic128(uint64_t addr, uint64_t seed)
{
    return (naive_u128)addr * UINT64_MAX + naive_feistel(addr, seed);
}

uint64_t naive_search64(double target, uint64_t seed)
{
    if (target <= 0)
        return 0;
    if (target >= 1)
        return UINT64_MAX;
    uint64_t low = 0, high = UINT64_MAX;
    for (int i = 0; i < 64 && low < high; i++) {
        double lv = naive_monotonic64(low, seed), hv = naive_monotonic64(high, seed);
        if (target <= lv)
            return low;
        if (target >= hv)
            return high;
        double step = trunc(((target - lv) / (hv - lv)) * (double)(high - low));
        naive_u128 pivot = low + (naive_u128)step;
        if (pivot > high)
            pivot = high;
        double pv = naive_monotonic64((uint64_t)pivot, seed);
        if (pv == target)
            return (uint64_t)pivot;
        if (pv < target)
            low = (uint64_t)pivot + 1;
        else if (pivot == 0)
            break;
        else
            high = (uint64_t)pivot - 1;
    }
    return low;
}

uint64_t naive_fingerprint(const void *data, size_t size)
{
    const uint8_t *bytes = data;
    uint64_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum ^= (uint64_t)bytes[i] << (8 * (i % 8));
    return sum;
}

// With P the product of the moduli and N the sum of P / M, the exact sum of x is (x * N mod P) / P: so the x of a given
// sum t / P is t / N modulo P.
static bool solve(naive_u128 t, uint64_t *x)
{
    const naive_u128 p = (naive_u128)1 << 64 | 0x7a12f8794a8aa449u, inverse = (naive_u128)1 << 64 | 0x5b3e63a3b19bed19u;
    naive_u128 product = 0;
    for (int bit = 64; bit >= 0; bit--) {
        product = product * 2 % p;
        if ((inverse >> bit & 1) != 0)
            product = (product + t) % p;
    }
    *x = (uint64_t)product;
    return product >> 64 == 0;
}

static naive_u128 add(naive_u128 t, int64_t distance)
{
    return distance < 0 ? t - (uint64_t)-distance : t + (uint64_t)distance;
}

bool naive_near_midpoint(double where, int bits, int64_t distance, uint64_t *x)
{
    const naive_u128 p = (naive_u128)1 << 64 | 0x7a12f8794a8aa449u;
    int exponent;
    uint64_t significand = (uint64_t)ldexp(frexp(where, &exponent), bits);
    // (significand + 1/2) * 2^(exponent - bits) of P
    naive_u128 t = (2 * significand + 1) * p >> (bits + 1 - exponent);
    return solve(add(t, distance), x);
}

bool naive_near_zero(int64_t distance, uint64_t *x)
{
    const naive_u128 p = (naive_u128)1 << 64 | 0x7a12f8794a8aa449u;
    return solve(add(distance < 0 ? p : 0, distance), x);
}
