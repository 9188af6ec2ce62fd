// SPDX-License-Identifier: Apache-2.0
// Which board is meant: choose.h.
#include "choose.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/listed.h"
#include "fault.h"

int dg_usb_parse(const char *rest, struct dg_usb_wish *wish, dg_error *err)
{
    *wish = (struct dg_usb_wish){0};
    bool is_path = strncmp(rest, "path=", 5) == 0;
    const char *value = is_path ? rest + 5 : rest;
    char *out = is_path ? wish->path : wish->serial;
    size_t size = is_path ? sizeof wish->path : sizeof wish->serial;
    if (strpbrk(value, "=,") || strlen(value) >= size || (is_path && *value == '\0'))
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "usb: \"%.60s\" names no board; there are a serial number or path=BUS-PORT.PORT, and "
                       "faults: " DG_FAULT_OPTIONS,
                       rest);
    (void)snprintf(out, size, "%s", value);
    return DG_OK;
}

static bool fits(const struct dg_usb_wish *wish, const struct dg_usb_device *board)
{
    return (wish->serial[0] == '\0' || strcmp(wish->serial, board->serial) == 0) &&
           (wish->path[0] == '\0' || strcmp(wish->path, board->path) == 0);
}

static int several(const struct dg_usb_wish *wish, const struct dg_usb_device *boards, size_t n, dg_error *err)
{
    struct dg_listed list = {0};
    char name[160];
    for (size_t i = 0; i < n; i++) {
        dg_usb_name(boards, n, i, name, sizeof name);
        if (fits(wish, &boards[i]))
            dg_listed_add(&list, name);
    }
    return dg_fail(err, DG_ERR_ARGUMENT, "usb: several boards fit: name one of %s", dg_listed_end(&list));
}

int dg_usb_choose(const struct dg_usb_wish *wish, const struct dg_usb_device *boards, size_t n,
                  const struct dg_usb_device **out, dg_error *err)
{
    size_t fitting = 0, last = 0;
    for (size_t i = 0; i < n; i++)
        if (fits(wish, &boards[i])) {
            last = i;
            fitting++;
        }
    if (fitting > 1)
        return several(wish, boards, n, err);
    if (fitting == 1) {
        *out = &boards[last];
        return DG_OK;
    }
    if (n > 0)
        return dg_fail(err, DG_ERR_NO_DEVICE, "usb: none of the boards on USB (%zu) is %s; deltagen devices lists them",
                       n, wish->serial[0] != '\0' ? wish->serial : wish->path);
    return dg_fail(err, DG_ERR_NO_DEVICE,
                   "usb: no board shows its own USB: is it plugged in by that socket, and loaded with a bitstream that "
                   "has USB? deltagen doctor looks");
}

void dg_usb_name(const struct dg_usb_device *boards, size_t n, size_t k, char *name, size_t size)
{
    bool alone = boards[k].serial[0] != '\0' && !strpbrk(boards[k].serial, "=,");
    for (size_t i = 0; i < n; i++)
        alone = alone && (i == k || strcmp(boards[i].serial, boards[k].serial) != 0);
    (void)snprintf(name, size, "usb:%s%s", alone ? "" : "path=", alone ? boards[k].serial : boards[k].path);
}
