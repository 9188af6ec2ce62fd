// SPDX-License-Identifier: Apache-2.0
#include "find.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

enum { PORTS_MAX = 64 };

static bool fits_a_board(const struct dg_usb_device *device)
{
    for (const struct dg_board *board = dg_boards; board->name; board++) {
        if (dg_usb_product_is(device, board))
            return true;
    }
    return false;
}

// Those whose product string fits; if there are none, those that are not by theirs another board.
static size_t prefer(const char *product, struct dg_usb_device *found, size_t count)
{
    size_t fitting = 0, unknown = 0;
    for (size_t i = 0; i < count; i++) {
        if (fnmatch(product, found[i].product, 0) == 0)
            found[fitting++] = found[i];
    }
    for (size_t i = 0; i < count && fitting == 0; i++) {
        if (!fits_a_board(&found[i]))
            found[unknown++] = found[i];
    }
    return fitting > 0 ? fitting : unknown;
}

size_t usb_find(uint32_t ids, const char *product, struct dg_usb_device found[USB_MAX])
{
    size_t n = dg_usb_devices(tree_path("/sys").text, ids, found, USB_MAX), count = n < USB_MAX ? n : USB_MAX;
    return product ? prefer(product, found, count) : count;
}

size_t usb_boards(struct dg_usb_device found[USB_MAX])
{
    size_t n = dg_usb_boards(tree_path("/sys").text, found, USB_MAX);
    return n < USB_MAX ? n : USB_MAX;
}

bool usb_tty(const struct dg_usb_device *device, unsigned interface, char tty[TREE_LINE])
{
    struct dg_usb_port ports[PORTS_MAX];
    size_t n = dg_usb_ports(tree_path("/sys").text, ports, PORTS_MAX);
    for (size_t i = 0; i < n && i < PORTS_MAX; i++) {
        if (ports[i].interface == interface && strcmp(ports[i].usb.path, device->path) == 0) {
            (void)snprintf(tty, TREE_LINE, "%s", strrchr(ports[i].device, '/') + 1);
            return true;
        }
    }
    return false;
}
