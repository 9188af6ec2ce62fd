// SPDX-License-Identifier: Apache-2.0
// A line that is not clean, and resets and suspends at any bit: nothing is lost, nothing comes twice, and afterwards
// all is well.
#include "tests.hpp"

using namespace bench;
using usb::Bytes;
using usb::Cut;
using usb::MS;

namespace
{
void echo_with(const dg_usb_faults &faults, size_t n)
{
    Bench b;
    b.host.set_faults(faults);
    b.echo(some_bytes(n, static_cast<unsigned>(faults.seed)));
    b.host.set_faults({});
    b.praise();
    b.still_works();
    b.praise();
}

void bit_errors()
{
    for (double rate : {1e-4, 1e-3, 4e-3}) {
        dg_usb_faults faults{};
        faults.seed = static_cast<uint64_t>(rate * 1e6);
        faults.bit_error = rate;
        echo_with(faults, rate > 2e-3 ? 5000 : 30000);
    }
}

void handshakes(double lost, double damaged)
{
    dg_usb_faults faults{};
    faults.seed = 5;
    faults.handshake_lost = lost;
    faults.handshake_damaged = damaged;
    echo_with(faults, 30000);
}

void edges(int ppm, uint32_t jitter, int skew)
{
    dg_usb_faults faults{};
    faults.seed = 6;
    faults.offset_ppm = ppm;
    faults.jitter_ps = jitter;
    faults.skew_ps = skew;
    echo_with(faults, 20000);
}

uint64_t cuts(const Bench &b)
{
    return b.host.report.counters.resets + b.host.report.counters.suspends;
}

// The cut falls at each place of transactions of both directions in turn.
void cut_anywhere(Cut how, int step)
{
    Bench b;
    Bytes data = some_bytes(64, 9), room(64);
    for (int at = 1; at < 700; at += step) {
        dg_usb_transfer out = b.transfer(BULK_OUT, data.data(), data.size());
        dg_usb_transfer in = b.transfer(BULK_IN, room.data(), room.size());
        b.host.schedule.submit(&in);
        b.host.schedule.submit(&out);
        b.host.bus.cut_at(b.host.bus.now() + usb::bits(at), how);
        uint64_t before = cuts(b);
        b.host.run(20 * MS, [&] { return out.status != DG_USB_PENDING && cuts(b) > before; });
        require(cuts(b) == before + 1, "cuts", cuts(b) - before, 1);
        require(how == Cut::RESET || out.status == DG_USB_OK, "status of an OUT", out.status);
        b.host.schedule.cancel(&in);
        while (b.host.schedule.completed() != nullptr)
            ;
        if (how == Cut::RESET) {
            require(b.host.set_address(0, ADDRESS) == DG_USB_OK, "SET_ADDRESS behind a reset at bit",
                    static_cast<uint64_t>(at));
            b.get({0x00, 9, 1, 0, 0, 0, 0, 0});
        }
        b.drain(); // what was under way
        b.echo(some_bytes(150, static_cast<unsigned>(at)));
    }
    b.praise();
}
} // namespace

std::vector<Test> faults()
{
    return {
        {"bit errors", bit_errors},
        {"lost handshakes", [] { handshakes(0.1, 0); }},
        {"damaged handshakes", [] { handshakes(0, 0.1); }},
        {"clock +0.25 %, jitter, skew", [] { edges(2500, 4000, 5000); }},
        {"clock -0.25 %, jitter, skew", [] { edges(-2500, 4000, -5000); }},
        {"reset at any bit", [] { cut_anywhere(Cut::RESET, 9); }},
        {"suspend at any bit", [] { cut_anywhere(Cut::SUSPEND, 29); }},
    };
}
