// SPDX-License-Identifier: Apache-2.0
// Frames and the line, for the benches of the frame layer: written from docs/protocol.md, shares nothing with hal/.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <zlib.h>

using Bytes = std::vector<uint8_t>;
using Words = std::vector<uint64_t>;

[[noreturn]] inline void fail(const char *what, uint64_t a = 0, uint64_t b = 0)
{
    std::fprintf(stderr, "FAIL: %s (%llx, %llx)\n", what, (unsigned long long)a, (unsigned long long)b);
    std::exit(1);
}

inline void require(bool ok, const char *what, uint64_t a = 0, uint64_t b = 0)
{
    if (!ok)
        fail(what, a, b);
}

// splitmix64: the same numbers everywhere
struct Random {
    uint64_t state;
    explicit Random(uint64_t seed) : state(seed)
    {
    }
    uint64_t next()
    {
        uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    uint64_t below(uint64_t n)
    {
        return next() % n;
    }
    bool chance(double p)
    {
        return (double)(next() >> 11) * 0x1p-53 < p;
    }
    // a byte, often one that must be escaped
    uint8_t byte()
    {
        switch (below(8)) {
        case 0:
            return 0x7E;
        case 1:
            return 0x7D;
        case 2:
            return (uint8_t)(0x5D + below(2));
        default:
            return (uint8_t)next();
        }
    }
};

inline void put_word(Bytes &to, uint64_t word, unsigned bytes = 8)
{
    for (unsigned i = 0; i < bytes; i++)
        to.push_back((uint8_t)(word >> (8 * i)));
}

inline uint64_t word_at(const Bytes &from, size_t at)
{
    uint64_t word = 0;
    for (size_t i = 0; i < 8 && at + i < from.size(); i++)
        word |= (uint64_t)from[at + i] << (8 * i);
    return word;
}

inline uint32_t crc_of(const Bytes &bytes)
{
    return (uint32_t)crc32(0, bytes.data(), (uInt)bytes.size());
}

// Header and payload to what goes over the line, closing flag included.
inline Bytes to_line(Bytes frame)
{
    put_word(frame, crc_of(frame), 4);
    Bytes line;
    for (uint8_t b : frame) {
        if (b == 0x7E || b == 0x7D) {
            line.push_back(0x7D);
            b ^= 0x20;
        }
        line.push_back(b);
    }
    line.push_back(0x7E);
    return line;
}

// What a receiver makes of the line. A frame is header and payload.
struct Receiver {
    std::vector<Bytes> frames;
    unsigned bad = 0; // wrong CRC, or too short
    unsigned aborted = 0;
    unsigned empty = 0; // flags after flags

    void take(uint8_t b)
    {
        if (b == 0x7E)
            end();
        else if (escaped) {
            body.push_back(b ^ 0x20);
            escaped = false;
        } else if (b == 0x7D)
            escaped = true;
        else
            body.push_back(b);
    }

  private:
    Bytes body;
    bool escaped = false;

    void end()
    {
        if (body.empty())
            empty += !escaped;
        else if (escaped)
            aborted++;
        else if (body.size() < 12)
            bad++;
        else {
            uint32_t crc = (uint32_t)word_at(body, body.size() - 4);
            body.resize(body.size() - 4);
            if (crc == crc_of(body))
                frames.push_back(body);
            else
                bad++;
        }
        body.clear();
        escaped = false;
    }
};
