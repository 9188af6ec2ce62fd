// SPDX-License-Identifier: Apache-2.0
// What is on USB below the folder of tree.h, as far as it may be a board.
#ifndef FIND_H
#define FIND_H

#include "board/usb.h"
#include "tree.h"

enum { USB_MAX = 16 };

// The devices of these ids, vendor << 16 | product; at most USB_MAX, by their ports: those whose product string fits
// the pattern (NULL: any does), or if none does, those that are not by theirs another board. Returns how many.
size_t usb_find(uint32_t ids, const char *product, struct dg_usb_device found[USB_MAX]);

// The boards whose core is on USB by itself; at most USB_MAX. Returns how many.
size_t usb_boards(struct dg_usb_device found[USB_MAX]);

// The serial port of an interface of a device: "ttyUSB1". False if it has none now.
bool usb_tty(const struct dg_usb_device *device, unsigned interface, char tty[TREE_LINE]);

#endif
