// SPDX-License-Identifier: Apache-2.0
// deltagen flash: boards with a bootloader of their own that speaks DFU. A write to another alternate setting than the
// one for bitstreams could overwrite the bootloader, so that is looked for before anything is written.
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "flash.h"

enum { LEAVE_TRIES = 50, LEAVE_NS = 100000000 };

struct ids {
    char text[16];
};

static struct ids ids_of(const struct dg_board *board)
{
    struct ids ids;
    (void)snprintf(ids.text, sizeof ids.text, "%04x:%04x", board->dfu >> 16, board->dfu & 0xFFFF);
    return ids;
}

// Whether dfu-util lists the alternate setting of the board at that port, each in a line of its own.
static bool lists(const struct child *child, const char *port, unsigned alt)
{
    char path[sizeof((struct dg_usb_device *)NULL)->path + 8], setting[24];
    (void)snprintf(path, sizeof path, "path=\"%s\"", port);
    (void)snprintf(setting, sizeof setting, "alt=%u,", alt);
    for (const char *line = child->text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *at = strstr(line, path), *with = strstr(line, setting), *end = line + strcspn(line, "\n");
        if (at && with && at < end && with < end)
            return true;
    }
    return false;
}

int flash_detect_dfu(struct flash *flash)
{
    struct ids ids = ids_of(flash->board);
    const char *const arguments[] = {"-l", "-d", ids.text, "-p", flash->usb.path, NULL};
    if (!flash_run_loader(flash, arguments))
        return flash_loader_failed(flash, "looking for the bootloader");
    if (lists(&flash->child, flash->usb.path, flash->board->dfu_alt))
        return EXIT_DONE;
    complain("flash: the bootloader at USB port %s offers no alternate setting %u, where bitstreams go; nothing was "
             "written; may you open it? run 'deltagen doctor'",
             flash->usb.path, flash->board->dfu_alt);
    child_print_end(&flash->child);
    return EXIT_BROKEN;
}

// When the bitstream starts the bootloader is gone from its port.
static bool has_left(const struct flash *flash)
{
    for (int i = 0; i < LEAVE_TRIES; i++) {
        struct dg_usb_device found[USB_MAX];
        size_t n = usb_find(flash->board->dfu, NULL, found);
        bool there = false;
        for (size_t k = 0; k < n; k++)
            there = there || strcmp(found[k].path, flash->usb.path) == 0;
        if (!there)
            return true;
        (void)nanosleep(&(struct timespec){.tv_nsec = LEAVE_NS}, NULL);
    }
    return false;
}

int flash_load_dfu(struct flash *flash)
{
    struct ids ids = ids_of(flash->board);
    char alt[12];
    (void)snprintf(alt, sizeof alt, "%u", flash->board->dfu_alt);
    const char *const arguments[] = {"-d", ids.text, "-p", flash->usb.path, "-a", alt, "-D", flash->file.text, NULL};
    bool good = flash_run_loader(flash, arguments);
    // After the last block the bootloader leaves at once; dfu-util then misses it, though all has been written.
    bool written =
        good || (strstr(flash->child.text, "Download done.") && strstr(flash->child.text, "LIBUSB_ERROR_NO_DEVICE"));
    if (!written)
        return flash_loader_failed(flash, "loading");
    if (has_left(flash))
        return EXIT_DONE;
    complain(
        "flash: the bitstream is written, but the bootloader is still there: unplug the board and plug it in without "
        "holding its button");
    child_print_end(&flash->child);
    return EXIT_BROKEN;
}
