// SPDX-License-Identifier: Apache-2.0
// The host, judged by a device that others wrote and that real hosts accept: whatever this one is blamed for is the
// host's own fault. The device sends back what it gets.
#include "bench.hpp"

using namespace bench;
using usb::Bytes;

namespace
{
void enumerates(dg_usb_order order)
{
    Bench b(order);
    b.praise();
    require(b.host.report.counters.silent == 0, "transactions without an answer", b.host.report.counters.silent, 0);
    require(b.host.report.counters.response_max_ps > 0, "responses measured");
}

// A packet at a time, since the device has a buffer of two.
void echo(Bench &b, size_t n, unsigned seed)
{
    Bytes sent = some_bytes(n, seed), got;
    require(b.out(sent) == DG_USB_OK, "status of OUT");
    require(b.in(got, 64) == DG_USB_OK, "status of IN");
    require(got == sent, "bytes that came back", got.size(), sent.size());
}

void sends_back()
{
    Bench b;
    for (size_t n = 1; n <= 64; n += n < 60 ? 7 : 1)
        echo(b, n, static_cast<unsigned>(n));
    b.praise();
}

void other_clock(int ppm)
{
    Bench b;
    dg_usb_faults faults{};
    faults.offset_ppm = ppm;
    faults.jitter_ps = 2000;
    faults.skew_ps = ppm > 0 ? 3000 : -3000;
    b.host.set_faults(faults);
    for (unsigned i = 0; i < 20; i++)
        echo(b, 64, i + 1);
    b.praise();
}

void lost_handshakes()
{
    Bench b;
    dg_usb_faults faults{};
    faults.seed = 1;
    faults.handshake_lost = faults.handshake_damaged = 0.05;
    b.host.set_faults(faults);
    for (unsigned i = 0; i < 100; i++)
        echo(b, 1 + i % 64, i);
    require(b.host.report.counters.handshakes_lost > 0, "handshakes lost");
    b.praise();
}
} // namespace

int main(int argc, char **argv)
{
    return run({{"enumeration: Linux", [] { enumerates(DG_USB_LINUX); }},
                {"enumeration: Windows", [] { enumerates(DG_USB_WINDOWS); }},
                {"enumeration: macOS", [] { enumerates(DG_USB_MACOS); }},
                {"enumeration: FreeBSD", [] { enumerates(DG_USB_FREEBSD); }},
                {"bulk, there and back", sends_back},
                {"clock 0.25 % fast, jitter, skew", [] { other_clock(2500); }},
                {"clock 0.25 % slow, jitter, skew", [] { other_clock(-2500); }},
                {"handshakes lost and damaged", lost_handshakes}},
               argc, argv);
}
