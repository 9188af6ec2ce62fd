// SPDX-License-Identifier: Apache-2.0
// A device as the line sees it: pins and clocks. Nothing above this file knows more of it.
#ifndef DG_USB_DEVICE_HPP
#define DG_USB_DEVICE_HPP

namespace usb
{
struct Pins {
    bool dp, dn, oe, pullup;
};

class Device
{
  public:
    virtual ~Device() = default;
    // One clock of 48 MHz, ending with its rising edge, with these levels at the pins; one of the core.
    virtual void usb_clock(bool dp, bool dn) = 0;
    virtual void core_clock() = 0;
    virtual Pins pins() const = 0;
    virtual void restart() = 0; // as at power-on
};
} // namespace usb
#endif
