// SPDX-License-Identifier: Apache-2.0
// dg_rx_buffer: frames of random length, some bad, some too long, at full rate and slowly, to a reader that stalls.
// Every frame that it says it took comes out whole, in order, with its status; every frame within the credit is taken;
// every frame that cannot fit is not.
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

#ifndef CFG_WORDS
#define CFG_WORDS 512
#endif
#ifndef CFG_FRAME_WORDS
#define CFG_FRAME_WORDS 126
#endif

struct Frame {
    Words words;
    uint8_t keep, status;
};

enum { PREFETCHED = 4 }; // words that the ring has let go and the output still holds

static Vtop top;
static Random noise(4);
static std::deque<Frame> under_way; // taken, not out yet
static size_t unread;               // words of these
static size_t position;             // of the reader in the first
static double readiness;
static unsigned received, overruns;

static void step()
{
    top.m_axis_tready = noise.chance(readiness);
    top.clk = 0;
    top.eval();
    bool out = top.m_axis_tvalid && top.m_axis_tready, stalled = top.m_axis_tvalid && !top.m_axis_tready;
    uint64_t data = top.m_axis_tdata;
    uint8_t keep = top.m_axis_tkeep, last = top.m_axis_tlast, user = top.m_axis_tuser;
    if (out) {
        require(!under_way.empty(), "a word out of nowhere", data);
        const Frame &frame = under_way.front();
        bool at_end = position + 1 == frame.words.size();
        require(data == frame.words[position], "data", data, frame.words[position]);
        require(keep == (at_end && position > 0 ? frame.keep : 0xFF), "tkeep", keep, frame.keep);
        require(last == at_end, "tlast", position, frame.words.size());
        require(user == frame.status, "the status stands from the first word", user, frame.status);
        position++;
        unread--;
        if (at_end) {
            under_way.pop_front();
            position = 0;
        }
    }
    top.clk = 1;
    top.eval();
    received += top.received;
    overruns += top.overrun;
    require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == data && top.m_axis_tkeep == keep &&
                         top.m_axis_tlast == last && top.m_axis_tuser == user),
            "stable while stalled");
}

static void idle(int clocks)
{
    top.s_axis_tvalid = 0;
    while (clocks-- > 0)
        step();
}

static void send(const Frame &frame, bool bad, bool slow)
{
    size_t before = unread, after = unread;
    unsigned received_before = received, overruns_before = overruns;
    for (size_t i = 0; i < frame.words.size(); i++) {
        if (slow)
            idle((int)noise.below(9));
        bool last = i + 1 == frame.words.size();
        top.s_axis_tvalid = 1;
        top.s_axis_tdata = frame.words[i];
        top.s_axis_tlast = last;
        top.s_axis_tkeep = last ? frame.keep : 0xFF;
        top.s_axis_tuser = last ? frame.status : (uint8_t)noise.next();
        top.s_axis_bad = last ? bad : noise.chance(0.5);
        after = unread;
        step();
    }
    bool taken = received > received_before, dropped = overruns > overruns_before;
    require(taken + dropped == !bad, "taken, dropped or bad");
    if (frame.words.size() > CFG_FRAME_WORDS)
        require(!taken, "too long");
    else if (!bad && before + frame.words.size() <= CFG_WORDS)
        require(taken, "within the credit", before, frame.words.size());
    else if (!bad && after + frame.words.size() > CFG_WORDS + PREFETCHED)
        require(dropped, "it did not fit", after, frame.words.size());
    if (taken) {
        under_way.push_back(frame);
        unread += frame.words.size();
    }
    idle(1);
}

int main()
{
    Random random(5);
    top.rst = 1;
    idle(2);
    top.rst = 0;
    for (int run = 0; run < 20000; run++) {
        Frame frame;
        size_t longest = random.chance(0.5) ? 4 : CFG_FRAME_WORDS + 2;
        for (size_t n = 1 + random.below(longest); n > 0; n--)
            frame.words.push_back(random.next());
        frame.keep = (uint8_t)(0xFF >> (frame.words.size() > 1 ? random.below(8) : 0));
        frame.status = (uint8_t)random.below(128);
        if (run % 50 == 0)
            readiness = random.chance(0.3) ? 0.0 : random.chance(0.5) ? 1.0 : 0.2;
        send(frame, random.chance(0.1), random.chance(0.3));
    }
    readiness = 1.0;
    idle(CFG_WORDS + 10);
    require(under_way.empty(), "everything came out");
    require(received > 2000 && overruns > 1000, "the test sees both", received, overruns);

    // full rate: WORDS words in WORDS clocks
    readiness = 0.0;
    while (unread + 2 <= CFG_WORDS)
        send({{random.next(), random.next()}, 0xFF, 0}, false, false);
    readiness = 1.0;
    idle((int)unread);
    require(under_way.empty(), "one word a clock", unread);
    return 0;
}
