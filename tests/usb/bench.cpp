// SPDX-License-Identifier: Apache-2.0
#include "bench.hpp"

#include <cstdio>

using usb::Bytes;
using usb::MS;

namespace bench
{
namespace
{
constexpr usb::Ps PATIENCE = 50 * MS;

dg_usb_status wait_for(usb::Host &host, dg_usb_transfer &transfer, usb::Ps patience)
{
    host.schedule.submit(&transfer);
    host.run(patience, [&] { return transfer.status != DG_USB_PENDING; });
    if (transfer.status == DG_USB_PENDING)
        host.schedule.cancel(&transfer);
    host.schedule.take_back(&transfer);
    return transfer.status;
}
} // namespace

void require(bool right, const char *what, uint64_t found, uint64_t expected)
{
    if (!right)
        throw Failure{std::string(what) + ": " + std::to_string(found) + ", expected " + std::to_string(expected)};
}

Bench::Bench(dg_usb_order order, std::unique_ptr<usb::Device> device)
    : host(std::move(device), {1000, 50, 100, 3500, 100, 100}, CORE_HZ)
{
    host.port.response_max = response_max;
    require(host.attach(), "no pull-up");
    dg_usb_status status = usb::enumerate(host, order, ADDRESS);
    if (status != DG_USB_OK)
        praise();
    require(status == DG_USB_OK, "status of the enumeration", status, DG_USB_OK);
}

dg_usb_transfer Bench::transfer(uint8_t endpoint, uint8_t *data, size_t length)
{
    dg_usb_transfer transfer{};
    transfer.address = ADDRESS;
    transfer.endpoint = endpoint;
    transfer.data = data;
    transfer.length = length;
    return transfer;
}

dg_usb_status Bench::out(const Bytes &data, size_t *actual)
{
    Bytes copy = data;
    dg_usb_transfer t = transfer(BULK_OUT, copy.data(), copy.size());
    dg_usb_status status = wait_for(host, t, PATIENCE);
    if (actual)
        *actual = t.actual;
    return status;
}

dg_usb_status Bench::in(Bytes &data, size_t room, usb::Ps patience)
{
    data.assign(room, 0);
    dg_usb_transfer t = transfer(BULK_IN, data.data(), room);
    dg_usb_status status = wait_for(host, t, patience);
    data.resize(t.actual);
    return status;
}

void Bench::drain()
{
    Bytes rest;
    while (in(rest, 64, MS / 2) == DG_USB_OK)
        ;
}

dg_usb_status Bench::control(const Bytes &setup, Bytes &data)
{
    data.resize(std::max<size_t>(data.size(), setup[6] | setup[7] << 8));
    size_t actual = 0;
    dg_usb_status status = host.control(ADDRESS, setup, data.data(), &actual);
    data.resize(actual);
    return status;
}

dg_usb_status Bench::control(const Bytes &setup)
{
    Bytes none;
    return control(setup, none);
}

Bytes Bench::get(const Bytes &setup)
{
    Bytes data;
    dg_usb_status status = control(setup, data);
    require(status == DG_USB_OK, "status of a control transfer", status, DG_USB_OK);
    return data;
}

void Bench::set_alternate(uint8_t alternate)
{
    get({0x01, 11, alternate, 0, 0, 0, 0, 0});
    host.schedule.reset_toggles(ADDRESS);
}

void Bench::set_halt(uint8_t endpoint)
{
    get({0x02, 3, 0, 0, endpoint, 0, 0, 0});
}

void Bench::clear_halt(uint8_t endpoint)
{
    get({0x02, 1, 0, 0, endpoint, 0, 0, 0});
    host.schedule.reset_toggle(ADDRESS, endpoint);
}

void Bench::echo(const Bytes &data, size_t chunk)
{
    Bytes sent = data, got, room(chunk);
    size_t done = 0;
    dg_usb_transfer to = transfer(BULK_OUT, nullptr, 0), from = transfer(BULK_IN, room.data(), chunk);
    host.schedule.submit(&from);
    for (usb::Ps limit = host.bus.now() + PATIENCE + usb::bits(static_cast<int64_t>(data.size()) * 200);
         got.size() < data.size() && host.bus.now() < limit;) {
        if (to.status != DG_USB_PENDING || to.data == nullptr) {
            done += to.actual;
            to = transfer(BULK_OUT, &sent[done], std::min(chunk, sent.size() - done));
            if (to.length > 0)
                host.schedule.submit(&to);
        }
        host.run(MS, [&] { return host.schedule.has_completed(); });
        while (dg_usb_transfer *t = host.schedule.completed()) {
            if (t != &from)
                continue;
            got.insert(got.end(), room.begin(), room.begin() + static_cast<long>(from.actual));
            host.schedule.submit(&from);
        }
    }
    host.schedule.cancel(&from);
    host.schedule.cancel(&to);
    while (host.schedule.completed() != nullptr)
        ;
    require(got.size() == data.size(), "bytes that came back", got.size(), data.size());
    require(got == data, "what came back differs from what was sent");
}

void Bench::still_works()
{
    Bytes status = get({0x80, 0, 0, 0, 0, 0, 2, 0});
    require(status.size() == 2, "bytes of GET_STATUS", status.size(), 2);
    echo(some_bytes(150, 7));
}

void Bench::praise()
{
    if (host.report.counters.violations > 0)
        throw Failure{std::to_string(host.report.counters.violations) + " violations, first " +
                      host.report.violations[0]};
}

Bytes some_bytes(size_t n, unsigned seed)
{
    Bytes bytes(n);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = static_cast<uint8_t>((seed >> 28) == 0 ? 0xFF : seed >> 24); // with runs of ones
    }
    return bytes;
}

int run(const std::vector<Test> &tests, int argc, char **argv)
{
    size_t passed = 0, failed = 0;
    for (const Test &test : tests) {
        if (argc > 1 && test.name.find(argv[1]) == std::string::npos)
            continue;
        try {
            test.run();
            passed++;
        } catch (const Failure &failure) {
            failed++;
            std::printf("%s: %s\n", test.name.c_str(), failure.text.c_str());
            std::fflush(stdout);
        }
    }
    if (failed == 0)
        std::printf("[  PASSED  ] %zu test(s).\n", passed);
    return failed > 0 || passed == 0;
}
} // namespace bench
