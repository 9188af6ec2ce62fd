// SPDX-License-Identifier: Apache-2.0
#include "enumerate.hpp"

#include <array>
#include <cstdio>
#include <initializer_list>

namespace usb
{
namespace
{
constexpr uint8_t DEVICE = 1, CONFIGURATION = 2, STRING = 3, QUALIFIER = 6, BOS = 15; // descriptor types
constexpr uint16_t ENGLISH = 0x0409, BOS_SINCE = 0x0201;
constexpr size_t CONFIGURATION_BYTES = 9, DEVICE_BYTES = 18, BOS_BYTES = 5;
constexpr uint8_t MS_OS_20[16] = {0xDF, 0x60, 0xDD, 0xD8, 0x89, 0x45, 0xC7, 0x4C,
                                  0x9C, 0xD2, 0x65, 0x9D, 0x9E, 0x64, 0x8A, 0x9F};

class Enumeration
{
  public:
    Enumeration(Host &host, uint8_t address) : host(host), address(address)
    {
    }
    dg_usb_status status = DG_USB_OK;

    void linux_order();
    void windows_order();
    void macos_order();
    void freebsd_order();

  private:
    Host &host;
    uint8_t address, at = 0; // where it is now
    Bytes device;

    Bytes request(const Bytes &setup, bool may_stall = false);
    Bytes get(uint8_t type, uint8_t index, uint16_t length, bool may_stall = false);
    void expect(bool right, const char *what, uint8_t type, size_t n);
    void take_address();
    void read_device(uint16_t length);
    Bytes read_total(uint8_t type, uint16_t first);
    void read_string(uint8_t index, uint16_t first);
    void read_strings(std::initializer_list<size_t> places, uint16_t first);
    void read_qualifier();
    void read_bos();
    void read_ms_os_20(const Bytes &bos);
    void configure();
    bool has_bos() const
    {
        return device.size() == DEVICE_BYTES && (device[2] | device[3] << 8) >= BOS_SINCE;
    }
};

constexpr size_t I_MANUFACTURER = 14, I_PRODUCT = 15, I_SERIAL = 16; // places in the device descriptor

// Does nothing after a failure.
Bytes Enumeration::request(const Bytes &setup, bool may_stall)
{
    Bytes data(static_cast<size_t>(setup[6] | setup[7] << 8));
    if (status != DG_USB_OK)
        return {};
    size_t actual = 0;
    dg_usb_status code = host.control(at, setup, data.data(), &actual);
    if (code != DG_USB_OK && !(code == DG_USB_STALL && may_stall))
        status = code;
    data.resize(actual);
    return data;
}

void Enumeration::expect(bool right, const char *what, uint8_t type, size_t n)
{
    char text[96];
    std::snprintf(text, sizeof text, "descriptor of type %u, %zu bytes: %s", type, n, what);
    if (!right && status == DG_USB_OK)
        host.report.violation(host.bus.now(), text);
}

Bytes Enumeration::get(uint8_t type, uint8_t index, uint16_t length, bool may_stall)
{
    auto language = static_cast<uint16_t>(type == STRING && index > 0 && index != 0xEE ? ENGLISH : 0);
    Bytes data = request({0x80, 6, index, type, static_cast<uint8_t>(language), static_cast<uint8_t>(language >> 8),
                          static_cast<uint8_t>(length), static_cast<uint8_t>(length >> 8)},
                         may_stall);
    if (may_stall && data.empty())
        return data;
    expect(data.size() >= 2 && data[1] == type, "not what was asked for", type, data.size());
    if (status != DG_USB_OK || data.size() < 2)
        return {};
    bool has_total = type == CONFIGURATION || type == BOS;
    size_t all = has_total && data.size() >= 4 ? static_cast<size_t>(data[2] | data[3] << 8) : data[0];
    if (!has_total || data.size() >= 4)
        expect(data.size() == std::min<size_t>(all, length), "not as long as it says", type, data.size());
    return data;
}

void Enumeration::take_address()
{
    if (status != DG_USB_OK)
        return;
    status = host.set_address(at, address);
    at = address;
}

void Enumeration::read_device(uint16_t length)
{
    Bytes first = get(DEVICE, 0, length);
    if (first.size() >= 8)
        expect(first[7] == 8 || first[7] == 16 || first[7] == 32 || first[7] == 64, "bMaxPacketSize0", DEVICE,
               first.size());
    if (first.size() >= DEVICE_BYTES) {
        expect(device.empty() || first == device, "differs from the one before", DEVICE, first.size());
        device = first;
    }
}

// In two reads; the first is a beginning of the second.
Bytes Enumeration::read_total(uint8_t type, uint16_t first)
{
    Bytes begin = get(type, 0, first);
    if (begin.size() < 4)
        return {};
    auto all = static_cast<uint16_t>(begin[2] | begin[3] << 8);
    if (begin.size() == all)
        return begin;
    Bytes whole = get(type, 0, all);
    expect(whole.size() == all && std::equal(begin.begin(), begin.end(), whole.begin()),
           "does not begin as it did when its beginning was read", type, whole.size());
    return whole;
}

// first: the wLength of the first read; a second one asks for as much as the first said there is.
void Enumeration::read_string(uint8_t index, uint16_t first)
{
    Bytes begin = get(STRING, index, first);
    if (begin.size() < 2 || begin[0] <= first)
        return;
    Bytes whole = get(STRING, index, begin[0]);
    expect(whole.size() % 2 == 0, "no whole number of characters", STRING, whole.size());
}

void Enumeration::read_strings(std::initializer_list<size_t> places, uint16_t first)
{
    if (device.size() < DEVICE_BYTES)
        return;
    bool any = device[I_MANUFACTURER] != 0 || device[I_PRODUCT] != 0 || device[I_SERIAL] != 0;
    if (any)
        read_string(0, first);
    for (size_t place : places)
        if (device[place] != 0)
            read_string(device[place], first);
}

// A device that knows one speed only has none.
void Enumeration::read_qualifier()
{
    if (!get(QUALIFIER, 0, 10, true).empty())
        expect(false, "from a device of full speed", QUALIFIER, 10);
}

void Enumeration::read_ms_os_20(const Bytes &bos)
{
    for (size_t i = BOS_BYTES; i + 28 <= bos.size() && bos[i] > 0; i += bos[i]) {
        if (!std::equal(MS_OS_20, MS_OS_20 + 16, &bos[i + 4]))
            continue;
        Bytes set = request({0xC0, bos[i + 26], 0, 0, 7, 0, bos[i + 24], bos[i + 25]});
        expect(set.size() == static_cast<size_t>(bos[i + 24] | bos[i + 25] << 8), "Microsoft OS 2.0 set", BOS,
               set.size());
        expect(set.size() < 10 || (set[8] == bos[i + 24] && set[9] == bos[i + 25]), "wTotalLength of the set", BOS,
               set.size());
    }
}

void Enumeration::read_bos()
{
    if (has_bos())
        read_total(BOS, BOS_BYTES);
}

void Enumeration::configure()
{
    request({0x00, 9, 1, 0, 0, 0, 0, 0});
    host.schedule.reset_toggles(at);
}

void Enumeration::linux_order()
{
    host.reset();
    read_device(64);
    host.reset();
    take_address();
    read_device(DEVICE_BYTES);
    read_bos();
    for (int i = 0; i < 3; i++)
        read_qualifier();
    read_total(CONFIGURATION, CONFIGURATION_BYTES);
    read_strings({I_PRODUCT, I_MANUFACTURER, I_SERIAL}, 255);
    configure();
}

void Enumeration::windows_order()
{
    host.reset();
    read_device(64);
    host.reset();
    take_address();
    read_device(DEVICE_BYTES);
    Bytes configuration = get(CONFIGURATION, 0, 255);
    if (has_bos())
        read_ms_os_20(read_total(BOS, BOS_BYTES));
    else
        get(STRING, 0xEE, 18, true);
    read_strings({I_SERIAL}, 255);
    read_strings({I_PRODUCT}, 255);
    read_qualifier();
    read_device(DEVICE_BYTES);
    expect(read_total(CONFIGURATION, CONFIGURATION_BYTES) == configuration, "differs from the one before",
           CONFIGURATION, configuration.size());
    configure();
    request({0x80, 0, 0, 0, 0, 0, 2, 0}); // GET_STATUS of the device
}

void Enumeration::macos_order()
{
    host.reset();
    read_device(8);
    take_address();
    read_device(DEVICE_BYTES);
    read_strings({I_PRODUCT, I_MANUFACTURER, I_SERIAL}, 2);
    read_bos();
    read_total(CONFIGURATION, CONFIGURATION_BYTES);
    configure();
}

void Enumeration::freebsd_order()
{
    host.reset();
    take_address();
    read_device(8);
    read_device(DEVICE_BYTES);
    read_strings({I_MANUFACTURER, I_PRODUCT, I_SERIAL}, 4);
    read_total(CONFIGURATION, CONFIGURATION_BYTES);
    configure();
    request({0x80, 8, 0, 0, 0, 0, 1, 0}); // GET_CONFIGURATION
}
} // namespace

dg_usb_status enumerate(Host &host, dg_usb_order order, uint8_t address)
{
    static constexpr std::array<void (Enumeration::*)(), DG_USB_ORDERS> orders = {
        &Enumeration::linux_order, &Enumeration::windows_order, &Enumeration::macos_order, &Enumeration::freebsd_order};
    Enumeration enumeration(host, address);
    (enumeration.*orders[order])();
    return enumeration.status;
}
} // namespace usb
