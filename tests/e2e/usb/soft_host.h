// SPDX-License-Identifier: Apache-2.0
#ifndef SOFT_HOST_H
#define SOFT_HOST_H

#include "usb/dg_usb_host.h"

extern const struct dg_usb_host_api soft_host;

#endif
