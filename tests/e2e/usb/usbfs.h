// SPDX-License-Identifier: Apache-2.0
// What Linux shows of a USB device, in a test bed of umockdev: a folder in /sys, a node in /dev/bus/usb that answers
// the requests of usbfs, uevents. Behind it is a line host with a device (sim/usb/dg_usb_host.h), enumerated as Linux
// does it. A thread lets the line's time pass while transfers are under way.
//
// For one thread, which plugs and unplugs; programs that open the device may be in any thread or process.
#ifndef USBFS_H
#define USBFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "usb/dg_usb_host.h"

struct usbfs_bus; // bus 1 of a machine, and bus 2; nothing else is on USB there

struct usbfs_bus *usbfs_bus_new(void);
void usbfs_bus_free(struct usbfs_bus *bus); // without devices

struct usbfs;

// Plugs a device into a socket of the bus, 1 to 9: it is 1-SOCKET. NULL where it does not enumerate.
struct usbfs *usbfs_plug(struct usbfs_bus *bus, const struct dg_usb_host_api *api, unsigned socket, uint64_t uid);

// Likewise, of another maker's product.
struct usbfs *usbfs_plug_as(struct usbfs_bus *bus, const struct dg_usb_host_api *api, unsigned socket, uint64_t uid,
                            const char *product);

// Likewise, into the same socket of bus 2, where it has the number that `other` has on bus 1.
struct usbfs *usbfs_plug_twin(struct usbfs_bus *bus, const struct dg_usb_host_api *api, const struct usbfs *other,
                              uint64_t uid);

// Pulls it out, if it is not out yet, and forgets it. Returns how many transfers the host still had that no program
// had asked back; 0 if all programs had closed.
size_t usbfs_unplug(struct usbfs *device);

// Pulls it out as soon as so many more transfers were submitted, or have ended.
void usbfs_pull_after(struct usbfs *device, unsigned submitted, unsigned ended);
void usbfs_pull(struct usbfs *device);
bool usbfs_is_out(struct usbfs *device);

// The transfer of an endpoint that ends next ends with this error of usbfs instead: EPROTO, EOVERFLOW...; `times` of
// them in a row.
void usbfs_fail(struct usbfs *device, uint8_t endpoint, int error, unsigned times);

// The oldest transfer of an endpoint ends now, as by a short packet.
void usbfs_end(struct usbfs *device, uint8_t endpoint);

// Transfers that are asked back do not come back.
void usbfs_keep(struct usbfs *device, bool keep);

// Somebody leaves it with that alternate setting.
bool usbfs_set(struct usbfs *device, uint8_t alternate);

// The endpoint is halted, by a request to the device.
bool usbfs_halt(struct usbfs *device, uint8_t endpoint);

// The machine sleeps and wakes after so many more transfers have ended: every other one ends with ESHUTDOWN.
void usbfs_sleep_after(struct usbfs *device, unsigned ended);

// The line's time stands still, but for control transfers.
void usbfs_freeze(struct usbfs *device, bool frozen);

// It answers no request. What waits for an answer in the kernel, for five seconds, is counted as stuck, and fails.
void usbfs_mute(struct usbfs *device, bool mute);

// Who may open the node: its mode.
void usbfs_chmod(struct usbfs *device, unsigned mode);

struct usbfs_counts {
    unsigned submitted, ended, discarded, halts_cleared, settings, claims, opens, sleeps, stuck;
    unsigned most_in, most_out; // that were under way at once
};
struct usbfs_counts usbfs_counts(struct usbfs *device);

// What the line host has counted, where it has a line.
void usbfs_line(struct usbfs *device, struct dg_usb_counters *counters);

#endif
