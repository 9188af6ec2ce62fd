// SPDX-License-Identifier: Apache-2.0
// The port itself: what a hub does to devices that break its rules, and that it says so.
#include <algorithm>
#include <utility>

#include "tests.hpp"

using namespace bench;
using usb::Bytes;
using usb::Line;
using usb::MS;

namespace
{
constexpr int FOR_EVER = 1 << 30; // in clocks

// The device, which can be told to drive the line whatever it is asked.
class Unruly : public usb::Device
{
  public:
    explicit Unruly(Line level) : level(level)
    {
    }
    void usb_clock(bool dp, bool dn) override
    {
        inner->usb_clock(dp, dn);
        clocks_left -= clocks_left > 0;
        if (inner->pins().oe)
            clocks_left = std::max(clocks_left, std::exchange(armed, 0));
    }
    void core_clock() override
    {
        inner->core_clock();
    }
    usb::Pins pins() const override
    {
        usb::Pins pins = inner->pins();
        return clocks_left > 0 ? usb::Pins{usb::dp_of(level), usb::dn_of(level), true, pins.pullup} : pins;
    }
    void restart() override
    {
        inner->restart();
    }

    int clocks_left = 0; // to drive it
    int armed = 0;       // likewise, from the next answer on

  private:
    std::unique_ptr<usb::Device> inner = make_device();
    Line level;
};

struct UnrulyBench : Bench {
    explicit UnrulyBench(Line level) : Bench(DG_USB_LINUX, std::make_unique<Unruly>(level))
    {
    }
    Unruly &device()
    {
        return static_cast<Unruly &>(*host.device);
    }
    bool blamed(const char *what) const
    {
        for (const std::string &text : host.report.violations)
            if (text.find(what) != std::string::npos)
                return true;
        return false;
    }
};

void require_disabled(UnrulyBench &b, const char *how)
{
    require(!b.host.port.enabled(), how);
    require(b.blamed("the port is disabled"), how);
    uint64_t said = b.host.report.counters.violations;
    require(b.out(some_bytes(10)) == DG_USB_ERROR, "status of a transfer through a disabled port");
    require(b.control({0x80, 0, 0, 0, 0, 0, 2, 0}) == DG_USB_ERROR, "status of a request through a disabled port");
    require(b.host.report.counters.violations == said, "violations of a device that nothing reaches",
            b.host.report.counters.violations - said, 0);
    require(usb::enumerate(b.host, DG_USB_LINUX, ADDRESS) == DG_USB_OK, "enumeration behind babble");
    require(b.host.port.enabled(), "a reset does not enable the port");
    b.drain(); // what had come through before
    b.still_works();
    require(b.host.report.counters.violations == said, "violations behind the reset",
            b.host.report.counters.violations - said, 0);
}

// An answer that does not end, with the line as it is left.
void babble_in_answer(Line level)
{
    UnrulyBench b(level);
    b.device().armed = FOR_EVER;
    require(b.out(some_bytes(64)) != DG_USB_OK, "status of what was answered by babble");
    require(b.blamed("longer than the endpoint's"), "a packet too long goes unnoticed");
    b.device().clocks_left = 0;
    require_disabled(b, "babble in an answer");
}

// Where nothing was asked, from before a frame's end until behind it.
void babble_of_its_own()
{
    UnrulyBench b(Line::K);
    b.device().clocks_left = 48 * 1500;
    b.host.run(3 * MS);
    require(b.blamed("without having been asked"), "what nobody has asked for goes unnoticed");
    require_disabled(b, "babble of its own");
}

// Too long, but over before the frame is: the transfer fails, the port stays.
void long_packet()
{
    UnrulyBench b(Line::K);
    b.device().armed = 48 * 100;
    b.host.schedule.start_frames();
    require(b.out(some_bytes(20)) == DG_USB_BABBLE, "status of what was answered by babble");
    require(b.blamed("longer than the endpoint's"), "a packet too long goes unnoticed");
    require(b.host.port.enabled(), "the port is disabled by a packet that ended in its frame");
    b.clear_halt(BULK_OUT); // as hosts do behind a transfer that failed
    b.drain();
    b.still_works();
}

void low_speed()
{
    UnrulyBench b(Line::K);
    b.host.detach();
    b.host.run(MS);
    b.device().clocks_left = FOR_EVER;
    require(!b.host.attach(), "a device of low speed is taken for one of full speed");
    require(b.blamed("no device of full speed"), "a device of low speed");
    b.device().clocks_left = 0;
    b.host.detach();
    b.host.run(MS);
    require(b.host.attach(), "no pull-up");
    require(usb::enumerate(b.host, DG_USB_LINUX, ADDRESS) == DG_USB_OK, "enumeration");
    b.still_works();
}

// No packet goes through a port that was not reset.
void attached_but_not_reset()
{
    Bench b;
    b.host.detach();
    b.host.run(MS);
    require(b.host.attach(), "no pull-up");
    uint8_t data[18];
    require(b.host.control(0, {0x80, 6, 0, 1, 0, 0, 18, 0}, data, nullptr) == DG_USB_ERROR, "a request before a reset");
    b.praise();
    b.host.reset();
    require(b.host.control(0, {0x80, 6, 0, 1, 0, 0, 18, 0}, data, nullptr) == DG_USB_OK, "a request behind a reset");
    b.praise();
}
} // namespace

std::vector<Test> hub()
{
    return {
        {"the port is disabled by babble: K for ever", [] { babble_in_answer(Line::K); }},
        {"the port is disabled by babble: SE0 for ever", [] { babble_in_answer(Line::SE0); }},
        {"the port is disabled by babble of the device's own", babble_of_its_own},
        {"a packet too long that ends in its frame", long_packet},
        {"a device of low speed at attach", low_speed},
        {"a port that was not reset lets nothing through", attached_but_not_reset},
    };
}
