// SPDX-License-Identifier: Apache-2.0
// Packets: identifiers and their checks (USB 2.0, 8.3 and 8.4).
#ifndef DG_USB_PACKET_HPP
#define DG_USB_PACKET_HPP

#include "bits.hpp"

namespace usb
{
enum class Pid : uint8_t {
    NONE = 0,
    OUT = 0xE1,
    IN = 0x69,
    SOF = 0xA5,
    SETUP = 0x2D,
    DATA0 = 0xC3,
    DATA1 = 0x4B,
    ACK = 0xD2,
    NAK = 0x5A,
    STALL = 0x1E,
    PRE = 0x3C,
};

const char *name(Pid pid);
inline Pid data_pid(bool toggle)
{
    return toggle ? Pid::DATA1 : Pid::DATA0;
}

uint8_t crc5(uint16_t eleven_bits);
uint16_t crc16(const uint8_t *bytes, size_t n);

Bytes token(Pid pid, uint8_t address, uint8_t endpoint);
Bytes start_of_frame(uint16_t number);
Bytes data(Pid pid, const Bytes &payload);
inline Bytes handshake(Pid pid)
{
    return {static_cast<uint8_t>(pid)};
}

// A packet that a device may send: a handshake, or data. `fault` is empty or tells why it is neither.
struct Packet {
    Pid pid = Pid::NONE;
    Bytes payload;
    std::string fault;
};
Packet parse(const Bytes &bytes);
} // namespace usb
#endif
