// SPDX-License-Identifier: Apache-2.0
// Serial ports on USB: serial_find.h.
#include "find.h"

#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { PARENTS_MAX = 8 }; // folders between a port and its USB device

// One line of a file in a folder, without its end; "" where there is none.
static void read_line(const char *folder, const char *name, char *out, size_t size)
{
    char path[PATH_MAX];
    out[0] = '\0';
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = n > 0 && (size_t)n < sizeof path ? fopen(path, "re") : NULL;
    if (file == NULL)
        return;
    if (fgets(out, (int)size, file) == NULL)
        out[0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    fclose(file);
}

static unsigned read_hex(const char *folder, const char *name)
{
    char text[16];
    read_line(folder, name, text, sizeof text);
    return (unsigned)strtoul(text, NULL, 16);
}

static void copy(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%.*s", (int)size - 1, text);
}

// One port, by its name in class/tty. False where it is not on USB.
static bool read_port(const char *sys, const char *name, struct dg_serial_port *port)
{
    char path[PATH_MAX], *folder;
    int n = snprintf(path, sizeof path, "%s/class/tty/%s", sys, name);
    folder = n > 0 && (size_t)n < sizeof path ? realpath(path, NULL) : NULL;
    if (folder == NULL)
        return false;
    *port = (struct dg_serial_port){0};
    bool found = false;
    // Upwards: the port, the interface of the USB device, the device.
    for (int i = 0; i < PARENTS_MAX && !found && strrchr(folder, '/') != folder; i++) {
        char text[16];
        read_line(folder, "bInterfaceNumber", text, sizeof text);
        if (text[0] != '\0')
            port->usb_interface = (unsigned)strtoul(text, NULL, 16);
        read_line(folder, "idVendor", text, sizeof text);
        found = text[0] != '\0';
        if (!found)
            *strrchr(folder, '/') = '\0';
    }
    if (found) {
        (void)snprintf(port->device, sizeof port->device, "/dev/%.50s", name);
        port->usb = read_hex(folder, "idVendor") << 16 | read_hex(folder, "idProduct");
        copy(port->usb_path, sizeof port->usb_path, strrchr(folder, '/') + 1);
        read_line(folder, "serial", port->serial, sizeof port->serial);
        read_line(folder, "product", port->product, sizeof port->product);
    }
    free(folder);
    return found;
}

// Not alphasort: that is the order of the locale.
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

size_t dg_serial_find(const char *sys, struct dg_serial_port *out, size_t max)
{
    char path[PATH_MAX];
    struct dirent **names = NULL;
    size_t found = 0;
    (void)snprintf(path, sizeof path, "%s/class/tty", sys);
    int n = scandir(path, &names, NULL, by_bytes);
    for (int i = 0; i < n; i++) {
        struct dg_serial_port port;
        if (names[i]->d_name[0] != '.' && read_port(sys, names[i]->d_name, &port)) {
            if (found < max)
                out[found] = port;
            found++;
        }
        free(names[i]);
    }
    free(names);
    return found;
}

bool dg_serial_port_is(const struct dg_serial_port *port, const struct dg_serial_board *board)
{
    return board->usb != 0 && port->usb == board->usb && port->usb_interface == board->usb_interface &&
           fnmatch(board->usb_product, port->product, 0) == 0;
}

const struct dg_serial_board *dg_serial_board_at(const struct dg_serial_port *port)
{
    for (const struct dg_serial_board *board = dg_serial_boards; board->name != NULL; board++)
        if (dg_serial_port_is(port, board))
            return board;
    return NULL;
}

// A known bridge has several ports, and this one does not lead to the board.
static bool is_other_interface(const struct dg_serial_port *port)
{
    for (const struct dg_serial_board *board = dg_serial_boards; board->name != NULL; board++) {
        struct dg_serial_port right = *port;
        right.usb_interface = board->usb_interface;
        if (dg_serial_port_is(&right, board) && right.usb_interface != port->usb_interface)
            return true;
    }
    return false;
}

static const struct dg_serial_board *board_named(const char *name)
{
    const struct dg_serial_board *board = dg_serial_boards;
    while (board->name != NULL && strcmp(board->name, name) != 0)
        board++;
    return board->name != NULL ? board : NULL;
}

static bool fits(const struct dg_serial_wish *wish, const struct dg_serial_port *port)
{
    bool named = wish->usb != 0 || wish->usb_path[0] != '\0' || wish->serial[0] != '\0';
    const struct dg_serial_board *board = board_named(wish->board);
    if ((wish->usb != 0 && wish->usb != port->usb) ||
        (wish->usb_path[0] != '\0' && strcmp(wish->usb_path, port->usb_path) != 0) ||
        (wish->serial[0] != '\0' && strcmp(wish->serial, port->serial) != 0))
        return false;
    if (board != NULL && !named)
        return dg_serial_port_is(port, board);
    return named ? !is_other_interface(port) : dg_serial_board_at(port) != NULL;
}

static int several(const struct dg_serial_wish *wish, const struct dg_serial_port *ports, size_t n, dg_error *err)
{
    char list[160] = "";
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(list);
        if (fits(wish, &ports[i]))
            (void)snprintf(list + used, sizeof list - used, "%s%s (path=%s)", used > 0 ? ", " : "", ports[i].device,
                           ports[i].usb_path);
    }
    return dg_fail(err, DG_ERR_ARGUMENT, "tty: several ports fit: %s; name one, as in tty:path=...", list);
}

int dg_serial_choose(const struct dg_serial_wish *wish, const struct dg_serial_port *ports, size_t n,
                     const struct dg_serial_port **out, dg_error *err)
{
    size_t fitting = 0;
    for (size_t i = 0; i < n; i++)
        if (fits(wish, &ports[i])) {
            *out = &ports[i];
            fitting++;
        }
    if (fitting > 1)
        return several(wish, ports, n, err);
    if (fitting == 1)
        return DG_OK;
    const struct dg_serial_board *board = board_named(wish->board);
    if (board != NULL && board->usb == 0)
        return dg_fail(err, DG_ERR_NO_DEVICE,
                       "tty: %s has no bridge of its own: name the adapter, as in "
                       "tty:/dev/ttyUSB0,board=%s",
                       board->name, board->name);
    return dg_fail(err, DG_ERR_NO_DEVICE,
                   "tty: none of the %zu serial ports on USB fits: is the board plugged in? "
                   "deltagen doctor looks",
                   n);
}

int dg_serial_locate(const struct dg_serial_wish *wish, const struct dg_serial_port *ports, size_t n,
                     char device[PATH_MAX], const struct dg_serial_port **port, dg_error *err)
{
    *port = NULL;
    if (wish->device[0] == '\0') {
        int rc = dg_serial_choose(wish, ports, n, port, err);
        if (*port != NULL)
            memcpy(device, (*port)->device, sizeof(*port)->device);
        return rc;
    }
    // The kernel calls a port by the file that the links in /dev/serial lead to.
    if (realpath(wish->device, device) == NULL)
        memcpy(device, wish->device, PATH_MAX); // opening it will say why
    for (size_t i = 0; i < n; i++)
        if (strcmp(ports[i].device, device) == 0)
            *port = &ports[i];
    return DG_OK;
}
