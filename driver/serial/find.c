// SPDX-License-Identifier: Apache-2.0
// Which port is meant: find.h.
#include "find.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/listed.h"

// A known bridge has several ports, and this one does not lead to the board.
static bool is_other_interface(const struct dg_usb_port *port)
{
    for (const struct dg_board *board = dg_boards; board->name; board++) {
        struct dg_usb_port right = *port;
        right.interface = board->usb_interface;
        if (dg_usb_port_is(&right, board) && right.interface != port->interface)
            return true;
    }
    return false;
}

static bool fits(const struct dg_serial_wish *wish, const struct dg_usb_port *port)
{
    bool named = wish->usb != 0 || wish->usb_path[0] != '\0' || wish->serial[0] != '\0';
    const struct dg_board *board = dg_board_named(wish->board);
    if ((wish->usb != 0 && wish->usb != port->usb.ids) ||
        (wish->usb_path[0] != '\0' && strcmp(wish->usb_path, port->usb.path) != 0) ||
        (wish->serial[0] != '\0' && strcmp(wish->serial, port->usb.serial) != 0))
        return false;
    if (board && !named)
        return dg_usb_port_is(port, board);
    return named ? !is_other_interface(port) : dg_usb_board_at(port) != NULL;
}

static int several(const struct dg_serial_wish *wish, const struct dg_usb_port *ports, size_t n, dg_error *err)
{
    struct dg_listed list = {0};
    char name[sizeof ports->device + sizeof ports->usb.path + 16];
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(name, sizeof name, "%s (path=%s)", ports[i].device, ports[i].usb.path);
        if (fits(wish, &ports[i]))
            dg_listed_add(&list, name);
    }
    return dg_fail(err, DG_ERR_ARGUMENT, "tty: several ports fit: %s; name one, as in tty:path=...",
                   dg_listed_end(&list));
}

int dg_serial_choose(const struct dg_serial_wish *wish, const struct dg_usb_port *ports, size_t n,
                     const struct dg_usb_port **out, dg_error *err)
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
    const struct dg_board *board = dg_board_named(wish->board);
    if (board && board->usb == 0)
        return dg_fail(err, DG_ERR_NO_DEVICE,
                       "tty: %s has no bridge of its own: name the adapter, as in "
                       "tty:/dev/ttyUSB0,board=%s",
                       board->name, board->name);
    return dg_fail(err, DG_ERR_NO_DEVICE,
                   "tty: none of the %zu serial ports on USB fits: is the board plugged in? "
                   "deltagen doctor looks",
                   n);
}

int dg_serial_locate(const struct dg_serial_wish *wish, const struct dg_usb_port *ports, size_t n,
                     char device[PATH_MAX], const struct dg_usb_port **port, dg_error *err)
{
    *port = NULL;
    if (wish->device[0] == '\0') {
        int code = dg_serial_choose(wish, ports, n, port, err);
        if (*port)
            memcpy(device, (*port)->device, sizeof(*port)->device);
        return code;
    }
    // The kernel calls a port by the file that the links in /dev/serial lead to.
    if (!realpath(wish->device, device))
        memcpy(device, wish->device, PATH_MAX); // opening it will say why
    for (size_t i = 0; i < n; i++)
        if (strcmp(ports[i].device, device) == 0)
            *port = &ports[i];
    return DG_OK;
}
