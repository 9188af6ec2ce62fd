// SPDX-License-Identifier: Apache-2.0
// Bench of both torus pipelines against the C library: each format, hard words and random ones, with and without gaps.
#pragma once
#include "hard_words.hpp"
#include "pipeline.hpp"
#include <deltagen/numerics.h>

static const uint64_t CELLS = 1000000; // of each format

// The rounding of an f64 in [0, 1) to f32 is a tie
inline bool ties(uint64_t bits)
{
    return (bits & 0x1FFFFFFF) == 0x10000000;
}

inline int torus_bench(unsigned interval, unsigned latency)
{
    Random random(20250301);
    std::vector<uint64_t> hard = hard_words(random);
    Pipeline pipeline(interval, latency);
    for (unsigned narrow = 0; narrow < 2; narrow++) {
        uint64_t ones = 0, middles = 0, zeros = 0;
        pipeline.top.narrow = narrow;
        for (uint64_t i = 0; i < CELLS; i++) {
            uint64_t x = i < hard.size() ? hard[i] : random.next();
            uint64_t wide = dg_cell(DG_TORUS64, 0, x);
            uint64_t cell = narrow ? dg_cell(DG_TORUS32, 0, x) : wide;
            ones += cell == 0x3F800000;
            middles += ties(wide);
            zeros += wide == 0;
            pipeline.enter(x, cell);
            for (bool gaps = i / 1000 % 2; gaps && random.chance(0.2);)
                pipeline.tick();
        }
        pipeline.drain();
        require(zeros > 0 && middles > 100 && (!narrow || ones > 100), "the hard words are too easy", middles, ones);
        std::printf("torus%s: %llu cells equal, %llu ties, %llu times 1.0f\n", narrow ? "32" : "64",
                    (unsigned long long)CELLS, (unsigned long long)middles, (unsigned long long)ones);
    }
    require(pipeline.cells == 2 * CELLS, "cells", pipeline.cells);
    return 0;
}
