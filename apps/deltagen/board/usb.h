// SPDX-License-Identifier: Apache-2.0
// What is on USB, read from /sys/bus/usb/devices; nothing is opened.
#ifndef USB_H
#define USB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"
#include "tree.h"

enum { USB_MAX = 16 };

struct usb_device {
    char port[32];    // where it is plugged in, as the kernel writes it: "1-2.3"
    char product[64]; // "" where it does not say
    char serial[64];
    unsigned bus, number; // its node is /dev/bus/usb/BUS/NUMBER, three digits each
};

// The devices of these ids, vendor << 16 | product; at most USB_MAX, by their ports: those whose product string fits
// the pattern (NULL: any does), or if none does, those that are not by theirs another board. Returns how many.
size_t usb_find(uint32_t ids, const char *product, struct usb_device found[USB_MAX]);

// The serial port of an interface of a device: "ttyUSB1". False if it has none now.
bool usb_tty(const struct usb_device *device, unsigned interface, char tty[TREE_LINE]);

#endif
