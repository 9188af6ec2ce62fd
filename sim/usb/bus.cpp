// SPDX-License-Identifier: Apache-2.0
#include "bus.hpp"

#include <algorithm>
#include <cstdlib>

namespace usb
{
namespace
{
constexpr int64_t SECOND_FS = 1000000000000000, USB_HZ = 48000000;
}

Bus::Bus(Device &d, Report &r, Noise &n, uint32_t core_hz) : device(d), report(r), noise(n), pins_(d.pins())
{
    core.period_fs = SECOND_FS / core_hz;
    core.next_fs = core.period_fs / 3; // its edges do not lie on those of usb_clk
    set_offset(0);
    usb.next_fs = usb.period_fs;
}

void Bus::set_offset(int32_t ppm)
{
    offset_ppm = ppm;
    usb.period_fs = static_cast<int64_t>(static_cast<double>(SECOND_FS) / USB_HZ / (1 + ppm * 1e-6));
}

Ps Bus::Wire::next() const
{
    return done < changes.size() ? changes[done].at : INT64_MAX;
}

void Bus::Wire::take(Ps now)
{
    while (done < changes.size() && changes[done].at <= now)
        level = changes[done++].level;
    if (done == changes.size()) {
        changes.clear();
        done = 0;
    }
}

Line Bus::resolved() const
{
    if (drives)
        return line_of(dp.level, dn.level);
    if (device_drives())
        return line_of(pins_.dp, pins_.dn);
    return pull_up() ? Line::J : Line::SE0;
}

void Bus::observe()
{
    Line line = resolved();
    if (line == line_)
        return;
    line_ = line;
    log.push_back({now_, line});
    if (recorder)
        recorder->edge(now_, line);
}

// One clock of the device's 48 MHz: it samples, then its outputs change.
void Bus::tick()
{
    Line at_pins = plugged_ ? line_ : (pins_.pullup ? Line::J : Line::SE0);
    device.usb_clock(dp_of(at_pins), dn_of(at_pins));
    Pins before = pins_;
    pins_ = device.pins();
    if (pins_.oe && !before.oe && plugged_ && !asked && now_ >= forgiven_until)
        report.violation(now_, drives ? "the device drives the line while the host does"
                                      : "the device drives the line without having been asked");
}

void Bus::step()
{
    Ps edge = std::min(dp.next(), dn.next());
    now_ = std::max(now_, std::min({edge, usb.next(), core.next(), cut_due}));
    if (now_ >= cut_due) {
        Cut due = cut;
        forget_cut();
        throw due;
    }
    if (edge <= now_) {
        dp.take(now_);
        dn.take(now_);
    } else if (usb.next() <= now_) {
        usb.next_fs += usb.period_fs;
        tick();
    } else {
        core.next_fs += core.period_fs;
        device.core_clock();
        return;
    }
    observe();
}

void Bus::advance(Ps until)
{
    while (std::min({dp.next(), dn.next(), usb.next(), core.next(), cut_due}) <= until)
        step();
    now_ = std::max(now_, until);
}

void Bus::plug(bool in)
{
    plugged_ = in;
    observe();
}

void Bus::hold(Line line)
{
    dp.changes.clear();
    dn.changes.clear();
    dp.done = dn.done = 0;
    dp.level = dp_of(line);
    dn.level = dn_of(line);
    drives = true;
    observe();
}

void Bus::release()
{
    drives = false;
    observe();
}

Ps Bus::send(const Lines &lines)
{
    if (device_drives() && now_ >= forgiven_until)
        report.violation(now_, "the device still drives the line when the host begins");
    hold(Line::J);
    Ps start = now_ + jitter + std::abs(skew) + 1;
    auto moved = [&](size_t i) {
        return start + bits(static_cast<int64_t>(i)) + (jitter > 0 ? noise.between(-int64_t{jitter}, jitter) : 0);
    };
    for (size_t i = 0; i < lines.size(); i++) {
        Line before = i > 0 ? lines[i - 1] : Line::J;
        Ps at = moved(i);
        if (dp_of(lines[i]) != dp_of(before))
            dp.changes.push_back({at, dp_of(lines[i])});
        if (dn_of(lines[i]) != dn_of(before))
            dn.changes.push_back({at + skew, dn_of(lines[i])});
    }
    auto n = static_cast<int64_t>(lines.size());
    advance(start + bits(n));
    release();
    return start + bits(n - 1);
}

void Bus::cut_at(Ps at, Cut how)
{
    cut_due = at;
    cut = how;
}

void Bus::forget_cut()
{
    cut_due = INT64_MAX;
    cut = Cut::NONE;
}
} // namespace usb
