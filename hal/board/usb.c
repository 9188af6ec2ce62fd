// SPDX-License-Identifier: Apache-2.0
#include "usb.h"

#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dg_usb_ids.h"

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

// Not by the locale's order.
static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_version(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

// "1-2.3" is a device, "1-2.3:1.0" one of its interfaces, "usb1" a bus.
static bool is_device(const char *name)
{
    return name[0] >= '0' && name[0] <= '9' && !strchr(name, ':');
}

static bool is_entry(const char *name)
{
    return name[0] != '.';
}

struct names {
    char **name;
    size_t n;
};

static bool add_name(struct names *names, const char *name)
{
    char **longer = realloc(names->name, (names->n + 1) * sizeof *longer);
    if (!longer)
        return false;
    names->name = longer;
    names->name[names->n] = strdup(name);
    return names->name[names->n] && ++names->n;
}

// The names in a folder that are wanted, in an order; what there is no memory for is not there.
static struct names list_folder(const char *folder, bool (*wanted)(const char *),
                                int (*order)(const void *, const void *))
{
    struct names names = {0};
    const struct dirent *entry;
    DIR *open = opendir(folder);
    while (open && (entry = readdir(open)) != NULL)
        if (wanted(entry->d_name) && !add_name(&names, entry->d_name))
            break;
    if (open)
        closedir(open);
    if (names.n > 0)
        qsort(names.name, names.n, sizeof *names.name, order);
    return names;
}

static void free_names(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->name[i]);
    free(names->name);
}

static size_t find_devices(const char *sys, uint32_t ids, const char *product, struct dg_usb_device *out, size_t max)
{
    char path[PATH_MAX];
    size_t found = 0;
    (void)snprintf(path, sizeof path, "%s/bus/usb/devices", sys);
    struct names names = list_folder(path, is_device, by_version);
    for (size_t i = 0; i < names.n; i++) {
        struct dg_usb_device device;
        int length = snprintf(path, sizeof path, "%s/bus/usb/devices/%s", sys, names.name[i]);
        if (length < 0 || (size_t)length >= sizeof path || !read_device(path, &device) || device.ids != ids ||
            (product && strcmp(device.product, product) != 0))
            continue;
        if (found < max)
            out[found] = device;
        found++;
    }
    free_names(&names);
    return found;
}

size_t dg_usb_devices(const char *sys, uint32_t ids, struct dg_usb_device *out, size_t max)
{
    return find_devices(sys, ids, NULL, out, max);
}

size_t dg_usb_boards(const char *sys, struct dg_usb_device *out, size_t max)
{
    return find_devices(sys, (uint32_t)DG_USB_VENDOR << 16 | DG_USB_PRODUCT, DG_USB_PRODUCT_NAME, out, max);
}

size_t dg_usb_ports(const char *sys, struct dg_usb_port *out, size_t max)
{
    char path[PATH_MAX];
    size_t found = 0;
    (void)snprintf(path, sizeof path, "%s/class/tty", sys);
    struct names names = list_folder(path, is_entry, by_bytes);
    for (size_t i = 0; i < names.n; i++) {
        struct dg_usb_port port;
        int length = snprintf(path, sizeof path, "%s/class/tty/%s", sys, names.name[i]);
        if (length > 0 && (size_t)length < sizeof path && read_port(path, &port)) {
            if (found < max)
                out[found] = port;
            found++;
        }
    }
    free_names(&names);
    return found;
}

void dg_usb_node(const struct dg_usb_device *device, char node[DG_USB_NODE])
{
    (void)snprintf(node, DG_USB_NODE, "/dev/bus/usb/%03u/%03u", device->bus, device->number);
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
