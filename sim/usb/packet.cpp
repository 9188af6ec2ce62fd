// SPDX-License-Identifier: Apache-2.0
#include "packet.hpp"

#include <cstdio>

namespace usb
{
const char *name(Pid pid)
{
    switch (pid) {
    case Pid::OUT:
        return "OUT";
    case Pid::IN:
        return "IN";
    case Pid::SOF:
        return "SOF";
    case Pid::SETUP:
        return "SETUP";
    case Pid::DATA0:
        return "DATA0";
    case Pid::DATA1:
        return "DATA1";
    case Pid::ACK:
        return "ACK";
    case Pid::NAK:
        return "NAK";
    case Pid::STALL:
        return "STALL";
    case Pid::PRE:
        return "PRE";
    default:
        return "no packet";
    }
}

// Both are sent complemented, lowest bit of the register's mirror image first.
uint8_t crc5(uint16_t eleven_bits)
{
    unsigned crc = 0x1F;
    for (int i = 0; i < 11; i++)
        crc = ((crc ^ eleven_bits >> i) & 1) != 0 ? crc >> 1 ^ 0x14 : crc >> 1;
    return static_cast<uint8_t>(~crc & 0x1F);
}

uint16_t crc16(const uint8_t *bytes, size_t n)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
    }
    return static_cast<uint16_t>(~crc);
}

namespace
{
Bytes with_crc5(Pid pid, unsigned field)
{
    unsigned all = field | static_cast<unsigned>(crc5(static_cast<uint16_t>(field))) << 11;
    return {static_cast<uint8_t>(pid), static_cast<uint8_t>(all), static_cast<uint8_t>(all >> 8)};
}
} // namespace

Bytes token(Pid pid, uint8_t address, uint8_t endpoint)
{
    return with_crc5(pid, (address & 0x7Fu) | (endpoint & 0xFu) << 7);
}

Bytes start_of_frame(uint16_t number)
{
    return with_crc5(Pid::SOF, number & 0x7FFu);
}

Bytes data(Pid pid, const Bytes &payload)
{
    Bytes packet{static_cast<uint8_t>(pid)};
    packet.insert(packet.end(), payload.begin(), payload.end());
    uint16_t crc = crc16(payload.data(), payload.size());
    packet.push_back(static_cast<uint8_t>(crc));
    packet.push_back(static_cast<uint8_t>(crc >> 8));
    return packet;
}

Packet parse(const Bytes &bytes)
{
    Packet packet;
    if (bytes.empty() || (bytes[0] & 0xF) != (~bytes[0] >> 4 & 0xF)) {
        packet.fault = bytes.empty() ? "nothing behind the SYNC" : "the PID and its complement differ";
        return packet;
    }
    packet.pid = static_cast<Pid>(bytes[0]);
    switch (packet.pid) {
    case Pid::ACK:
    case Pid::NAK:
    case Pid::STALL:
        if (bytes.size() > 1)
            packet.fault = "bytes behind a handshake's PID";
        break;
    case Pid::DATA0:
    case Pid::DATA1:
        if (bytes.size() < 3)
            packet.fault = "data without a CRC";
        else if (crc16(&bytes[1], bytes.size() - 3) != (bytes[bytes.size() - 2] | bytes.back() << 8))
            packet.fault = "the CRC of the data is wrong";
        else
            packet.payload.assign(bytes.begin() + 1, bytes.end() - 2);
        break;
    default: {
        char text[64];
        std::snprintf(text, sizeof text, "PID 0x%02X (%s) from a device", bytes[0], name(packet.pid));
        packet.fault = text;
    }
    }
    return packet;
}
} // namespace usb
