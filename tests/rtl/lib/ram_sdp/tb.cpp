// SPDX-License-Identifier: Apache-2.0
// dg_ram_sdp: random writes and reads, with pauses of the read side, against an array; latency 2 exactly.
// A word read while it is written is not compared, but must not be the one that was there or the one being written.
#include "Vtop.h"
#include "frames.hpp"
#include <array>

#ifndef CFG_WIDTH
#define CFG_WIDTH 64
#endif
#ifndef CFG_DEPTH
#define CFG_DEPTH 256
#endif

using Word = std::array<uint32_t, (CFG_WIDTH + 31) / 32>;

// Verilator passes up to 64 bits as an integer and more as an array of 32-bit words.
template <class Port> static void put(Port &port, const Word &word)
{
    if constexpr (sizeof(Port) <= 8)
        port = (Port)((uint64_t)word[1] << 32 | word[0]);
    else
        for (size_t i = 0; i < word.size(); i++)
            port[i] = word[i];
}

template <class Port> static Word get(const Port &port)
{
    Word word{};
    if constexpr (sizeof(Port) <= 8)
        word = {(uint32_t)port, (uint32_t)((uint64_t)port >> 32)};
    else
        for (size_t i = 0; i < word.size(); i++)
            word[i] = port[i];
    return word;
}

static Word any(Random &random)
{
    Word word;
    for (uint32_t &w : word)
        w = (uint32_t)random.next();
    if (CFG_WIDTH % 32)
        word.back() &= (1u << CFG_WIDTH % 32) - 1;
    return word;
}

struct Stage {
    bool known; // a word that was written and not in collision
    bool collided;
    Word word, written;
};

int main()
{
    Vtop top;
    Random random(3);
    std::array<Word, CFG_DEPTH> model{};
    std::array<bool, CFG_DEPTH> written{};
    Stage read{}, out{};
    uint64_t compared = 0, collisions = 0;
    for (uint64_t clock = 0; clock < 300000; clock++) {
        Word data = any(random);
        top.we = random.below(4) != 0;
        top.re = random.below(4) != 0;
        top.waddr = (unsigned)random.below(random.below(2) ? CFG_DEPTH : 8);
        top.raddr = (unsigned)random.below(random.below(2) ? CFG_DEPTH : 8);
        put(top.wdata, data);
        top.clk = 0;
        top.eval();
        Word rdata = get(top.rdata);
        if (out.known) {
            require(rdata == out.word, "wrong word", clock);
            compared++;
        }
        if (out.collided) {
            require(rdata != out.word && rdata != out.written, "a collision reads a word that can be relied on", clock);
            collisions++;
        }
        top.clk = 1;
        top.eval();
        out = read;
        if (top.re) {
            bool collides = top.we && top.waddr == top.raddr;
            read = {written[top.raddr] && !collides, written[top.raddr] && collides, model[top.raddr], data};
        }
        if (top.we) {
            model[top.waddr] = data;
            written[top.waddr] = true;
        }
    }
    require(compared > 100000 && collisions > 1000, "too little compared", compared, collisions);
    std::printf("ram_sdp: seed 3, %llu words, %llu collisions\n", (unsigned long long)compared,
                (unsigned long long)collisions);
    return 0;
}
