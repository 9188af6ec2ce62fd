// SPDX-License-Identifier: Apache-2.0
// dg_xor_lanes against its definition: random seeds and counts, seeds of all zeros and all ones, the sender of commands and
// the reader of results with pauses, a reset in the middle. Every accumulator must hold what its own generator gave.
#include "Vtop.h"
#include "frames.hpp"
#include "lanes_model.hpp"

static const unsigned LANES = CFG_LANES;

struct Bench {
    Vtop top;
    Random random{23};
    uint64_t clocks = 0;

    void tick() {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
        clocks++;
    }

    void reset() {
        top.rst = 1;
        for (int i = 0; i < 8; i++)
            tick();
        top.rst = 0;
        tick();
    }

    // one clock; true if the handshake of valid and ready passed in it
    template <class Valid, class Ready> bool passes(const Valid &valid, const Ready &ready) {
        top.clk = 0;
        top.eval();
        bool passed = valid && ready;
        tick();
        return passed;
    }

    void command(uint64_t seed, uint32_t count, double pause) {
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

    uint32_t result(bool last, double pause) {
        for (uint64_t limit = clocks + 10000000;; require(clocks < limit, "an answer in time")) {
            top.m_axis_tready = !random.chance(pause);
            top.clk = 0;
            top.eval();
            uint32_t word = top.m_axis_tdata;
            bool is_last = top.m_axis_tlast;
            if (passes(top.m_axis_tvalid, top.m_axis_tready)) {
                top.m_axis_tready = 0;
                require(is_last == last, "tlast with the last word only");
                return word;
            }
        }
    }

    void run(uint64_t seed, uint32_t count, double pause) {
        command(seed, count, pause);
        LanesModel model(LANES, seed, count);
        for (unsigned half = 0; half < 2; half++)
            for (unsigned lane = 0; lane < LANES; lane++) {
                uint32_t word = result(half == 1 && lane == LANES - 1, pause);
                uint32_t expected = (uint32_t)(model.accumulators[lane] >> 32 * half);
                if (word != expected)
                    printf("lane %u half %u: %08x, expected %08x\n", lane, half, word, expected);
                require(word == expected, "accumulator");
            }
    }
};

int main() {
    Bench bench;
    bench.reset();
    bench.run(0, 1, 0);
    bench.run(UINT64_MAX, 2, 0);
    bench.run(1, 257, 0.5);
    for (unsigned i = 0; i < (LANES > 100 ? 2 : 20); i++)
        bench.run(bench.random.next(), 1 + (uint32_t)(bench.random.next() % 600), i % 2 * 0.9);
    bench.command(5, 100, 0);
    for (unsigned i = 0; i < 32 * LANES + 999; i++)
        bench.tick();
    bench.reset();
    bench.run(6, 3, 0);
}
