// SPDX-License-Identifier: Apache-2.0
// A board opened by libusb for this program alone: its interface claimed, its frames chosen (alternate setting 0).
#ifndef DG_USB_PART_DEVICE_H
#define DG_USB_PART_DEVICE_H

#include <libusb-1.0/libusb.h>

#include <deltagen/error.h>

#include "board/usb.h"

struct dg_usb_open {
    libusb_context *context; // of this board alone
    libusb_device_handle *handle;
};

// Errors, each with its cure: NO_DEVICE (gone meanwhile), BUSY (another program has it), IO (no permission, no answer),
// MEMORY.
int dg_usb_claim(const struct dg_usb_device *board, struct dg_usb_open *open, dg_error *err);

// No transfer may be under way.
void dg_usb_release(struct dg_usb_open *open);

#endif
