// SPDX-License-Identifier: Apache-2.0
// What the tests of devices on a line share: a host with short times, transfers that are waited for, and the list of
// tests.
#ifndef USB_BENCH_HPP
#define USB_BENCH_HPP

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "enumerate.hpp"
#include "host.hpp"

namespace bench
{
constexpr uint8_t ADDRESS = 42, BULK_OUT = 0x01, BULK_IN = 0x81;
constexpr uint32_t CORE_HZ = 12000000;

// Each program has its own device; and what it is allowed for a response, in bit times.
std::unique_ptr<usb::Device> make_device();
extern const double response_max;

struct Failure {
    std::string text;
};
void require(bool right, const char *what, uint64_t found = 0, uint64_t expected = 0);

struct Bench {
    usb::Host host;

    // On the cable, with an address and configuration 1.
    explicit Bench(dg_usb_order order = DG_USB_LINUX, std::unique_ptr<usb::Device> device = make_device());

    dg_usb_transfer transfer(uint8_t endpoint, uint8_t *data, size_t length);
    // Both return when the transfer is complete, or is cancelled after a time.
    dg_usb_status out(const usb::Bytes &data, size_t *actual = nullptr);
    dg_usb_status in(usb::Bytes &data, size_t room, usb::Ps patience = 50 * usb::MS);
    void drain(); // IN until nothing comes
    dg_usb_status control(const usb::Bytes &setup, usb::Bytes &data);
    dg_usb_status control(const usb::Bytes &setup);
    usb::Bytes get(const usb::Bytes &setup); // a control transfer IN that must succeed
    void set_alternate(uint8_t alternate);
    void set_halt(uint8_t endpoint);
    void clear_halt(uint8_t endpoint); // with the host's toggle
    // Sends through a device that sends back what it gets, while it reads; transfers that fail are gone on with where
    // they stopped. Every byte must come back once.
    void echo(const usb::Bytes &data, size_t chunk = 512);
    // A configured device does all that again.
    void still_works();
    void praise(); // no violation so far
};

usb::Bytes some_bytes(size_t n, unsigned seed = 1);

struct Test {
    std::string name;
    std::function<void()> run;
};
// Runs those whose name contains an argument, or all; prints what failed; the exit code.
int run(const std::vector<Test> &tests, int argc, char **argv);
} // namespace bench
#endif
