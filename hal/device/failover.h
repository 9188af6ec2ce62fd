// SPDX-License-Identifier: Apache-2.0
// DG_DEVICE_FAILOVER: a backend in front of a device's own, that goes on in software when the device is lost.
#ifndef DG_FAILOVER_H
#define DG_FAILOVER_H

#include "backend.h"

// Takes the device's backend over (closes it, also on failure) and reads the shadow table from it. threads: of
// dg_device_options.
int dg_failover_open(struct dg_backend *device, unsigned threads, struct dg_backend **out, dg_error *err);

#endif
