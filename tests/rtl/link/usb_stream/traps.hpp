// SPDX-License-Identifier: Apache-2.0
// What devices are known to do wrong, and what a bus may do to them.
#pragma once
#include "bench.hpp"

namespace traps
{

static void toggles(Bench &bench)
{
    for (unsigned kind = 0; kind < 4; kind++) {
        // both toggles are odd when they are taken back: by CLEAR_FEATURE with and without a halt, SET_INTERFACE,
        // SET_CONFIGURATION
        bench.put({1, 2, 3});
        bench.reply({4, 5});
        bench.get();
        bench.out_toggle = bench.in_toggle = DATA0;
        if (kind == 0)
            require(bench.request(0x02, 3, 0, 0x01) && bench.request(0x02, 3, 0, 0x81), "SET_FEATURE(HALT)");
        if (kind == 0) {
            require(bench.out(1, DATA1, {9}) == STALL && bench.in(1).pid == STALL, "halted");
            require(bench.out(1, DATA0, {9}) == STALL, "halted, whatever the toggle");
        }
        if (kind < 2)
            require(bench.request(0x02, 1, 0, 0x01) && bench.request(0x02, 1, 0, 0x81), "CLEAR_FEATURE(HALT)");
        if (kind == 2)
            require(bench.request(0x01, 11, 0, 0), "SET_INTERFACE");
        if (kind == 3)
            require(bench.request(0x00, 9, 1, 0), "SET_CONFIGURATION");
        bench.put({6, 7, 8});
        bench.arrived({1, 2, 3, 6, 7, 8});
        bench.reply({10});
        require(bench.get() == Bytes({10}), "IN data");
        require(bench.request(0x02, 1, 0, 0x01) && bench.request(0x02, 1, 0, 0x81), "back to DATA0");
        bench.out_toggle = bench.in_toggle = DATA0;
    }
    // of one endpoint alone
    bench.put({1});
    bench.reply({2});
    bench.get();
    require(bench.request(0x02, 1, 0, 0x81), "CLEAR_FEATURE(HALT) of IN");
    bench.in_toggle = DATA0;
    bench.put({3});
    bench.reply({4});
    bench.get();
    require(bench.request(0x02, 1, 0, 0x01), "CLEAR_FEATURE(HALT) of OUT");
    bench.out_toggle = DATA0;
    bench.put({5});
    bench.reply({6});
    require(bench.get() == Bytes({6}), "IN keeps its toggle");
    bench.arrived({1, 3, 5});
}

// What is not for this device, or damaged, changes nothing: the toggles are odd, and stay so.
static void ignored(Bench &bench)
{
    if (bench.out_toggle == DATA0)
        bench.put({});
    bench.arrived({});
    auto silent = [&](const char *what, Pid token, unsigned address, unsigned endpoint, Bytes data) {
        bench.line.send(usb_token(token, address, endpoint));
        bench.line.pause(2);
        if (token != IN)
            bench.line.send(data);
        require(bench.line.receive().empty(), what, token, endpoint);
        bench.line.pause(3);
    };
    Bytes setup = Bench::setup(0x02, 1, 0, 0x01, 0), good = usb_data(DATA0, setup), bad = good;
    bad[4] ^= 0x10;
    silent("a SETUP to another address", SETUP, ADDRESS + 1, 0, good);
    silent("a SETUP to a bulk endpoint", SETUP, ADDRESS, 1, good);
    silent("a SETUP with a wrong CRC", SETUP, ADDRESS, 0, bad);
    silent("a SETUP of DATA1", SETUP, ADDRESS, 0, usb_data(DATA1, setup));
    silent("a SETUP of seven bytes", SETUP, ADDRESS, 0, usb_data(DATA0, Bytes(setup.begin(), setup.begin() + 7)));
    setup.push_back(0);
    silent("a SETUP of nine bytes", SETUP, ADDRESS, 0, usb_data(DATA0, setup));
    for (unsigned endpoint = 2; endpoint < 16; endpoint++) {
        silent("IN of no endpoint", IN, ADDRESS, endpoint, {});
        silent("OUT to no endpoint", OUT, ADDRESS, endpoint, usb_data(DATA1, {1}));
    }
    for (unsigned other : {0u, ADDRESS ^ 1, ADDRESS ^ 64, 127u})
        for (unsigned endpoint : {0, 1}) {
            silent("IN of another address", IN, other, endpoint, {});
            silent("OUT to another address", OUT, other, endpoint, usb_data(DATA1, {1}));
        }
    silent("65 bytes", OUT, ADDRESS, 1, usb_data(bench.out_toggle, bench.random_bytes(65)));
    silent("200 bytes", OUT, ADDRESS, 1, usb_data(bench.out_toggle, bench.random_bytes(200)));
    silent("no data PID", OUT, ADDRESS, 1, {0xD2, 0x00, 0x00});
    silent("DATA2", OUT, ADDRESS, 1, {0x87, 0x00, 0x00});
    silent("a PID that is damaged", OUT, ADDRESS, 1, {0xCB, 0x00, 0x00});
    silent("one byte of a CRC", OUT, ADDRESS, 1, {0x4B, 0x00});
    for (unsigned bit = 0; bit < 16; bit++) {
        Bytes packet = usb_data(bench.out_toggle, {1, 2, 3}), token = usb_token(OUT, ADDRESS, 1);
        packet[4 + bit / 8] ^= (uint8_t)(1u << bit % 8);
        silent("a wrong CRC16", OUT, ADDRESS, 1, packet);
        if (bit >= 5)
            continue;
        token[2] ^= (uint8_t)(8u << bit);
        bench.line.send(token);
        bench.line.pause(2);
        bench.line.send(usb_data(bench.out_toggle, {1}));
        require(bench.line.receive().empty(), "a wrong CRC5", bit);
    }
    bench.line.send({0xA5, 0x12, 0x34});
    bench.line.pause(3);
    bench.put({77});
    bench.arrived({77});
    bench.put({});
}

static void stalled_out(Bench &bench)
{
    bench.put({11});
    Bytes data = bench.random_bytes(62);
    require(!bench.control(0x40, 0x77, 0, 0, 62, data), "an unknown request of 62 bytes");
    bench.put({12, 13});
    require(bench.read(0x80, 8, 0, 0, 1) == Bytes({1}), "the next request");
    bench.arrived({11, 12, 13});
}

// The stream takes nothing: two packets wait, more are refused; SETUPs go on.
static void setup_under_load(Bench &bench)
{
    bench.readiness = 0;
    Bytes sent;
    for (unsigned i = 0; i < 2; i++) {
        Bytes data = bench.random_bytes(64);
        bench.put(data);
        sent.insert(sent.end(), data.begin(), data.end());
    }
    for (unsigned i = 0; i < 4; i++) {
        require(bench.out(1, bench.out_toggle, {1, 2}) == NAK, "no room");
        require(bench.out(1, Bench::other(bench.out_toggle), {1, 2}) == ACK,
                "data that were there before are acknowledged");
        require(bench.read(0x80, 0, 0, 0, 2) == Bytes({0, 0}), "a SETUP");
    }
    // room that comes while a packet is on the line is none for that packet
    bench.line.send(usb_token(OUT, ADDRESS, 1));
    bench.line.pause(2);
    std::vector<Level> levels = usb_levels(usb_data(bench.out_toggle, Bytes(64, 0xA7)));
    size_t half = levels.size() / 2;
    bench.line.drive(std::vector<Level>(levels.begin(), levels.begin() + (long)half));
    bench.readiness = 1;
    bench.line.drive(std::vector<Level>(levels.begin() + (long)half, levels.end()));
    require(bench.answer().pid == NAK, "room for half of it");
    bench.arrived(sent);
    bench.put({1, 2});
    bench.arrived({1, 2});
}

// 16 bit times are short enough, 18 are too long, from J to the first K.
static void silence(Bench &bench)
{
    for (double gap : {2.0, 15.8, 18.2, 19.0, 40.0}) {
        bench.line.send(usb_token(OUT, ADDRESS, 1));
        bench.line.pause(gap - 1); // one bit of J ended the token
        bench.line.send(usb_data(bench.out_toggle, {(uint8_t)gap}));
        Pid got = bench.answer().pid;
        require(got == (gap < 17 ? ACK : NONE), "data after silence", (uint64_t)(gap * 10));
        bench.line.pause(3);
        if (got == ACK)
            bench.out_toggle = Bench::other(bench.out_toggle);
        bench.arrived(got == ACK ? Bytes({(uint8_t)gap}) : Bytes());
        bench.reply({(uint8_t)gap});
        bench.line.send(usb_token(IN, ADDRESS, 1));
        require(bench.answer().pid == bench.in_toggle, "IN");
        bench.line.until(bench.line.idle_since + (uint64_t)(gap * (double)BIT_PS));
        bench.line.send({0xD2});
        bench.line.pause(3);
        if (gap > 17)
            require(bench.get() == Bytes({(uint8_t)gap}), "the ACK was too late: the same again");
        else
            bench.in_toggle = Bench::other(bench.in_toggle);
        require(bench.in(1).pid == NAK, "nothing more");
    }
    // an ACK without data before it is nothing
    bench.reply({1, 2});
    bench.handshake(ACK);
    require(bench.get() == Bytes({1, 2}), "data are kept");
    // another token forgets the transaction
    bench.line.send(usb_token(OUT, ADDRESS, 1));
    bench.line.pause(2);
    require(bench.in(1).pid == NAK, "IN behind a lone OUT");
    bench.line.send(usb_data(bench.out_toggle, {1}));
    require(bench.answer().pid == NONE, "data without a token");
}

static void low_speed(Bench &bench)
{
    for (unsigned i = 0; i < 8; i++) {
        std::vector<Level> pre = usb_levels({0x3C});
        pre.resize(pre.size() - 3); // no EOP
        pre.push_back({'J', 4.0 + i});
        for (Level level : usb_levels(i % 2 ? usb_data(DATA0, bench.random_bytes(8)) : usb_token(OUT, ADDRESS, 1)))
            pre.push_back({level.what, 8 * level.bits});
        if (i > 5)
            pre.resize(17); // a PRE and nothing more
        bench.line.drive(pre);
        bench.line.bits(20);
        require(!bench.line.top.usb_oe, "an answer to low speed");
        bench.put({(uint8_t)i});
        bench.arrived({(uint8_t)i});
    }
}

static void address(Bench &bench)
{
    auto answers = [&](unsigned at) {
        bench.address = at;
        return bench.in(0, NONE).pid != NONE;
    };
    bench.reset();
    bench.out(0, DATA0, Bench::setup(0x00, 5, 9, 0, 0), SETUP);
    require(!answers(9), "SET_ADDRESS before its status stage");
    require(answers(0) && answers(0), "a status whose ACK was lost comes again");
    bench.address = 0;
    require(bench.in(0).pid == DATA1, "status");
    require(!answers(0) && answers(9), "the new address");
    bench.reset();
    bench.out(0, DATA0, Bench::setup(0x00, 5, 10, 0, 0), SETUP);
    bench.in(0, NONE); // the host's ACK is lost on its way
    bench.address = 10;
    require(bench.read(0x80, 8, 0, 0, 1) == Bytes({0}), "a host that has the status uses the new address");
    require(!answers(0), "and the old one is none");
    bench.reset();
    bench.out(0, DATA0, Bench::setup(0x00, 5, 11, 0, 0), SETUP);
    bench.in(0, NONE);
    require(bench.read(0x80, 8, 0, 0, 1) == Bytes({0}), "another SETUP before the status is known");
    require(!answers(11) && answers(0), "leaves the address");
    bench.reset();
    bench.start();
}

static void suspend(Bench &bench)
{
    bench.put({1});
    bench.reply({2, 3});
    bench.line.bits(12 * 2900); // 2.9 ms
    require(!bench.line.top.suspended, "not before 3 ms");
    bench.line.bits(12 * 300);
    require(bench.line.top.suspended, "suspended");
    bench.line.drive({{'K', 0.4}, {'J', 3}, {'K', 3}, {'J', 1}, {'0', 0.6}, {'J', 30}}); // noise
    bench.line.bits(12 * 3200);
    require(bench.line.top.suspended, "suspended again");
    bench.line.drive({{'K', 12 * 200}, {'0', 16}, {'J', 8}}); // resume
    require(!bench.line.top.suspended, "awake");
    require(bench.get() == Bytes({2, 3}), "IN keeps toggle and data");
    bench.put({4});
    bench.arrived({1, 4});
    bench.line.drive({{'K', 12 * 200}, {'J', 40}}); // noise without an EOP
    bench.put({5});
    bench.arrived({5});
}

static void bus_reset(Bench &bench)
{
    bench.line.drive({{'0', 24}, {'J', 2}}); // 2 us
    bench.put({1});
    bench.arrived({1});
    bench.line.drive({{'0', 36}, {'J', 2}}); // 3 us
    bench.address = ADDRESS;
    require(bench.in(1).pid == NONE, "a reset takes the address");
    bench.address = 0;
    require(bench.in(1).pid == NONE, "and the configuration");
    require(bench.in(0).pid == STALL, "and the transfer");
    bench.start();
    // at any place of a transaction, also in the device's own packet
    for (unsigned bits = 1; bits < 60; bits += 3) {
        bench.reply({7});
        bench.line.send(usb_token(IN, ADDRESS, 1));
        bench.line.bits(bits);
        bench.reset();
        bench.start();
        while (bench.in(1).pid != NAK) // what was there is kept
            ;
        bench.in_toggle = DATA0;
        require(bench.request(0x02, 1, 0, 0x81), "DATA0");
    }
    bench.put({2});
    bench.arrived({2});
}

static void ends_of_transfers(Bench &bench)
{
    for (unsigned full : {1, 2, 3}) {
        Bytes data = bench.random_bytes(64 * full);
        bench.reply(data);
        Bytes got;
        for (unsigned i = 0; i < full; i++) {
            Bytes part = bench.get();
            require(part.size() == 64, "a full packet", part.size());
            got.insert(got.end(), part.begin(), part.end());
            bench.line.bits(40);
        }
        require(got == data && bench.get().empty(), "an empty packet behind full ones", full);
        require(bench.in(1).pid == NAK, "and no second one");
        bench.reply({1});
        require(bench.get() == Bytes({1}) && bench.in(1).pid == NAK, "a short one needs none");
    }
}

static void lengths(Bench &bench)
{
    for (unsigned length = 0; length < 65; length++) {
        Bytes data = bench.random_bytes(length), answer = bench.random_bytes(1 + length % 63);
        bench.put(data);
        bench.arrived(data);
        bench.reply(answer);
        require(bench.get() == answer && bench.in(1).pid == NAK, "an ACK is heard behind data of every length", length);
    }
}

static void test_mode(Bench &bench)
{
    bench.reply({1, 2, 3});
    require(bench.request(0x01, 11, 1, 0), "SET_INTERFACE");
    bench.out_toggle = bench.in_toggle = DATA0;
    bench.readiness = 0;
    for (unsigned i = 0; i < 10; i++) {
        require(bench.get() == Bytes(64, 0), "64 zeros", i);
        bench.put(bench.random_bytes(i * 7));
    }
    require(bench.request(0x01, 11, 0, 0), "back");
    bench.out_toggle = bench.in_toggle = DATA0;
    bench.readiness = 1;
    bench.arrived({});
    require(bench.get() == Bytes({1, 2, 3}), "the stream has waited");
    bench.put({5});
    bench.arrived({5});
}

static void all()
{
    Bench bench;
    bench.start();
    toggles(bench);
    ignored(bench);
    stalled_out(bench);
    setup_under_load(bench);
    silence(bench);
    low_speed(bench);
    address(bench);
    suspend(bench);
    bus_reset(bench);
    ends_of_transfers(bench);
    lengths(bench);
    test_mode(bench);
    bench.attach(); // by reset of the device, detached for 10 ms
    bench.reset();
    bench.start();
    bench.put({1});
    bench.arrived({1});
}

} // namespace traps
