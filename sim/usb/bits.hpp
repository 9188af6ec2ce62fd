// SPDX-License-Identifier: Apache-2.0
// Line states and bits: NRZI, bit stuffing, SYNC and end of packet (USB 2.0, 7.1.7 to 7.1.10).
#ifndef DG_USB_BITS_HPP
#define DG_USB_BITS_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace usb
{
using Ps = int64_t; // line time
using Bytes = std::vector<uint8_t>;

enum class Line : uint8_t { SE0 = 0, J = 1, K = 2, SE1 = 3 }; // bit 0 is D+, bit 1 D-
using Lines = std::vector<Line>;                              // one for each bit time

inline Line line_of(bool dp, bool dn)
{
    return static_cast<Line>(dp | dn << 1);
}
inline bool dp_of(Line line)
{
    return static_cast<uint8_t>(line) & 1;
}
inline bool dn_of(Line line)
{
    return static_cast<uint8_t>(line) >> 1;
}

// The time of so many bits of full speed: a bit is no whole number of picoseconds.
constexpr Ps bits(int64_t n)
{
    return n * 250000 / 3;
}
constexpr double BIT_PS = 250000.0 / 3;
constexpr Ps US = 1000000, MS = 1000 * US;
constexpr int64_t FRAME_BITS = 12000;

// SYNC, the bytes, and SE0 SE0 J.
Lines encode(const Bytes &packet);

// What stands between idle and SE0, SYNC included. `fault` is empty or tells why it is no packet.
struct Decoded {
    Bytes packet;
    std::string fault;
};
Decoded decode(const Lines &lines);
} // namespace usb
#endif
