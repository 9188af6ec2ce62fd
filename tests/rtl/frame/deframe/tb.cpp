// SPDX-License-Identifier: Apache-2.0
// dg_deframe against the receiver of frames.hpp: good frames, damaged ones, aborted ones, garbage, empty frames,
// with pauses and at a byte a clock;
// frames whose CRC ends wrong in one bit alone, each of the 32.
#include "Vtop.h"
#include "frames.hpp"

static Vtop top;
static std::vector<Bytes> frames;
static Bytes frame;
static unsigned bad_frames, since_last = 100;

static void step()
{
    top.clk = 0;
    top.eval();
    top.clk = 1;
    top.eval();
    bad_frames += top.bad_frame;
    since_last++;
    if (!top.m_axis_tvalid)
        return;
    require(since_last > 8, "8 clocks without a word after tlast", since_last);
    unsigned bytes = (unsigned)__builtin_popcount(top.m_axis_tkeep);
    require(top.m_axis_tkeep == (1u << bytes) - 1 && bytes > 0, "tkeep has no holes", top.m_axis_tkeep);
    require(top.m_axis_tlast || bytes == 8, "only the last word is short");
    require(bytes == 8 || top.m_axis_tdata >> (8 * bytes) == 0, "unused bytes are zero", top.m_axis_tdata);
    put_word(frame, top.m_axis_tdata, bytes);
    if (!top.m_axis_tlast)
        return;
    if (!top.m_axis_tuser)
        frames.push_back(frame);
    frame.clear();
    since_last = 0;
}

// The next stretch of line: mostly one frame, whole or damaged.
static Bytes stretch(Random &random)
{
    Bytes body;
    for (uint64_t n = random.chance(0.1) ? random.below(8) : 8 + random.below(60); n > 0; n--)
        body.push_back(random.byte());
    Bytes line = to_line(body);
    switch (random.below(12)) {
    case 0:
        line[random.below(line.size())] ^= (uint8_t)(1u << random.below(8));
        break;
    case 1:
        line.resize(random.below(line.size()));
        break;
    case 2:
        line.back() = 0x7D;
        line.push_back(0x7E);
        break;
    case 3:
        line.insert(line.begin(), random.below(4), 0x7E);
        break;
    case 4:
        line.erase(line.begin() + (long)random.below(line.size()));
        break;
    case 5:
        line.insert(line.begin() + (long)random.below(line.size()), random.byte());
        break;
    default:
        break;
    }
    return line;
}

// What to change of a frame's last four bytes so that the CRC over all of it ends with bit k alone wrong: k's way
// through the register, 32 clocks back.
static uint32_t before(unsigned k)
{
    uint32_t crc = 1u << k;
    for (int i = 0; i < 32; i++)
        crc = crc >> 31 ? (crc ^ 0xEDB88320u) << 1 | 1 : crc << 1;
    return crc;
}

static Bytes one_bit_wrong(unsigned k, Random &random)
{
    Bytes body;
    for (int i = 0; i < 20; i++)
        body.push_back((uint8_t)random.next());
    put_word(body, crc_of(body) ^ before(k), 4);
    Bytes line;
    for (uint8_t b : body) {
        bool special = b == 0x7E || b == 0x7D;
        if (special)
            line.push_back(0x7D);
        line.push_back(special ? b ^ 0x20 : b);
    }
    line.push_back(0x7E);
    return line;
}

int main()
{
    Random random(2);
    Receiver model;
    top.rst = 1;
    step();
    step();
    top.rst = 0;
    for (unsigned run = 0; run < 20000; run++) {
        bool slow = random.chance(0.3);
        for (uint8_t b : run < 32 ? one_bit_wrong(run, random) : stretch(random)) {
            while (slow && random.chance(0.5)) {
                top.s_axis_tvalid = 0;
                top.s_axis_tdata = random.byte();
                step();
            }
            require(top.s_axis_tready, "a byte a clock");
            top.s_axis_tvalid = 1;
            top.s_axis_tdata = b;
            model.take(b);
            step();
        }
    }
    top.s_axis_tvalid = 0;
    for (int i = 0; i < 5; i++)
        step();
    require(frames.size() > 5000 && model.bad > 1000, "the test sees every case", frames.size(), model.bad);
    require(model.aborted > 500 && model.empty > 500, "and the others", model.aborted, model.empty);
    require(frames.size() == model.frames.size(), "number of frames", frames.size(), model.frames.size());
    for (size_t i = 0; i < frames.size(); i++)
        require(frames[i] == model.frames[i], "frame", i);
    require(bad_frames == model.bad, "number of bad frames", bad_frames, model.bad);
    return 0;
}
