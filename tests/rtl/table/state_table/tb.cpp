// SPDX-License-Identifier: Apache-2.0
// dg_state_table against the delta-state algebra of numerics.md, written here as {reference, accumulator, count}.
// 1.5 million operations, one every INTERVAL clocks (1, or 8 for dg_state_table_iter): random ones on all contexts and
// on few, long runs on one context, alternations between two contexts at every distance, counts around 2^32; clears in
// mid-stream; resets.
// Every result is compared, and that it comes exactly LATENCY clocks after its operation.
#include "Vtop.h"
#include "frames.hpp"
#include <array>
#include <deque>

#ifndef CFG_CONTEXTS
#define CFG_CONTEXTS 256
#endif

#ifndef CFG_LATENCY
#define CFG_LATENCY  16
#define CFG_INTERVAL 1
#endif

static const unsigned CONTEXTS = CFG_CONTEXTS;
static const uint64_t LATENCY = CFG_LATENCY, INTERVAL = CFG_INTERVAL;
static const uint64_t CLEARING = INTERVAL * (CONTEXTS + 1) - 1; // the longest: behind an operation just accepted

enum Op { LOAD, ACCUM, READ, SWAP, SWAP_KEEP, REFERENCE, ACCUMULATOR, COUNT };

struct Operation {
    Op op;
    unsigned context;
    uint64_t operand;
    uint32_t inc;
};

struct Context {
    uint64_t reference = 0, accumulator = 0, count = 0;

    void load(uint64_t value)
    {
        *this = Context();
        reference = value;
    }
    // true where the operation returns something
    bool apply(const Operation &o, uint64_t &result)
    {
        uint64_t value = reference ^ accumulator;
        switch (o.op) {
        case LOAD:
            load(o.operand);
            return false;
        case ACCUM:
            accumulator ^= o.operand;
            count = count + o.inc > UINT32_MAX ? UINT32_MAX : count + o.inc;
            return false;
        case READ:
            result = value;
            return true;
        case SWAP:
            result = value;
            load(o.operand);
            return true;
        case SWAP_KEEP:
            result = value;
            load(value);
            return true;
        case REFERENCE:
            result = reference;
            return true;
        case ACCUMULATOR:
            result = accumulator;
            return true;
        default:
            result = count;
            return true;
        }
    }
};

struct Due {
    uint64_t clock, value;
};

struct Bench {
    Vtop top;
    Random random{20240817};
    std::array<Context, CONTEXTS> model;
    std::deque<Due> due;
    uint64_t clock = 0, operations = 0, results = 0;

    void tick()
    {
        top.clk = 0;
        top.eval();
        if (top.rst)
            due.clear();
        else if (top.m_axis_tvalid) {
            require(!due.empty() && due.front().clock == clock, "a result that is not due", clock);
            require(top.m_axis_tdata == due.front().value, "wrong result", top.m_axis_tdata, due.front().value);
            due.pop_front();
            results++;
        } else
            require(due.empty() || due.front().clock != clock, "a result is missing", clock);
        top.clk = 1;
        top.eval();
        clock++;
    }

    void idle()
    {
        // what lies on the bus without tvalid must not matter
        top.s_axis_tvalid = 0;
        top.s_axis_tdata = random.next();
        top.s_axis_tuser = random.next() & 0x7FFFFFFFFFF;
        tick();
    }

    void wait_ready(uint64_t most)
    {
        for (uint64_t n = 0; !top.s_axis_tready; n++) {
            require(n < most, "not ready for too long", n);
            idle();
            top.clk = 0;
            top.eval();
        }
    }

    void reset()
    {
        top.rst = 1;
        for (int i = 0; i < 3; i++)
            idle();
        top.rst = 0;
        model.fill(Context());
        top.eval();
        require(!top.s_axis_tready, "ready before the table is clear");
        wait_ready(CLEARING);
    }

    // One operation, taken INTERVAL clocks after the one before.
    void run(const Operation &o, bool clear = false)
    {
        wait_ready(INTERVAL - 1);
        top.s_axis_tvalid = 1;
        top.s_axis_tdata = o.operand;
        top.s_axis_tuser = (uint64_t)o.inc << 11 | o.context << 3 | o.op;
        top.clear = clear;
        top.eval();
        uint64_t result;
        if (model[o.context].apply(o, result))
            due.push_back({clock + LATENCY, result});
        tick();
        operations++;
        top.clear = 0;
        if (clear) {
            model.fill(Context());
            wait_ready(CLEARING);
        }
    }

    Operation any(unsigned context)
    {
        static const Op usual[] = {ACCUM, ACCUM, ACCUM, ACCUM, READ, COUNT};
        Op op = random.below(3) ? usual[random.below(6)] : (Op)random.below(8);
        uint32_t inc = 1;
        if (random.below(8) == 0)
            inc = (uint32_t)random.next() >> random.below(32);
        return {op, context, random.next(), inc};
    }

    void dump()
    {
        for (unsigned c = 0; c < CONTEXTS; c++)
            for (Op op : {REFERENCE, ACCUMULATOR, COUNT, READ})
                run({op, c, random.next(), 1});
    }

    // A workers of few contexts, so that distances from 1 to 16 between equal ones are all frequent.
    void pools()
    {
        for (unsigned workers : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 9u, 12u, 16u}) {
            unsigned base = (unsigned)random.below(CONTEXTS);
            for (int i = 0; i < 40000; i++)
                run(any((base + (unsigned)random.below(workers)) % CONTEXTS));
        }
    }

    // One context every `distance` clocks, others between.
    void distances()
    {
        for (unsigned distance = 1; distance <= 16; distance++)
            for (int i = 0; i < 20000; i++) {
                bool turn = i % distance == 0;
                unsigned context = turn ? 5 : (6 + i % distance) % CONTEXTS;
                run(any(context));
            }
    }

    void runs()
    {
        for (int i = 0; i < 200; i++) {
            unsigned context = (unsigned)random.below(CONTEXTS);
            for (uint64_t n = random.below(2000); n > 0; n--)
                run({ACCUM, context, random.next(), 1});
            dump_one(context);
        }
    }

    void dump_one(unsigned context)
    {
        for (Op op : {COUNT, REFERENCE, ACCUMULATOR, READ})
            run({op, context, 0, 1});
    }

    // Counts that pass 2^8, 2^16, 2^24 and 2^32 in every small number of steps, alone and interleaved.
    void saturation()
    {
        for (unsigned bits : {8u, 16u, 24u, 32u})
            for (uint32_t below = 0; below < 12; below++)
                for (uint32_t step : {1u, 2u, 255u, 65535u, 0xFFFFFFu, 0xFFFFFFFFu})
                    for (unsigned others = 0; others < 7; others++) {
                        uint32_t start = (uint32_t)((UINT64_C(1) << bits) - 1 - below);
                        run({SWAP, 3, random.next(), 1});
                        run({ACCUM, 3, random.next(), start});
                        for (int i = 0; i < 14; i++) {
                            run(i % 3 == 2 ? Operation{COUNT, 3, 0, 1} : Operation{ACCUM, 3, random.next(), step});
                            for (unsigned k = 0; k < others; k++)
                                run(any(4 + k));
                        }
                        run({COUNT, 3, 0, 1});
                    }
    }

    void clears()
    {
        for (int i = 0; i < 100; i++) {
            for (uint64_t n = random.below(3 * CONTEXTS); n > 0; n--)
                run(any((unsigned)random.below(random.below(2) ? 4 : CONTEXTS)));
            run(any((unsigned)random.below(CONTEXTS)), true);
            if (random.below(2))
                dump();
        }
    }

    void gaps()
    {
        for (int i = 0; i < 60000; i++) {
            while (random.below(3) == 0)
                idle();
            run(any((unsigned)random.below(3)));
        }
    }

    void everywhere()
    {
        for (int i = 0; i < 400000; i++)
            run(any((unsigned)random.below(CONTEXTS)));
    }
};

int main()
{
    Bench b;
    b.top.clear = 0;
    b.reset();
    b.dump();
    uint64_t start = b.clock, done = b.operations;
    b.pools();
    b.distances();
    b.runs();
    b.saturation();
    b.everywhere();
    b.dump();
    uint64_t clocks = b.clock - start, operations = b.operations - done;
    require(clocks == operations * INTERVAL, "operations do not follow each other", clocks, operations);
    b.clears();
    b.gaps();
    for (int i = 0; i < 20; i++) { // a reset in mid-stream leaves nothing behind
        for (int n = 0; n < 100; n++)
            b.run(b.any((unsigned)b.random.below(CONTEXTS)));
        b.reset();
        b.dump();
    }
    for (uint64_t i = 0; i < LATENCY; i++)
        b.idle();
    require(b.due.empty(), "results are missing", b.due.size());
    std::printf("state_table: seed 20240817, %llu operations in %llu clocks, then %llu in all, %llu results\n",
                (unsigned long long)operations, (unsigned long long)clocks, (unsigned long long)b.operations,
                (unsigned long long)b.results);
    return 0;
}
