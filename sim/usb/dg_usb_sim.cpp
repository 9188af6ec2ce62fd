// SPDX-License-Identifier: Apache-2.0
// A Verilated dg_usb, Vtop, on the line host, behind the C interface of dg_sim.h: the bytes of run go over the bulk
// endpoints.
#include <algorithm>
#include <array>
#include <deque>
#include <new>

#include "Vtop.h"
#include "dg_sim.h"
#include "enumerate.hpp"
#include "host.hpp"
#include "vcd.hpp"
#include "verilated_device.hpp"

namespace
{
using usb::Ps;

constexpr uint8_t ADDRESS = 1, OUT = 0x01, IN = 0x81;
// Each way. What has come is seen when its transfer ends: within less time than the library leaves any frame.
constexpr size_t TRANSFER_BYTES = 512, TRANSFERS = 16;
constexpr dg_usb_times TIMES = {100, 100, 100, 3500, 100, 100};
constexpr int64_t PS_PER_SECOND = 1000000000000, TRANSACTION_BITS = 700;
constexpr int TRIES = 10; // at enumeration on a bad line, before whoever waits is asked whether it still does

struct Transfer : dg_usb_transfer {
    std::array<uint8_t, TRANSFER_BYTES> bytes;
    bool busy = false;
};
} // namespace

struct dg_sim {
    usb::Host host;
    std::array<Transfer, TRANSFERS> out{}, in{};
    std::deque<uint8_t> given; // has come, and nobody has taken it
    bool ready = false;        // configured

    explicit dg_sim(const dg_sim_config &config)
        : host(std::make_unique<usb::VerilatedDevice<Vtop>>(config.uid), TIMES, DG_USB_CLOCK_HZ)
    {
        dg_usb_faults faults{};
        faults.seed = 1;
        faults.bit_error = config.bit_error;
        faults.handshake_lost = faults.handshake_damaged = config.handshake / 2;
        faults.suspend = config.suspend;
        faults.offset_ppm = config.offset_ppm;
        host.set_faults(faults);
    }

    void make_ready();
    void submit(Transfer &transfer, uint8_t endpoint, size_t length);
    size_t send(const uint8_t *bytes, size_t n);
    void listen();
    void collect();
};

// Enumerates, again and again where the line is so bad that a request fails.
void dg_sim::make_ready()
{
    for (int i = 0; i < TRIES && !ready; i++)
        ready = host.attached() ? usb::enumerate(host, DG_USB_LINUX, ADDRESS) == DG_USB_OK : host.attach() && false;
}

void dg_sim::submit(Transfer &transfer, uint8_t endpoint, size_t length)
{
    transfer.address = ADDRESS;
    transfer.endpoint = endpoint;
    transfer.data = transfer.bytes.data();
    transfer.length = length;
    transfer.busy = true;
    host.schedule.submit(&transfer);
}

size_t dg_sim::send(const uint8_t *bytes, size_t n)
{
    size_t taken = 0;
    for (Transfer &transfer : out) {
        if (transfer.busy || taken == n)
            continue;
        size_t length = std::min(n - taken, TRANSFER_BYTES);
        std::copy(bytes + taken, bytes + taken + length, transfer.bytes.begin());
        taken += length;
        submit(transfer, OUT, length);
    }
    return taken;
}

void dg_sim::listen()
{
    for (Transfer &transfer : in)
        if (!transfer.busy)
            submit(transfer, IN, TRANSFER_BYTES);
}

// What failed is gone, as with any host: the layer above says it again.
void dg_sim::collect()
{
    while (auto *transfer = static_cast<Transfer *>(host.schedule.completed())) {
        transfer->busy = false;
        if (transfer->endpoint == IN)
            given.insert(given.end(), transfer->bytes.begin(),
                         transfer->bytes.begin() + static_cast<long>(transfer->actual));
        ready = ready && transfer->status != DG_USB_RESET && transfer->status != DG_USB_GONE;
    }
}

namespace
{
constexpr Ps time_of(uint64_t clocks)
{
    return static_cast<Ps>(clocks * (PS_PER_SECOND / DG_USB_CLOCK_HZ));
}

dg_sim *create(const dg_sim_config *config)
try {
    return new dg_sim(*config);
} catch (const std::bad_alloc &) {
    return nullptr;
}

void destroy(dg_sim *sim)
{
    delete sim;
}

uint64_t clocks(const dg_sim *sim)
{
    return static_cast<uint64_t>(sim->host.bus.now() / time_of(1));
}

uint64_t run(dg_sim *sim, const uint8_t *in, size_t n, size_t *taken, uint8_t *out, size_t max, size_t *got,
             uint64_t wanted)
{
    uint64_t begin = clocks(sim);
    Ps until = sim->host.bus.now() + time_of(wanted);
    *taken = *got = 0;
    do {
        sim->make_ready();
        sim->listen();
        *taken += sim->send(in + *taken, n - *taken);
        if (sim->given.empty())
            sim->host.run(std::max<Ps>(until - sim->host.bus.now(), 1),
                          [=] { return sim->host.schedule.has_completed(); });
        sim->collect();
    } while (sim->given.empty() && sim->host.bus.now() < until);
    *got = std::min(max, sim->given.size());
    std::copy(sim->given.begin(), sim->given.begin() + static_cast<long>(*got), out);
    sim->given.erase(sim->given.begin(), sim->given.begin() + static_cast<long>(*got));
    return clocks(sim) - begin;
}

int trace_start(dg_sim *sim, const char *path)
{
    sim->host.bus.recorder = usb::Vcd::open(path, sim->host.bus.now(), sim->host.bus.line());
    return sim->host.bus.recorder ? 0 : -1;
}

void trace_stop(dg_sim *sim)
{
    sim->host.bus.recorder.reset();
}

void reset(dg_sim *sim)
{
    usb::Host &host = sim->host;
    const uint64_t before = host.report.counters.cuts;
    if (sim->ready) {
        host.bus.cut_at(host.bus.now() + host.noise.between(1, usb::bits(TRANSACTION_BITS)), usb::Cut::RESET);
        host.run(usb::MS, [&] { return host.report.counters.cuts > before; });
        sim->collect();
    }
    sim->given.clear();
}

uint64_t faults(const dg_sim *sim)
{
    const dg_usb_counters &c = sim->host.report.counters;
    return c.bits_hit + c.handshakes_lost + c.handshakes_damaged + c.cuts;
}

const char *violation(const dg_sim *sim)
{
    const bool excused = faults(sim) > 0; // silence, as of a device that has its address while the host was not told
    for (const std::string &text : sim->host.report.violations)
        if (!excused || text.find("no answer") == std::string::npos)
            return text.c_str();
    return nullptr;
}

const dg_sim_api api = {
    sizeof(dg_sim_api),
    DG_SIM_ABI,
    DG_USB_CLOCK_HZ,
    DG_USB_MODEL,
    VERILATOR_VERSION,
    create,
    destroy,
    run,
    clocks,
    trace_start,
    trace_stop,
    true,
    reset,
    faults,
    violation,
};
} // namespace

extern "C" __attribute__((visibility("default"))) const dg_sim_api *dg_sim_entry(void)
{
    return &api;
}
