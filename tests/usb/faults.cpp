// SPDX-License-Identifier: Apache-2.0
// A line that is not clean: nothing is lost, nothing comes twice, and afterwards all is well.
#include "tests.hpp"

using namespace bench;
using usb::Bytes;

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

// One bit more than whole bytes, as hubs make it, harms no packet.
void dribble()
{
    for (double rate : {1.0, 0.5}) {
        dg_usb_faults faults{};
        faults.dribble = rate;
        echo_with(faults, 5000);
        Bench b;
        b.host.set_faults(faults);
        require(usb::enumerate(b.host, DG_USB_LINUX, ADDRESS) == DG_USB_OK, "enumeration behind a hub that dribbles");
        b.praise();
    }
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
        {"trap: the extra bit of a hub is tolerated", dribble},
    };
}
