// SPDX-License-Identifier: Apache-2.0
// D+ and D- between the host's transceiver and the device's pins, in picoseconds; and the device's clocks.
#ifndef DG_USB_BUS_HPP
#define DG_USB_BUS_HPP

#include <memory>
#include <string>
#include <vector>

#include "device.hpp"
#include "noise.hpp"
#include "report.hpp"

namespace usb
{
struct Edge {
    Ps at;
    Line line;
};

// Sees every change of the line; and every packet of either side, as the host means or understands it.
class Recorder
{
  public:
    virtual ~Recorder() = default;
    virtual void edge(Ps at, Line line) = 0;
    virtual void packet(const Bytes &)
    {
    }
};

enum class Cut { NONE, RESET, SUSPEND }; // thrown when it is due

class Bus
{
  public:
    Bus(Device &device, Report &report, Noise &noise, uint32_t core_hz);

    // ---- of the device ----
    int32_t offset_ppm = 0; // how much faster its usb_clk is than the host's
    void set_offset(int32_t ppm);

    // ---- time ----
    Ps now() const
    {
        return now_;
    }
    void step(); // to the next event
    void advance(Ps until);

    // ---- the host's side ----
    uint32_t jitter = 0; // of each edge that it makes, up to that early or late
    int32_t skew = 0;    // D- after D+
    void plug(bool in);
    bool plugged() const
    {
        return plugged_;
    }
    void hold(Line line); // drives it until release
    void release();
    // Drives bit by bit, releases, returns when the last bit was: of a packet, when the SE0 of its end turned J.
    Ps send(const Lines &lines);

    // What is on the line, and what was since the log was cleared.
    Line line() const
    {
        return line_;
    }
    bool device_drives() const
    {
        return plugged_ && pins_.oe;
    }
    bool pull_up() const
    {
        return plugged_ && pins_.pullup;
    }
    std::vector<Edge> log;
    // The device may drive the line only where it is asked to, or is still in the middle of what a cut broke off.
    bool asked = false;
    Ps forgiven_until = 0;
    void cut_at(Ps at, Cut how);
    void forget_cut();

    std::unique_ptr<Recorder> recorder;

  private:
    struct Clock {
        int64_t next_fs = 0, period_fs = 1;
        Ps next() const
        {
            return next_fs / 1000;
        }
    };
    struct Wire {
        struct Change {
            Ps at;
            bool level;
        };
        std::vector<Change> changes; // to come, in order
        size_t done = 0;
        bool level = false;
        Ps next() const;
        void take(Ps now);
    };

    Device &device;
    Report &report;
    Noise &noise;
    Clock usb, core;
    Wire dp, dn;
    Pins pins_{};
    Line line_ = Line::SE0;
    bool plugged_ = false, drives = false;
    Ps now_ = 0, cut_due = INT64_MAX;
    Cut cut = Cut::NONE;

    Line resolved() const;
    void observe();
    void tick();
};
} // namespace usb
#endif
