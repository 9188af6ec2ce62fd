// SPDX-License-Identifier: Apache-2.0
// The control endpoint: enumeration in four orders, and the requests on which small devices stumble.
#include "tests.hpp"

using namespace bench;
using usb::Bytes;

namespace
{
constexpr uint8_t MS_OS_20_REQUEST = 0x20, WRITE = 0x5B, READ = 0x5C;

uint8_t low(size_t n)
{
    return static_cast<uint8_t>(n);
}
uint8_t high(size_t n)
{
    return static_cast<uint8_t>(n >> 8);
}

Bytes get_descriptor(uint8_t type, uint8_t index, size_t length)
{
    uint16_t language = type == 3 && index > 0 ? 0x0409 : 0;
    return {0x80, 6, index, type, low(language), high(language), low(length), high(length)};
}

void enumerates(dg_usb_order order, int ppm)
{
    dg_usb_faults line{};
    line.offset_ppm = ppm;
    line.jitter_ps = ppm != 0 ? 2000 : 0;
    line.skew_ps = ppm / 1000 * 1000;
    Bench b(order);
    b.host.set_faults(line);
    b.host.detach();
    b.host.run(100 * usb::US);
    require(b.host.attach(), "no pull-up");
    require(usb::enumerate(b.host, order, ADDRESS) == DG_USB_OK, "enumeration");
    b.still_works();
    b.praise();
    require(b.host.report.counters.silent == 0, "transactions without an answer", b.host.report.counters.silent, 0);
}

std::vector<Test> enumerations()
{
    static const char *const names[] = {"Linux", "Windows 10 and 11", "macOS", "FreeBSD"};
    std::vector<Test> tests;
    for (int order = 0; order < DG_USB_ORDERS; order++)
        for (int ppm : {0, 2500, -2500})
            tests.push_back(
                {std::string("enumeration: ") + names[order] + ", clock off by " + std::to_string(ppm) + " ppm",
                 [=] { enumerates(static_cast<dg_usb_order>(order), ppm); }});
    return tests;
}

// Whatever wLength is, the answer is a beginning of the whole.
void pieces(Bench &b, Bytes setup)
{
    setup[6] = 0xFF;
    setup[7] = 0x0F;
    Bytes whole = b.get(setup);
    require(whole.size() >= 4, "bytes of a descriptor", whole.size());
    for (size_t length = 1; length <= whole.size() + 66; length += length < 66 || length + 2 > whole.size() ? 1 : 13) {
        setup[6] = low(length);
        setup[7] = high(length);
        Bytes part = b.get(setup);
        require(part == Bytes(whole.begin(), whole.begin() + static_cast<long>(std::min(length, whole.size()))),
                "bytes for a wLength", part.size(), length);
    }
}

void honours_wlength()
{
    Bench b;
    for (uint8_t type : {1, 2, 15})
        pieces(b, get_descriptor(type, 0, 0));
    for (uint8_t index : {0, 1, 2, 3})
        pieces(b, get_descriptor(3, index, 0));
    pieces(b, {0xC0, MS_OS_20_REQUEST, 0, 0, 7, 0, 0, 0});
    b.praise();
}

// Every bit of wLength counts: what the buffer cannot hold is neither taken nor made up.
void honours_wlength_of_the_buffer()
{
    Bench b;
    for (size_t n : {513, 0x400, 0x600, 0x800, 0x1000, 0x2000, 0x4000, 0x8000, 0xFFFF}) {
        Bytes data(n);
        require(b.control({0x40, WRITE, 0, 0, 0, 0, low(n), high(n)}, data) == DG_USB_STALL, "a write of", n, 512);
        require(b.control({0xC0, READ, 0, 0, 0, 0, low(n), high(n)}, data) == DG_USB_STALL, "a read of", n, 512);
    }
    b.still_works();
    b.praise();
}

void buffer_of_usbtest()
{
    Bench b;
    for (size_t n : {1, 2, 8, 63, 64, 65, 127, 128, 129, 500, 511, 512}) {
        Bytes sent = some_bytes(n, static_cast<unsigned>(n)), copy = sent;
        require(b.control({0x40, WRITE, 0, 0, 0, 0, low(n), high(n)}, copy) == DG_USB_OK, "write", n);
        require(b.get({0xC0, READ, 0, 0, 0, 0, low(n), high(n)}) == sent, "what was written", n);
    }
    b.still_works();
    b.praise();
}

bool is_known(uint8_t type, uint8_t request)
{
    bool standard = (type & 0x60) == 0;
    return (standard && request <= 12) || request == WRITE || request == READ || request == MS_OS_20_REQUEST;
}

void unknown_requests_stall()
{
    Bench b;
    for (uint8_t type : {0x00, 0x01, 0x02, 0x20, 0x21, 0x40, 0x41, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xC0, 0xC1, 0xE0})
        for (unsigned request = 0; request < 256; request += request < 16 ? 1 : 11) {
            if (is_known(type, low(request)))
                continue;
            Bytes data(8);
            dg_usb_status status = b.control({type, low(request), 0, 0, 0, 0, low(request % 2 * 8), 0}, data);
            require(status == DG_USB_STALL, "status of an unknown request", status, DG_USB_STALL);
        }
    for (const Bytes &setup :
         {get_descriptor(6, 0, 10), get_descriptor(7, 0, 9), get_descriptor(3, 4, 255), get_descriptor(3, 0xEE, 18),
          get_descriptor(2, 1, 9), get_descriptor(33, 0, 9), Bytes{0x00, 9, 2, 0, 0, 0, 0, 0},
          Bytes{0x01, 11, 2, 0, 0, 0, 0, 0}, Bytes{0x01, 11, 0, 0, 1, 0, 0, 0}, Bytes{0x00, 7, 0, 1, 0, 0, 18, 0}}) {
        Bytes data(18);
        dg_usb_status status = b.control(setup, data);
        require(status == DG_USB_STALL, "status of a request for what is not there", status, DG_USB_STALL);
    }
    b.still_works();
    b.praise();
}

void string_zero()
{
    Bench b;
    require(b.get(get_descriptor(3, 0, 255)) == Bytes({4, 3, 0x09, 0x04}), "string 0");
    b.praise();
}

void bos_first_five()
{
    Bench b;
    Bytes five = b.get(get_descriptor(15, 0, 5));
    require(five.size() == 5 && five[0] == 5 && five[1] == 15, "the first five bytes", five.size(), 5);
    Bytes whole = b.get(get_descriptor(15, 0, five[2]));
    require(whole.size() == five[2], "bytes of the BOS", whole.size(), five[2]);
    require(whole[7] == 2 && (whole[8] & 2) == 0, "USB 2.0 extension with LPM off", whole[8]);
    b.praise();
}

// The address is the old one until the status stage is over, also if that has to be said twice.
void address_after_status()
{
    Bench b;
    b.host.reset();
    b.host.port.send(usb::token(usb::Pid::SETUP, 0, 0));
    b.host.port.send(usb::data(usb::Pid::DATA0, {0, 5, 99, 0, 0, 0, 0, 0}));
    require(b.host.port.listen(0).pid == usb::Pid::ACK, "SETUP");
    for (int time = 0; time < 3; time++) {
        b.host.port.send(usb::token(usb::Pid::IN, 0, 0));
        usb::Packet packet = b.host.port.listen(64);
        require(packet.pid == usb::Pid::DATA1 && packet.payload.empty(), "status stage at the old address", time);
        b.host.bus.advance(b.host.bus.now() + usb::bits(30)); // no ACK
    }
    b.host.port.send(usb::token(usb::Pid::IN, 0, 0));
    require(b.host.port.listen(64).pid == usb::Pid::DATA1, "status stage");
    b.host.port.send(usb::handshake(usb::Pid::ACK));
    b.host.run(2 * usb::MS);
    size_t actual = 0;
    Bytes data(18);
    require(b.host.control(99, get_descriptor(1, 0, 18), data.data(), &actual) == DG_USB_OK, "at the new address");
    b.host.transactions.must_answer = false;
    require(b.host.control(0, get_descriptor(1, 0, 18), data.data(), &actual) == DG_USB_ERROR, "at the old one");
    b.praise();
}

void no_remote_wakeup()
{
    Bench b;
    require((b.get(get_descriptor(2, 0, 9))[7] & 0x20) == 0, "remote wake-up is advertised");
    require(b.control({0x00, 3, 1, 0, 0, 0, 0, 0}) == DG_USB_STALL, "SET_FEATURE of remote wake-up");
    require((b.get({0x80, 0, 0, 0, 0, 0, 2, 0})[0] & 2) == 0, "remote wake-up in the status");
    b.praise();
}

void status_little_endian()
{
    Bench b;
    require(b.get({0x81, 0, 0, 0, 0, 0, 2, 0}) == Bytes({0, 0}), "status of the interface");
    for (uint8_t endpoint : {BULK_OUT, BULK_IN}) {
        require(b.get({0x82, 0, 0, 0, endpoint, 0, 2, 0}) == Bytes({0, 0}), "status of an endpoint", endpoint);
        b.set_halt(endpoint);
        require(b.get({0x82, 0, 0, 0, endpoint, 0, 2, 0}) == Bytes({1, 0}), "status of one that is halted", endpoint);
        b.clear_halt(endpoint);
        require(b.get({0x82, 0, 0, 0, endpoint, 0, 2, 0}) == Bytes({0, 0}), "status of one that was halted", endpoint);
    }
    b.still_works();
    b.praise();
}
} // namespace

std::vector<Test> requests()
{
    std::vector<Test> tests = enumerations();
    for (const Test &test : std::vector<Test>{
             {"trap: wLength is honoured, in pieces", honours_wlength},
             {"trap: wLength is honoured, beyond the buffer", honours_wlength_of_the_buffer},
             {"the buffer of usbtest's control cases", buffer_of_usbtest},
             {"trap: unknown requests are stalled", unknown_requests_stall},
             {"trap: string 0 is the list of languages", string_zero},
             {"trap: BOS: first read with wLength 5", bos_first_five},
             {"trap: SET_ADDRESS takes effect after its status stage", address_after_status},
             {"trap: remote wake-up is not advertised", no_remote_wakeup},
             {"trap: GET_STATUS is little-endian", status_little_endian},
         })
        tests.push_back(test);
    return tests;
}
