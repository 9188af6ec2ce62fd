// SPDX-License-Identifier: Apache-2.0
// deltagen flash: what answers after the load must be this board with this bitstream.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "flash.h"

enum { PORT_TRIES = 50, PORT_NS = 100000000 };

// The board's serial port, which the loader took from the kernel and which comes back after it.
static bool wait_for_port(struct flash *flash)
{
    char tty[TREE_LINE];
    for (int i = 0; i < PORT_TRIES; i++) {
        if (usb_tty(&flash->usb, flash->board->usb_interface, tty)) {
            struct tree_path node = tree_path("/dev/%s", tty);
            int length = snprintf(flash->device, sizeof flash->device, "tty:%s", node.text);
            return length < (int)sizeof flash->device;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PORT_NS}, NULL);
    }
    return false;
}

// What is at that socket now was there before: a board that is loaded leaves USB, and comes back with another number.
static bool was_there(const struct flash *flash, const struct dg_usb_device *device)
{
    for (size_t i = 0; i < flash->before_count; i++) {
        if (flash->before[i].bus == device->bus && flash->before[i].number == device->number)
            return true;
    }
    return false;
}

// The board on USB by itself: where its bootloader was, or the only one that has come. False if there is none such.
static bool wait_for_usb(struct flash *flash)
{
    for (int i = 0; i < PORT_TRIES; i++) {
        struct dg_usb_device found[USB_MAX];
        size_t n = usb_boards(found), fitting = 0;
        for (size_t k = 0; k < n; k++) {
            bool fits = flash->board->dfu ? strcmp(found[k].path, flash->usb.path) == 0 : !was_there(flash, &found[k]);
            if (fits)
                found[fitting++] = found[k];
        }
        if (fitting > 0) {
            (void)snprintf(flash->device, sizeof flash->device, "usb:path=%s", found[0].path);
            return fitting == 1;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PORT_NS}, NULL);
    }
    return false;
}

static int compare(const struct flash *flash, const dg_device_info *info)
{
    const struct manifest *manifest = &flash->manifest;
    if (strcmp(info->board, flash->board->name) != 0) {
        complain("flash: %s says that it is %s, not %s", flash->device, info->board, flash->board->name);
        return EXIT_DIFFERS;
    }
    if (info->build != manifest->build || info->clock_hz != manifest->clock_hz) {
        complain("flash: %s holds build %016" PRIx64 " at %" PRIu32 " Hz, the bitstream is %016" PRIx64 " at %" PRIu64
                 " Hz: it did not start",
                 flash->device, info->build, info->clock_hz, manifest->build, manifest->clock_hz);
        return EXIT_DIFFERS;
    }
    return EXIT_DONE;
}

int flash_check(struct flash *flash)
{
    const struct options *options = flash->options;
    if (options->given & OPT_DEVICE) {
        (void)snprintf(flash->device, sizeof flash->device, "%s", options->device);
    } else if (flash->board->rates[0] == 0) {
        if (!wait_for_usb(flash)) {
            flash->device[0] = '\0';
            complain(
                "flash: loaded, not checked: not one board has come to USB by itself: is the socket of its own USB "
                "plugged in? deltagen devices lists boards, --device names one");
            return EXIT_DONE;
        }
    } else if (!flash->board->usb) {
        complain("flash: loaded, not checked: %s has no serial port of its own; name one by --device",
                 flash->board->name);
        return EXIT_DONE;
    } else if (!wait_for_port(flash)) {
        complain("flash: loaded, but interface %u at USB port %s has no serial port: run 'deltagen doctor'",
                 flash->board->usb_interface, flash->usb.path);
        return EXIT_BROKEN;
    }
    dg_device *dev;
    dg_device_info info = {.size = sizeof info};
    dg_error err = {0};
    if (dg_device_open(flash->device, NULL, &dev, &err) != DG_OK)
        return library_failed("flash: loaded, but the board does not open", &err);
    int code = dg_device_get_info(dev, &info, &err);
    dg_device_close(dev);
    return code == DG_OK ? compare(flash, &info) : library_failed("flash: loaded, but", &err);
}
