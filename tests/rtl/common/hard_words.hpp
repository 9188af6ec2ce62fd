// SPDX-License-Identifier: Apache-2.0
// Words x = address ^ seed at which the torus value and its rounding are hardest; written from docs/numerics.md.
#pragma once
#include "frames.hpp"

static const uint64_t MODULI[8] = {251, 257, 263, 269, 271, 277, 281, 283};

// The exact torus value is frac(x * S), S the sum of the 1/M; a sum of f64 differs from it by at most 25 * 2^-53.
struct Ramp {
    static const uint64_t HIGH = 0x07a023fab622c4f7, LOW = 0xb40791b3061c927b; // S * 2^128
    static const uint64_t SLACK = 25u << 11;
    struct Step {
        uint64_t x, rise; // adding x to the address raises the value by rise * 2^-64
    };
    std::vector<Step> steps; // rises falling

    static uint64_t at(uint64_t x)
    {
        return x * HIGH + (uint64_t)((unsigned __int128)x * LOW >> 64);
    }

    // Euclid's algorithm on the ramp: ever smaller rises, and falls, and the distances that make them
    Ramp()
    {
        Step up = {1, at(1)}, down = {0, 0};
        uint64_t fall = 0; // 0 stands for 2^64
        while (up.x < 1ull << 61 && down.x < 1ull << 61) {
            if (fall == 0 || fall > up.rise) {
                down.x += up.x;
                fall -= up.rise;
            } else {
                up.x += down.x;
                up.rise = at(up.x);
                steps.push_back(up);
            }
        }
    }

    // A word whose value is just below target * 2^-64; false where the steps lead past 2^64
    bool near(uint64_t target, uint64_t &x) const
    {
        x = 0;
        for (const Step &step : steps) {
            uint64_t times = (target - at(x)) / step.rise;
            if (times > (UINT64_MAX - x) / step.x)
                return false;
            x += times * step.x;
        }
        return target - at(x) < 1u << 10;
    }
};

inline std::vector<uint64_t> hard_words(Random &random)
{
    std::vector<uint64_t> words = {0,
                                   1,
                                   0xFFFFFFFF,
                                   1ull << 32,
                                   (1ull << 53) - 1,
                                   1ull << 53,
                                   (1ull << 53) + 1,
                                   1ull << 63,
                                   UINT64_MAX - 1,
                                   UINT64_MAX};
    // every residue of every modulus; multiples, and the words beside them
    for (uint64_t m : MODULI) {
        for (uint64_t r = 0; r < m; r++)
            words.push_back(random.below(UINT64_MAX / m) * m + r);
        for (uint64_t n : {(uint64_t)1, UINT64_MAX / m, random.below(UINT64_MAX / m)})
            for (int d = -1; d <= 1; d++)
                words.push_back(n * m + (uint64_t)d);
    }
    // small residues, many of them 0: small partial sums, whose leading one is far down
    for (unsigned i = 0; i < 20000; i++) {
        unsigned __int128 x = 0, product = 1;
        unsigned small = 2 + i % 7, skipped = i / 7 % 9; // 8: none
        for (unsigned k = 0; k < 8; k++) {
            if (k == skipped)
                continue;
            uint64_t residue = k >= small ? random.below(MODULI[k]) : random.below(2) * random.below(4);
            while (x % MODULI[k] != residue)
                x += product;
            product *= MODULI[k];
        }
        if (x <= UINT64_MAX)
            words.push_back((uint64_t)x + random.below((uint64_t)((UINT64_MAX - x) / product) + 1) * (uint64_t)product);
    }
    // f32: values that round up to 1.0f, values on the middle between two floats and beside it, by one bit or by few;
    // f64: values just above 0
    static const Ramp ramp;
    for (unsigned i = 0; i < 60000; i++) {
        uint64_t middle = (random.next() >> 25 << 1 | 1) << 39 >> (i % 4 == 3 ? random.below(12) : 0);
        uint64_t beside = i % 3 == 0 ? 1ull << (11 + random.below(28)) : 0;
        uint64_t target = i % 10 == 0   ? 0 - random.below(1ull << 40)
                          : i % 10 == 1 ? random.below(1ull << 20)
                                        : middle + beside + random.below(2 * Ramp::SLACK) - Ramp::SLACK;
        uint64_t x;
        if (ramp.near(target, x))
            words.push_back(x);
    }
    return words;
}
