// SPDX-License-Identifier: Apache-2.0
// What a host controller does with transfers: frames of a millisecond, endpoints in turn, retries, toggles.
#ifndef DG_USB_SCHEDULE_HPP
#define DG_USB_SCHEDULE_HPP

#include <deque>
#include <functional>
#include <vector>

#include "transaction.hpp"

namespace usb
{
class Schedule
{
  public:
    Schedule(Bus &bus, Port &port, Report &report, Transactions &transactions)
        : bus(bus), port(port), report(report), transactions(transactions)
    {
    }
    void submit(dg_usb_transfer *transfer);
    void cancel(dg_usb_transfer *transfer);
    void complete_all(dg_usb_status status);
    dg_usb_transfer *completed();
    void take_back(dg_usb_transfer *transfer); // completed, out of turn
    bool has_completed() const
    {
        return !done.empty();
    }

    // The next frame begins now; the numbers count on.
    void start_frames();
    // Lets time pass, with SOFs, and with transactions where there is anything to do. Throws Cut.
    void run(Ps until, const std::function<bool()> &enough);
    void idle(Ps until); // the same without transactions

    void reset_toggle(uint8_t address, uint8_t endpoint);
    void reset_toggles(uint8_t address); // of all but endpoint 0
    bool toggle(uint8_t address, uint8_t endpoint);
    void forget_acknowledgements(); // what the device sent last may come again: a cut may have hit our ACK

    std::function<void()> before_transaction = [] {}; // faults are thrown in there

  private:
    struct Pipe {
        uint8_t address, endpoint;
        bool toggle = false, may_repeat = false;
        unsigned rests = 0; // turns to be left out behind a NAK while others have something to do
        std::deque<dg_usb_transfer *> queue = {};
    };
    Bus &bus;
    Port &port;
    Report &report;
    Transactions &transactions;
    std::deque<Pipe> pipes;
    size_t turn = 0;
    std::deque<dg_usb_transfer *> done;
    Ps next_frame = 0;
    uint16_t frame_number = 0;

    Pipe &pipe(uint8_t address, uint8_t endpoint);
    void finish(dg_usb_transfer *transfer, dg_usb_status status);
    bool frame_due();
    bool fits(const Pipe &pipe) const;
    Pipe *next_pipe(bool rested);
    bool one_transaction();
    void serve(Pipe &pipe);
    void serve_setup(Pipe &pipe, dg_usb_transfer &transfer);
    void serve_in(Pipe &pipe, dg_usb_transfer &transfer, size_t length);
    void serve_out(Pipe &pipe, dg_usb_transfer &transfer, size_t length);
    void serve_status(Pipe &pipe, dg_usb_transfer &transfer);
    void end_of_data(Pipe &pipe, dg_usb_transfer &transfer);
    void complete(Pipe &pipe, dg_usb_status status);
    void failed(Pipe &pipe, const Answer &answer);
    Answer ask(Pipe &pipe, bool toggle, size_t max_packet, size_t room);
};
} // namespace usb
#endif
