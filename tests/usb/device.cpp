// SPDX-License-Identifier: Apache-2.0
// The Verilated device that a program of tests is about.
#include "Vtop.h"
#include "bench.hpp"
#include "verilated_device.hpp"

std::unique_ptr<usb::Device> bench::make_device()
{
    return std::make_unique<usb::VerilatedDevice<Vtop>>(DEVICE_UID);
}
const double bench::response_max = DEVICE_RESPONSE_MAX;
