// SPDX-License-Identifier: Apache-2.0
// The core in its clock, for benches: bytes in, bytes out, both with pauses, and AXI4-Lite reads beside them.
#pragma once
#include "Vtop.h"
#include "frames.hpp"
#include <deque>

struct Device {
    Vtop top;
    uint64_t clocks = 0;
    Receiver replies; // what came back
    Receiver taken;   // what went in
    double offering = 1.0, readiness = 1.0;
    double damage = 0.0; // chance of each byte, both ways, to be changed, lost or doubled

    explicit Device(uint64_t uid, uint64_t seed) : noise(seed)
    {
        top.uid = uid;
        reset();
    }

    void send(const Bytes &line)
    {
        for (uint8_t b : line)
            for (uint8_t damaged : over_the_line(b))
                to_device.push_back(damaged);
    }
    bool sending() const
    {
        return !to_device.empty();
    }

    void step()
    {
        if (!top.s_axis_tvalid && !to_device.empty() && noise.chance(offering)) {
            top.s_axis_tvalid = 1;
            top.s_axis_tdata = to_device.front();
        }
        top.m_axis_tready = noise.chance(readiness);
        top.clk = 0;
        top.eval();
        bool took = top.s_axis_tvalid && top.s_axis_tready;
        bool gave = top.m_axis_tvalid && top.m_axis_tready, stalled = top.m_axis_tvalid && !top.m_axis_tready;
        uint8_t byte = top.m_axis_tdata;
        bool address_taken = top.s_axil_arvalid && top.s_axil_arready;
        bool data_taken = top.s_axil_rvalid && top.s_axil_rready;
        if (data_taken) {
            require(top.s_axil_rresp == 0, "AXI4-Lite read", top.s_axil_rresp);
            read_data = top.s_axil_rdata;
            read_done = true;
        }
        top.clk = 1;
        top.eval();
        clocks++;
        if (took) {
            taken.take(to_device.front());
            to_device.pop_front();
            top.s_axis_tvalid = 0;
        }
        if (gave)
            for (uint8_t damaged : over_the_line(byte))
                replies.take(damaged);
        require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == byte), "stable while stalled");
        if (address_taken)
            top.s_axil_arvalid = 0;
    }

    // One register, while everything else goes on.
    uint32_t read(unsigned address)
    {
        top.s_axil_araddr = (uint8_t)address;
        top.s_axil_arvalid = 1;
        top.s_axil_rready = 1;
        for (read_done = false; !read_done;)
            step();
        return read_data;
    }

    uint64_t read64(unsigned low)
    {
        uint64_t value = read(low);
        return value | (uint64_t)read(low + 4) << 32;
    }

    void reset()
    {
        top.rst = 1;
        step();
        step();
        top.rst = 0;
    }

  private:
    Random noise;
    std::deque<uint8_t> to_device;
    uint32_t read_data = 0;
    bool read_done = false;

    Bytes over_the_line(uint8_t b)
    {
        if (!noise.chance(damage))
            return {b};
        switch (noise.below(3)) {
        case 0:
            return {};
        case 1:
            return {b, b};
        default:
            return {(uint8_t)(b ^ 1u << noise.below(8))};
        }
    }
};
