// SPDX-License-Identifier: Apache-2.0
// The line host in front of a Verilated device, Vtop, behind the C interface of dg_usb_host.h. DG_USB_MODEL and
// DG_USB_CLOCK_HZ come from make.
#include "dg_usb_host.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "Vtop.h"
#include "enumerate.hpp"
#include "host.hpp"
#include "vcd.hpp"
#include "verilated_device.hpp"

struct dg_usb_host {
    usb::Host host;
};

namespace
{
using usb::Ps;
constexpr Ps PS_PER_NS = 1000;

// As much of the caller's struct as there is; what an older caller does not know is 0.
template <class T> T taken(const T *from)
{
    T here{};
    if (from)
        std::memcpy(&here, from, std::min(sizeof here, from->size));
    return here;
}

dg_usb_host *create(const dg_usb_config *config)
try {
    dg_usb_config c = taken(config);
    auto device = std::make_unique<usb::VerilatedDevice<Vtop>>(c.uid);
    return new dg_usb_host{{std::move(device), c.times, c.clock_hz > 0 ? c.clock_hz : DG_USB_CLOCK_HZ}};
} catch (const std::bad_alloc &) {
    return nullptr;
}

void destroy(dg_usb_host *host)
{
    delete host;
}

bool attach(dg_usb_host *host)
{
    return host->host.attach();
}

void detach(dg_usb_host *host)
{
    host->host.detach();
}

bool attached(const dg_usb_host *host)
{
    return host->host.attached();
}

bool enabled(const dg_usb_host *host)
{
    return host->host.port.enabled();
}

void reset(dg_usb_host *host)
{
    host->host.reset();
}

void suspend(dg_usb_host *host)
{
    host->host.suspend();
}

void resume(dg_usb_host *host)
{
    host->host.resume();
}

void set_faults(dg_usb_host *host, const dg_usb_faults *faults)
{
    host->host.set_faults(taken(faults));
}

void submit(dg_usb_host *host, dg_usb_transfer *transfer)
{
    host->host.schedule.submit(transfer);
}

void cancel(dg_usb_host *host, dg_usb_transfer *transfer)
{
    host->host.schedule.cancel(transfer);
}

dg_usb_transfer *completed(dg_usb_host *host)
{
    return host->host.schedule.completed();
}

void run(dg_usb_host *host, uint64_t ns, bool until_completed)
{
    host->host.run(static_cast<Ps>(ns) * PS_PER_NS,
                   [=] { return until_completed && host->host.schedule.has_completed(); });
}

uint64_t now_ps(const dg_usb_host *host)
{
    return static_cast<uint64_t>(host->host.bus.now());
}

void reset_toggle(dg_usb_host *host, uint8_t address, uint8_t endpoint)
{
    host->host.schedule.reset_toggle(address, endpoint);
}

void reset_toggles(dg_usb_host *host, uint8_t address)
{
    host->host.schedule.reset_toggles(address);
}

dg_usb_status control(dg_usb_host *host, uint8_t address, const uint8_t setup[DG_USB_SETUP_BYTES], void *data,
                      size_t *actual)
{
    return host->host.control(address, usb::Bytes(setup, setup + DG_USB_SETUP_BYTES), data, actual);
}

dg_usb_status set_address(dg_usb_host *host, uint8_t from, uint8_t to)
{
    return host->host.set_address(from, to);
}

dg_usb_status enumerate(dg_usb_host *host, dg_usb_order order, uint8_t address)
{
    return usb::enumerate(host->host, order, address);
}

void counters(const dg_usb_host *host, dg_usb_counters *counters)
{
    *counters = host->host.report.counters;
}

const char *violation(const dg_usb_host *host, size_t number)
{
    const auto &violations = host->host.report.violations;
    return number < violations.size() ? violations[number].c_str() : nullptr;
}

int record_start(dg_usb_host *host, const char *path)
{
    host->host.bus.recorder = usb::Vcd::open(path, host->host.bus.now(), host->host.bus.line());
    return host->host.bus.recorder ? 0 : -1;
}

void record_stop(dg_usb_host *host)
{
    host->host.bus.recorder.reset();
}

const dg_usb_host_api api = {
    sizeof(dg_usb_host_api),
    DG_USB_HOST_ABI,
    DG_USB_CLOCK_HZ,
    DG_USB_MODEL,
    VERILATOR_VERSION,
    create,
    destroy,
    attach,
    detach,
    attached,
    reset,
    suspend,
    resume,
    set_faults,
    submit,
    cancel,
    completed,
    run,
    now_ps,
    reset_toggle,
    reset_toggles,
    control,
    set_address,
    enumerate,
    counters,
    violation,
    record_start,
    record_stop,
    enabled,
};
} // namespace

extern "C" __attribute__((visibility("default"))) const dg_usb_host_api *dg_usb_host_entry(void)
{
    return &api;
}
