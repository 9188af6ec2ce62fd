// SPDX-License-Identifier: Apache-2.0
// Which serial ports there are on USB, from Linux's sysfs; on other systems none is found, and ports are named by their
// files. Nothing is opened here.
#ifndef DG_SERIAL_FIND_H
#define DG_SERIAL_FIND_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

#include "board.h"

struct dg_serial_port {
    char device[64]; // "/dev/ttyUSB1", as the kernel calls it
    uint32_t usb;    // vendor << 16 | product
    unsigned usb_interface;
    char usb_path[64]; // hubs and sockets on the way, "1-2.3"
    char serial[128];  // the bridge's serial number, "" = none
    char product[128]; // what the bridge calls itself
};

// What a user asks for; empty strings and 0 ask for nothing.
struct dg_serial_wish {
    char device[PATH_MAX]; // as it was given: a link, perhaps
    uint32_t usb;
    char usb_path[64];
    char serial[128];
    char board[32];
    unsigned rate;
};

// The ports below the folder `sys` ("/sys"), in the order of their names: fills at most max, returns how many there
// are.
size_t dg_serial_find(const char *sys, struct dg_serial_port *out, size_t max);

// Is it the port of that board's bridge?
bool dg_serial_port_is(const struct dg_serial_port *port, const struct dg_serial_board *board);

// The first board whose bridge's port it is, NULL = none that is known.
const struct dg_serial_board *dg_serial_board_at(const struct dg_serial_port *port);

// Reads "/dev/ttyUSB1,rate=1000000" or "path=1-2.3,board=ulx3s-85f". Errors: ARGUMENT.
int dg_serial_parse(const char *rest, struct dg_serial_wish *wish, dg_error *err);

// The one port of the n that the wish fits. A wish for nothing fits the ports of known boards; one for USB ids, a path
// or a serial number fits any port, but of a known bridge only the one that leads to the board.
// Errors: NO_DEVICE, ARGUMENT (several: the message lists them).
int dg_serial_choose(const struct dg_serial_wish *wish, const struct dg_serial_port *ports, size_t n,
                     const struct dg_serial_port **out, dg_error *err);

// The file of the port that is wished for, links resolved, and what is known of it: *port is NULL where nothing is, a
// port named by its file which is none of the n. Errors: those of dg_serial_choose.
int dg_serial_locate(const struct dg_serial_wish *wish, const struct dg_serial_port *ports, size_t n,
                     char device[PATH_MAX], const struct dg_serial_port **port, dg_error *err);

#endif
