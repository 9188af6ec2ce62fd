// SPDX-License-Identifier: Apache-2.0
// deltagen flash: boards that openFPGALoader loads, by JTAG or, where the bridge is wired to it, by writing the flash
// memory. It chooses the bridge by the place on USB.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flash.h"

enum { VERSION_BITS = 28 }; // of an IDCODE, from here on; openFPGALoader leaves them out for some families

struct place {
    char text[24]; // "BUS:NUMBER"
};

static struct place place_of(const struct dg_usb_device *usb)
{
    struct place place;
    (void)snprintf(place.text, sizeof place.text, "%u:%u", usb->bus, usb->number);
    return place;
}

// The first IDCODE that it prints; 0 = none.
static uint64_t printed_idcode(const struct child *child)
{
    const char *at = strstr(child->text, "idcode");
    at = at ? strstr(at, "0x") : NULL;
    return at ? strtoull(at, NULL, 16) : 0;
}

static bool same_idcode(uint64_t read, uint32_t board)
{
    bool without_version = read >> VERSION_BITS == 0;
    return read == (without_version ? board & ((1u << VERSION_BITS) - 1) : board);
}

int flash_detect_jtag(struct flash *flash)
{
    const struct dg_board *board = flash->board;
    if (board->idcode == 0)
        return EXIT_DONE;
    struct place place = place_of(&flash->usb);
    const char *const arguments[] = {"-b", board->loader_board, "--busdev-num", place.text, "--detect", NULL};
    if (!flash_run_loader(flash, arguments))
        return flash_loader_failed(flash, "looking for the FPGA");
    flash->idcode = printed_idcode(&flash->child);
    if (flash->idcode == 0 || flash->idcode == UINT32_MAX) {
        complain("flash: no FPGA answers by JTAG at USB port %s: is the board powered, by this cable?",
                 flash->usb.path);
        child_print_end(&flash->child);
        return EXIT_BROKEN;
    }
    if (same_idcode(flash->idcode, board->idcode))
        return EXIT_DONE;
    complain("flash: the FPGA at USB port %s has the IDCODE 0x%08" PRIx64 ", that of %s (%s) is 0x%08" PRIx32
             ": another board; nothing was loaded",
             flash->usb.path, flash->idcode, board->name, board->device, board->idcode);
    return EXIT_DIFFERS;
}

int flash_load_jtag(struct flash *flash)
{
    struct place place = place_of(&flash->usb);
    const char *const sram[] = {"-b", flash->board->loader_board, "--busdev-num", place.text, "-m", flash->file.text,
                                NULL};
    const char *const memory[] = {
        "-b", flash->board->loader_board, "--busdev-num", place.text, "-f", "--verify", flash->file.text, NULL};
    if (!flash_run_loader(flash, flash->memory == DG_BOARD_SRAM ? sram : memory))
        return flash_loader_failed(flash, "loading");
    return EXIT_DONE;
}
