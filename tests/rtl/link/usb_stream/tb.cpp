// SPDX-License-Identifier: Apache-2.0
// dg_usb_stream through its pins: requests, what a bus does to a device, and streams with every kind of fault.
#include "bench.hpp"
#include "requests.hpp"
#include "traffic.hpp"
#include "traps.hpp"

int main()
{
    requests::all();
    traps::all();
    traffic::all();
    return 0;
}
