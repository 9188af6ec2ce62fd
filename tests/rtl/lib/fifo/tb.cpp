// SPDX-License-Identifier: Apache-2.0
// dg_fifo against a queue: random pauses at both ends, full, empty, full rate, reset; a million words.
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

#ifndef CFG_DEPTH
#define CFG_DEPTH 16
#endif
#ifndef CFG_WIDTH
#define CFG_WIDTH 64
#endif

static const unsigned LATENCY = CFG_DEPTH > 32 ? 5 : 2, OUTSIDE = CFG_DEPTH > 32 ? 4 : 1;
static const uint64_t MASK = CFG_WIDTH == 64 ? UINT64_MAX : (1ull << (CFG_WIDTH % 64)) - 1;

int main()
{
    Vtop top;
    Random random(3);
    std::deque<std::pair<uint64_t, uint64_t>> queue; // word and the clock of its entry
    uint64_t words = 0, clock = 0, full = 0, streamed = 0;
    double pauses[2] = {0, 0};
    uint64_t offered = random.next() & MASK;
    bool offers = false, stalled = false, offers_all = true;
    top.rst = 1;
    while (words < 1000000) {
        if (clock % 500 == 0) {
            pauses[0] = (double)random.below(5) / 5;
            pauses[1] = (double)random.below(5) / 5;
            offers_all = random.below(4) == 0;
            top.rst = clock == 0 || random.below(20) == 0;
        }
        offers = offers || offers_all || !random.chance(pauses[0]);
        top.s_axis_tvalid = offers;
        top.s_axis_tdata = offers ? offered : random.next() & MASK;
        top.m_axis_tready = offers_all || !random.chance(pauses[1]);
        top.clk = 0;
        top.eval();
        if (top.rst) {
            queue.clear();
            stalled = false;
        } else {
            require(!stalled || top.m_axis_tvalid, "a word withdrawn", clock);
            require(!top.m_axis_tvalid || !queue.empty(), "a word from nowhere", clock);
            if (!queue.empty() && clock >= queue.front().second + LATENCY)
                require(top.m_axis_tvalid, "a word is late", clock, queue.front().second);
            if (top.m_axis_tvalid)
                require(top.m_axis_tdata == queue.front().first, "wrong word", top.m_axis_tdata, queue.front().first);
            require(top.s_axis_tready || queue.size() >= CFG_DEPTH, "full too early", queue.size());
            require(queue.size() <= CFG_DEPTH + OUTSIDE, "more words than places", queue.size());
            full += !top.s_axis_tready;
            streamed += top.m_axis_tvalid && top.m_axis_tready && offers_all;
            stalled = top.m_axis_tvalid && !top.m_axis_tready;
            if (top.m_axis_tvalid && top.m_axis_tready) {
                queue.pop_front();
                words++;
            }
            if (offers && top.s_axis_tready) {
                queue.push_back({offered, clock});
                offered = random.next() & MASK;
                offers = false;
            }
        }
        top.clk = 1;
        top.eval();
        clock++;
        if (top.rst && clock % 500 == 3)
            top.rst = 0;
    }
    require(full > 1000 && streamed > 100000, "the pauses leave something out", full, streamed);
    std::printf("%llu words\n", (unsigned long long)words);
    return 0;
}
