// SPDX-License-Identifier: Apache-2.0
#include "usb.h"

#include <ctype.h>
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char devices[] = "/sys/bus/usb/devices";

static unsigned long attribute(const char *port, const char *name, int base)
{
    char line[TREE_LINE];
    return tree_line(line, "%s/%s/%s", devices, port, name) ? strtoul(line, NULL, base) : 0;
}

static void attribute_text(const char *port, const char *name, char *text, size_t size)
{
    char line[TREE_LINE];
    (void)tree_line(line, "%s/%s/%s", devices, port, name);
    (void)snprintf(text, size, "%.*s", (int)size - 1, line);
}

// "1-2.3" is a device, "1-2.3:1.0" one of its interfaces, "usb1" a bus.
static int is_device(const struct dirent *entry)
{
    return isdigit((unsigned char)entry->d_name[0]) && strspn(entry->d_name, "0123456789-.") == strlen(entry->d_name) &&
           strlen(entry->d_name) < sizeof((struct usb_device *)NULL)->port;
}

static struct usb_device read_device(const char *port)
{
    struct usb_device device = {.bus = (unsigned)attribute(port, "busnum", 10),
                                .number = (unsigned)attribute(port, "devnum", 10)};
    (void)snprintf(device.port, sizeof device.port, "%.*s", (int)sizeof device.port - 1, port);
    attribute_text(port, "product", device.product, sizeof device.product);
    attribute_text(port, "serial", device.serial, sizeof device.serial);
    return device;
}

static bool fits_a_board(const struct usb_device *device)
{
    for (const struct board *board = boards; board->name; board++) {
        if (board->usb_product && fnmatch(board->usb_product, device->product, 0) == 0)
            return true;
    }
    return false;
}

// Those whose product string fits; if there are none, those that are not by theirs another board.
static size_t prefer(const char *product, struct usb_device *found, size_t count)
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

size_t usb_find(uint32_t ids, const char *product, struct usb_device found[USB_MAX])
{
    struct dirent **entries;
    int n = scandir(tree_path("%s", devices).text, &entries, is_device, versionsort);
    size_t count = 0;
    for (int i = 0; i < n; i++) {
        const char *port = entries[i]->d_name;
        if (count < USB_MAX && (attribute(port, "idVendor", 16) << 16 | attribute(port, "idProduct", 16)) == ids)
            found[count++] = read_device(port);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return product ? prefer(product, found, count) : count;
}

static int is_tty(const struct dirent *entry)
{
    return strncmp(entry->d_name, "ttyUSB", 6) == 0 || strncmp(entry->d_name, "ttyACM", 6) == 0;
}

// The port's folder is in the interface's (ttyUSB) or in "tty" there (ttyACM).
bool usb_tty(const struct usb_device *device, unsigned interface, char tty[TREE_LINE])
{
    bool there = false;
    for (int deep = 0; deep < 2 && !there; deep++) {
        struct dirent **entries;
        struct tree_path folder = tree_path("%s/%s:1.%u%s", devices, device->port, interface, deep ? "/tty" : "");
        int n = scandir(folder.text, &entries, is_tty, versionsort);
        for (int i = 0; i < n; i++) {
            there = there || snprintf(tty, TREE_LINE, "%s", entries[i]->d_name) < TREE_LINE;
            free(entries[i]);
        }
        if (n >= 0)
            free(entries);
    }
    return there;
}
