// SPDX-License-Identifier: Apache-2.0
// What the library and its part libdeltagen-usb.so, which alone is linked to libusb, know of each other. Both are of
// one release.
#ifndef DG_USB_SEAM_H
#define DG_USB_SEAM_H

#include "board/usb.h"
#include "link.h"

struct dg_usb_part {
    const char *version; // dg_version() of its release
    size_t link_size;    // of struct dg_link and struct dg_link_type, as the part knows them

    // As in struct dg_link_type.
    int (*open)(const struct dg_usb_device *board, struct dg_link **out, dg_error *err);
};

enum { DG_USB_PART_LINK = sizeof(struct dg_link) + sizeof(struct dg_link_type) };

typedef const struct dg_usb_part *dg_usb_part_fn(void);
#define DG_USB_PART_FILE  "libdeltagen-usb.so"
#define DG_USB_PART_ENTRY "dg_usb_part_entry" // the symbol's name

#endif
