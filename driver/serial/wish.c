// SPDX-License-Identifier: Apache-2.0
// What a device name asks for: dg_serial_parse of serial_find.h.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "fault.h"
#include "find.h"

static int refuse(const struct dg_option *option, dg_error *err)
{
    return dg_fail(
        err, DG_ERR_ARGUMENT,
        "tty: \"%.15s=%.47s\" is no option; there are a port's file first, then rate= usb=VENDOR:PRODUCT path= serial= "
        "board=, and faults: " DG_FAULT_OPTIONS,
        option->key, option->value);
}

// "0403:6010"
static bool parse_usb(const char *text, uint32_t *usb)
{
    if (strlen(text) != 9 || strspn(text, "0123456789abcdefABCDEF") != 4 || text[4] != ':' ||
        strspn(text + 5, "0123456789abcdefABCDEF") != 4)
        return false;
    *usb = (uint32_t)(strtoul(text, NULL, 16) << 16 | strtoul(text + 5, NULL, 16));
    return true;
}

static bool is_board(const char *name)
{
    for (const struct dg_board *board = dg_boards; board->name; board++)
        if (strcmp(board->name, name) == 0)
            return true;
    return false;
}

static bool parse_text(const char *value, char *out, size_t size)
{
    int n = snprintf(out, size, "%s", value);
    return n > 0 && (size_t)n < size;
}

static int parse_option(const struct dg_option *option, struct dg_serial_wish *wish, dg_error *err)
{
    uint64_t rate = 0;
    if (strcmp(option->key, "rate") == 0 && dg_option_number(option, &rate) && rate > 0 && rate <= 100000000) {
        wish->rate = (unsigned)rate;
        return DG_OK;
    }
    if ((strcmp(option->key, "usb") == 0 && parse_usb(option->value, &wish->usb)) ||
        (strcmp(option->key, "path") == 0 && parse_text(option->value, wish->usb_path, sizeof wish->usb_path)) ||
        (strcmp(option->key, "serial") == 0 && parse_text(option->value, wish->serial, sizeof wish->serial)))
        return DG_OK;
    if (strcmp(option->key, "board") != 0)
        return refuse(option, err);
    if (!is_board(option->value) || !parse_text(option->value, wish->board, sizeof wish->board))
        return dg_fail(err, DG_ERR_ARGUMENT, "tty: no board is called \"%s\"; deltagen help flash lists them",
                       option->value);
    if (dg_board_named(wish->board)->rates[0] == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "tty: %s has no serial line: it is on USB by itself, open it as \"usb\"",
                       wish->board);
    return DG_OK;
}

int dg_serial_parse(const char *rest, struct dg_serial_wish *wish, dg_error *err)
{
    struct dg_option option;
    *wish = (struct dg_serial_wish){0};
    if (rest[0] == '/') {
        size_t length = strcspn(rest, ",");
        if (length >= sizeof wish->device)
            return dg_fail(err, DG_ERR_ARGUMENT, "tty: the name of the port's file is longer than %zu bytes",
                           sizeof wish->device - 1);
        memcpy(wish->device, rest, length);
        rest += length + (rest[length] == ',');
    }
    int code = DG_OK;
    while (code == DG_OK && dg_option_next(&rest, &option))
        code = parse_option(&option, wish, err);
    if (code == DG_OK && wish->device[0] != '\0' &&
        (wish->usb != 0 || wish->usb_path[0] != '\0' || wish->serial[0] != '\0'))
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "tty: a port is named by its file or by usb=, path=, serial=, not by both");
    return code;
}
