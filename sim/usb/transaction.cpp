// SPDX-License-Identifier: Apache-2.0
#include "transaction.hpp"

#include <utility>

namespace usb
{
void Transactions::start_of_frame(uint16_t number)
{
    port.send(usb::start_of_frame(number));
    report.counters.frames++;
}

// Nothing came, or nothing whole.
Answer Transactions::without_answer(const Packet &packet, const char *behind)
{
    if (packet.fault == "babble")
        return {Answer::BABBLE};
    if (!packet.fault.empty()) {
        report.counters.damaged++;
        return {Answer::DAMAGED};
    }
    report.counters.silent++;
    if (must_answer && !port.excused())
        report.violation(bus.now(), std::string("no answer to ") + behind);
    return {Answer::SILENT};
}

Answer Transactions::await_handshake(const char *behind)
{
    Packet packet = port.listen(0);
    if (packet.pid == Pid::NONE || !packet.fault.empty())
        return without_answer(packet, behind);
    if (packet.pid != Pid::ACK && packet.pid != Pid::NAK && packet.pid != Pid::STALL) {
        report.violation(bus.now(), std::string(name(packet.pid)) + " in answer to " + behind);
        return {Answer::DAMAGED};
    }
    if (noise.chance(handshake_lost)) {
        report.counters.handshakes_lost++;
        return {Answer::SILENT};
    }
    if (noise.chance(handshake_damaged)) {
        report.counters.handshakes_damaged++;
        return {Answer::DAMAGED};
    }
    switch (packet.pid) {
    case Pid::ACK:
        report.counters.acks++;
        return {Answer::ACK};
    case Pid::NAK:
        report.counters.naks++;
        return {Answer::NAK};
    default:
        report.counters.stalls++;
        return {Answer::STALL};
    }
}

Answer Transactions::setup(uint8_t address, uint8_t endpoint, const Bytes &request)
{
    port.begin_transaction();
    report.counters.setups++;
    port.send(token(Pid::SETUP, address, endpoint));
    port.send(data(Pid::DATA0, request));
    Answer answer = await_handshake("SETUP");
    if (answer.kind == Answer::NAK || answer.kind == Answer::STALL) {
        if (!port.excused())
            report.violation(bus.now(), answer.kind == Answer::NAK ? "NAK of a SETUP" : "STALL of a SETUP");
        answer.kind = Answer::DAMAGED;
    }
    return answer;
}

Answer Transactions::out(uint8_t address, uint8_t endpoint, bool toggle, const Bytes &payload)
{
    port.begin_transaction();
    report.counters.outs++;
    port.send(token(Pid::OUT, address, endpoint));
    port.send(data(data_pid(toggle), payload));
    return await_handshake("OUT");
}

// Did it go through whole?
bool Transactions::acknowledge()
try {
    Bytes ack = handshake(Pid::ACK);
    if (noise.chance(handshake_lost)) {
        report.counters.handshakes_lost++;
        // As if it were on its way: the device's patience ends before the next token comes.
        bus.advance(bus.now() + bits(TIME_OUT_MAX + 2));
        return false;
    }
    bool damaged = noise.chance(handshake_damaged);
    if (damaged) {
        report.counters.handshakes_damaged++;
        ack[0] = static_cast<uint8_t>(ack[0] ^ 1 << noise.between(0, 7));
    }
    uint64_t hits = report.counters.bits_hit;
    port.send(ack);
    return !damaged && report.counters.bits_hit == hits;
} catch (Cut how) {
    cut = how;
    return false;
}

void Transactions::throw_cut()
{
    if (cut != Cut::NONE)
        throw std::exchange(cut, Cut::NONE);
}

Answer Transactions::in(uint8_t address, uint8_t endpoint, bool toggle, size_t max_packet, size_t room)
{
    port.begin_transaction();
    report.counters.ins++;
    port.send(token(Pid::IN, address, endpoint));
    Packet packet = port.listen(max_packet);
    if (packet.pid == Pid::NONE || !packet.fault.empty())
        return without_answer(packet, "IN");
    if (packet.pid == Pid::NAK) {
        report.counters.in_naks++;
        return {Answer::NAK};
    }
    if (packet.pid == Pid::STALL) {
        report.counters.in_stalls++;
        return {Answer::STALL};
    }
    if (packet.pid == Pid::ACK) {
        report.violation(bus.now(), "ACK in answer to IN");
        return {Answer::DAMAGED};
    }
    if (packet.payload.size() > max_packet)
        report.violation(bus.now(), "more data than the endpoint's packets hold");
    bool expected = packet.pid == data_pid(toggle);
    if (packet.payload.size() > (expected ? std::min(room, max_packet) : max_packet))
        return {Answer::BABBLE};
    bool disturbed = !acknowledge();
    if (!expected) {
        report.counters.repeated++;
        return {Answer::REPEATED, {}, disturbed};
    }
    report.counters.in_data++;
    return {Answer::DATA, std::move(packet.payload), disturbed};
}
} // namespace usb
