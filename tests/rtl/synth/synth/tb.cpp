// SPDX-License-Identifier: Apache-2.0
// dg_synth against the C library: runs of every generator that is built, 10^6 cells of each, with random seeds,
// kinds, lengths and pauses at both ends; edge addresses and seeds, runs across 2^64, words that are hard for the
// torus. At full rate a cell takes II clocks, counted.
#include "Vtop.h"
#include "hard_words.hpp"
#include <deltagen/numerics.h>

#ifndef CFG_II
#define CFG_II 1
#endif
#ifndef CFG_KINDS
#define CFG_KINDS 0x3F
#endif

static const uint64_t CELLS = 1000000; // of each generator
static const uint64_t EDGES[] = {0, 0xFFFFFFFF, (1ull << 53) - 1, 1ull << 53, (1ull << 53) + 1, UINT64_MAX};

struct Run {
    dg_kind kind;
    uint64_t seed;
    std::vector<uint64_t> addresses;
    double pause_in, pause_out;
};

struct Bench {
    Vtop top;
    Random random{41};
    uint64_t clock = 0, cells[6] = {};

    void reset()
    {
        top.rst = 1;
        top.s_axis_tvalid = 0;
        top.m_axis_tready = 0;
        top.eval();
        tick();
        top.rst = 0;
    }

    void tick()
    {
        top.clk = 1;
        top.eval();
        top.clk = 0;
        top.eval();
        clock++;
    }

    // Offers the beat, or what means nothing
    void offer(bool valid, const Run &run, size_t index)
    {
        uint64_t address = valid ? run.addresses[index] : random.next(), seed = valid ? run.seed : random.next();
        top.s_axis_tvalid = valid;
        top.s_axis_tlast = valid ? index + 1 == run.addresses.size() : random.below(2);
        top.s_axis_tuser = valid ? run.kind : random.below(8);
        top.s_axis_tdata[0] = (uint32_t)address;
        top.s_axis_tdata[1] = (uint32_t)(address >> 32);
        top.s_axis_tdata[2] = (uint32_t)seed;
        top.s_axis_tdata[3] = (uint32_t)(seed >> 32);
    }

    void check(const Run &run, size_t index)
    {
        uint64_t expected = dg_cell(run.kind, run.seed, run.addresses[index]);
        if (top.m_axis_tdata != expected)
            std::fprintf(stderr, "kind %u seed %llx address %llx\n", run.kind, (unsigned long long)run.seed,
                         (unsigned long long)run.addresses[index]);
        require(top.m_axis_tdata == expected, "wrong cell", top.m_axis_tdata, expected);
        require(top.m_axis_tlast == (index + 1 == run.addresses.size()), "tlast", index);
        cells[run.kind]++;
    }

    // Feeds runs, one directly after the other, and takes all cells; returns the clocks from the first to the last one.
    uint64_t pass(const std::vector<Run> &runs)
    {
        size_t in = 0, out = 0, fed = 0, taken = 0; // runs, and beats of the present ones
        uint64_t first = 0, held = 0, last_move = clock;
        bool stalled = false, offered = false;
        while (out < runs.size()) {
            const Run &feeding = runs[in < runs.size() ? in : 0];
            offered = in < runs.size() && (offered || !random.chance(feeding.pause_in));
            offer(offered, feeding, fed);
            top.m_axis_tready = !random.chance(runs[out].pause_out);
            top.eval();
            require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == held), "a cell changed while it waited",
                    clock);
            stalled = top.m_axis_tvalid && !top.m_axis_tready;
            held = top.m_axis_tdata;
            if (top.m_axis_tvalid && top.m_axis_tready) {
                check(runs[out], taken);
                first = out == 0 && taken == 0 ? clock : first;
                last_move = clock;
                if (++taken == runs[out].addresses.size()) {
                    taken = 0;
                    out++;
                }
            }
            if (offered && top.s_axis_tready) {
                offered = false;
                if (++fed == feeding.addresses.size()) {
                    fed = 0;
                    in++;
                }
            }
            require(clock - last_move < 100000, "nothing happens", fed, taken);
            tick();
        }
        top.s_axis_tvalid = 0;
        top.m_axis_tready = 1;
        top.eval();
        require(!top.m_axis_tvalid, "a cell too many");
        return clock - 1 - first;
    }
};

static Run make_run(Random &random, dg_kind kind, const std::vector<uint64_t> &hard)
{
    static const double PAUSES[] = {0, 0, 0.1, 0.9};
    Run run = {kind,
               random.below(4) ? random.next() : EDGES[random.below(6)],
               {},
               PAUSES[random.below(4)],
               PAUSES[random.below(4)]};
    if (CFG_II == 8 && run.pause_in == 0.9) // 7 clocks of 8 are a pause already
        run.pause_in = 0.5;
    uint64_t base = random.below(4) ? random.next() : EDGES[random.below(6)] - random.below(100);
    bool list = random.below(2) != 0;
    for (uint64_t n = 1 + random.below(random.below(2) ? 4000 : 3), i = 0; i < n; i++) {
        uint64_t x = random.below(4) ? hard[random.below(hard.size())] : random.next();
        bool shuffled = kind == DG_SHUFFLED32 || kind == DG_SHUFFLED64;
        uint64_t address = shuffled ? dg_feistel_inv(x ^ run.seed, run.seed) : x ^ run.seed;
        run.addresses.push_back(list ? address : base + i);
    }
    return run;
}

int main()
{
    Bench bench;
    std::vector<uint64_t> hard = hard_words(bench.random);
    std::vector<dg_kind> kinds;
    for (int kind = 0; kind < 6; kind++)
        if (CFG_KINDS >> kind & 1)
            kinds.push_back((dg_kind)kind);
    bench.reset();
    for (dg_kind kind : kinds) {
        Run run = {kind, 99, {}, 0, 0};
        for (uint64_t i = 0; i < 3000; i++)
            run.addresses.push_back(UINT64_MAX - 1500 + i);
        uint64_t clocks = bench.pass({run});
        require(clocks == (run.addresses.size() - 1) * CFG_II, "clocks of a run at full rate", clocks, kind);
        std::printf("%s: %.1f clocks a cell\n", dg_kind_name(kind), (double)clocks / 2999);
    }
    for (bool all = false; !all;) {
        all = true;
        for (dg_kind kind : kinds)
            all = all && bench.cells[kind] >= CELLS;
        std::vector<Run> runs;
        for (uint64_t n = 1 + bench.random.below(8); n > 0; n--)
            runs.push_back(make_run(bench.random, kinds[bench.random.below(kinds.size())], hard));
        bench.pass(runs);
        if (bench.random.below(20) == 0) { // what is under way is forgotten
            bench.top.s_axis_tvalid = bench.top.s_axis_tlast = bench.top.m_axis_tready = 1;
            bench.top.s_axis_tuser = kinds[bench.random.below(kinds.size())];
            for (uint64_t n = bench.random.below(200); n > 0; n--)
                bench.tick();
            bench.reset();
        }
    }
    for (dg_kind kind : kinds)
        std::printf("%s: %llu cells equal\n", dg_kind_name(kind), (unsigned long long)bench.cells[kind]);
    return 0;
}
