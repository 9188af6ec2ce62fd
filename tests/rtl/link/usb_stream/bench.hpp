// SPDX-License-Identifier: Apache-2.0
// dg_usb_stream between a UsbHost and two streams.
#pragma once
#include "board/dg_usb_ids.h"
#include "usb_host.hpp"
#include <deque>

static const uint64_t UID = 0x0123456789ABCDEF;
static const unsigned ADDRESS = 42;

struct Bench : UsbHost {
    std::deque<uint8_t> replies; // on their way into s_axis
    Bytes requests;              // out of m_axis
    double offering = 1, readiness = 1;
    Pid out_toggle = DATA0, in_toggle = DATA0;

    explicit Bench(uint64_t clk_half = 6667, uint64_t uid = UID, uint64_t seed = 1) : noise(seed)
    {
        line.clk_half = clk_half;
        line.top.uid = uid;
        line.on_clk = [this] { streams(); };
        attach();
        reset();
    }

    void start()
    {
        configure(ADDRESS);
        out_toggle = in_toggle = DATA0;
    }

    static Pid other(Pid toggle)
    {
        return toggle == DATA0 ? DATA1 : DATA0;
    }

    // A packet of the bulk OUT endpoint that has to be taken.
    void put(const Bytes &data)
    {
        require(out(1, out_toggle, data) == ACK, "OUT data taken", out_toggle, data.size());
        out_toggle = other(out_toggle);
    }

    // A packet of the bulk IN endpoint that has to be there.
    Bytes get()
    {
        Answer got = in(1);
        require(got.pid == in_toggle, "IN data with their toggle", got.pid, in_toggle);
        in_toggle = other(in_toggle);
        return got.data;
    }

    // What arrived in m_axis is `data` and nothing else.
    void arrived(const Bytes &data)
    {
        line.bits(200);
        require(requests == data, "the bytes of the stream", requests.size(), data.size());
        requests.clear();
    }

    Bytes random_bytes(size_t n)
    {
        Bytes data(n);
        for (uint8_t &byte : data)
            byte = (uint8_t)noise.next();
        return data;
    }

    void reply(const Bytes &data)
    {
        replies.insert(replies.end(), data.begin(), data.end());
        line.bits(200);
    }

    Random noise;

  private:
    bool offers = false, stalled = false;
    uint8_t stalled_byte = 0;

    void streams()
    {
        Vtop &top = line.top;
        offers = offers || (!replies.empty() && noise.chance(offering));
        top.s_axis_tvalid = offers;
        top.s_axis_tdata = offers ? replies.front() : 0;
        top.m_axis_tready = noise.chance(readiness);
        top.eval();
        if (top.rst) {
            stalled = false;
            return;
        }
        require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == stalled_byte), "stable while stalled");
        stalled = top.m_axis_tvalid && !top.m_axis_tready;
        stalled_byte = top.m_axis_tdata;
        if (top.m_axis_tvalid && top.m_axis_tready)
            requests.push_back(top.m_axis_tdata);
        if (offers && top.s_axis_tready) {
            replies.pop_front();
            offers = false;
        }
    }
};
