// SPDX-License-Identifier: Apache-2.0
#ifndef DOCTOR_USB_H
#define DOCTOR_USB_H

#include "findings.h"

// The boards that are on USB by themselves, without a bridge: may each be opened, is it free, does it open? Returns how
// many there are.
size_t doctor_check_usb(struct doctor *doctor);

#endif
