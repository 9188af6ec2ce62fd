// SPDX-License-Identifier: Apache-2.0
// XOR lanes by their definition (dg_xor_lanes, dg_lane_words), one lane after the other, each clock.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

struct LanesModel {
    std::vector<uint32_t> cells;
    std::vector<uint32_t> seeds; // the cells when the run begins
    uint64_t sum = 0;
    uint64_t seed;
    uint64_t clocks = 0;

    LanesModel(size_t lanes, uint64_t seed, uint32_t count) : cells(lanes), seed(seed)
    {
        for (uint64_t i = 0; i < 32 * (uint64_t)lanes; i++)
            clock();
        seeds = cells;
        for (uint64_t i = 0; i < 32 * (uint64_t)count; i++) {
            for (uint32_t x : cells)
                sum ^= word(x);
            clock();
        }
    }

    static bool bit(uint32_t x, unsigned i)
    {
        return x >> i % 32 & 1;
    }

    static uint64_t word(uint32_t x)
    {
        uint64_t result = x;
        for (unsigned i = 0; i < 32; i++)
            result |= (uint64_t)(bit(x, i) && bit(x, i + 1)) << (32 + i);
        return result;
    }

    void clock()
    {
        unsigned at = (unsigned)(clocks++ % 67);
        bool stir = at == 0 || (at <= 64 && (seed >> (at - 1) & 1));
        for (uint32_t &x : cells) {
            uint32_t next = 0;
            for (unsigned i = 0; i < 32; i++) {
                bool value = i == 0 ? bit(x, 31) != stir : i == 14 ? bit(x, 13) : bit(x, i - 1) != bit(x, i + 8);
                next |= (uint32_t)value << i;
            }
            stir = bit(x, 31);
            x = next;
        }
    }
};
