// SPDX-License-Identifier: Apache-2.0
// The bench of dg_uart: a line with edges at any time, the hunt as its header defines it, and what the core would make
// of the bytes.
#pragma once
#include "Vtop.h"
#include "frames.hpp"
#include <algorithm>
#include <cmath>
#include <deque>

#ifndef LIST
#define LIST 50
#endif

static const std::vector<unsigned> RATE = {LIST}; // clocks per bit

// The line to the device: levels with the times at which they begin, in clocks, not whole ones.
struct Line {
    struct Edge {
        double at;
        bool level;
    };
    std::deque<Edge> edges;
    double end = 0; // of what is written so far
    bool level = true;

    void hold(double clocks, bool high)
    {
        edges.push_back({end, high});
        end += clocks;
    }
    void byte(uint8_t b, double bit, bool stop = true)
    {
        hold(bit, false);
        for (unsigned i = 0; i < 8; i++)
            hold(bit, b >> i & 1);
        hold(bit, stop);
    }
    bool at(double clock)
    {
        while (!edges.empty() && edges.front().at <= clock) {
            level = edges.front().level;
            edges.pop_front();
        }
        return level;
    }
    bool done(double clock) const
    {
        return edges.empty() && clock >= end;
    }
};

// The hunt, as its header defines it.
struct Hunt {
    size_t rate = 0;
    unsigned doubt = 0, otherwise = 0, low = 0;
    bool steady = true, meta = true, line = true;

    // Clocks: what is shorter is a short low, and so many or more are a long one.
    static unsigned unit(size_t k)
    {
        unsigned faster = 0;
        for (unsigned other : RATE)
            faster = other < RATE[k] ? std::max(faster, other) : faster;
        return (RATE[k] + faster + 1) / 2;
    }
    static unsigned ten_bits(size_t k)
    {
        return (10 * RATE[k] + unit(k) - 1) / unit(k) * unit(k);
    }
    void step(bool rxd, bool received)
    {
        bool ends = steady && low > 0, enough = doubt >= 32;
        doubt += ends && low < unit(rate) ? 1 : ends && low >= ten_bits(rate) ? 4 : 0;
        if (received || enough)
            doubt = 0;
        if (enough)
            rate = (rate + 1) % RATE.size();
        low = steady ? 0 : low + 1;
        otherwise = line == steady ? 0 : otherwise + 1;
        if (otherwise == 4) {
            steady = line;
            otherwise = 0;
        }
        line = meta;
        meta = rxd;
    }
};

struct Bench {
    Vtop top;
    Random random{20};
    Line line;
    Hunt hunt;
    Bytes got, to_send;
    std::vector<bool> sent; // txd, clock by clock
    uint64_t clock = 0, errors = 0, last_byte_at = 0, pulse_until = 0, pulse_next = 0;
    double readiness = 1.0;
    unsigned pulse = 0, apart = 0; // clocks: the longest pulse, the least between two; 0 = none
    size_t frame = 0;              // bytes after which one is called correct; 0 = never
    Receiver core;                 // what the core makes of the bytes

    Bench()
    {
        top.clk = 0;
        top.rxd = 1;
        top.rst = 1;
        top.s_axis_tvalid = top.m_axis_tready = top.received = 0;
        for (int i = 0; i < 3; i++)
            edge();
        top.rst = 0;
    }
    void edge()
    {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
    }
    bool hit()
    {
        if (pulse > 0 && clock >= pulse_next) {
            pulse_until = clock + 1 + random.below(pulse);
            pulse_next = pulse_until + apart + random.below(apart);
        }
        return clock < pulse_until;
    }
    void step()
    {
        top.rxd = line.at((double)clock) != hit();
        top.m_axis_tready = random.chance(readiness);
        top.s_axis_tvalid = !to_send.empty();
        top.s_axis_tdata = to_send.empty() ? 0 : to_send.front();
        top.clk = 0;
        top.eval();
        bool give = top.m_axis_tvalid && top.m_axis_tready, take = top.s_axis_tvalid && top.s_axis_tready;
        bool stalled = top.m_axis_tvalid && !top.m_axis_tready;
        uint8_t byte = top.m_axis_tdata;
        require(top.clocks_per_bit == RATE[hunt.rate], "rate", top.clocks_per_bit, clock);
        hunt.step(top.rxd, top.received);
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
        top.received = give && is_correct(byte);
        require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == byte), "stable while stalled");
    }
    bool is_correct(uint8_t byte)
    {
        size_t frames = core.frames.size();
        core.take(byte);
        return core.frames.size() > frames || (frame > 0 && got.size() % frame == 0);
    }
    void settle(unsigned bits = 12)
    {
        while (!line.done((double)clock))
            step();
        for (unsigned i = 0; i < bits * top.clocks_per_bit; i++)
            step();
    }
    void begin()
    {
        line.end = (double)clock + 3 + (double)random.below(1000) / 1000;
        got.clear();
        core = Receiver();
        errors = 0;
    }
    // A correct frame, as far as the link can tell.
    void praise()
    {
        top.received = 1;
        step();
    }
    // Breaks, until it is at a rate.
    void drive_to(size_t rate)
    {
        for (int i = 0; hunt.rate != rate; i++) {
            require(i < 8 * 7, "eight breaks move it");
            begin();
            line.hold(11 * top.clocks_per_bit, false);
            line.hold(2 * top.clocks_per_bit, true);
            settle(0);
        }
    }
};
