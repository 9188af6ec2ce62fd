// SPDX-License-Identifier: Apache-2.0
// dg_synth_unit (with dg_run_address, dg_pack, dg_fold, dg_verify in it) against the C library's cells: random commands
// of every mode and generator, stalls on both sides, edge addresses; and the rate of a cell each II clocks and lane.
#include "Vtop.h"
#include "frames.hpp"
#include <cstring>
#include <deltagen/deltagen.h>

#ifndef CFG_II
#define CFG_II 1
#endif
#ifndef CFG_LANES
#define CFG_LANES 1
#endif
#ifndef CFG_KINDS
#define CFG_KINDS 0x3F
#endif

enum Mode { RUN, LIST, FOLD, VERIFY };

struct Command {
    Mode mode;
    dg_kind kind;
    uint64_t seed, base;
    uint32_t count;
    Words in; // addresses or data
};

static Vtop top;
static Random random_(11), noise(12);
static uint64_t cells;

static bool narrow(dg_kind kind)
{
    return dg_cell_size(kind) == 4;
}

static Words packed(const Command &c)
{
    Words out;
    for (uint32_t i = 0; i < c.count; i++) {
        uint64_t cell = dg_cell(c.kind, c.seed, c.mode == LIST ? c.in[i] : c.base + i);
        if (narrow(c.kind) && i % 2 == 1)
            out.back() |= cell << 32;
        else
            out.push_back(cell);
    }
    return out;
}

static Words expected(const Command &c)
{
    Words run = packed(c);
    if (c.mode == RUN || c.mode == LIST)
        return run;
    if (c.mode == FOLD) {
        uint64_t sum = 0;
        for (uint64_t word : run)
            sum ^= word;
        return {sum};
    }
    uint32_t mismatches = 0, first = UINT32_MAX;
    uint64_t origin = 0;
    for (uint32_t i = 0; i < c.count; i++) {
        unsigned shift = narrow(c.kind) ? 32 * (i % 2) : 0;
        size_t word = narrow(c.kind) ? i / 2 : i;
        uint64_t difference = (run[word] ^ c.in[word]) >> shift;
        if (narrow(c.kind) ? (uint32_t)difference == 0 : difference == 0)
            continue;
        if (mismatches++ == 0) {
            first = i;
            origin = c.kind == DG_FEISTEL ? dg_feistel_inv(c.in[word], c.seed) : 0;
        }
    }
    return {(uint64_t)first << 32 | mismatches, origin};
}

static void tick()
{
    top.clk = 1;
    top.eval();
    cells += top.cells;
    top.clk = 0;
    top.eval();
}

static void put_command(const Command &c)
{
    // {count, base, seed, kind, mode}, from bit 0 up
    const uint64_t fields[] = {c.mode, c.kind, c.seed, c.base, c.count};
    const unsigned widths[] = {2, 3, 64, 64, 32};
    for (int w = 0; w < 6; w++)
        top.s_cmd_tdata[w] = 0;
    for (unsigned f = 0, at = 0; f < 5; f++)
        for (unsigned bit = 0; bit < widths[f]; bit++, at++)
            top.s_cmd_tdata[at / 32] |= (uint32_t)(fields[f] >> bit & 1) << (at % 32);
}

// Runs one command; returns the clocks it took. rate: chance that either side is ready.
static uint64_t run(const Command &c, double rate)
{
    Words want = expected(c);
    size_t sent = 0, got = 0;
    bool taken = false, offered = false;
    uint64_t clocks = 0, limit = 4000 + 40 * (uint64_t)CFG_II * (c.count + 20);
    cells = 0;
    put_command(c);
    while (got < want.size()) {
        require(clocks++ < limit, "it ends", got, want.size());
        top.s_cmd_tvalid = !taken;
        offered = sent < c.in.size() && (offered || noise.chance(rate));
        top.s_axis_tvalid = offered;
        top.s_axis_tdata = offered ? c.in[sent] : noise.next();
        top.s_axis_tlast = offered && sent + 1 == c.in.size();
        top.m_axis_tready = noise.chance(rate);
        top.eval();
        if (top.m_axis_tvalid && top.m_axis_tready) {
            bool last = got + 1 == want.size();
            bool half = last && (c.mode == RUN || c.mode == LIST) && narrow(c.kind) && c.count % 2 == 1;
            require(top.m_axis_tdata == want[got], "result", top.m_axis_tdata, want[got]);
            require(top.m_axis_tkeep == (half ? 0x0F : 0xFF), "tkeep", top.m_axis_tkeep);
            require(top.m_axis_tlast == last, "tlast", got, want.size());
            got++;
        }
        bool took = top.s_axis_tvalid && top.s_axis_tready;
        taken = taken || (top.s_cmd_tvalid && top.s_cmd_tready);
        tick();
        sent += took;
        offered = offered && !took;
    }
    top.s_cmd_tvalid = top.s_axis_tvalid = 0;
    require(sent == c.in.size(), "everything was taken", sent, c.in.size());
    for (int i = 0; i < 4; i++) {
        require(!top.m_axis_tvalid, "nothing more comes");
        tick();
    }
    // what VERIFY asks the inverse generator is a cell too
    bool asked = c.mode == VERIFY && c.kind == DG_FEISTEL && (uint32_t)want[0] != 0;
    require(cells == c.count + asked, "cells counted", cells, c.count);
    return clocks;
}

static uint64_t address()
{
    static const uint64_t edges[] = {0,          UINT32_MAX,      1ull << 32,         (1ull << 53) - 1,
                                     1ull << 53, UINT64_MAX - 20, UINT64_MAX,         0xFFFF,
                                     0xFFFFFFF8, 0xFFFFFFFFFFF8,  251ull * 257 * 263, 283ull << 40};
    return random_.chance(0.3) ? edges[random_.below(sizeof edges / sizeof *edges)] : random_.next();
}

static Command any_command(uint32_t longest)
{
    Command c;
    c.mode = (Mode)random_.below(4);
    do
        c.kind = (dg_kind)random_.below(c.mode == FOLD || c.mode == VERIFY ? 5 : 6);
    while (!(CFG_KINDS >> c.kind & 1));
    c.seed = address();
    c.base = address();
    c.count = 1 + (uint32_t)random_.below(longest);
    if (c.mode == LIST)
        for (uint32_t i = 0; i < c.count; i++)
            c.in.push_back(address());
    if (c.mode == VERIFY) {
        c.in = packed(c);
        while (random_.chance(0.6)) // one byte wrong, or a word that belongs elsewhere
            if (random_.chance(0.5))
                c.in[random_.below(c.in.size())] ^= (uint64_t)(1 + random_.below(255)) << (8 * random_.below(8));
            else
                c.in[random_.below(c.in.size())] = dg_cell(c.kind, c.seed, address());
    }
    return c;
}

int main()
{
    top.clk = 0;
    top.rst = 1;
    for (int i = 0; i < 4; i++)
        tick();
    top.rst = 0;
    const int runs = CFG_II == 1 ? 4000 : 1500;
    uint64_t total = 0;
    for (int i = 0; i < runs; i++) {
        Command c = any_command(random_.chance(0.1) ? 600 : 12);
        run(c, random_.chance(0.4) ? 1.0 : 0.3);
        total += c.count;
    }
    for (int kind = 0; kind < 5; kind++) {
        if (!(CFG_KINDS >> kind & 1))
            continue;
        const uint32_t long_run = 5000;
        Command c = {RUN, (dg_kind)kind, 99, 12345, long_run, {}};
        uint64_t clocks = run(c, 1.0);
        require(clocks <= CFG_II * long_run + 300, "RUN: a cell each II clocks", clocks, long_run);
        c.mode = FOLD;
        c.count = long_run * CFG_LANES;
        clocks = run(c, 1.0);
        require(clocks <= CFG_II * long_run + 300, "FOLD: a cell each II clocks and lane", clocks, long_run);
    }
    std::printf("%llu cells in %d random commands\n", (unsigned long long)total, runs);
    return 0;
}
