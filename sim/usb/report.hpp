// SPDX-License-Identifier: Apache-2.0
// What a host has counted, and what it would not forgive.
#ifndef DG_USB_REPORT_HPP
#define DG_USB_REPORT_HPP

#include <string>
#include <vector>

#include "bits.hpp"
#include "dg_usb_host.h"

namespace usb
{
struct Report {
    dg_usb_counters counters{};
    std::vector<std::string> violations; // the first ones

    void violation(Ps at, const std::string &text);
    void response(Ps time);
};
} // namespace usb
#endif
