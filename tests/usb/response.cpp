// SPDX-License-Identifier: Apache-2.0
// How long the device takes to answer: enumeration and bulk traffic at three clocks, with jitter.
// usage: response: a line "FROM TO COUNT" for each quarter of a bit time in which an answer began; exit code 1 above
// the bar.
#include <cstdio>

#include "bench.hpp"
#include "port.hpp"

using namespace bench;

int main()
{
    dg_usb_counters sum{};
    for (int ppm : {-2500, 0, 2500}) {
        Bench b(DG_USB_WINDOWS);
        dg_usb_faults line{};
        line.offset_ppm = ppm;
        line.jitter_ps = 2000;
        b.host.set_faults(line);
        b.echo(some_bytes(20000));
        b.praise();
        for (int i = 0; i < DG_USB_RESPONSE_BINS; i++)
            sum.response[i] += b.host.report.counters.response[i];
        sum.response_max_ps = std::max(sum.response_max_ps, b.host.report.counters.response_max_ps);
    }
    for (int i = 0; i < DG_USB_RESPONSE_BINS; i++)
        if (sum.response[i] > 0)
            std::printf("%.2f %.2f %llu\n", i * 1.0 / DG_USB_BINS_PER_BIT, (i + 1.0) / DG_USB_BINS_PER_BIT,
                        static_cast<unsigned long long>(sum.response[i]));
    return static_cast<double>(sum.response_max_ps) / usb::BIT_PS > usb::RESPONSE_MAX;
}
