// SPDX-License-Identifier: Apache-2.0
// What goes over the line besides: packets that break the rules, others' packets, silence.
#include "tests.hpp"

using namespace bench;
using usb::Bytes;
using usb::Line;
using usb::Lines;
using usb::MS;
using usb::Pid;

namespace
{
const Bytes GET_STATUS = {0x80, 0, 0, 0, 0, 0, 2, 0};
constexpr int LOW_SPEED = 8; // bit times of full speed

void silent(Bench &b, const char *what, uint64_t number = 0)
{
    require(b.host.port.listen(64).pid == Pid::NONE, what, number);
}

void wait_bits(Bench &b, int n)
{
    b.host.bus.advance(b.host.bus.now() + usb::bits(n));
}

// A transaction ends with 18 bit times of silence, whoever should have spoken.
void dropped_after_silence()
{
    Bench b;
    bool toggle = b.host.schedule.toggle(ADDRESS, BULK_OUT);
    for (int pause : {19, 30, 100}) {
        b.host.port.send(usb::token(Pid::OUT, ADDRESS, 1));
        wait_bits(b, pause);
        b.host.port.send(usb::data(usb::data_pid(toggle), some_bytes(20)));
        silent(b, "data so late behind its token", static_cast<uint64_t>(pause));
        b.host.port.send(usb::token(Pid::SETUP, ADDRESS, 0));
        wait_bits(b, pause);
        b.host.port.send(usb::data(Pid::DATA0, GET_STATUS));
        silent(b, "a request so late behind its token", static_cast<uint64_t>(pause));
        b.host.port.send(usb::token(Pid::OUT, ADDRESS, 1));
        wait_bits(b, pause);
        b.still_works();
        toggle = b.host.schedule.toggle(ADDRESS, BULK_OUT);
    }
    b.praise();
}

// Behind an ACK that is none, what was sent comes again.
void not_acknowledged(const Bytes &ack, int pause = 0)
{
    Bench b;
    Bytes sent = some_bytes(64, 1), got;
    require(b.out(sent) == DG_USB_OK, "OUT");
    usb::Packet first;
    for (int i = 0; i < 1000 && first.pid != Pid::DATA0 && first.pid != Pid::DATA1; i++) {
        b.host.port.send(usb::token(Pid::IN, ADDRESS, 1));
        first = b.host.port.listen(64);
    }
    require(first.payload == sent, "IN");
    wait_bits(b, pause);
    b.host.port.send(ack);
    require(b.in(got, 64) == DG_USB_OK && got == sent, "what was not acknowledged", got.size(), 64);
    b.praise();
}

void late_acknowledge()
{
    not_acknowledged(usb::handshake(Pid::ACK), 30);
}

void long_acknowledge()
{
    const Bytes token = usb::token(Pid::ACK, ADDRESS, 1); // as long as one, and its CRC is right
    not_acknowledged(token);
    not_acknowledged({token[0], token[1]});
    not_acknowledged(usb::data(Pid::ACK, some_bytes(10)));
}

// A token is two bytes behind its PID, no more and no less.
void tokens_of_other_lengths()
{
    Bench b;
    b.echo(some_bytes(64)); // whatever it would take is seen by what comes back
    const Bytes out = usb::token(Pid::OUT, ADDRESS, 1);
    const Bytes data = usb::data(usb::data_pid(b.host.schedule.toggle(ADDRESS, BULK_OUT)), some_bytes(20));
    for (size_t more = 1; more < 70; more += more < 4 ? 1 : 30) {
        Bytes wrong = out;
        wrong.insert(wrong.begin() + 1, more, 0x5A);
        b.host.port.send(wrong);
        b.host.port.send(data);
        silent(b, "a token with so many bytes in it", more);
    }
    for (size_t n : {1, 2}) {
        b.host.port.send(out); // the bytes that the next one lacks
        b.host.port.send(Bytes(out.begin(), out.begin() + static_cast<long>(n)));
        b.host.port.send(data);
        silent(b, "a token of so many bytes", n);
    }
    b.still_works();
    b.praise();
}

void missing_endpoints_are_silent()
{
    Bench b;
    for (uint8_t endpoint = 2; endpoint < 16; endpoint++) {
        b.host.port.send(usb::token(Pid::IN, ADDRESS, endpoint));
        silent(b, "IN", endpoint);
        b.host.port.send(usb::token(Pid::OUT, ADDRESS, endpoint));
        b.host.port.send(usb::data(Pid::DATA0, some_bytes(10)));
        silent(b, "OUT", endpoint);
    }
    b.still_works();
    b.praise();
}

void other_addresses()
{
    Bench b;
    for (uint8_t address : {0, 1, ADDRESS ^ 1, ADDRESS ^ 64, 127}) {
        b.host.port.send(usb::token(Pid::SETUP, address, 0));
        b.host.port.send(usb::data(Pid::DATA0, {0x00, 5, 77, 0, 0, 0, 0, 0}));
        silent(b, "SETUP", address);
        b.host.port.send(usb::handshake(Pid::ACK)); // as the other device says it
        b.host.port.send(usb::token(Pid::IN, address, 1));
        b.host.port.send(usb::data(Pid::DATA1, some_bytes(64)));
        b.host.port.send(usb::handshake(Pid::ACK));
        b.host.port.send(usb::token(Pid::OUT, address, 1));
        b.host.port.send(usb::data(Pid::DATA0, some_bytes(64)));
        silent(b, "OUT", address);
        b.still_works();
    }
    b.praise();
}

// Everything of a token counts: with a bit turned it is none.
void damaged_packets()
{
    Bench b;
    b.echo(some_bytes(64)); // whatever it would take is seen by what comes back
    const Bytes out = usb::token(Pid::OUT, ADDRESS, 1);
    bool toggle = b.host.schedule.toggle(ADDRESS, BULK_OUT);
    for (unsigned bit = 0; bit < 24; bit++) {
        Bytes wrong = out;
        wrong[bit / 8] = static_cast<uint8_t>(wrong[bit / 8] ^ 1 << bit % 8);
        b.host.port.send(wrong);
        b.host.port.send(usb::data(usb::data_pid(toggle), some_bytes(20)));
        silent(b, "a token with this bit turned", bit);
    }
    const Bytes data = usb::data(usb::data_pid(toggle), some_bytes(20));
    for (unsigned bit = 0; bit < 8 * data.size(); bit++) {
        Bytes wrong = data;
        wrong[bit / 8] = static_cast<uint8_t>(wrong[bit / 8] ^ 1 << bit % 8);
        b.host.port.send(out);
        b.host.port.send(wrong);
        silent(b, "data with this bit turned", bit);
    }
    b.still_works();
    b.praise();
}

// Low-speed packets behind a PRE: slow, and upside down.
void pre_traffic()
{
    Bench b;
    for (const Bytes &packet :
         {usb::token(Pid::IN, ADDRESS, 1), usb::token(Pid::SETUP, ADDRESS, 0), usb::data(Pid::DATA0, GET_STATUS),
          usb::handshake(Pid::ACK), usb::token(Pid::OUT, ADDRESS, 1)}) {
        Lines pre = usb::encode(usb::handshake(Pid::PRE));
        pre.resize(pre.size() - 3); // no end of packet
        Lines slow;
        for (Line line : usb::encode(packet)) {
            Line turned = line == Line::J ? Line::K : line == Line::K ? Line::J : line;
            slow.insert(slow.end(), LOW_SPEED, turned);
        }
        pre.insert(pre.end(), 4, Line::J);
        pre.insert(pre.end(), LOW_SPEED, Line::K); // idle of low speed, while the hub switches
        pre.insert(pre.end(), slow.begin(), slow.end());
        pre.push_back(Line::J);
        b.host.port.wait_gap();
        b.host.port.send_raw(pre);
        silent(b, "low speed behind a PRE", packet[0]);
        b.still_works();
    }
    b.praise();
}

// Data that is longer than a packet may be is not taken, nor does it harm what is.
void babbling_host()
{
    Bench b;
    for (size_t n : {65, 66, 100, 200, 1023}) {
        b.host.port.send(usb::token(Pid::OUT, ADDRESS, 1));
        b.host.port.send(usb::data(usb::data_pid(b.host.schedule.toggle(ADDRESS, BULK_OUT)), some_bytes(n)));
        require(b.host.port.listen(64).pid != Pid::ACK, "ACK of a packet that is too long", n);
        b.still_works();
    }
    b.praise();
}

// SE0 for a bit time, anywhere in a packet: it is no packet any more.
void false_se0()
{
    Bench b;
    const Lines token = usb::encode(usb::token(Pid::OUT, ADDRESS, 1));
    for (size_t at = 1; at < token.size() - 3; at += 3) {
        Lines wrong = token;
        wrong[at] = Line::SE0;
        b.host.port.wait_gap();
        b.host.port.send_raw(wrong);
        b.host.port.send(usb::data(usb::data_pid(b.host.schedule.toggle(ADDRESS, BULK_OUT)), some_bytes(20)));
        silent(b, "a token with SE0 at bit", at);
    }
    const Lines data = usb::encode(usb::data(usb::data_pid(b.host.schedule.toggle(ADDRESS, BULK_OUT)), some_bytes(20)));
    for (size_t at = 1; at < data.size() - 3; at += 5) {
        Lines wrong = data;
        wrong[at] = Line::SE0;
        b.host.port.send(usb::token(Pid::OUT, ADDRESS, 1));
        b.host.port.wait_gap();
        b.host.port.send_raw(wrong);
        silent(b, "data with SE0 at bit", at);
        b.still_works();
    }
    b.praise();
}

// Everything from the host at once, one packet behind the other: a SETUP finds room whatever the bulk endpoint does.
void setup_under_load()
{
    Bench b;
    Bytes much = some_bytes(40000), room(4096);
    dg_usb_transfer out = b.transfer(BULK_OUT, much.data(), much.size()),
                    in = b.transfer(BULK_IN, room.data(), room.size());
    b.host.schedule.submit(&out); // nobody reads: it soon says NAK
    for (int i = 0; i < 40; i++) {
        if (i == 20)
            b.host.schedule.submit(&in);
        uint64_t before = b.host.report.counters.setups;
        require(b.get(GET_STATUS).size() == 2, "GET_STATUS under load");
        require(b.host.report.counters.setups == before + 1, "SETUPs until one was taken",
                b.host.report.counters.setups - before, 1);
    }
    b.praise();
}

// A SETUP is taken wherever a control transfer before it was left.
void setup_any_time()
{
    Bench b;
    for (int stages = 0; stages < 6; stages++)
        for (bool write : {false, true}) {
            Bytes request = write ? Bytes{0x40, 0x5B, 0, 0, 0, 0, 200, 0} : Bytes{0xC0, 0x20, 0, 0, 7, 0, 178, 0};
            require(b.host.transactions.setup(ADDRESS, 0, request).kind == usb::Answer::ACK, "SETUP");
            for (int i = 0; i < stages; i++)
                if (write)
                    b.host.transactions.out(ADDRESS, 0, i % 2 == 0, some_bytes(64));
                else
                    b.host.transactions.in(ADDRESS, 0, i % 2 == 0, 64, 64);
            require(b.get(GET_STATUS).size() == 2, "a request behind one that was left", static_cast<uint64_t>(stages));
        }
    b.still_works();
    b.praise();
}
} // namespace

std::vector<Test> traffic()
{
    return {
        {"trap: a transaction is dropped after 18 bit times of silence", dropped_after_silence},
        {"a late ACK is none", late_acknowledge},
        {"an ACK with bytes behind its PID is none", long_acknowledge},
        {"a token with bytes in it, or too few, is none", tokens_of_other_lengths},
        {"trap: endpoints that do not exist are silent", missing_endpoints_are_silent},
        {"packets to other addresses", other_addresses},
        {"packets with any bit turned", damaged_packets},
        {"trap: PRE and low speed behind it are ignored", pre_traffic},
        {"a host that babbles", babbling_host},
        {"false SE0", false_se0},
        {"trap: room for a SETUP under OUT load", setup_under_load},
        {"trap: a SETUP is never NAKed or STALLed", setup_any_time},
    };
}
