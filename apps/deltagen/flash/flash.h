// SPDX-License-Identifier: Apache-2.0
// What the parts of `deltagen flash` share. Each step returns EXIT_DONE, or complains and returns another exit code.
#ifndef FLASH_H
#define FLASH_H

#include "board/board.h"
#include "board/find.h"
#include "child.h"
#include "cli.h"
#include "manifest.h"

struct flash {
    const struct options *options;
    const struct dg_board *board;
    unsigned memory; // DG_BOARD_SRAM or DG_BOARD_FLASH
    struct manifest manifest;
    struct tree_path file;   // the bitstream
    struct tree_path loader; // the program that loads it
    struct dg_usb_device usb;
    struct dg_usb_device before[USB_MAX]; // boards that were on USB by themselves before the load
    size_t before_count;
    uint64_t idcode;    // as it was read, 0 = not
    unsigned attempts;  // of the loader at the step that took most
    char device[96];    // by which the board was opened afterwards, "" = it was not
    struct child child; // the loader's last run
};

// flash_file.c: find the bitstream and check it against its manifest.
int flash_find_file(struct flash *flash);

// flash_loader.c
// Find the loader's program.
int flash_find_loader(struct flash *flash);
// Run it with these arguments after its name, NULL at the end; once more if the USB transfer broke off. True if it went
// well by its exit code and its words.
bool flash_run_loader(struct flash *flash, const char *const arguments[]);
// Say that `what` failed, show the loader's last lines and what to do. Returns EXIT_BROKEN.
int flash_loader_failed(const struct flash *flash, const char *what);

// flash_jtag.c: openFPGALoader. flash_dfu.c: dfu-util.
int flash_detect_jtag(struct flash *flash);
int flash_load_jtag(struct flash *flash);
int flash_detect_dfu(struct flash *flash);
int flash_load_dfu(struct flash *flash);

// flash_check.c: open the board and compare what it says it is with board and manifest.
int flash_check(struct flash *flash);

#endif
