// SPDX-License-Identifier: Apache-2.0
#include "usb.h"

#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARENTS_MAX = 8 }; // folders between a port and its USB device

// One line of a file in a folder, without its end; "" where there is none.
static void read_line(const char *folder, const char *name, char *out, size_t size)
{
    char path[PATH_MAX];
    out[0] = '\0';
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = n > 0 && (size_t)n < sizeof path ? fopen(path, "re") : NULL;
    if (!file)
        return;
    if (!fgets(out, (int)size, file))
        out[0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    fclose(file);
}

static unsigned read_number(const char *folder, const char *name, int base)
{
    char text[16];
    read_line(folder, name, text, sizeof text);
    return (unsigned)strtoul(text, NULL, base);
}

// The device of a folder whose last name is its path. False where it is none.
static bool read_device(const char *folder, struct dg_usb_device *device)
{
    char vendor[16];
    read_line(folder, "idVendor", vendor, sizeof vendor);
    const char *name = strrchr(folder, '/') + 1;
    if (vendor[0] == '\0' || strlen(name) >= sizeof device->path)
        return false;
    *device =
        (struct dg_usb_device){.ids = read_number(folder, "idVendor", 16) << 16 | read_number(folder, "idProduct", 16),
                               .bus = read_number(folder, "busnum", 10),
                               .number = read_number(folder, "devnum", 10)};
    memcpy(device->path, name, strlen(name));
    read_line(folder, "product", device->product, sizeof device->product);
    read_line(folder, "serial", device->serial, sizeof device->serial);
    return true;
}

// The port of a folder in class/tty: upwards to the interface of a USB device, and to the device.
static bool read_port(const char *link, struct dg_usb_port *port)
{
    char *folder = realpath(link, NULL), text[16];
    bool found = false;
    if (!folder)
        return false;
    *port = (struct dg_usb_port){0};
    (void)snprintf(port->device, sizeof port->device, "/dev/%.50s", strrchr(link, '/') + 1);
    for (int i = 0; i < PARENTS_MAX && !found && strrchr(folder, '/') != folder; i++) {
        read_line(folder, "bInterfaceNumber", text, sizeof text);
        if (text[0] != '\0')
            port->interface = (unsigned)strtoul(text, NULL, 16);
        found = read_device(folder, &port->usb);
        *strrchr(folder, '/') = '\0';
    }
    free(folder);
    return found;
}

// Not alphasort: that is the order of the locale.
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int by_version(const struct dirent **a, const struct dirent **b)
{
    return strverscmp((*a)->d_name, (*b)->d_name);
}

// "1-2.3" is a device, "1-2.3:1.0" one of its interfaces, "usb1" a bus.
static int is_device(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && !strchr(entry->d_name, ':');
}

static int is_entry(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

size_t dg_usb_devices(const char *sys, uint32_t ids, struct dg_usb_device *out, size_t max)
{
    char path[PATH_MAX];
    struct dirent **names = NULL;
    size_t found = 0;
    (void)snprintf(path, sizeof path, "%s/bus/usb/devices", sys);
    int n = scandir(path, &names, is_device, by_version);
    for (int i = 0; i < n; i++) {
        struct dg_usb_device device;
        int length = snprintf(path, sizeof path, "%s/bus/usb/devices/%s", sys, names[i]->d_name);
        if (length > 0 && (size_t)length < sizeof path && read_device(path, &device) && device.ids == ids) {
            if (found < max)
                out[found] = device;
            found++;
        }
        free(names[i]);
    }
    free(names);
    return found;
}

size_t dg_usb_ports(const char *sys, struct dg_usb_port *out, size_t max)
{
    char path[PATH_MAX];
    struct dirent **names = NULL;
    size_t found = 0;
    (void)snprintf(path, sizeof path, "%s/class/tty", sys);
    int n = scandir(path, &names, is_entry, by_bytes);
    for (int i = 0; i < n; i++) {
        struct dg_usb_port port;
        int length = snprintf(path, sizeof path, "%s/class/tty/%s", sys, names[i]->d_name);
        if (length > 0 && (size_t)length < sizeof path && read_port(path, &port)) {
            if (found < max)
                out[found] = port;
            found++;
        }
        free(names[i]);
    }
    free(names);
    return found;
}

bool dg_usb_product_is(const struct dg_usb_device *device, const struct dg_board *board)
{
    return board->usb_product && fnmatch(board->usb_product, device->product, 0) == 0;
}

bool dg_usb_port_is(const struct dg_usb_port *port, const struct dg_board *board)
{
    return board->usb != 0 && port->usb.ids == board->usb && port->interface == board->usb_interface &&
           dg_usb_product_is(&port->usb, board);
}

const struct dg_board *dg_usb_board_at(const struct dg_usb_port *port)
{
    for (const struct dg_board *board = dg_boards; board->name; board++)
        if (dg_usb_port_is(port, board))
            return board;
    return NULL;
}
