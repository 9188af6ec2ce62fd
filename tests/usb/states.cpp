// SPDX-License-Identifier: Apache-2.0
// What a device has to keep and what to forget: toggles, halts, suspend, the cable.
#include "tests.hpp"

using namespace bench;
using usb::Bytes;
using usb::Line;
using usb::MS;
using usb::Pid;
using usb::US;

namespace
{
constexpr uint8_t CLEAR_HALT = 1, TO_ENDPOINT = 0x02, TO_INTERFACE = 0x01, SET_INTERFACE = 11;
const Bytes SET_CONFIGURATION_1 = {0x00, 9, 1, 0, 0, 0, 0, 0}, GET_INTERFACE = {0x81, 10, 0, 0, 0, 0, 1, 0};

// Both toggles are 1 afterwards. What goes through turns both, and what ends with a full packet turns that of IN once
// more.
void turn_toggles(Bench &b)
{
    auto turned = [&](uint8_t endpoint) { return b.host.schedule.toggle(ADDRESS, endpoint); };
    b.drain();
    for (int i = 0; i < 8 && !(turned(BULK_OUT) && turned(BULK_IN)); i++) {
        require(b.out(some_bytes(turned(BULK_OUT) == turned(BULK_IN) ? 1 : 64)) == DG_USB_OK, "OUT");
        b.drain();
    }
    require(turned(BULK_OUT) && turned(BULK_IN), "toggles");
}

void clear_halt_resets_toggle()
{
    Bench b;
    for (bool halted : {false, true})
        for (uint8_t endpoint : {BULK_OUT, BULK_IN}) {
            turn_toggles(b);
            if (halted)
                b.set_halt(endpoint);
            b.clear_halt(endpoint);
            b.echo(some_bytes(200, endpoint));
        }
    b.praise();
}

void set_interface_resets_toggles()
{
    Bench b;
    for (int i = 0; i < 3; i++) {
        turn_toggles(b);
        require(b.control({TO_INTERFACE, SET_INTERFACE, 0, 0, 0, 0, 0, 0}) == DG_USB_OK, "SET_INTERFACE 0");
        b.host.schedule.reset_toggles(ADDRESS);
        b.echo(some_bytes(200, 5));
        require(b.get(GET_INTERFACE) == Bytes({0}), "GET_INTERFACE");
    }
    turn_toggles(b);
    b.get(SET_CONFIGURATION_1); // does too
    b.host.schedule.reset_toggles(ADDRESS);
    b.echo(some_bytes(200, 6));
    b.praise();
}

// Whoever configures anew finds no halt, and frames.
void set_configuration_clears_halts()
{
    Bench b;
    for (const Bytes &setup : {SET_CONFIGURATION_1, Bytes{TO_INTERFACE, SET_INTERFACE, 0, 0, 0, 0, 0, 0}}) {
        b.set_halt(BULK_OUT);
        b.set_halt(BULK_IN);
        b.get(setup);
        b.host.schedule.reset_toggles(ADDRESS);
        for (uint8_t endpoint : {BULK_OUT, BULK_IN})
            require(b.get({0x82, 0, 0, 0, endpoint, 0, 2, 0}) == Bytes({0, 0}), "the endpoint is still halted",
                    endpoint);
        b.echo(some_bytes(200, 14));
    }
    b.praise();
}

void set_configuration_leaves_test_mode()
{
    Bench b;
    b.set_alternate(1);
    require(b.get(GET_INTERFACE) == Bytes({1}), "the alternate setting");
    b.get(SET_CONFIGURATION_1);
    b.host.schedule.reset_toggles(ADDRESS);
    require(b.get(GET_INTERFACE) == Bytes({0}), "the alternate setting behind SET_CONFIGURATION");
    b.echo(some_bytes(200, 15));
    b.praise();
}

// Without a configuration there are no endpoints and no interface.
void not_configured()
{
    Bench b;
    b.get({0x00, 9, 0, 0, 0, 0, 0, 0});
    require(b.get({0x80, 8, 0, 0, 0, 0, 1, 0}) == Bytes({0}), "the configuration");
    for (const Bytes &setup :
         {Bytes{TO_INTERFACE, SET_INTERFACE, 0, 0, 0, 0, 0, 0}, Bytes{TO_INTERFACE, SET_INTERFACE, 1, 0, 0, 0, 0, 0},
          GET_INTERFACE, Bytes{0x81, 0, 0, 0, 0, 0, 2, 0}, Bytes{0x82, 0, 0, 0, BULK_IN, 0, 2, 0},
          Bytes{TO_ENDPOINT, CLEAR_HALT, 0, 0, BULK_OUT, 0, 0, 0}, Bytes{TO_ENDPOINT, 3, 0, 0, BULK_IN, 0, 0, 0}})
        require(b.control(setup) == DG_USB_STALL, "a request to what is not there", setup[1]);
    b.host.port.send(usb::token(Pid::IN, ADDRESS, 1));
    require(b.host.port.listen(64).pid == Pid::NONE, "IN of what is not configured");
    b.host.port.send(usb::token(Pid::OUT, ADDRESS, 1));
    b.host.port.send(usb::data(Pid::DATA0, some_bytes(10)));
    require(b.host.port.listen(64).pid == Pid::NONE, "OUT to what is not configured");
    b.get(SET_CONFIGURATION_1);
    b.host.schedule.reset_toggles(ADDRESS);
    b.still_works();
    b.praise();
}

void suspend_keeps_toggles()
{
    Bench b;
    for (usb::Ps length : {4 * MS, 9 * MS}) {
        turn_toggles(b);
        b.host.suspend();
        b.host.run(length);
        b.host.resume();
        b.echo(some_bytes(200, 8));
        require(b.get({0x80, 8, 0, 0, 0, 0, 1, 0}) == Bytes({1}), "configuration behind a suspend");
    }
    b.praise();
}

void halted_endpoint_stalls()
{
    Bench b;
    for (uint8_t endpoint : {BULK_OUT, BULK_IN}) {
        b.set_halt(endpoint);
        Bytes got;
        for (int i = 0; i < 3; i++)
            require((endpoint == BULK_OUT ? b.out(some_bytes(62)) : b.in(got, 64)) == DG_USB_STALL,
                    "a halted endpoint");
        b.clear_halt(endpoint);
        b.echo(some_bytes(300, endpoint));
    }
    b.praise();
}

// Bytes that a halted endpoint has refused are not in the buffer afterwards, nor is it shorter by them.
void data_behind_stalled_out()
{
    Bench b;
    for (size_t n : {62, 64, 1}) {
        b.set_halt(BULK_OUT);
        require(b.out(some_bytes(n, 1)) == DG_USB_STALL, "OUT to a halted endpoint");
        b.clear_halt(BULK_OUT);
        b.echo(some_bytes(1000, 9));
        Bytes stage = some_bytes(n, 2);
        require(b.control({0x40, 0x77, 0, 0, 0, 0, static_cast<uint8_t>(n), 0}, stage) == DG_USB_STALL,
                "a control OUT");
        b.echo(some_bytes(1000, 10));
    }
    b.praise();
}

void zero_length_packet()
{
    Bench b;
    for (size_t n : {64, 128, 640}) {
        Bytes sent = some_bytes(n, 11), got, room(1024);
        dg_usb_transfer out = b.transfer(BULK_OUT, sent.data(), n);
        dg_usb_transfer in = b.transfer(BULK_IN, room.data(), room.size());
        b.host.schedule.submit(&out);
        while (got.size() < n) {
            b.host.schedule.submit(&in);
            b.host.run(20 * MS, [&] { return in.status != DG_USB_PENDING; });
            require(in.status == DG_USB_OK, "an IN that only a short packet ends", got.size(), n);
            got.insert(got.end(), room.begin(), room.begin() + static_cast<long>(in.actual));
        }
        require(got == sent, "bytes that came back", got.size(), n);
        require(b.in(room, 64, MS) == DG_USB_CANCELLED, "something behind the end");
        while (b.host.schedule.completed())
            ;
    }
    b.praise();
}

// Edges in suspend that are no resume: the device sleeps on, and wakes when it is to.
void line_error_in_suspend()
{
    Bench b;
    for (Line line : {Line::K, Line::SE0, Line::SE1})
        for (usb::Ps length : {US / 20, US / 5, 2 * US}) {
            turn_toggles(b);
            b.host.suspend();
            b.host.run(4 * MS);
            b.host.bus.hold(line);
            b.host.bus.advance(b.host.bus.now() + length);
            b.host.bus.release();
            b.host.run(US);
            b.host.resume();
            b.echo(some_bytes(100, 12));
        }
    b.praise();
}

void reset_in_suspend()
{
    Bench b;
    b.host.suspend();
    b.host.run(5 * MS);
    require(usb::enumerate(b.host, DG_USB_LINUX, ADDRESS) == DG_USB_OK, "enumeration behind a suspend");
    b.still_works();
    b.praise();
}

void no_wakeup_of_its_own()
{
    Bench b;
    require(b.out(some_bytes(64)) == DG_USB_OK, "OUT"); // it has something to say
    b.host.suspend();
    b.host.run(30 * MS);
    b.praise();
    require(b.host.bus.line() == Line::J, "the line of a bus that sleeps");
    b.host.resume();
    Bytes got;
    require(b.in(got, 64) == DG_USB_OK && got == some_bytes(64), "what it had to say");
    b.praise();
}

void soft_disconnect()
{
    Bench b;
    b.host.device->restart();
    b.host.bus.advance(b.host.bus.now() + US);
    require(!b.host.attached(), "the pull-up is not released");
    usb::Ps released = b.host.bus.now();
    require(b.host.attach(), "no pull-up comes back");
    require(b.host.bus.now() - released >= 10 * MS, "the pull-up is released for so many us",
            static_cast<uint64_t>((b.host.bus.now() - released) / US), 10000);
    require(usb::enumerate(b.host, DG_USB_MACOS, ADDRESS) == DG_USB_OK, "enumeration behind a soft disconnect");
    b.still_works();
    b.praise();
}

// Until it speaks.
void pull_amid_answer(Bench &b)
{
    b.host.port.send(usb::token(Pid::IN, ADDRESS, 1));
    b.host.bus.asked = true;
    while (!b.host.bus.device_drives())
        b.host.bus.step();
    b.host.bus.advance(b.host.bus.now() + usb::bits(3));
    b.host.bus.asked = false;
    b.host.detach();
}

// A device of full speed shows J, and J only, from the moment at which it is seen until it is reset: whatever it did
// when the cable was pulled.
void speed_at_reattach()
{
    Bench b;
    for (usb::Ps away : {US, 50 * US, 4 * MS})
        for (int amid = 0; amid < 3; amid++) {
            if (amid == 1) {
                pull_amid_answer(b);
                b.host.run(80 * US); // its answer ends
            } else if (amid == 2) {
                b.host.suspend();
                b.host.run(4 * MS);
            }
            b.host.detach();
            b.host.run(away);
            b.host.bus.log.clear();
            require(b.host.attach(), "no full speed");
            for (const usb::Edge &edge : b.host.bus.log)
                require(edge.line == Line::J, "the line at re-attach", static_cast<uint64_t>(edge.line), 1);
            require(usb::enumerate(b.host, DG_USB_WINDOWS, ADDRESS) == DG_USB_OK, "enumeration");
            b.still_works();
        }
    b.praise();
}

// SETUPs that are not for it, or not whole, change nothing.
void ignored_setups_leave_toggles()
{
    Bench b;
    const Bytes request{TO_ENDPOINT, CLEAR_HALT, 0, 0, BULK_OUT, 0, 0, 0};
    Bytes wrong_crc = usb::data(Pid::DATA0, request);
    wrong_crc.back() ^= 1;
    const Bytes too_short(request.begin(), request.end() - 1);
    struct Setup {
        uint8_t address, endpoint;
        Bytes data;
    };
    for (const Setup &setup :
         {Setup{ADDRESS, 0, wrong_crc}, Setup{ADDRESS + 1, 0, usb::data(Pid::DATA0, request)},
          Setup{ADDRESS, 3, usb::data(Pid::DATA0, request)}, Setup{ADDRESS, 0, usb::data(Pid::DATA1, request)},
          Setup{ADDRESS, 0, usb::data(Pid::DATA0, too_short)}}) {
        turn_toggles(b);
        b.host.port.send(usb::token(Pid::SETUP, setup.address, setup.endpoint));
        b.host.port.send(setup.data);
        require(b.host.port.listen(64).pid == Pid::NONE, "an answer to a SETUP that is not for it", setup.endpoint);
        b.echo(some_bytes(200, 13));
    }
    b.praise();
}
} // namespace

std::vector<Test> states()
{
    return {
        {"trap: CLEAR_FEATURE(HALT) always resets the toggle", clear_halt_resets_toggle},
        {"trap: SET_INTERFACE succeeds and resets the toggles", set_interface_resets_toggles},
        {"SET_CONFIGURATION and SET_INTERFACE clear halts", set_configuration_clears_halts},
        {"SET_CONFIGURATION leaves the test mode", set_configuration_leaves_test_mode},
        {"SET_CONFIGURATION 0, and what is stalled without a configuration", not_configured},
        {"trap: suspend keeps the toggles", suspend_keeps_toggles},
        {"a halted endpoint stalls", halted_endpoint_stalls},
        {"trap: data behind a STALLed long OUT is intact", data_behind_stalled_out},
        {"trap: zero-length packet behind a multiple of 64", zero_length_packet},
        {"trap: a line error in suspend does not hang it", line_error_in_suspend},
        {"reset in suspend", reset_in_suspend},
        {"it does not wake the host by itself", no_wakeup_of_its_own},
        {"trap: soft disconnect is visible for 10 ms", soft_disconnect},
        {"trap: no wrong speed at re-attach", speed_at_reattach},
        {"trap: SETUPs that are ignored leave the toggles alone", ignored_setups_leave_toggles},
    };
}
