// SPDX-License-Identifier: Apache-2.0
#include "bits.hpp"

namespace usb
{
namespace
{
constexpr uint8_t SYNC = 0x80;
constexpr int STUFF_AFTER = 6;
} // namespace

Lines encode(const Bytes &packet)
{
    Lines lines;
    Line state = Line::J;
    int ones = 0;
    auto put = [&](bool one) {
        if (!one)
            state = state == Line::J ? Line::K : Line::J;
        lines.push_back(state);
        ones = one ? ones + 1 : 0;
    };
    auto put_byte = [&](uint8_t byte) {
        for (int i = 0; i < 8; i++) {
            put(byte >> i & 1);
            if (ones == STUFF_AFTER)
                put(false);
        }
    };
    put_byte(SYNC);
    for (uint8_t byte : packet)
        put_byte(byte);
    lines.insert(lines.end(), {Line::SE0, Line::SE0, Line::J});
    return lines;
}

Decoded decode(const Lines &lines)
{
    Decoded result;
    Line before = Line::J;
    int ones = 0, count = 0;
    uint8_t byte = 0;
    for (Line line : lines) {
        if (line != Line::J && line != Line::K)
            return {{}, "SE0 or SE1 within a packet"};
        bool one = line == before;
        before = line;
        if (ones == STUFF_AFTER) {
            if (one)
                return {{}, "seven ones in a row: bit stuffing"};
            ones = 0;
            continue;
        }
        ones = one ? ones + 1 : 0;
        byte = static_cast<uint8_t>(byte >> 1 | one << 7);
        if (++count % 8 == 0)
            result.packet.push_back(byte);
    }
    if (ones == STUFF_AFTER)
        return {{}, "the stuffed bit before the end of the packet is missing"};
    if (count % 8 != 0)
        return {{}, "no whole number of bytes: " + std::to_string(count) + " bits"};
    if (result.packet.empty() || result.packet.front() != SYNC)
        return {{}, "no SYNC"};
    result.packet.erase(result.packet.begin());
    return result;
}
} // namespace usb
