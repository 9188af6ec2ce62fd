// SPDX-License-Identifier: Apache-2.0
// The usb link: a board on its own USB. What speaks to it is the part libdeltagen-usb.so (driver/usb/part), so that the
// library needs no libusb; here is which board is meant, and the way to the part. docs/howto/usb.md is its page for
// users.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <deltagen/version.h>

#include "base/error.h"
#include "choose.h"
#include "link.h"
#include "part.h"
#include "seam.h"

enum { BOARDS_MAX = 64 };
#define SYSFS "/sys"

static int load(const struct dg_usb_part **part, dg_error *err)
{
    char path[PATH_MAX];
    if (!dg_part_find(DG_USB_PART_FILE, NULL, path))
        return dg_fail(err, DG_ERR_NO_DEVICE,
                       "usb: no " DG_USB_PART_FILE " beside the library, in a build tree or in %s: it is built where "
                       "libusb is (apt-get install libusb-1.0-0-dev, then make)",
                       dg_part_folder);
    void *symbol = NULL;
    int code = dg_part_load("usb", path, DG_USB_PART_ENTRY, &symbol, err);
    if (code != DG_OK)
        return code;
    dg_usb_part_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); // C has no cast from an object's to a function's address
    *part = entry ? entry() : NULL;
    if (!*part || strcmp((*part)->version, dg_version()) != 0 || (*part)->link_size != DG_USB_PART_LINK)
        return dg_fail(err, DG_ERR_VERSION, "usb: %.100s is of another release than this library (%s): install both",
                       path, dg_version());
    return DG_OK;
}

static int open_link(const char *rest, struct dg_link **out, dg_error *err)
{
    struct dg_usb_device boards[BOARDS_MAX];
    const struct dg_usb_device *board = NULL;
    const struct dg_usb_part *part = NULL;
    struct dg_usb_wish wish;
    int code = dg_usb_parse(rest, &wish, err);
    if (code != DG_OK)
        return code;
    size_t n = dg_usb_boards(SYSFS, boards, BOARDS_MAX);
    code = dg_usb_choose(&wish, boards, n < BOARDS_MAX ? n : BOARDS_MAX, &board, err);
    if (code == DG_OK)
        code = load(&part, err);
    return code == DG_OK ? part->open(board, out, err) : code;
}

static size_t list(struct dg_link_listing *out, size_t max)
{
    struct dg_usb_device boards[BOARDS_MAX];
    char part[PATH_MAX], node[DG_USB_NODE];
    size_t n = dg_usb_boards(SYSFS, boards, BOARDS_MAX);
    n = n < BOARDS_MAX ? n : BOARDS_MAX;
    for (size_t i = 0; i < n && i < max; i++) {
        const char *hindrance = "";
        dg_usb_node(&boards[i], node);
        if (access(node, R_OK | W_OK) != 0)
            hindrance = "; no permission: deltagen doctor says what to do";
        else if (!dg_part_find(DG_USB_PART_FILE, NULL, part))
            hindrance = ": " DG_USB_PART_FILE " is not built (it needs libusb)";
        out[i] = (struct dg_link_listing){.available = hindrance[0] == '\0'};
        dg_usb_name(boards, n, i, out[i].name, sizeof out[i].name);
        (void)snprintf(out[i].description, sizeof out[i].description, "a board's own USB, socket %.31s%s",
                       boards[i].path, hindrance);
    }
    return n;
}

const struct dg_link_type dg_usb_link = {
    .name = "usb",
    .automatic = true,
    .open = open_link,
    .list = list,
};
