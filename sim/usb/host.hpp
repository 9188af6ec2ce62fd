// SPDX-License-Identifier: Apache-2.0
// The whole host: a device on a cable, the port, the schedule, and the faults.
#ifndef DG_USB_HOST_HPP
#define DG_USB_HOST_HPP

#include <memory>

#include "schedule.hpp"

namespace usb
{
struct Times {
    Ps debounce, reset, recovery, suspend, resume, address;
    explicit Times(const dg_usb_times &times);
};

class Host
{
  public:
    Host(std::unique_ptr<Device> device, const dg_usb_times &times, uint32_t core_hz);

    bool attach();
    void detach();
    bool attached() const
    {
        return bus.pull_up();
    }
    void reset();
    void suspend();
    void resume();
    void set_faults(const dg_usb_faults &faults);

    void run(
        Ps length, const std::function<bool()> &enough = [] { return false; });
    dg_usb_status control(uint8_t address, const Bytes &setup, void *data, size_t *actual);
    dg_usb_status set_address(uint8_t from, uint8_t to);

    Report report;
    Noise noise;
    Times times;

    std::unique_ptr<Device> device;
    Bus bus;
    Port port{bus, report, noise};
    Transactions transactions{port, report, noise, bus};
    Schedule schedule{bus, port, report, transactions};

  private:
    double reset_chance = 0, suspend_chance = 0;
    bool suspended = false;

    void throw_in_fault();
    void recover(Cut cut);
};
} // namespace usb
#endif
