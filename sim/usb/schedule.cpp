// SPDX-License-Identifier: Apache-2.0
#include "schedule.hpp"

#include <algorithm>

namespace usb
{
namespace
{
constexpr uint32_t STRIKES = 3;
constexpr unsigned NAK_RESTS = 4; // as controllers that count NAKs have it: polling leaves time to others
constexpr uint8_t IN = 0x80;
// In bit times: a token with the gap behind it; the answer's delay and a handshake, with gaps; what is kept free before
// the end of a frame (EOF1, 11.2.5).
constexpr int64_t TOKEN_BITS = 35 + GAP_MAX, HANDSHAKE_BITS = 7 + 19 + 2 * GAP_MAX, END_OF_FRAME_BITS = 32;

enum Stage : uint32_t { SETUP, DATA, STATUS };

bool is_in(const dg_usb_transfer &transfer)
{
    return ((transfer.endpoint == 0 ? transfer.setup[0] : transfer.endpoint) & IN) != 0;
}

size_t max_packet(const dg_usb_transfer &transfer)
{
    return transfer.max_packet > 0 ? transfer.max_packet : size_t{DG_USB_PACKET_MAX};
}

size_t data_length(const dg_usb_transfer &transfer)
{
    return transfer.endpoint == 0 ? static_cast<size_t>(transfer.setup[6] | transfer.setup[7] << 8) : transfer.length;
}

int64_t data_bits(size_t payload) // at most
{
    return static_cast<int64_t>(8 + 8 * (3 + payload)) * 7 / 6 + 3;
}

Bytes next_payload(const dg_usb_transfer &transfer)
{
    size_t n = std::min(max_packet(transfer), data_length(transfer) - transfer.actual);
    return n > 0 ? Bytes(transfer.data + transfer.actual, transfer.data + transfer.actual + n) : Bytes{};
}
} // namespace

Schedule::Pipe &Schedule::pipe(uint8_t address, uint8_t endpoint)
{
    for (Pipe &pipe : pipes)
        if (pipe.address == address && pipe.endpoint == endpoint)
            return pipe;
    pipes.push_back({address, endpoint});
    return pipes.back();
}

void Schedule::submit(dg_usb_transfer *transfer)
{
    transfer->status = DG_USB_PENDING;
    transfer->actual = 0;
    transfer->stage = SETUP;
    transfer->errors = 0;
    transfer->submitted_ps = static_cast<uint64_t>(bus.now());
    pipe(transfer->address, transfer->endpoint).queue.push_back(transfer);
}

void Schedule::finish(dg_usb_transfer *transfer, dg_usb_status status)
{
    transfer->status = status;
    transfer->completed_ps = static_cast<uint64_t>(bus.now());
    done.push_back(transfer);
}

void Schedule::complete(Pipe &pipe, dg_usb_status status)
{
    dg_usb_transfer *transfer = pipe.queue.front();
    pipe.queue.pop_front();
    finish(transfer, status);
}

void Schedule::cancel(dg_usb_transfer *transfer)
{
    auto &queue = pipe(transfer->address, transfer->endpoint).queue;
    auto at = std::find(queue.begin(), queue.end(), transfer);
    if (at == queue.end())
        return;
    queue.erase(at);
    finish(transfer, DG_USB_CANCELLED);
}

void Schedule::complete_all(dg_usb_status status)
{
    for (Pipe &pipe : pipes)
        while (!pipe.queue.empty())
            complete(pipe, status);
    pipes.clear();
}

dg_usb_transfer *Schedule::completed()
{
    if (done.empty())
        return nullptr;
    dg_usb_transfer *transfer = done.front();
    done.pop_front();
    return transfer;
}

void Schedule::take_back(dg_usb_transfer *transfer)
{
    done.erase(std::find(done.begin(), done.end(), transfer));
}

void Schedule::reset_toggle(uint8_t address, uint8_t endpoint)
{
    pipe(address, endpoint).toggle = false;
}

void Schedule::reset_toggles(uint8_t address)
{
    for (Pipe &pipe : pipes)
        if (pipe.address == address && pipe.endpoint != 0)
            pipe.toggle = false;
}

bool Schedule::toggle(uint8_t address, uint8_t endpoint)
{
    return pipe(address, endpoint).toggle;
}

void Schedule::forget_acknowledgements()
{
    for (Pipe &pipe : pipes)
        pipe.may_repeat = true;
}

void Schedule::start_frames()
{
    next_frame = bus.now();
}

// Sends the SOF of a frame that has begun.
bool Schedule::frame_due()
{
    if (bus.now() < next_frame)
        return false;
    next_frame += MS;
    port.frame_ends(next_frame);
    transactions.start_of_frame(frame_number++);
    return true;
}

void Schedule::idle(Ps until)
{
    while (bus.now() < until) {
        frame_due();
        bus.advance(std::min(until, next_frame));
    }
}

void Schedule::run(Ps until, const std::function<bool()> &enough)
{
    while (bus.now() < until && bus.pull_up() && !enough()) {
        if (!frame_due() && !one_transaction())
            bus.advance(std::min(until, next_frame));
    }
}

// Does the next transaction end before the frame does?
bool Schedule::fits(const Pipe &pipe) const
{
    const dg_usb_transfer &transfer = *pipe.queue.front();
    Ps left = next_frame - bus.now() - bits(END_OF_FRAME_BITS + TOKEN_BITS + HANDSHAKE_BITS);
    if (transfer.endpoint == 0 && transfer.stage == SETUP)
        return left >= bits(data_bits(DG_USB_SETUP_BYTES));
    if (left >= bits(data_bits(max_packet(transfer))))
        return true;
    return !is_in(transfer) &&
           left >= bits(static_cast<int64_t>(encode(data(Pid::DATA0, next_payload(transfer))).size()));
}

// Whose turn it is; of those that have rested, or of all.
Schedule::Pipe *Schedule::next_pipe(bool rested)
{
    for (size_t i = 0; i < pipes.size(); i++) {
        Pipe &pipe = pipes[turn++ % pipes.size()];
        if (pipe.queue.empty() || !fits(pipe))
            continue;
        if (!rested || pipe.rests == 0)
            return &pipe;
        pipe.rests--;
    }
    return nullptr;
}

bool Schedule::one_transaction()
{
    Pipe *pipe = next_pipe(true);
    if (!pipe)
        pipe = next_pipe(false);
    if (!pipe)
        return false;
    before_transaction();
    serve(*pipe);
    transactions.throw_cut();
    return true;
}

void Schedule::serve(Pipe &pipe)
{
    dg_usb_transfer &transfer = *pipe.queue.front();
    if (transfer.endpoint == 0 && transfer.stage == SETUP)
        serve_setup(pipe, transfer);
    else if (transfer.endpoint == 0 && transfer.stage == STATUS)
        serve_status(pipe, transfer);
    else if (is_in(transfer))
        serve_in(pipe, transfer, data_length(transfer));
    else
        serve_out(pipe, transfer, data_length(transfer));
}

// STALL, babble, or one more strike; NAK is none.
void Schedule::failed(Pipe &pipe, const Answer &answer)
{
    dg_usb_transfer &transfer = *pipe.queue.front();
    if (answer.kind == Answer::NAK) {
        transfer.errors = 0;
        pipe.rests = NAK_RESTS;
    } else if (answer.kind == Answer::STALL)
        complete(pipe, DG_USB_STALL);
    else if (answer.kind == Answer::BABBLE)
        complete(pipe, DG_USB_BABBLE);
    else if (answer.kind != Answer::REPEATED && ++transfer.errors == STRIKES)
        complete(pipe, DG_USB_ERROR);
}

Answer Schedule::ask(Pipe &pipe, bool toggle, size_t max, size_t room)
{
    Answer answer = transactions.in(pipe.address, pipe.endpoint & 0xF, toggle, max, room);
    if (answer.kind == Answer::REPEATED && !pipe.may_repeat && !port.excused())
        report.violation(bus.now(), "data with the toggle of what has been acknowledged");
    if (answer.kind == Answer::DATA || answer.kind == Answer::REPEATED)
        pipe.may_repeat = answer.disturbed;
    return answer;
}

void Schedule::serve_setup(Pipe &pipe, dg_usb_transfer &transfer)
{
    Bytes request(transfer.setup, transfer.setup + DG_USB_SETUP_BYTES);
    Answer answer = transactions.setup(pipe.address, 0, request);
    if (answer.kind != Answer::ACK)
        return failed(pipe, answer);
    transfer.errors = 0;
    transfer.actual = 0;
    transfer.stage = data_length(transfer) > 0 ? DATA : STATUS;
    pipe.toggle = true;
    pipe.may_repeat = false;
}

void Schedule::end_of_data(Pipe &pipe, dg_usb_transfer &transfer)
{
    if (transfer.endpoint != 0)
        return complete(pipe, DG_USB_OK);
    transfer.stage = STATUS;
    pipe.toggle = true;
}

void Schedule::serve_in(Pipe &pipe, dg_usb_transfer &transfer, size_t length)
{
    size_t max = max_packet(transfer), room = length - transfer.actual;
    Answer answer = ask(pipe, pipe.toggle, max, room);
    if (answer.kind == Answer::BABBLE && transfer.endpoint == 0)
        report.violation(bus.now(), "more data than wLength asked for");
    if (answer.kind != Answer::DATA)
        return failed(pipe, answer);
    transfer.errors = 0;
    pipe.toggle = !pipe.toggle;
    std::copy(answer.payload.begin(), answer.payload.end(), transfer.data + transfer.actual);
    transfer.actual += answer.payload.size();
    report.counters.bytes_in += answer.payload.size();
    if (answer.payload.size() < max || transfer.actual == length)
        end_of_data(pipe, transfer);
}

void Schedule::serve_out(Pipe &pipe, dg_usb_transfer &transfer, size_t length)
{
    Bytes payload = next_payload(transfer);
    Answer answer = transactions.out(pipe.address, pipe.endpoint, pipe.toggle, payload);
    if (answer.kind != Answer::ACK)
        return failed(pipe, answer);
    transfer.errors = 0;
    pipe.toggle = !pipe.toggle;
    transfer.actual += payload.size();
    report.counters.bytes_out += payload.size();
    bool was_short = payload.size() < max_packet(transfer);
    if (was_short || (transfer.actual == length && !transfer.zero_packet))
        end_of_data(pipe, transfer);
}

// The other way than the data, empty, DATA1.
void Schedule::serve_status(Pipe &pipe, dg_usb_transfer &transfer)
{
    bool out = is_in(transfer) && data_length(transfer) > 0;
    Answer answer = out ? transactions.out(pipe.address, 0, true, {}) : ask(pipe, true, max_packet(transfer), 0);
    if (answer.kind == Answer::BABBLE)
        report.violation(bus.now(), "data in a status stage");
    if (answer.kind != Answer::ACK && answer.kind != Answer::DATA)
        return failed(pipe, answer);
    complete(pipe, DG_USB_OK);
}
} // namespace usb
