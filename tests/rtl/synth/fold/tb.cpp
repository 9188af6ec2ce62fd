// SPDX-License-Identifier: Apache-2.0
// dg_fold against an XOR over the run's bytes: random runs of both cell widths, dealt to the lanes in turn, each lane
// with gaps of its own; runs of every short length, so that lanes stay empty; a million cells.
#include "Vtop.h"
#include "frames.hpp"

#ifndef CFG_LANES
#define CFG_LANES 1
#endif

static const unsigned LANES = CFG_LANES;

struct Bench {
    Vtop top;
    Random random{19};

    void put(unsigned lane, uint64_t word)
    {
        uint32_t *to = reinterpret_cast<uint32_t *>(&top.s_axis_tdata) + 2 * lane;
        to[0] = (uint32_t)word;
        to[1] = (uint32_t)(word >> 32);
    }

    void tick()
    {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
        for (unsigned lane = 0; lane < LANES; lane++)
            put(lane, random.next());
        top.s_axis_tvalid = 0;
        top.start = 0;
    }

    void run(const Words &cells, bool narrow, double pause)
    {
        Bytes bytes;
        for (uint64_t cell : cells)
            put_word(bytes, cell, narrow ? 4 : 8);
        uint64_t expected = 0;
        for (size_t at = 0; at < bytes.size(); at += 8)
            expected ^= word_at(bytes, at);

        top.start = 1;
        top.narrow = narrow;
        tick();
        std::vector<size_t> next(LANES);
        for (unsigned lane = 0; lane < LANES; lane++)
            next[lane] = lane;
        for (size_t left = cells.size(); left > 0; tick())
            for (unsigned lane = 0; lane < LANES; lane++)
                if (next[lane] < cells.size() && !random.chance(pause)) {
                    put(lane, cells[next[lane]]);
                    top.s_axis_tvalid |= 1ull << lane;
                    next[lane] += LANES;
                    left--;
                }
        unsigned settle = 2;
        for (unsigned lanes = 1; lanes < LANES; lanes *= 2)
            settle++;
        for (unsigned i = 1; i < settle; i++)
            tick();
        for (unsigned i = 0; i < 3; i++, tick())
            require(top.result == expected, "wrong sum", top.result, expected);
    }
};

int main()
{
    Bench bench;
    bench.tick();
    uint64_t cells = 0;
    for (unsigned i = 0; cells < 1000000; i++) {
        Words run(i < 40 ? 1 + i / 2 : 1 + bench.random.below(500));
        bool narrow = i % 2;
        for (uint64_t &cell : run)
            cell = narrow ? (uint32_t)bench.random.next() : bench.random.next();
        bench.run(run, narrow, (double)bench.random.below(3) / 3);
        cells += run.size();
    }
    std::printf("%llu cells folded\n", (unsigned long long)cells);
    return 0;
}
