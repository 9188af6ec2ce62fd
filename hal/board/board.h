// SPDX-License-Identifier: Apache-2.0
// The boards: what each is, how it is found on USB, at which rates its serial line runs and how it is loaded. The
// table, boards.c, is generated from rtl/board/boards.toml.
#ifndef DG_BOARD_H
#define DG_BOARD_H

#include <stddef.h>
#include <stdint.h>

enum {
    DG_BOARD_SRAM = 1, // of the FPGA: until the power goes
    DG_BOARD_FLASH = 2 // beside the FPGA: what it starts with
};

#define DG_BOARD_RATES 8 // in a list of rates, its final zero included

struct dg_board {
    const char *name;               // NULL ends the table
    uint32_t id;                    // in the core's register BOARD
    const char *title;              // for people
    const char *device;             // the FPGA
    uint32_t idcode;                // by JTAG, 0 = has none
    unsigned memories;              // that the loader can write
    const char *loader;             // "openFPGALoader" or "dfu-util"
    const char *loader_board;       // openFPGALoader's name for it
    uint32_t usb;                   // its bridge on USB, vendor << 16 | product; 0 = none
    const char *usb_product;        // pattern of the bridge's product string
    unsigned usb_interface;         // the one of the serial port
    uint32_t dfu;                   // its own loader on USB
    unsigned dfu_alt;               // the alternate setting that takes a bitstream,
    uint32_t dfu_bytes;             // and how long that may be
    unsigned rates[DG_BOARD_RATES]; // bits a second that board and bridge both hit exactly, best first, 0 at the end;
                                    // none: the core is on USB by itself, the bridge only loads it
};

extern const struct dg_board dg_boards[];

// The row of that name or number, or NULL.
const struct dg_board *dg_board_named(const char *name);
const struct dg_board *dg_board_numbered(uint32_t id);

#endif
