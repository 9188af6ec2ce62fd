// SPDX-License-Identifier: Apache-2.0
// The tests of a device with dg_usb's descriptors that sends back what it gets.
#ifndef USB_TESTS_HPP
#define USB_TESTS_HPP

#include "bench.hpp"

std::vector<bench::Test> hub();      // the port itself, with devices that break its rules
std::vector<bench::Test> requests(); // the control endpoint
std::vector<bench::Test> states();   // toggles, halts, suspend, the cable
std::vector<bench::Test> traffic();  // what else goes over the line
std::vector<bench::Test> faults();   // a line that is not clean
std::vector<bench::Test> cuts();     // what is cut off at any bit
#endif
