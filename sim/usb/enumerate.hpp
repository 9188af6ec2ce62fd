// SPDX-License-Identifier: Apache-2.0
// Enumeration as operating systems do it.
#ifndef DG_USB_ENUMERATE_HPP
#define DG_USB_ENUMERATE_HPP

#include "host.hpp"

namespace usb
{
// Leaves the device with its address and configuration 1. OK, or the status of the request that failed; what is wrong
// in an answer is a violation.
dg_usb_status enumerate(Host &host, dg_usb_order order, uint8_t address);
} // namespace usb
#endif
