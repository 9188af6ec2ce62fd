// SPDX-License-Identifier: Apache-2.0
// Which of the boards on USB a device name means. Nothing is opened here.
#ifndef DG_USB_CHOOSE_H
#define DG_USB_CHOOSE_H

#include <stddef.h>

#include <deltagen/error.h>

#include "board/usb.h"

// What a user asks for; empty strings ask for nothing.
struct dg_usb_wish {
    char serial[128];
    char path[64];
};

// Reads "", "SERIAL" or "path=1-2.3". Errors: ARGUMENT.
int dg_usb_parse(const char *rest, struct dg_usb_wish *wish, dg_error *err);

// The one board of the n that the wish fits. Errors: NO_DEVICE, ARGUMENT (several: the message lists them).
int dg_usb_choose(const struct dg_usb_wish *wish, const struct dg_usb_device *boards, size_t n,
                  const struct dg_usb_device **out, dg_error *err);

// What names board number k of the n and no other: "usb:SERIAL", or "usb:path=1-2.3".
void dg_usb_name(const struct dg_usb_device *boards, size_t n, size_t k, char *name, size_t size);

#endif
