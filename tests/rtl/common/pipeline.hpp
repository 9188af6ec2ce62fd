// SPDX-License-Identifier: Apache-2.0
// Bench of a pipeline that never stalls: what enters leaves a fixed number of clocks later, and nothing else leaves.
#pragma once
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

template <class T> auto set_phase(T &top, unsigned phase) -> decltype((void)top.phase)
{
    top.phase = phase;
}
template <class T> void set_phase(T &, ...)
{
}

struct Pipeline {
    struct Due {
        uint64_t clock, word, expected;
    };
    Vtop top;
    const unsigned interval, latency; // clocks
    std::deque<Due> due;
    uint64_t clock = 0, cells = 0;

    Pipeline(unsigned interval_, unsigned latency_) : interval(interval_), latency(latency_)
    {
        top.rst = 1;
        top.s_axis_tvalid = 0;
        tick();
        top.rst = 0;
    }

    // Up to the clock in which a word may enter
    void enter(uint64_t word, uint64_t expected)
    {
        while (clock % interval != 0)
            tick();
        top.s_axis_tvalid = 1;
        top.s_axis_tdata = word;
        due.push_back({clock + latency, word, expected});
        tick();
        top.s_axis_tvalid = 0;
        top.s_axis_tdata = ~word;
    }

    void drain()
    {
        while (!due.empty())
            tick();
        for (unsigned i = 0; i < 2 * latency; i++)
            tick();
    }

    void tick()
    {
        set_phase(top, clock % 8);
        top.clk = 0;
        top.eval();
        bool expects = !due.empty() && due.front().clock == clock;
        require(top.rst || top.m_axis_tvalid == expects, "a word in a clock without one, or none", clock);
        if (top.m_axis_tvalid && !top.rst) {
            if (top.m_axis_tdata != due.front().expected)
                std::fprintf(stderr, "of word %016llx\n", (unsigned long long)due.front().word);
            require(top.m_axis_tdata == due.front().expected, "wrong word", top.m_axis_tdata, due.front().expected);
            due.pop_front();
            cells++;
        }
        top.clk = 1;
        top.eval();
        clock++;
    }
};
