// SPDX-License-Identifier: Apache-2.0
// The boards that the command knows: how each is found on USB and loaded. The table, boards.c, is generated from
// rtl/board/boards.toml.
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

enum {
    MEMORY_SRAM = 1, // of the FPGA: until the power goes
    MEMORY_FLASH = 2 // beside the FPGA: what it starts with
};

struct board {
    const char *name;         // NULL ends the table
    const char *title;        // for people
    const char *device;       // the FPGA
    uint32_t idcode;          // by JTAG, 0 = has none
    unsigned memories;        // that the loader can write
    const char *loader;       // "openFPGALoader" or "dfu-util"
    const char *loader_board; // openFPGALoader's name for it
    uint32_t usb;             // its bridge on USB, vendor << 16 | product; 0 = none
    const char *usb_product;  // pattern of the bridge's product string
    unsigned usb_interface;   // the one of the serial port
    uint32_t dfu;             // its own loader on USB
    unsigned dfu_alt;         // the alternate setting that takes a bitstream,
    uint32_t dfu_bytes;       // and how long that may be
};

extern const struct board boards[];

// The row of that name, or NULL.
const struct board *board_find(const char *name);

#endif
