// SPDX-License-Identifier: Apache-2.0
// Transactions and control transfers on a UsbLine, one at a time: a host as simple as can be.
#pragma once
#include "usb_line.hpp"

struct Answer {
    Pid pid = NONE;
    Bytes data;
};

struct UsbHost {
    UsbLine line;
    unsigned address = 0;

    Answer answer()
    {
        Bytes packet = line.receive();
        if (packet.empty())
            return {};
        Pid pid = (Pid)(packet[0] & 15);
        if (pid != DATA0 && pid != DATA1) {
            require(packet.size() == 1 && (pid == ACK || pid == NAK || pid == STALL), "a handshake", packet.size(),
                    pid);
            return {pid, {}};
        }
        require(packet.size() >= 3 && packet.size() <= 67, "0 to 64 bytes of data", packet.size());
        Bytes data(packet.begin() + 1, packet.end() - 2);
        require(usb_data(pid, data) == packet, "a CRC16");
        return {pid, data};
    }

    void handshake(Pid pid)
    {
        line.pause(2);
        line.send({(uint8_t)(pid | (~pid & 15) << 4)});
        line.pause(3);
    }

    Pid out(unsigned endpoint, Pid pid, const Bytes &data, Pid token = OUT)
    {
        line.send(usb_token(token, address, endpoint));
        line.pause(2);
        line.send(usb_data(pid, data));
        Pid got = answer().pid;
        line.pause(3);
        return got;
    }

    Answer in(unsigned endpoint, Pid reply = ACK)
    {
        line.send(usb_token(IN, address, endpoint));
        Answer got = answer();
        if ((got.pid == DATA0 || got.pid == DATA1) && reply != NONE)
            handshake(reply);
        else
            line.pause(3);
        return got;
    }

    static Bytes setup(unsigned type, unsigned request, unsigned value, unsigned index, unsigned length)
    {
        return {(uint8_t)type,  (uint8_t)request,      (uint8_t)value,  (uint8_t)(value >> 8),
                (uint8_t)index, (uint8_t)(index >> 8), (uint8_t)length, (uint8_t)(length >> 8)};
    }

    // A control transfer; false where it was stalled. `data` is sent, or becomes what came.
    bool control(unsigned type, unsigned request, unsigned value, unsigned index, unsigned length, Bytes &data)
    {
        require(out(0, DATA0, setup(type, request, value, index, length), SETUP) == ACK, "a SETUP is acknowledged",
                type, request);
        Pid toggle = DATA1;
        if (length != 0 && (type & 0x80)) {
            data.clear();
            for (bool more = true; more; toggle = toggle == DATA1 ? DATA0 : DATA1) {
                Answer got = in(0);
                if (got.pid == STALL)
                    return false;
                require(got.pid == toggle, "the data stage's toggle", got.pid, data.size());
                data.insert(data.end(), got.data.begin(), got.data.end());
                require(data.size() <= length, "no more than wLength", data.size(), length);
                more = got.data.size() == 64 && data.size() < length;
            }
            require(out(0, DATA1, {}) == ACK, "status");
            return true;
        }
        for (size_t at = 0; at < length; at += 64, toggle = toggle == DATA1 ? DATA0 : DATA1) {
            Pid got =
                out(0, toggle, Bytes(data.begin() + (long)at, data.begin() + (long)std::min<size_t>(at + 64, length)));
            if (got == STALL)
                return false;
            require(got == ACK, "OUT data taken", got);
        }
        Answer got = in(0);
        if (got.pid == STALL)
            return false;
        require(got.pid == DATA1 && got.data.empty(), "an empty status", got.pid, got.data.size());
        return true;
    }

    bool request(unsigned type, unsigned request, unsigned value, unsigned index)
    {
        Bytes none;
        return control(type, request, value, index, 0, none);
    }

    Bytes read(unsigned type, unsigned request, unsigned value, unsigned index, unsigned length)
    {
        Bytes data;
        require(control(type, request, value, index, length, data), "not stalled", request, value);
        return data;
    }

    void attach()
    {
        line.top.rst = line.top.usb_rst = 1;
        line.bits(20);
        line.top.rst = line.top.usb_rst = 0;
        uint64_t from = line.time;
        while (!line.top.usb_pullup) {
            require(line.time < from + 12000000000, "attached within 12 ms");
            line.bits(100);
        }
        require(line.time >= from + 10000000000, "detached for 10 ms", line.time - from);
        line.bits(100);
    }

    void reset()
    {
        line.overrides = true;
        line.drive({{'0', 600}});
        line.overrides = false;
        line.bits(100);
        address = 0;
    }

    void configure(unsigned to)
    {
        require(request(0x00, 5, to, 0), "SET_ADDRESS");
        address = to;
        require(request(0x00, 9, 1, 0), "SET_CONFIGURATION");
    }
};
