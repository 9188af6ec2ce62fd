// SPDX-License-Identifier: Apache-2.0
// dg_lanes_top through its pins: commands as a host sends them bit by bit, every bit of the answer, with the lanes'
// clock slower than, faster than and unrelated to that of the serial side.
#include "Vtop.h"
#include "frames.hpp"
#include "lanes_model.hpp"

static const unsigned LANES = CFG_LANES, BIT = CFG_CLOCKS_PER_BIT;

struct Bench {
    Vtop top;
    unsigned lanes_period; // in units of which clk takes 2 * 100
    uint64_t time = 0, lanes_edge = 0;

    explicit Bench(unsigned period) : lanes_period(period)
    {
        top.rxd = 1;
        top.rst = 1;
        clocks(100);
        top.rst = 0;
        clocks(100);
    }

    void until(uint64_t end)
    {
        for (; lanes_edge < end; lanes_edge += lanes_period) {
            top.clk_lanes = !top.clk_lanes;
            top.eval();
        }
        time = end;
    }

    void clocks(unsigned n)
    {
        for (; n > 0; n--)
            for (int level = 0; level < 2; level++) {
                until(time + 100);
                top.clk = level;
                top.eval();
            }
    }

    void send(uint8_t byte)
    {
        unsigned bits = 0x200u | (unsigned)byte << 1;
        for (unsigned i = 0; i < 10; i++) {
            top.rxd = bits >> i & 1;
            clocks(BIT);
        }
    }

    uint8_t receive()
    {
        for (unsigned waited = 0; top.txd; waited++) {
            require(waited < 100000, "an answer in time", lanes_period, time);
            clocks(1);
        }
        clocks(BIT + BIT / 2);
        unsigned byte = 0;
        for (unsigned i = 0; i < 8; i++) {
            byte |= (unsigned)top.txd << i;
            clocks(BIT);
        }
        require(top.txd, "a stop bit");
        return (uint8_t)byte;
    }

    void run(uint64_t seed, uint32_t count)
    {
        for (unsigned i = 0; i < 12; i++)
            send((uint8_t)(i < 8 ? seed >> 8 * i : count >> 8 * (i - 8)));
        LanesModel model(LANES, seed, count);
        for (unsigned i = 0; i < 8; i++)
            require(receive() == (uint8_t)(model.sum >> 8 * i), "byte", i, count);
        clocks(BIT);
    }
};

int main()
{
    const unsigned periods[] = {100, 13, 61, 190};
    for (unsigned period : periods) {
        Bench bench(period);
        bench.run(0x0123456789ABCDEF, 3);
        bench.run(0, 1);
        bench.run(UINT64_MAX, 77);
    }
}
