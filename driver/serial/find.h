// SPDX-License-Identifier: Apache-2.0
// Which of the serial ports a device name means. Where none is found on USB (hal/board/usb.h), ports are named by their
// files. Nothing is opened here.
#ifndef DG_SERIAL_FIND_H
#define DG_SERIAL_FIND_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

#include "board/usb.h"

// What a user asks for; empty strings and 0 ask for nothing.
struct dg_serial_wish {
    char device[PATH_MAX]; // as it was given: a link, perhaps
    uint32_t usb;
    char usb_path[64];
    char serial[128];
    char board[32];
    unsigned rate;
};

// Reads "/dev/ttyUSB1,rate=1000000" or "path=1-2.3,board=ulx3s-85f". Errors: ARGUMENT.
int dg_serial_parse(const char *rest, struct dg_serial_wish *wish, dg_error *err);

// The one port of the n that the wish fits. A wish for nothing fits the ports of known boards; one for USB ids, a path
// or a serial number fits any port, but of a known bridge only the one that leads to the board.
// Errors: NO_DEVICE, ARGUMENT (several: the message lists them).
int dg_serial_choose(const struct dg_serial_wish *wish, const struct dg_usb_port *ports, size_t n,
                     const struct dg_usb_port **out, dg_error *err);

// The file of the port that is wished for, links resolved, and what is known of it: *port is NULL where nothing is, a
// port named by its file which is none of the n. Errors: those of dg_serial_choose.
int dg_serial_locate(const struct dg_serial_wish *wish, const struct dg_usb_port *ports, size_t n,
                     char device[PATH_MAX], const struct dg_usb_port **port, dg_error *err);

#endif
