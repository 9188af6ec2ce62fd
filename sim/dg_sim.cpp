// SPDX-License-Identifier: Apache-2.0
// A Verilated dg_core behind the C interface of dg_sim.h. DG_SIM_MODEL and DG_SIM_CLOCK_HZ come from mk/sim.mk.
#include "dg_sim.h"

#include <cstdio>
#include <memory>
#include <new>

#include "Vdg_core.h"
#include "verilated.h"
#include "verilated_fst_c.h"

namespace
{
constexpr int TRACE_DEPTH = 99;
constexpr int RESET_CLOCKS = 4;
constexpr int POWER_ON_NOISE = 2; // registers and memories that no reset sets start with random bits, as on a chip
constexpr int NOISE_SEED = 1;

VerilatedContext *prepare(VerilatedContext *context)
{
    context->randReset(POWER_ON_NOISE);
    context->randSeed(NOISE_SEED);
    context->traceEverOn(true);
    context->threads(1); // the caller's; else a pool would be started, one thread for each CPU
    return context;
}
} // namespace

struct dg_sim {
    // The context outlives the core, the core outlives the trace: destroyed from the last to the first.
    VerilatedContext context;
    Vdg_core core{prepare(&context)};
    std::unique_ptr<VerilatedFstC> trace;
    uint64_t clocks = 0;
};

namespace
{
void settle(dg_sim &sim, bool clk, uint64_t time)
{
    sim.core.clk = clk;
    sim.core.eval();
    if (sim.trace)
        sim.trace->dump(time);
}

// One clock: inputs settle while clk is low, registers take them over when it rises.
void rise(dg_sim &sim)
{
    settle(sim, true, 10 * sim.clocks + 5);
    sim.clocks++;
}

dg_sim *create(const dg_sim_config *config)
try {
    auto *sim = new dg_sim;
    sim->core.uid = config->uid;
    sim->core.s_axis_tvalid = 0;
    sim->core.m_axis_tready = 0;
    sim->core.link_error = 0;
    sim->core.link_clocks = 0;
    sim->core.s_axil_awvalid = 0;
    sim->core.s_axil_wvalid = 0;
    sim->core.s_axil_bready = 1;
    sim->core.s_axil_arvalid = 0;
    sim->core.s_axil_rready = 1;
    sim->core.rst = 1;
    for (int i = 0; i < RESET_CLOCKS; i++) {
        settle(*sim, false, 0);
        settle(*sim, true, 0);
    }
    sim->core.rst = 0;
    return sim;
} catch (const std::bad_alloc &) {
    return nullptr;
}

void trace_stop(dg_sim *sim)
{
    if (sim->trace)
        sim->trace->close();
    sim->trace.reset();
}

void destroy(dg_sim *sim)
{
    trace_stop(sim);
    sim->core.final();
    delete sim;
}

uint64_t run(dg_sim *sim, const uint8_t *in, size_t n, size_t *taken, uint8_t *out, size_t max, size_t *got,
             uint64_t clocks)
{
    Vdg_core &core = sim->core;
    uint64_t passed = 0;
    *taken = *got = 0;
    while (passed < clocks && *got < max) {
        core.s_axis_tvalid = *taken < n;
        core.s_axis_tdata = *taken < n ? in[*taken] : 0;
        core.m_axis_tready = 1;
        settle(*sim, false, 10 * sim->clocks);
        bool takes = core.s_axis_tvalid && core.s_axis_tready;
        bool gives = core.m_axis_tvalid;
        if (gives)
            out[(*got)++] = core.m_axis_tdata;
        rise(*sim);
        passed++;
        *taken += takes;
        if (!gives && *got > 0)
            break;
    }
    return passed;
}

uint64_t clocks(const dg_sim *sim)
{
    return sim->clocks;
}

int trace_start(dg_sim *sim, const char *path)
{
    // Asked first, since Verilator tells nobody why it could not open the file.
    FILE *probe = std::fopen(path, "w");
    if (probe == nullptr)
        return -1;
    std::fclose(probe);
    trace_stop(sim);
    sim->trace.reset(new (std::nothrow) VerilatedFstC);
    if (!sim->trace)
        return -1;
    sim->core.trace(sim->trace.get(), TRACE_DEPTH);
    sim->trace->open(path);
    return sim->trace->isOpen() ? 0 : -1;
}

const dg_sim_api api = {
    sizeof(dg_sim_api), DG_SIM_ABI, DG_SIM_CLOCK_HZ, DG_SIM_MODEL, VERILATOR_VERSION, create,  destroy, run, clocks,
    trace_start,        trace_stop, false,           nullptr,      nullptr,           nullptr,
};
} // namespace

extern "C" __attribute__((visibility("default"))) const dg_sim_api *dg_sim_entry(void)
{
    return &api;
}
