// SPDX-License-Identifier: Apache-2.0
// The boards as the serial link knows them: by their bridge on USB, and the rates that board and bridge both hit
// exactly. The table, serial_boards.c, is generated from rtl/board/boards.toml.
#ifndef DG_SERIAL_BOARD_H
#define DG_SERIAL_BOARD_H

#include <stddef.h>
#include <stdint.h>

#define DG_SERIAL_BOARD_RATES 8 // in a list of rates, its final zero included

struct dg_serial_board {
    const char *name;                      // NULL ends the table
    uint32_t usb;                          // of its bridge, vendor << 16 | product; 0 = it has none
    const char *usb_product;               // pattern of the bridge's product string
    unsigned usb_interface;                // the one of the serial port
    unsigned rates[DG_SERIAL_BOARD_RATES]; // bits a second, best first, 0 at the end
};

extern const struct dg_serial_board dg_serial_boards[];

#endif
