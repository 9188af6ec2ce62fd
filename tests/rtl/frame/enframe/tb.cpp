// SPDX-License-Identifier: Apache-2.0
// dg_enframe: what the receiver of frames.hpp makes of its bytes is what went in, whatever stalls; a flag leads
// after every pause; and nothing but stalls keeps it from a byte a clock.
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

struct Beat {
    uint64_t data;
    uint8_t keep;
    bool last;
};

static Vtop top;
static Receiver receiver;
static Bytes line;
static std::deque<Beat> queue;
static uint64_t clocks;

static void drive(bool offer, bool ready)
{
    // an offer stands until it is taken
    static bool offered;
    offered = (offered || offer) && !queue.empty();
    top.s_axis_tvalid = offered;
    if (offered) {
        top.s_axis_tdata = queue.front().data;
        top.s_axis_tkeep = queue.front().keep;
        top.s_axis_tlast = queue.front().last;
    }
    top.m_axis_tready = ready;
    top.clk = 0;
    top.eval();
    bool take = top.s_axis_tvalid && top.s_axis_tready, give = top.m_axis_tvalid && top.m_axis_tready;
    bool stalled = top.m_axis_tvalid && !top.m_axis_tready;
    uint8_t byte = top.m_axis_tdata;
    top.clk = 1;
    top.eval();
    clocks++;
    if (take) {
        queue.pop_front();
        offered = false;
    }
    if (give) {
        receiver.take(byte);
        line.push_back(byte);
    }
    require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == byte), "stable while stalled");
}

static void send(const Bytes &frame)
{
    for (size_t at = 0; at < frame.size(); at += 8) {
        size_t n = frame.size() - at < 8 ? frame.size() - at : 8;
        queue.push_back({word_at(frame, at), (uint8_t)((1u << n) - 1), at + n == frame.size()});
    }
}

static void settle()
{
    for (int i = 0; i < 40; i++)
        drive(true, true);
}

int main()
{
    Random random(3);
    std::vector<Bytes> sent;
    auto frame = [&](size_t bytes) {
        Bytes made;
        while (made.size() < bytes)
            made.push_back(random.byte());
        sent.push_back(made);
        send(made);
        return made;
    };
    top.rst = 1;
    drive(false, true);
    drive(false, true);
    top.rst = 0;

    // random stalls on both sides
    for (int run = 0; run < 3000; run++) {
        frame(8 + random.below(50));
        double offer = random.chance(0.5) ? 1.0 : 0.3, ready = random.chance(0.5) ? 1.0 : 0.4;
        while (!queue.empty())
            drive(random.chance(offer), random.chance(ready));
        if (random.chance(0.3))
            settle();
    }
    settle();

    // after a pause: flag, frame, flag, to the byte
    line.clear();
    Bytes expected = to_line(frame(29));
    expected.insert(expected.begin(), 0x7E);
    while (!queue.empty())
        drive(true, true);
    settle();
    require(line == expected, "one frame after a pause");

    // full rate: every clock a byte, no flag between frames but one
    line.clear();
    expected.assign(1, 0x7E);
    for (int i = 0; i < 50; i++)
        for (uint8_t b : to_line(frame(8 + random.below(64))))
            expected.push_back(b);
    clocks = 0;
    while (line.size() < expected.size())
        drive(true, true);
    require(line == expected, "frames without a pause");
    require(clocks == expected.size() + 1, "a byte a clock", clocks, expected.size());

    require(receiver.bad == 0 && receiver.aborted == 0, "no bad frame");
    require(receiver.frames == sent, "frames out are the frames in");
    return 0;
}
