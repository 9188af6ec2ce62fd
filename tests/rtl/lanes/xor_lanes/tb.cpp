// SPDX-License-Identifier: Apache-2.0
// dg_xor_lanes against its definition: random seeds and counts, seeds of all zeros and all ones, the sender of commands
// and the reader of results with pauses, resets in the middle. The sum must hold every word of every lane, and no lane
// may begin as another one does: equal lanes would cancel each other, here and in the model.
#include "Vtop.h"
#include "frames.hpp"
#include "lanes_model.hpp"
#include <set>

static const unsigned LANES = CFG_LANES;

struct Bench {
    Vtop top;
    Random random{23};
    uint64_t clocks = 0;

    void tick()
    {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
        clocks++;
    }

    void reset()
    {
        top.rst = 1;
        for (int i = 0; i < 8; i++)
            tick();
        top.rst = 0;
        tick();
    }

    // one clock; true if the handshake of valid and ready passed in it
    template <class Valid, class Ready> bool passes(const Valid &valid, const Ready &ready)
    {
        top.clk = 0;
        top.eval();
        bool passed = valid && ready;
        tick();
        return passed;
    }

    void command(uint64_t seed, uint32_t count, double pause)
    {
        for (unsigned i = 0; i < 12; i++) {
            while (random.chance(pause))
                tick();
            top.s_axis_tdata = (uint8_t)(i < 8 ? seed >> 8 * i : count >> 8 * (i - 8));
            top.s_axis_tvalid = 1;
            while (!passes(top.s_axis_tvalid, top.s_axis_tready))
                ;
            top.s_axis_tvalid = 0;
        }
    }

    uint64_t result(double pause)
    {
        for (uint64_t limit = clocks + 10000000;; require(clocks < limit, "an answer in time")) {
            top.m_axis_tready = !random.chance(pause);
            top.clk = 0;
            top.eval();
            uint64_t sum = top.m_axis_tdata;
            if (passes(top.m_axis_tvalid, top.m_axis_tready)) {
                top.m_axis_tready = 0;
                return sum;
            }
        }
    }

    // a result stands until it is taken, and no byte is taken before
    void stands(uint64_t sum)
    {
        top.m_axis_tready = 0;
        while (!top.m_axis_tvalid)
            tick();
        top.s_axis_tvalid = 1;
        for (int i = 0; i < 200; i++) {
            tick();
            require(top.m_axis_tvalid && top.m_axis_tdata == sum && !top.s_axis_tready,
                    "a result waits until it is taken");
        }
        top.s_axis_tvalid = 0;
    }

    void run(uint64_t seed, uint32_t count, double pause)
    {
        command(seed, count, pause);
        uint64_t start = clocks;
        LanesModel model(LANES, seed, count);
        std::set<uint32_t> seeds(model.seeds.begin(), model.seeds.end());
        require(seeds.size() == LANES, "every lane has a seed of its own");
        if (pause > 0)
            stands(model.sum);
        uint64_t sum = result(pause);
        if (sum != model.sum)
            printf("%016llx, expected %016llx\n", (unsigned long long)sum, (unsigned long long)model.sum);
        require(sum == model.sum, "accumulator");
        if (pause == 0)
            require(clocks - start == 32 * (LANES + (uint64_t)count + 1) + (LANES + 2) / 3 + 28,
                    "clocks from command to result");
        for (int i = 0; i < 200; i++) {
            tick();
            require(!top.m_axis_tvalid, "one result for a command");
        }
    }

    // a reset while the lanes run, or while their last words are on the way: no result, and the next one is right
    void interrupted(uint64_t after_start)
    {
        command(5, 100, 0);
        for (uint64_t i = 0; i < after_start; i++)
            tick();
        reset();
        for (unsigned i = 0; i < 2000 + LANES; i++) {
            tick();
            require(!top.m_axis_tvalid, "no result after a reset");
        }
        run(6, 3, 0);
    }
};

int main()
{
    Bench bench;
    bench.reset();
    bench.run(0, 1, 0);
    bench.run(1, 1, 0);
    bench.run(UINT64_MAX, 2, 0);
    bench.run(1, 257, 0.5);
    for (unsigned i = 0; i < (LANES > 100 ? 10 : 40); i++)
        bench.run(bench.random.next(), 1 + (uint32_t)(bench.random.next() % 600), i % 2 * 0.9);
    bench.interrupted(32 * LANES + 999);
    for (unsigned i = 0; i < 100; i += 9)
        bench.interrupted(32 * (LANES + 101) + i);
}
