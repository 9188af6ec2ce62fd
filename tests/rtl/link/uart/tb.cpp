// SPDX-License-Identifier: Apache-2.0
// dg_uart: what a sender that is 3 % off says arrives, whatever pulses hit the line; errors are counted once each; replies leave
// without a pause; the hunt for the rate does what a model of it does, and finds the host from every state.
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

#ifndef CFG_RATES
#define CFG_RATES 1
#define CFG_CLOCKS_PER_BIT 50
#endif

static const unsigned FIRST = CFG_CLOCKS_PER_BIT & 0xFFFF, LAST = (unsigned)CFG_CLOCKS_PER_BIT >> (16 * (CFG_RATES - 1));

// The line to the device: levels with the times at which they begin, in clocks, not whole ones.
struct Line {
    struct Edge {
        double at;
        bool level;
    };
    std::deque<Edge> edges;
    double end = 0;     // of what is written so far
    bool level = true;

    void hold(double clocks, bool high) {
        edges.push_back({end, high});
        end += clocks;
    }
    void byte(uint8_t b, double bit, bool stop = true) {
        hold(bit, false);
        for (unsigned i = 0; i < 8; i++)
            hold(bit, b >> i & 1);
        hold(bit, stop);
    }
    bool at(double clock) {
        while (!edges.empty() && edges.front().at <= clock) {
            level = edges.front().level;
            edges.pop_front();
        }
        return level;
    }
    bool done(double clock) const { return edges.empty() && clock >= end; }
};

// The hunt, as its header defines it.
struct Hunt {
    unsigned rate = 0, doubt = 0;
    void step(bool byte, bool error, bool bad, bool received) {
        bool enough = doubt >= 16384;
        doubt = received || enough ? 0 : doubt + byte + 2048 * error + 2048 * bad;
        if (enough)
            rate = (rate + 1) % CFG_RATES;
    }
};

struct Bench {
    Vtop top;
    Random random{20};
    Line line;
    Hunt hunt;
    Bytes got, to_send;
    std::vector<bool> sent;         // txd, clock by clock
    uint64_t clock = 0, errors = 0, last_byte_at = 0, pulse_until = 0, pulse_next = 0;
    double readiness = 1.0;
    bool pulses = false;

    Bench() {
        top.clk = 0;
        top.rxd = 1;
        top.rst = 1;
        top.s_axis_tvalid = top.m_axis_tready = top.received = top.bad_frame = 0;
        for (int i = 0; i < 3; i++)
            edge();
        top.rst = 0;
    }
    void edge() {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
    }
    // Pulses of up to an eighth of a bit, at least a bit apart.
    bool hit() {
        if (pulses && clock >= pulse_next) {
            pulse_until = clock + 1 + random.below(top.clocks_per_bit / 8);
            pulse_next = clock + (uint64_t)(top.clocks_per_bit * 1.2) + 1 + random.below(top.clocks_per_bit);
        }
        return clock < pulse_until;
    }
    void step() {
        top.rxd = line.at((double)clock) != hit();
        top.m_axis_tready = random.chance(readiness);
        top.s_axis_tvalid = !to_send.empty();
        top.s_axis_tdata = to_send.empty() ? 0 : to_send.front();
        top.clk = 0;
        top.eval();
        bool give = top.m_axis_tvalid && top.m_axis_tready, take = top.s_axis_tvalid && top.s_axis_tready;
        bool stalled = top.m_axis_tvalid && !top.m_axis_tready;
        uint8_t byte = top.m_axis_tdata;
        require(top.clocks_per_bit == (hunt.rate == 0 ? FIRST : LAST), "rate", top.clocks_per_bit, clock);
        // overruns come only with a byte that stands still
        hunt.step(give, top.link_error && !top.m_axis_tvalid, top.bad_frame, top.received);
        errors += top.link_error;
        sent.push_back(top.txd);
        top.clk = 1;
        top.eval();
        clock++;
        if (take)
            to_send.erase(to_send.begin());
        if (give) {
            got.push_back(byte);
            last_byte_at = clock;
        }
        require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == byte), "stable while stalled");
        top.received = top.bad_frame = 0;
    }
    void settle(unsigned bits = 12) {
        while (!line.done((double)clock))
            step();
        for (unsigned i = 0; i < bits * top.clocks_per_bit; i++)
            step();
    }
    void begin() {
        line.end = (double)clock + 3 + (double)random.below(1000) / 1000;
        got.clear();
        errors = 0;
    }
    // A correct frame, as far as the link can tell.
    void praise() {
        top.received = 1;
        step();
    }
};

static void test_bytes(Bench &b, double off, bool gaps, bool pulses) {
    Bytes want;
    double bit = b.top.clocks_per_bit * (1 + off);
    b.begin();
    b.pulses = pulses;
    for (int i = 0; i < 3000; i++) {
        want.push_back(b.random.below(4) ? (uint8_t)b.random.next() : b.random.below(2) ? 0x00 : 0xFF);
        b.line.byte(want.back(), bit);
        if (gaps)
            b.line.hold(bit * (double)b.random.below(3000) / 1000, true);
    }
    b.settle();
    b.pulses = false;
    require(b.got == want, "bytes", b.got.size(), want.size());
    require(b.errors == 0, "errors on a good line", b.errors);
    b.praise();
}

// From the fall of the line to the byte: 9.5 bit times and 3 or 4 clocks.
static void test_latency(Bench &b) {
    for (int i = 0; i < 50; i++) {
        b.begin();
        double fell = b.line.end;
        b.line.byte((uint8_t)b.random.next(), b.top.clocks_per_bit);
        b.settle();
        double took = (double)b.last_byte_at - 1 - fell - 9 * b.top.clocks_per_bit - b.top.clocks_per_bit / 2;
        require(b.got.size() == 1 && took >= 3 && took <= 4, "latency in hundredths of a clock", (uint64_t)(100 * took));
    }
    b.praise();
}

static void test_errors(Bench &b) {
    double bit = b.top.clocks_per_bit;
    b.begin();
    b.line.byte(0x55, bit);
    b.line.hold(0.3 * bit, false);      // too short for a start bit
    b.line.hold(2 * bit, true);
    b.line.byte(0x12, bit, false);      // no stop bit
    b.line.hold(2 * bit, true);
    b.line.byte(0x34, bit);
    b.line.hold(100 * bit, false);      // a break
    b.line.hold(1 * bit, true);
    b.line.byte(0x56, bit);
    b.settle();
    require(b.got == Bytes({0x55, 0x34, 0x56}) && b.errors == 2, "bytes between errors", b.got.size(), b.errors);
    b.praise();
    b.begin();
    b.readiness = 0;
    for (uint8_t byte : {1, 2, 3})
        b.line.byte(byte, bit);
    b.settle();
    require(b.errors == 2, "overruns", b.errors);
    b.readiness = 1;
    b.settle();
    require(b.got == Bytes({1}), "the byte that was there first", b.got.size());
    b.praise();
}

// Bytes that are there leave without a pause, each bit for its time, and the line is high before and after.
static void test_sender(Bench &b) {
    const unsigned bit = b.top.clocks_per_bit;
    Bytes want;
    for (int i = 0; i < 500; i++)
        want.push_back((uint8_t)b.random.next());
    b.begin();
    b.settle();
    b.sent.clear();
    b.to_send = want;
    b.settle(10 * (unsigned)want.size() + 20);
    size_t at = 0;
    while (at < b.sent.size() && b.sent[at])
        at++;
    require(at <= 2, "a byte starts in the clock after it was taken", at);
    for (uint8_t byte : want)
        for (unsigned i = 0; i < 10 * bit; i++, at++)
            require(b.sent[at] == ((0x200u | byte << 1) >> (i / bit) & 1), "line", at, byte);
    for (; at < b.sent.size(); at++)
        require(b.sent[at], "idle line", at);
}

// Silence does not move it, nor do correct frames of any length; eight errors do, and so do 16384 bytes.
static void test_hunt_rules(Bench &b) {
    unsigned rate = b.hunt.rate;
    b.praise();
    for (int i = 0; i < 100000; i++)
        b.step();
    for (int frame = 0; frame < 3; frame++) {
        for (int i = 0; i < 7; i++) {
            b.top.bad_frame = 1;
            b.step();
        }
        b.praise();
    }
    require(b.hunt.rate == rate, "a frame in eight is enough");
    for (int i = 0; i < 8; i++) {
        b.top.bad_frame = 1;
        b.step();
    }
    b.step();
    b.step();
    require(b.hunt.rate == (rate + 1) % CFG_RATES, "eight bad frames in a row");
    rate = b.hunt.rate;
    b.begin();
    for (int i = 0; i < 16384; i++)
        b.line.byte(0x55, b.top.clocks_per_bit);
    b.settle();
    require(b.errors == 0 && b.hunt.rate == (rate + 1) % CFG_RATES, "bytes without a frame");
}

// From any state, a host that only keeps sending frames is found: one whose bytes arrive whole is called correct.
static void test_hunt_heals(Bench &b) {
    uint64_t most = 0;
    for (int i = 0; i < 300; i++) {
        unsigned target = (unsigned)b.random.below(CFG_RATES), bit = target == 0 ? FIRST : LAST, frames = 0;
        for (uint64_t n = b.random.below(12); n > 0; n--) {
            b.top.bad_frame = b.random.below(2) != 0;
            b.step();
        }
        for (bool found = false; !found; frames++) {
            require(frames < 2000, "the host is never found", target, b.hunt.doubt);
            Bytes want = {0x7E};
            for (int k = 0; k < 20; k++)
                want.push_back((uint8_t)b.random.next());
            b.begin();
            for (uint8_t byte : want)
                b.line.byte(byte, bit * 0.98);
            b.settle();
            found = b.got == want;
            if (found)
                b.praise();
        }
        require(b.top.clocks_per_bit == bit, "found at the right rate", bit);
        most = frames > most ? frames : most;
    }
    std::printf("hunt: 300 hosts found, %llu frames at most\n", (unsigned long long)most);
}

int main() {
    Bench b;
    for (unsigned k = 0; k < CFG_RATES; k++) {
        for (double off : {-0.035, -0.03, 0.0, 0.0123, 0.03, 0.035})
            for (bool gaps : {false, true})
                test_bytes(b, off, gaps, false);
        test_bytes(b, 0.0, false, true);
        test_bytes(b, 0.0, true, true);
        test_latency(b);
        test_errors(b);
        test_sender(b);
        test_hunt_rules(b);     // leaves it at the rate it was
        for (int i = 0; i < 8 && CFG_RATES > 1; i++) {
            b.top.bad_frame = 1;
            b.step();
        }
        b.step();
        b.step();
    }
    test_hunt_heals(b);
    return 0;
}
