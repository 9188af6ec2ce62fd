// SPDX-License-Identifier: Apache-2.0
// What the tests of the USB driver share: the host and device that they run against, and what they do with them.
#ifndef RIG_H
#define RIG_H

#include "unit.h"
#include "usbfs.h"

#define UID  0x51D0u
#define NAME "usb:00000000000051D0"

// The bus, and the line host on it: the one in the shared object that $USB_HOST names, else the soft one.
extern struct usbfs_bus *bus;
extern const struct dg_usb_host_api *api;
int rig_setup(void **state);
int rig_teardown(void **state);

dg_device *rig_open(const char *name, unsigned flags);

// A random program on the device and in software.
void rig_run(dg_device *dev, uint64_t seed, unsigned batches);

// How many open files and threads this process has.
unsigned rig_entries(const char *folder);

#endif
