// SPDX-License-Identifier: Apache-2.0
#include "port.hpp"

#include <cmath>
#include <cstdio>

namespace usb
{
namespace
{
constexpr Ps EDGE_TOLERANCE = 3500;              // source jitter of the next transition (7.1.13.1)
constexpr double RATE_TOLERANCE = 0.0025;        // 12 Mb/s +-0.25 %
constexpr Ps EOP_MIN = 160000, EOP_MAX = 175000; // width of the SE0 at its source
constexpr int RELEASE_BITS = 2;                  // J is driven for one, then the driver is off
constexpr int LOW_SPEED_EOP_BITS = 16;           // ends a resume
constexpr int END_BITS = 3;                      // SE0 SE0 J

std::string text(const char *format, double a, double b = 0)
{
    char line[160];
    std::snprintf(line, sizeof line, format, a, b);
    return line;
}

// The most that a packet with so many bytes may take, every bit stuffed that can be.
Ps longest(size_t max_payload)
{
    return bits(static_cast<int64_t>(8 + 8 * (3 + max_payload)) * 7 / 6 + 8);
}
} // namespace

void Port::begin_transaction()
{
    hit_before = hit_now;
    hit_now = false;
}

void Port::damage(Lines &lines, size_t n)
{
    if (bit_error <= 0)
        return;
    for (size_t i = 0; i < n; i++) {
        if (!noise.chance(bit_error))
            continue;
        auto turned =
            static_cast<uint8_t>(noise.between(1, 3)); // the other level, or one wire only: a false SE0 or SE1
        lines[i] = static_cast<Line>(static_cast<uint8_t>(lines[i]) ^ turned);
        report.counters.bits_hit++;
        hit_now = true;
    }
}

void Port::wait_gap()
{
    Ps gap = noise.between(bits(GAP_MIN), bits(GAP_MAX));
    bus.advance(std::max(bus.now(), end_of_packet + gap));
}

void Port::send_raw(Lines lines)
{
    if (!enabled_) {
        bus.advance(bus.now() + bits(static_cast<int64_t>(lines.size())));
        end_of_packet = bus.now();
        return;
    }
    damage(lines, lines.size() - 1);
    end_of_packet = bus.send(lines);
}

void Port::send(const Bytes &packet)
{
    wait_gap();
    if (bus.recorder)
        bus.recorder->packet(packet);
    Lines lines = encode(packet);
    if (noise.chance(dribble)) {
        Line last = lines[lines.size() - END_BITS - 1];
        lines.insert(lines.end() - END_BITS, last);
    }
    send_raw(lines);
}

// Until the first edge of an answer; false if there is none in time.
bool Port::await_answer()
{
    Ps deadline = end_of_packet + noise.between(bits(TIME_OUT_MIN), bits(TIME_OUT_MAX));
    if (!enabled_) {
        bus.advance(deadline);
        return false;
    }
    bus.asked = true;
    while (bus.line() == Line::J && bus.now() < deadline)
        bus.step();
    return bus.line() != Line::J;
}

void Port::check_response(Ps start)
{
    double bit_times = static_cast<double>(start - end_of_packet) / BIT_PS;
    if (hit_now)
        return; // it may have seen another end of packet
    report.response(start - end_of_packet);
    if (bit_times < RESPONSE_MIN)
        report.violation(start, text("an answer after %.2f bit times, at least %.1f", bit_times, RESPONSE_MIN));
    if (bit_times > response_max)
        report.violation(start, text("an answer after %.2f bit times, at most %.1f", bit_times, response_max));
}

// Until the SE0 that ends the packet has turned J, and the driver is off; false if that does not happen.
bool Port::await_end(size_t max_payload, Ps &end)
{
    Ps limit = bus.log.front().at + longest(max_payload);
    bool had_se0 = false;
    while (!(had_se0 && bus.line() == Line::J)) {
        had_se0 = had_se0 || bus.line() == Line::SE0;
        if (bus.now() > limit)
            return false;
        bus.step();
    }
    end = bus.log.back().at;
    Ps off = end + bits(RELEASE_BITS);
    while (bus.device_drives() && bus.now() < off)
        bus.step();
    if (bus.device_drives())
        report.violation(bus.now(), "the device still drives the line two bit times after its packet");
    else if (bus.now() < end + bits(1) / 2)
        report.violation(bus.now(), "the device let go of the line without driving J behind its packet");
    return true;
}

// A host that has seen babble waits for its end, or that of the frame.
void Port::await_silence()
{
    Ps limit = (end_of_frame > bus.now() ? end_of_frame : bus.now() + MS) - bits(EOF2_BITS);
    while (bus.line() != Line::J && bus.now() < limit)
        bus.step();
    judge_end_of_frame();
}

void Port::judge_end_of_frame()
{
    if (!enabled_ || bus.line() == Line::J)
        return;
    report.violation(bus.now(), "babble: the line is not idle where a frame ends; the port is disabled");
    enabled_ = false;
}

void Port::frame_ends(Ps at)
{
    if (end_of_frame > 0)
        judge_end_of_frame();
    end_of_frame = at;
}

// The line of each bit time up to the SE0, judged by its edges.
Lines Port::sampled(Ps &se0)
{
    Lines lines;
    Ps first = bus.log.front().at, last = first;
    Line line = Line::J;
    for (const Edge &edge : bus.log) {
        Ps width = edge.at - last;
        auto count = std::lround(static_cast<double>(width) / BIT_PS);
        Ps ideal = bits(count), drift = bits(std::lround(static_cast<double>(edge.at - first) / BIT_PS));
        if (edge.at != first && std::llabs(width - ideal) > EDGE_TOLERANCE + ideal * RATE_TOLERANCE)
            report.violation(edge.at, text("an edge after %.2f bit times", static_cast<double>(width) / BIT_PS));
        else if (std::llabs(edge.at - first - drift) > EDGE_TOLERANCE + drift * RATE_TOLERANCE)
            report.violation(edge.at, "the bit rate is off by more than 0.25 %");
        lines.insert(lines.end(), static_cast<size_t>(edge.at == first ? 0 : count), line);
        line = edge.line;
        last = edge.at;
        if (line == Line::SE0) {
            se0 = edge.at;
            break;
        }
    }
    return lines;
}

Packet Port::listen(size_t max_payload)
{
    bus.log.clear();
    if (!await_answer()) {
        bus.asked = false;
        return {};
    }
    Ps start = bus.log.front().at, end = 0, se0 = 0;
    check_response(start);
    bool ended = await_end(max_payload, end);
    bus.asked = false;
    if (!ended) {
        report.violation(start, "babble: a packet longer than the endpoint's");
        await_silence();
        end_of_packet = bus.now();
        Packet babble;
        babble.fault = "babble";
        return babble;
    }
    end_of_packet = end;
    Lines lines = sampled(se0);
    if (end - se0 < EOP_MIN || end - se0 > EOP_MAX)
        report.violation(end, text("an end of packet of %.1f ns", static_cast<double>(end - se0) / 1000));
    bool was_hit = hit_now;
    hit_now = false;
    damage(lines, lines.size());
    bool hit_here = hit_now;
    hit_now = hit_here || was_hit;
    Decoded decoded = decode(lines);
    if (bus.recorder)
        bus.recorder->packet(decoded.packet);
    Packet packet;
    if (decoded.fault.empty())
        packet = parse(decoded.packet);
    else
        packet.fault = decoded.fault;
    if (!packet.fault.empty() && !hit_here)
        report.violation(start, packet.fault);
    return packet;
}

void Port::reset(Ps length)
{
    bus.forgiven_until = bus.now() + longest(64);
    bus.hold(Line::SE0);
    bus.advance(bus.now() + length);
    bus.release();
    end_of_packet = bus.now();
    end_of_frame = 0;
    enabled_ = bus.pull_up();
    report.counters.resets++;
}

void Port::resume(Ps length)
{
    bus.hold(Line::K);
    bus.advance(bus.now() + length);
    bus.hold(Line::SE0);
    bus.advance(bus.now() + bits(LOW_SPEED_EOP_BITS));
    bus.hold(Line::J);
    bus.advance(bus.now() + bits(LOW_SPEED_EOP_BITS / 2));
    bus.release();
    end_of_packet = bus.now();
    report.counters.resumes++;
}
} // namespace usb
