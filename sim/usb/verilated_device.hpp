// SPDX-License-Identifier: Apache-2.0
// A Verilated module with the ports of dg_usb as a Device.
#ifndef DG_USB_VERILATED_DEVICE_HPP
#define DG_USB_VERILATED_DEVICE_HPP

#include <cstdint>

#include "device.hpp"
#include "verilated.h"

namespace usb
{
template <class Top> class VerilatedDevice : public Device
{
  public:
    explicit VerilatedDevice(uint64_t uid, uint64_t noise_seed = 1) : top(prepare(&context, noise_seed))
    {
        top.uid = uid;
        restart();
    }
    ~VerilatedDevice() override
    {
        top.final();
    }
    void restart() final
    {
        top.rst = top.usb_rst = 1;
        for (int i = 0; i < RESET_CLOCKS; i++) {
            usb_clock(true, false);
            core_clock();
        }
        top.rst = top.usb_rst = 0;
    }
    void usb_clock(bool dp, bool dn) override
    {
        top.usb_clk = 0;
        top.usb_dp_in = dp;
        top.usb_dn_in = dn;
        top.eval();
        top.usb_clk = 1;
        top.eval();
    }
    void core_clock() override
    {
        top.clk = 0;
        top.eval();
        top.clk = 1;
        top.eval();
    }
    Pins pins() const override
    {
        return {top.usb_dp_out != 0, top.usb_dn_out != 0, top.usb_oe != 0, top.usb_pullup != 0};
    }

  private:
    static constexpr int RESET_CLOCKS = 8;
    static constexpr int POWER_ON_NOISE = 2; // what no reset sets starts with random bits, as on a chip

    static VerilatedContext *prepare(VerilatedContext *context, uint64_t noise_seed)
    {
        context->randReset(POWER_ON_NOISE);
        context->randSeed(static_cast<int>(noise_seed));
        context->threads(1);
        return context;
    }

    VerilatedContext context;

  public:
    Top top;
};
} // namespace usb
#endif
