// SPDX-License-Identifier: Apache-2.0
// dg_verify against a comparison cell by cell: random runs of both cell widths and every tail, with no, one, few or all
// cells wrong, by one bit or by many; pauses on both streams; a million words.
#include "Vtop.h"
#include "frames.hpp"

struct Verdict {
    uint32_t mismatches = 0, first = UINT32_MAX;
    uint64_t found = 0;
};

struct Run {
    bool narrow;
    size_t cells;
    Words data, generated;

    size_t words() const
    {
        return data.size();
    }
    Verdict expected() const
    {
        Verdict verdict;
        for (size_t i = 0; i < cells; i++) {
            size_t word = narrow ? i / 2 : i;
            uint64_t difference = data[word] ^ generated[word];
            if (narrow)
                difference = (uint32_t)(difference >> 32 * (i % 2));
            if (difference != 0 && verdict.mismatches++ == 0) {
                verdict.first = (uint32_t)i;
                verdict.found = data[word];
            }
        }
        return verdict;
    }
};

struct Bench {
    Vtop top;
    Random random{23};

    void tick()
    {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
        top.start = 0;
    }

    Run make()
    {
        Run run;
        run.narrow = random.below(2);
        run.cells = 1 + random.below(random.below(3) ? 200 : 4);
        run.generated.resize(run.narrow ? (run.cells + 1) / 2 : run.cells);
        for (uint64_t &word : run.generated)
            word = random.next();
        run.data = run.generated;
        if (run.narrow && run.cells % 2 == 1)
            run.data.back() ^= random.next() << 32; // past the end: must not count
        const double rates[] = {0, 0.02, 0.3, 1};
        double rate = rates[random.below(4)];
        for (uint64_t &word : run.data)
            if (random.chance(rate))
                word ^= random.below(2) ? 1ull << random.below(64) : random.next();
        return run;
    }

    void pass(const Run &run, double pause_data, double pause_generated)
    {
        size_t data = 0, generated = 0;
        top.start = 1;
        top.narrow = run.narrow;
        tick();
        while (data < run.words()) {
            bool last = generated + 1 == run.words();
            top.s_axis_tvalid = top.s_axis_tvalid || !random.chance(pause_data);
            top.s_axis_gen_tvalid = top.s_axis_gen_tvalid || !random.chance(pause_generated);
            top.s_axis_tdata = top.s_axis_tvalid ? run.data[data] : random.next();
            top.s_axis_gen_tdata = top.s_axis_gen_tvalid ? run.generated[generated] : random.next();
            top.s_axis_gen_tlast = top.s_axis_gen_tvalid && last;
            top.s_axis_gen_tkeep = last && run.narrow && run.cells % 2 == 1 ? 0x0F : 0xFF;
            top.eval();
            bool takes = top.s_axis_tvalid && top.s_axis_tready;
            require(takes == (top.s_axis_gen_tvalid && top.s_axis_gen_tready), "a word of one stream alone", data);
            require(!top.done, "done too early", data);
            tick();
            if (takes) {
                data++;
                generated++;
                top.s_axis_tvalid = top.s_axis_gen_tvalid = 0;
            }
        }
        top.s_axis_gen_tlast = 0;
        for (unsigned clock = 1; clock < 3; clock++, tick())
            require(!top.done, "done too early", clock);
        Verdict verdict = run.expected();
        require(top.done, "done is late");
        require(top.mismatches == verdict.mismatches, "mismatches", top.mismatches, verdict.mismatches);
        require(top.first == verdict.first, "first mismatch", top.first, verdict.first);
        require(verdict.mismatches == 0 || top.found == verdict.found, "found", top.found, verdict.found);
        tick();
        require(!top.done, "done twice");
    }
};

int main()
{
    Bench bench;
    uint64_t words = 0, runs = 0;
    bench.top.rst = 1;
    bench.tick();
    bench.tick();
    bench.top.rst = 0;
    for (; words < 1000000; runs++) {
        Run run = bench.make();
        bench.pass(run, (double)bench.random.below(3) / 3, (double)bench.random.below(3) / 3);
        words += run.words();
    }
    std::printf("%llu words in %llu runs\n", (unsigned long long)words, (unsigned long long)runs);
    return 0;
}
