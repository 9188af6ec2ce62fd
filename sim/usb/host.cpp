// SPDX-License-Identifier: Apache-2.0
#include "host.hpp"

namespace usb
{
namespace
{
constexpr Ps PATIENCE = 1000 * MS; // for a pull-up, for a control transfer
constexpr int64_t TRANSACTION_BITS = 700;
} // namespace

Times::Times(const dg_usb_times &times)
{
    auto or_default = [](uint32_t us, Ps by_default) { return (us > 0 ? us : by_default) * US; };
    debounce = or_default(times.debounce_us, 100000);
    reset = or_default(times.reset_us, 10000);
    recovery = or_default(times.recovery_us, 10000);
    suspend = or_default(times.suspend_us, 5000);
    resume = or_default(times.resume_us, 20000);
    address = or_default(times.address_us, 2000);
}

Host::Host(std::unique_ptr<Device> d, const dg_usb_times &t, uint32_t core_hz)
    : times(t), device(std::move(d)), bus(*device, report, noise, core_hz)
{
    schedule.before_transaction = [this] { throw_in_fault(); };
}

bool Host::attach()
{
    bus.forget_cut();
    port.disable();
    bus.plug(true);
    Ps limit = bus.now() + PATIENCE;
    while (!bus.pull_up() && bus.now() < limit)
        bus.step();
    if (!bus.pull_up())
        return false;
    bus.advance(bus.now() + times.debounce);
    if (bus.line() == Line::J)
        return true;
    report.violation(bus.now(), "the line is not J at attach: no device of full speed");
    return false;
}

void Host::detach()
{
    bus.forget_cut();
    bus.release();
    bus.plug(false);
    port.disable();
    suspended = false;
    schedule.complete_all(DG_USB_GONE);
}

void Host::reset()
{
    bus.forget_cut();
    schedule.complete_all(DG_USB_RESET);
    suspended = false;
    port.reset(times.reset);
    schedule.start_frames();
    schedule.idle(bus.now() + times.recovery);
}

void Host::suspend()
{
    bus.forget_cut();
    suspended = true;
    report.counters.suspends++;
}

void Host::resume()
{
    suspended = false;
    port.resume(times.resume);
    schedule.start_frames();
    schedule.idle(bus.now() + times.recovery);
}

void Host::set_faults(const dg_usb_faults &faults)
{
    noise.seed(faults.seed);
    port.bit_error = faults.bit_error;
    port.dribble = faults.dribble;
    transactions.handshake_lost = faults.handshake_lost;
    transactions.handshake_damaged = faults.handshake_damaged;
    reset_chance = faults.reset;
    suspend_chance = faults.suspend;
    bus.set_offset(faults.offset_ppm);
    bus.jitter = faults.jitter_ps;
    bus.skew = faults.skew_ps;
}

void Host::throw_in_fault()
{
    Cut cut = noise.chance(reset_chance) ? Cut::RESET : noise.chance(suspend_chance) ? Cut::SUSPEND : Cut::NONE;
    if (cut != Cut::NONE)
        bus.cut_at(bus.now() + noise.between(1, bits(TRANSACTION_BITS)), cut);
}

void Host::recover(Cut cut)
{
    report.counters.cuts++;
    bus.asked = false;
    bus.forgiven_until = bus.now() + bits(TRANSACTION_BITS);
    bus.release();
    if (cut == Cut::RESET)
        return reset();
    schedule.forget_acknowledgements();
    suspend();
    bus.advance(bus.now() + times.suspend);
    resume();
}

void Host::run(Ps length, const std::function<bool()> &enough)
{
    Ps until = bus.now() + length;
    while (bus.now() < until && !enough()) {
        if (!attached()) {
            port.disable();
            schedule.complete_all(DG_USB_GONE);
        }
        if (suspended || !attached())
            return bus.advance(until);
        try {
            schedule.run(until, enough);
        } catch (Cut cut) {
            recover(cut);
        }
    }
}

dg_usb_status Host::control(uint8_t address, const Bytes &setup, void *data, size_t *actual)
{
    dg_usb_transfer transfer{};
    transfer.address = address;
    std::copy(setup.begin(), setup.end(), transfer.setup);
    transfer.data = static_cast<uint8_t *>(data);
    schedule.submit(&transfer);
    for (Ps limit = bus.now() + PATIENCE; transfer.status == DG_USB_PENDING && bus.now() < limit;)
        run(MS, [&] { return transfer.status != DG_USB_PENDING; });
    if (transfer.status == DG_USB_PENDING)
        schedule.cancel(&transfer);
    schedule.take_back(&transfer);
    if (actual)
        *actual = transfer.actual;
    return transfer.status;
}

dg_usb_status Host::set_address(uint8_t from, uint8_t to)
{
    dg_usb_status status = control(from, {0x00, 5, to, 0, 0, 0, 0, 0}, nullptr, nullptr);
    if (status == DG_USB_OK)
        run(times.address);
    return status;
}
} // namespace usb
