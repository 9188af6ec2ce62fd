// SPDX-License-Identifier: Apache-2.0
// Both streams at once, with handshakes lost, bits turned, pauses, clocks that are off and edges that jitter: every
// byte arrives once.
#pragma once
#include "bench.hpp"

namespace traffic
{

struct Course {
    uint64_t clk_half; // of the core's clock
    int offset_ppm;    // of the device's 48 MHz
    int64_t jitter, skew;
    double faults; // chance of each packet to be damaged or lost
    double pauses;
};

// The line with one bit turned, now and then: a level for a while, or SE0.
static std::vector<Level> damaged(Random &noise, std::vector<Level> levels)
{
    size_t at = noise.below(levels.size());
    const char kinds[] = {'J', 'K', '0'};
    char kind = kinds[noise.below(3)];
    for (size_t i = at, n = 1 + noise.below(3); i < levels.size() && n > 0; i++, n--)
        levels[i].what = kind;
    return levels;
}

struct Traffic {
    const Course &course;
    Bench bench;
    size_t bytes;           // each way, at least
    Bytes sent, given, got; // acknowledged packets; into s_axis; out of IN packets
    Bytes packet;           // of OUT, until it is acknowledged
    bool pending = false;   // there is one
    bool ack_hit = false;   // an ACK without its EOP may hide the token behind it

    Traffic(const Course &course_, uint64_t seed, size_t bytes_)
        : course(course_), bench(course_.clk_half, UID, seed), bytes(bytes_)
    {
        bench.line.usb_half = (uint64_t)(10416.67 * (1 - course.offset_ppm / 1e6));
        bench.start();
        bench.line.jitter_ps = course.jitter;
        bench.line.skew_ps = course.skew;
        bench.offering = bench.readiness = 1 - course.pauses;
    }

    bool send(const Bytes &what) // true where it was damaged
    {
        bool hit = bench.noise.chance(course.faults);
        std::vector<Level> levels = usb_levels(what);
        bench.line.drive(hit ? damaged(bench.noise, levels) : levels);
        return hit;
    }

    void out()
    {
        bool hit = send(usb_token(OUT, ADDRESS, 1)) || ack_hit;
        bench.line.pause(2);
        if (!bench.line.top.usb_oe) // a token that became IN
            hit = send(usb_data(bench.out_toggle, packet)) || hit;
        Bytes answer = bench.line.receive(!hit);
        bench.line.pause(3);
        ack_hit = false;
        require(hit || !answer.empty(), "an answer");
        if (!hit)
            require(answer[0] == 0xD2 || answer[0] == 0x5A, "ACK or NAK", answer[0]);
        if (answer == Bytes({0xD2}) && !bench.noise.chance(course.faults)) { // else it is lost on its way
            pending = false;
            bench.out_toggle = Bench::other(bench.out_toggle);
            sent.insert(sent.end(), packet.begin(), packet.end());
        }
    }

    void in()
    {
        bool hit = send(usb_token(IN, ADDRESS, 1)) || ack_hit;
        Bytes answer = bench.line.receive(!hit);
        require(hit || !answer.empty(), "an answer");
        ack_hit = false;
        bool data = answer.size() > 2 && !bench.noise.chance(course.faults);
        if (data) {
            if ((answer[0] & 15) == bench.in_toggle) {
                got.insert(got.end(), answer.begin() + 1, answer.end() - 2);
                bench.in_toggle = Bench::other(bench.in_toggle);
            }
            bench.line.pause(2);
            ack_hit = send({0xD2});
        }
        bench.line.pause(data ? 3 : 20);
    }

    void step()
    {
        Random &noise = bench.noise;
        if (noise.chance(course.faults))
            bench.line.pause(25); // the line was silent
        if (!pending && sent.size() < bytes) {
            packet = bench.random_bytes(noise.chance(0.5) ? 64 : noise.below(65));
            pending = true;
        }
        if (given.size() < bytes && noise.chance(0.5)) {
            Bytes more = bench.random_bytes(noise.below(150));
            given.insert(given.end(), more.begin(), more.end());
            bench.replies.insert(bench.replies.end(), more.begin(), more.end());
        }
        if (pending && noise.chance(0.6))
            out();
        else
            in();
    }

    void run()
    {
        for (unsigned idle = 0; idle < 50; idle++) {
            step();
            if (sent.size() < bytes || given.size() < bytes || got.size() < given.size())
                idle = 0;
        }
        require(!pending && bench.replies.empty() && got == given, "every byte to the host once", got.size(),
                given.size());
        bench.line.bits(2000);
        require(bench.requests == sent, "every byte to the stream once", bench.requests.size(), sent.size());
        std::printf("%+d ppm: answers after %.2f to %.2f bit times\n", course.offset_ppm, bench.line.response_min,
                    bench.line.response_max);
    }
};

static void all()
{
    const Course courses[] = {
        {6667, 0, 0, 0, 0, 0},
        {6667, 0, 0, 0, 0.1, 0.3},
        {10417, 2500, 9000, 0, 0, 0.5},
        {10400, -2500, 9000, 0, 0.05, 0},
        {41667, 2500, 5000, 4000, 0.1, 0},
        {2100, -2500, 5000, 4000, 0.1, 0},
        {166667, 0, 0, 0, 0.05, 0.9},
        {7001, 0, 9000, 9000, 0, 0},
    };
    uint64_t seed = 1;
    for (const Course &course : courses)
        Traffic(course, seed++, 6000).run();
}

} // namespace traffic
