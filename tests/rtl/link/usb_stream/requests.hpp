// SPDX-License-Identifier: Apache-2.0
// Descriptors and requests, as chapter 9 has them.
#pragma once
#include "bench.hpp"
#include <cstring>

namespace requests
{

static Bytes utf16(const char *text)
{
    Bytes data = {(uint8_t)(2 + 2 * std::strlen(text)), 3};
    for (; *text; text++) {
        data.push_back((uint8_t)*text);
        data.push_back(0);
    }
    return data;
}

static void descriptors(Bench &bench)
{
    Bytes device = bench.read(0x80, 6, 0x100, 0, 18);
    Bytes want = {18,
                  1,
                  0x01,
                  0x02,
                  0,
                  0,
                  0,
                  64,
                  DG_USB_VENDOR & 255,
                  DG_USB_VENDOR >> 8,
                  DG_USB_PRODUCT & 255,
                  DG_USB_PRODUCT >> 8,
                  DG_USB_RELEASE & 255,
                  DG_USB_RELEASE >> 8,
                  1,
                  2,
                  3,
                  1};
    require(device == want, "device descriptor");
    Bytes configuration = bench.read(0x80, 6, 0x200, 0, 255);
    require(configuration.size() == 55 && configuration[2] == 55 && configuration[4] == 1 && configuration[5] == 1,
            "configuration");
    require((configuration[7] & 0x20) == 0, "remote wake-up is not advertised");
    for (unsigned alternate = 0; alternate < 2; alternate++) {
        size_t at = 9 + 23 * alternate;
        Bytes interface(configuration.begin() + (long)at, configuration.begin() + (long)at + 23);
        Bytes expected = {9,  4, 0, (uint8_t)alternate, 2, 0xFF, 0, 0, 0, 7, 5, 0x01, 2, 64, 0, 0, 7, 5, 0x81, 2,
                          64, 0, 0};
        require(interface == expected, "interface and endpoints", alternate);
    }
    require(bench.read(0x80, 6, 0x300, 0, 255) == Bytes({4, 3, 0x09, 0x04}), "string 0: the language");
    require(bench.read(0x80, 6, 0x301, 0x409, 255) == utf16(DG_USB_MANUFACTURER_NAME), "manufacturer");
    require(bench.read(0x80, 6, 0x302, 0x409, 255) == utf16(DG_USB_PRODUCT_NAME), "product");
    require(bench.read(0x80, 6, 0x303, 0x409, 255) == utf16("0123456789ABCDEF"), "serial number");
    Bytes bos = bench.read(0x80, 6, 0xF00, 0, 5);
    require(bos == Bytes({5, 15, 40, 0, 2}), "the BOS's first five bytes");
    bos = bench.read(0x80, 6, 0xF00, 0, 40);
    require(bos.size() == 40 && Bytes(bos.begin() + 5, bos.begin() + 12) == Bytes({7, 16, 2, 0, 0, 0, 0}), "no LPM");
    require(bos[12] == 28 && bos[14] == 5 && bos[36] == 162 && bos[38] == DG_USB_REQUEST_MS_OS, "platform capability");
    Bytes windows = bench.read(0xC0, DG_USB_REQUEST_MS_OS, 0, DG_USB_INDEX_MS_OS, 162);
    require(windows.size() == 162 && windows[8] == 162 && windows[9] == 0, "Microsoft OS 2.0 descriptor set");
    require(std::memcmp(&windows[14], "WINUSB\0\0", 8) == 0, "WINUSB");
    Bytes guid = utf16(DG_USB_WINDOWS_GUID);
    require(std::equal(guid.begin() + 2, guid.end(), windows.begin() + 82), "DeviceInterfaceGUIDs");
}

// Each descriptor by each wLength: the beginning of it, and an empty packet only where it ends with a full one.
static void pieces(Bench &bench)
{
    struct {
        unsigned type, request, value, index;
    } what[] = {{0x80, 6, 0x100, 0},
                {0x80, 6, 0x200, 0},
                {0x80, 6, 0x303, 0x409},
                {0x80, 6, 0xF00, 0},
                {0xC0, DG_USB_REQUEST_MS_OS, 0, DG_USB_INDEX_MS_OS}};
    for (auto &one : what) {
        Bytes whole = bench.read(one.type, one.request, one.value, one.index, 65535);
        for (unsigned length : {1,  2,   5,   8,   9,   17,  18,  34,  54,  55,  56,   63,   64,
                                65, 127, 128, 129, 161, 162, 163, 255, 256, 512, 4096, 65535}) {
            Bytes part = bench.read(one.type, one.request, one.value, one.index, length);
            require(part == Bytes(whole.begin(), whole.begin() + std::min<long>(length, (long)whole.size())), "a piece",
                    one.value, length);
        }
        require(bench.request(one.type, one.request, one.value, one.index), "nothing asked for", one.value);
    }
}

// usbtest's buffer: also lengths that end with a full packet.
static void buffer(Bench &bench)
{
    for (unsigned length : {1, 63, 64, 65, 128, 300, 511, 512}) {
        Bytes data = bench.random_bytes(length);
        require(bench.control(0x40, DG_USB_REQUEST_WRITE, 0, 0, length, data), "written", length);
        require(bench.read(0xC0, DG_USB_REQUEST_READ, 0, 0, length) == data, "read back", length);
        if (length > 1)
            require(bench.read(0xC0, DG_USB_REQUEST_READ, 0, 0, length / 2) ==
                        Bytes(data.begin(), data.begin() + length / 2),
                    "half", length);
    }
    // an OUT packet whose ACK was lost comes again, the last of 512 bytes too
    Bytes data = bench.random_bytes(512);
    bench.out(0, DATA0, Bench::setup(0x40, DG_USB_REQUEST_WRITE, 0, 0, 512), SETUP);
    for (unsigned i = 0; i < 8; i++)
        for (unsigned again = 0; again < 2; again++)
            require(bench.out(0, i % 2 ? DATA0 : DATA1, Bytes(data.begin() + 64 * i, data.begin() + 64 * (i + 1))) ==
                        ACK,
                    "taken", i);
    require(bench.in(0).pid == DATA1, "status");
    require(bench.read(0xC0, DG_USB_REQUEST_READ, 0, 0, 512) == data, "packets that come again are dropped");
}

// An IN packet whose ACK was lost comes again.
static void lost_acks(Bench &bench)
{
    Bytes whole = bench.read(0xC0, DG_USB_REQUEST_MS_OS, 0, DG_USB_INDEX_MS_OS, 162), got;
    bench.out(0, DATA0, Bench::setup(0xC0, DG_USB_REQUEST_MS_OS, 0, DG_USB_INDEX_MS_OS, 200), SETUP);
    Pid toggle = DATA1;
    for (unsigned i = 0; i < 3; i++) {
        Answer first = bench.in(0, NONE), second = bench.in(0);
        require(first.pid == toggle && second.pid == toggle && first.data == second.data, "the same again", i);
        got.insert(got.end(), second.data.begin(), second.data.end());
        toggle = Bench::other(toggle);
    }
    require(got == whole, "the whole in packets");
    require(bench.out(0, DATA1, {}) == ACK && bench.out(0, DATA1, {}) == ACK, "a status that comes again");
}

static void states(Bench &bench)
{
    require(bench.read(0x80, 0, 0, 0, 2) == Bytes({0, 0}), "GET_STATUS of the device");
    require(bench.read(0x80, 8, 0, 0, 1) == Bytes({1}), "GET_CONFIGURATION");
    require(bench.read(0x81, 0, 0, 0, 2) == Bytes({0, 0}), "GET_STATUS of the interface");
    require(bench.read(0x81, 10, 0, 0, 1) == Bytes({0}), "GET_INTERFACE");
    require(bench.request(0x01, 11, 1, 0) && bench.read(0x81, 10, 0, 0, 1) == Bytes({1}), "SET_INTERFACE");
    require(bench.request(0x01, 11, 0, 0) && bench.read(0x81, 10, 0, 0, 1) == Bytes({0}), "and back");
    for (unsigned endpoint : {0x01, 0x81}) {
        require(bench.request(0x02, 3, 0, endpoint), "SET_FEATURE(HALT)", endpoint);
        require(bench.read(0x82, 0, 0, endpoint, 2) == Bytes({1, 0}), "GET_STATUS little-endian", endpoint);
        require(bench.read(0x82, 0, 0, endpoint ^ 0x80, 2) == Bytes({0, 0}), "of that endpoint alone", endpoint);
        require(bench.request(0x02, 1, 0, endpoint), "CLEAR_FEATURE(HALT)", endpoint);
        require(bench.read(0x82, 0, 0, endpoint, 2) == Bytes({0, 0}), "cleared", endpoint);
    }
    require(bench.read(0x82, 0, 0, 0x80, 2) == Bytes({0, 0}), "endpoint 0");
    require(bench.request(0x02, 1, 0, 0), "endpoint 0 is not halted");
    require(bench.request(0x01, 11, 1, 0) && bench.request(0x00, 9, 1, 0), "SET_CONFIGURATION");
    require(bench.read(0x81, 10, 0, 0, 1) == Bytes({0}), "takes the alternate setting back");
    require(bench.request(0x00, 9, 0, 0) && bench.read(0x80, 8, 0, 0, 1) == Bytes({0}), "not configured");
    Bytes none;
    require(!bench.control(0x81, 10, 0, 0, 1, none) && !bench.control(0x82, 0, 0, 0x81, 2, none),
            "no interface, no endpoint");
    require(bench.in(1).pid == NONE && bench.out(1, DATA0, {1}) == NONE,
            "endpoints that are not configured are silent");
    require(bench.request(0x00, 9, 1, 0), "configured again");
}

static const struct {
    unsigned type, request, value, index, length;
} UNKNOWN[] = {{0x80, 6, 0x101, 0, 18},
               {0x80, 6, 0x201, 0, 9},
               {0x80, 6, 0x304, 0x409, 255},
               {0x80, 6, 0x3EE, 0, 18},
               {0x80, 6, 0x600, 0, 10},
               {0x80, 6, 0x700, 0, 9},
               {0x80, 6, 0xF01, 0, 5},
               {0x80, 7, 0x100, 0, 18},
               {0x80, 8, 1, 0, 1},
               {0x80, 10, 0, 0, 1},
               {0x80, 0, 0, 1, 2},
               {0x81, 0, 0, 1, 2},
               {0x81, 10, 0, 1, 1},
               {0x82, 0, 0, 2, 2},
               {0x82, 0, 0, 0x82, 2},
               {0x82, 0, 0, 0x101, 2},
               {0x82, 12, 0, 0x81, 2},
               {0x80, 0x20, 0, 7, 10},
               {0xC0, 0x20, 0, 4, 16},
               {0xC0, 0x20, 0, 8, 16},
               {0xC0, 0x20, 1, 7, 10},
               {0xC0, 0x5B, 0, 0, 4},
               {0xC0, 0x5C, 1, 0, 4},
               {0xC0, 0x5C, 0, 1, 4},
               {0xC0, 0x5C, 0, 0, 513},
               {0xC0, 0x5C, 0, 0, 65535},
               {0xC0, 0xEE, 0, 4, 16},
               {0xA1, 0x21, 0, 0, 7},
               {0xFF, 0xFF, 0xFFFF, 0xFFFF, 0xFFFF},
               {0x83, 0, 0, 0, 2},
               {0x86, 0, 0, 0, 2},
               {0x00, 5, 128, 0, 0},
               {0x00, 5, 1, 1, 0},
               {0x00, 9, 2, 0, 0},
               {0x00, 9, 0x101, 0, 0},
               {0x00, 1, 1, 0, 0},
               {0x00, 3, 1, 0, 0},
               {0x00, 3, 2, 0x100, 0},
               {0x00, 7, 0x100, 0, 0},
               {0x01, 11, 2, 0, 0},
               {0x01, 11, 0, 1, 0},
               {0x01, 3, 0, 0, 0},
               {0x02, 1, 1, 1, 0},
               {0x02, 3, 0, 2, 0},
               {0x02, 3, 0, 0x11, 0},
               {0x02, 5, 0, 1, 0},
               {0x21, 9, 0, 0, 0},
               {0x20, 5, 3, 0, 0},
               {0x40, 5, 3, 0, 0},
               {0x40, 9, 0, 0, 0},
               {0x40, 0x5C, 0, 0, 4},
               {0x40, 0x5B, 0, 0, 513},
               {0x40, 0x5B, 1, 0, 4},
               {0x00, 0x5B, 0, 0, 4},
               {0x41, 0x5B, 0, 0, 4},
               {0x40, 0x20, 0, 7, 0}};

static void unknown(Bench &bench)
{
    for (auto &one : UNKNOWN) {
        Bytes data(one.type & 0x80 ? 0 : one.length);
        require(!bench.control(one.type, one.request, one.value, one.index, one.length, data), "stalled",
                one.type << 8 | one.request, one.value);
        require(bench.in(0).pid == STALL && bench.out(0, DATA1, {}) == STALL, "until the next SETUP", one.type,
                one.request);
        require(bench.read(0x80, 8, 0, 0, 1) == Bytes({1}), "nothing has changed", one.type, one.request);
    }
}

static void all()
{
    {
        Bench bench(6667, 0);
        require(bench.read(0x80, 6, 0x100, 0, 18)[16] == 0, "no serial number");
        Bytes none;
        require(!bench.control(0x80, 6, 0x303, 0x409, 255, none), "no string 3");
        require(bench.read(0x80, 6, 0x302, 0x409, 255).size() == 18, "string 2");
    }
    Bench bench;
    require(bench.in(0).pid == STALL, "nothing was asked");
    descriptors(bench);
    bench.start();
    descriptors(bench);
    pieces(bench);
    buffer(bench);
    lost_acks(bench);
    states(bench);
    unknown(bench);
}

} // namespace requests
