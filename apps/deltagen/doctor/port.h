// SPDX-License-Identifier: Apache-2.0
#ifndef PORT_H
#define PORT_H

#include "board/find.h"
#include "findings.h"

// A serial port, and the USB device behind it if it is known (else NULL). False if it has a problem.
bool doctor_check_port(struct doctor *doctor, const char *tty, const struct dg_usb_device *usb);
// A file in /dev that must be readable and writable.
bool doctor_check_permission(struct doctor *doctor, const char *node);
// A file in /dev that no other program may have open.
bool doctor_check_free(struct doctor *doctor, const char *node);
// Whether a device opens; the board, or what stands for it, to be loaded again if it does not.
void doctor_check_opens(struct doctor *doctor, const char *name, const char *board);

#endif
