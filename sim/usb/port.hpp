// SPDX-License-Identifier: Apache-2.0
// The hub port: packets over the line, reset, suspend, resume; and the checks of what the device puts on it. It is
// enabled by a reset, and disabled by babble: a device that drives the line where a frame ends (USB 2.0, 11.8.1).
#ifndef DG_USB_PORT_HPP
#define DG_USB_PORT_HPP

#include "bus.hpp"
#include "packet.hpp"

namespace usb
{
// In bit times from the end of a packet, where its SE0 turns J (USB 2.0, 7.1.18 and 7.1.19; at the device's pins).
constexpr double RESPONSE_MIN = 2.0, RESPONSE_MAX = 6.5;
constexpr int TIME_OUT_MIN = 16, TIME_OUT_MAX = 18;
constexpr int GAP_MIN = 2, GAP_MAX = 4; // of the host between packets
constexpr int EOF2_BITS = 10;           // where a frame ends for a hub, before the next one begins

class Port
{
  public:
    Port(Bus &bus, Report &report, Noise &noise) : bus(bus), report(report), noise(noise)
    {
    }
    double bit_error = 0, dribble = 0;
    double response_max = RESPONSE_MAX;

    // Has any bit of the transaction under way, or of the one before it, been damaged by us, or kept from the device?
    bool excused() const
    {
        return hit_now || hit_before || !enabled_;
    }
    // A port that is not lets nothing through, either way.
    bool enabled() const
    {
        return enabled_;
    }
    void disable()
    {
        enabled_ = false;
    }
    void frame_ends(Ps at); // the frame that has begun
    void begin_transaction();

    void wait_gap(); // as a host does between packets
    void send(const Bytes &packet);
    void send_raw(Lines lines); // with its bit errors
    // What the device answers to the packet that was sent last; NONE without a fault if nothing within the time-out.
    Packet listen(size_t max_payload);

    void reset(Ps length);
    void resume(Ps length);

  private:
    Bus &bus;
    Report &report;
    Noise &noise;
    Ps end_of_packet = 0; // of the last one, whosever
    bool hit_now = false, hit_before = false, enabled_ = false;
    Ps end_of_frame = 0;

    void damage(Lines &lines, size_t n);
    bool await_answer();
    bool await_end(size_t max_payload, Ps &end);
    void await_silence();
    void judge_end_of_frame();
    void check_response(Ps start);
    Lines sampled(Ps &se0);
};
} // namespace usb
#endif
