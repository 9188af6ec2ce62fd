// SPDX-License-Identifier: Apache-2.0
// What is on USB, from Linux's sysfs below the folder `sys` ("/sys"); on other systems nothing is. Nothing is opened
// here.
#ifndef DG_USB_H
#define DG_USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"

struct dg_usb_device {
    char path[64];        // hubs and sockets on the way, "1-2.3"
    uint32_t ids;         // vendor << 16 | product
    char product[128];    // what it calls itself, "" where it does not say
    char serial[128];     // its serial number, "" = none
    unsigned bus, number; // its node is /dev/bus/usb/BUS/NUMBER, three digits each
};

// A serial port of a device.
struct dg_usb_port {
    char device[64];    // "/dev/ttyUSB1", as the kernel calls it
    unsigned interface; // of the USB device
    struct dg_usb_device usb;
};

// The devices of these ids in the order of their paths, 1-2 before 1-10, or all ports in the order of their names: fill
// at most max, return how many there are.
size_t dg_usb_devices(const char *sys, uint32_t ids, struct dg_usb_device *out, size_t max);
size_t dg_usb_ports(const char *sys, struct dg_usb_port *out, size_t max);

// The boards that are on USB by themselves, without a bridge, in the order of their paths: fills at most max, returns
// how many there are.
size_t dg_usb_boards(const char *sys, struct dg_usb_device *out, size_t max);

// The file in /dev by which the device is opened.
enum { DG_USB_NODE = 40 };
void dg_usb_node(const struct dg_usb_device *device, char node[DG_USB_NODE]);

// Does the product string of a device fit that of the board's bridge?
bool dg_usb_product_is(const struct dg_usb_device *device, const struct dg_board *board);

// Is it the serial port of that board's bridge?
bool dg_usb_port_is(const struct dg_usb_port *port, const struct dg_board *board);

// The first board whose bridge's port it is, NULL = none that is known.
const struct dg_board *dg_usb_board_at(const struct dg_usb_port *port);

#endif
