// SPDX-License-Identifier: Apache-2.0
// Transactions: token, data, handshake; and what a device may answer to which (USB 2.0, 8.4 and 8.5).
#ifndef DG_USB_TRANSACTION_HPP
#define DG_USB_TRANSACTION_HPP

#include "port.hpp"

namespace usb
{
struct Answer {
    enum Kind { SILENT, DAMAGED, ACK, NAK, STALL, DATA, REPEATED, BABBLE } kind = SILENT;
    Bytes payload;          // of DATA
    bool disturbed = false; // DATA, REPEATED: our ACK was lost or damaged, the device may send it again
};

class Transactions
{
  public:
    Transactions(Port &port, Report &report, Noise &noise, Bus &bus)
        : port(port), report(report), noise(noise), bus(bus)
    {
    }
    double handshake_lost = 0, handshake_damaged = 0;
    bool must_answer = true; // silence is a violation

    void start_of_frame(uint16_t number);
    Answer setup(uint8_t address, uint8_t endpoint, const Bytes &request);
    Answer out(uint8_t address, uint8_t endpoint, bool toggle, const Bytes &payload);
    // DATA has the toggle that is expected and is acknowledged; REPEATED has the other one, and is acknowledged too;
    // data that is longer than the room is BABBLE.
    Answer in(uint8_t address, uint8_t endpoint, bool toggle, size_t max_packet, size_t room);
    // What has broken off the ACK of data is thrown here: whoever has received data has it, whatever becomes of its
    // ACK.
    void throw_cut();

  private:
    Port &port;
    Report &report;
    Noise &noise;
    Bus &bus;
    Cut cut = Cut::NONE;

    Answer await_handshake(const char *behind);
    Answer without_answer(const Packet &packet, const char *behind);
    bool acknowledge();
};
} // namespace usb
#endif
