// SPDX-License-Identifier: Apache-2.0
// A board's Verilated netlist behind the C interface of dg_sim.h: bytes go over its serial pins bit by bit, at the
// board's first RATE. DG_SIM_MODEL, DG_SIM_CLOCK_HZ and RATE are those of tests/netlist/board.py.
#include "board.h"
#include "dg_sim.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include "Vboard.h"
#include "uart_line.hpp"
#include "verilated.h"

namespace
{
constexpr int BUTTON_CLOCKS = 4, RESET_CLOCKS = 65536 + 16; // dg_reset's, with what it takes to see the button
constexpr int POWER_ON_NOISE = 2;                           // what nothing initializes starts with random bits
constexpr int NOISE_SEED = 1;
constexpr uint64_t CLOCKS_MAX = 12000000; // twice what the test takes on any board: without it, broken gates would run
                                          // until the library's patience ends, in real time

VerilatedContext *prepare(VerilatedContext *context)
{
    context->randReset(POWER_ON_NOISE);
    context->randSeed(NOISE_SEED);
    return context;
}
} // namespace

struct dg_sim {
    VerilatedContext context;
    Vboard board{prepare(&context)};
    Noise clean{NOISE_SEED};
    Sender sender{clean};
    Receiver receiver{clean};
    uint64_t clocks = 0;
};

namespace
{
void clock(dg_sim &sim)
{
    sim.board.clk = 0;
    sim.board.eval();
    sim.board.clk = 1;
    sim.board.eval();
    if (++sim.clocks > CLOCKS_MAX) {
        fprintf(stderr, "%s: not done after %llu clocks\n", DG_SIM_MODEL, (unsigned long long)CLOCKS_MAX);
        abort();
    }
}

dg_sim *create(const dg_sim_config *)
try {
    auto *sim = new dg_sim;
    sim->sender.clocks_per_bit = sim->receiver.clocks_per_bit = (double)DG_SIM_CLOCK_HZ / RATE;
    sim->board.rxd = 1;
    sim->board.rst = 1;
    for (int i = 0; i < BUTTON_CLOCKS; i++)
        clock(*sim);
    sim->board.rst = 0;
    for (int i = 0; i < RESET_CLOCKS; i++)
        clock(*sim);
    sim->clocks = 0;
    return sim;
} catch (const std::bad_alloc &) {
    return nullptr;
}

void destroy(dg_sim *sim)
{
    sim->board.final();
    delete sim;
}

uint64_t run(dg_sim *sim, const uint8_t *in, size_t n, size_t *taken, uint8_t *out, size_t max, size_t *got,
             uint64_t clocks)
{
    uint64_t passed = 0;
    *taken = *got = 0;
    while (passed < clocks && *got < max) {
        if (!sim->sender.busy() && *taken < n)
            sim->sender.send(in[(*taken)++]);
        sim->board.rxd = sim->sender.step();
        clock(*sim);
        passed++;
        if (auto byte = sim->receiver.step(sim->board.txd))
            out[(*got)++] = *byte;
        else if (*got > 0)
            break;
    }
    return passed;
}

uint64_t clocks(const dg_sim *sim)
{
    return sim->clocks;
}

int trace_start(dg_sim *, const char *)
{
    return -1; // none: a trace of every gate helps nobody
}

void trace_stop(dg_sim *)
{
}

const dg_sim_api api = {
    sizeof(dg_sim_api), DG_SIM_ABI, DG_SIM_CLOCK_HZ, DG_SIM_MODEL, VERILATOR_VERSION, create, destroy, run, clocks,
    trace_start,        trace_stop,
};
} // namespace

extern "C" __attribute__((visibility("default"))) const dg_sim_api *dg_sim_entry(void)
{
    return &api;
}
