// SPDX-License-Identifier: Apache-2.0
// D+ and D- of a full-speed device in Verilator's Vtop, and a host that sends and reads single packets: for the benches
// of rtl/link/usb. Written from chapters 7 and 8 of the USB 2.0 specification. Time is in picoseconds.
#pragma once
#include "Vtop.h"
#include "frames.hpp"
#include <functional>

enum Pid : uint8_t {
    OUT = 1,
    IN = 9,
    SOF = 5,
    SETUP = 13,
    DATA0 = 3,
    DATA1 = 11,
    ACK = 2,
    NAK = 10,
    STALL = 14,
    PRE = 12,
    NONE = 0
};

static const uint64_t BIT_PS = 83333;

inline uint16_t usb_crc16(const Bytes &data)
{
    unsigned crc = 0xFFFF;
    for (uint8_t byte : data)
        for (unsigned i = 0; i < 8; i++)
            crc = crc >> 1 ^ (((crc ^ byte >> i) & 1) ? 0xA001u : 0);
    return (uint16_t)~crc;
}

inline uint8_t usb_crc5(unsigned fields) // eleven bits; the answer stands above them
{
    unsigned crc = 0x1F;
    for (unsigned i = 0; i < 11; i++)
        crc = crc >> 1 ^ (((crc ^ fields >> i) & 1) ? 0x14u : 0);
    return (uint8_t)(~crc & 0x1F);
}

inline Bytes usb_token(Pid pid, unsigned address, unsigned endpoint)
{
    unsigned fields = address | endpoint << 7, crc = usb_crc5(fields);
    return {(uint8_t)(pid | (~pid & 15) << 4), (uint8_t)fields, (uint8_t)(fields >> 8 | crc << 3)};
}

inline Bytes usb_data(Pid pid, const Bytes &data)
{
    Bytes packet = {(uint8_t)(pid | (~pid & 15) << 4)};
    packet.insert(packet.end(), data.begin(), data.end());
    uint16_t crc = usb_crc16(data);
    packet.push_back((uint8_t)crc);
    packet.push_back((uint8_t)(crc >> 8));
    return packet;
}

// A level of the line for so many bits: 'J', 'K', '0' (SE0).
struct Level {
    char what;
    double bits;
};

// SYNC, stuffing, NRZI, EOP.
inline std::vector<Level> usb_levels(const Bytes &packet)
{
    std::vector<Level> levels;
    char level = 'J';
    unsigned ones = 0;
    auto put = [&](bool one) {
        ones = one ? ones + 1 : 0;
        if (!one)
            level = level == 'J' ? 'K' : 'J';
        levels.push_back({level, 1});
    };
    Bytes line = {0x80};
    line.insert(line.end(), packet.begin(), packet.end());
    for (uint8_t byte : line)
        for (unsigned i = 0; i < 8; i++) {
            put(byte >> i & 1);
            if (ones == 6)
                put(false);
        }
    levels.push_back({'0', 2});
    levels.push_back({'J', 1});
    return levels;
}

struct UsbLine {
    Vtop top;
    uint64_t time = 0;
    uint64_t usb_half = 10417; // of the device's 48 MHz
    uint64_t clk_half = 6667;  // of the core's clock
    int64_t jitter_ps = 0;     // each edge of the host, at random
    int64_t skew_ps = 0;       // D- after D+
    Random noise{1};
    std::function<void()> on_clk = [] {};        // before each rising edge of clk, if there is one
    uint64_t idle_since = 0;                     // SE0 to J of the last packet, whoever sent it
    double response_min = 1e9, response_max = 0; // bits
    bool overrides = false;                      // the host drives whatever the device does, as a hub does for a reset

    // Time passes; the host drives `dp`, `dn`, or leaves the line alone.
    void until(uint64_t end)
    {
        while (next_usb < end || next_clk < end) {
            if (next_usb <= next_clk) {
                time = next_usb;
                next_usb += usb_half;
                settle();
                top.usb_clk = !top.usb_clk;
                top.eval();
                settle();
                watch();
            } else {
                time = next_clk;
                next_clk += clk_half;
                if (!top.clk)
                    on_clk();
                top.clk = !top.clk;
                top.eval();
            }
        }
        time = end;
    }

    void bits(double n)
    {
        until(time + (uint64_t)(n * (double)BIT_PS));
    }

    void drive(const std::vector<Level> &levels)
    {
        double at = (double)time;
        for (const Level &level : levels) {
            int64_t edge = (int64_t)at + (jitter_ps ? (int64_t)noise.below(2 * (uint64_t)jitter_ps) - jitter_ps : 0);
            until(std::max<uint64_t>(time, (uint64_t)edge));
            host_dp = level.what == 'J';
            if (skew_ps && host_drives)
                until(time + (uint64_t)skew_ps);
            host_dn = level.what == 'K';
            host_drives = true;
            if (level.what == 'J')
                idle_since = time;
            at += level.bits * (double)BIT_PS;
        }
        until((uint64_t)at);
        host_drives = false;
    }

    void send(const Bytes &packet)
    {
        drive(usb_levels(packet));
    }

    // The device's packet, empty if none begins within 18 bit times. Each bit, the EOP and the time of the answer are
    // judged, the time only if `in_time`: behind a packet whose end is damaged there is none.
    Bytes receive(bool in_time = true)
    {
        uint64_t heard_from = idle_since;
        device_edges.clear();
        while (!top.usb_oe) {
            if (time >= heard_from + 18 * BIT_PS)
                return {};
            until(time + usb_half);
        }
        double response = (double)(device_edges.front().first - heard_from) / (double)BIT_PS;
        if (!in_time)
            response = 3;
        response_min = std::min(response_min, response);
        response_max = std::max(response_max, response);
        require(response >= 2 && response <= 6.5, "the answer's time in hundredths of a bit",
                (uint64_t)(response * 100));
        while (top.usb_oe)
            until(time + usb_half);
        device_edges.push_back({time, '-'});
        return decoded();
    }

    void pause(double n)
    {
        bits(n);
    }

  private:
    uint64_t next_usb = 1, next_clk = 2;
    bool host_dp = false, host_dn = false, host_drives = false;
    char device_level = 0;
    std::vector<std::pair<uint64_t, char>> device_edges;

    void settle()
    {
        require(!(host_drives && top.usb_oe) || overrides, "both drive the line");
        bool device = top.usb_oe;
        top.usb_dp_in = host_drives ? host_dp : device ? top.usb_dp_out : top.usb_pullup;
        top.usb_dn_in = host_drives ? host_dn : device && top.usb_dn_out;
        top.eval();
    }

    void watch()
    {
        char level = !top.usb_oe ? 0 : top.usb_dp_out ? (top.usb_dn_out ? '1' : 'J') : top.usb_dn_out ? 'K' : '0';
        if (level && level != device_level)
            device_edges.push_back({time, level});
        device_level = level;
    }

    Bytes decoded()
    {
        Bytes bytes;
        unsigned bit = 0, ones = 0, byte = 0;
        double period = 8.0 * (double)usb_half;
        require(device_edges.front().second == 'K', "a packet begins with K");
        size_t n = device_edges.size();
        require(n > 8, "a SYNC");
        for (size_t i = 0; i + 3 < n; i++) {
            double length = (double)(device_edges[i + 1].first - device_edges[i].first) / period;
            unsigned count = (unsigned)(length + 0.5);
            require(count >= 1 && count <= 7 && length > count - 0.1 && length < count + 0.1, "whole bits");
            require(device_edges[i].second == 'J' || device_edges[i].second == 'K', "J or K");
            for (unsigned j = 0; j < count; j++) {
                bool one = j > 0;
                bool stuffed = ones == 6;
                require(!(stuffed && one), "seven ones");
                ones = one ? ones + 1 : 0;
                if (stuffed)
                    continue;
                byte |= (unsigned)one << bit;
                if (++bit == 8) {
                    bytes.push_back((uint8_t)byte);
                    byte = bit = 0;
                }
            }
        }
        require(bit == 0, "whole bytes", bit);
        require(ones < 6, "a bit stuffed behind the last six ones");
        require(device_edges[n - 3].second == '0' && device_edges[n - 2].second == 'J', "SE0, then J");
        double zero = (double)(device_edges[n - 2].first - device_edges[n - 3].first) / period;
        double last = (double)(device_edges[n - 1].first - device_edges[n - 2].first) / period;
        require(zero > 1.9 && zero < 2.1 && last > 0.9 && last < 1.2, "an EOP of two and one bits");
        idle_since = device_edges[n - 2].first;
        require(!bytes.empty() && bytes[0] == 0x80, "a SYNC");
        bytes.erase(bytes.begin());
        require(!bytes.empty() && (bytes[0] & 15) == (~bytes[0] >> 4 & 15), "a PID");
        return bytes;
    }
};
