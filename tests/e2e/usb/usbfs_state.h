// SPDX-License-Identifier: Apache-2.0
// What the two files behind usbfs.h share. All of it with the device's lock held.
#ifndef USBFS_STATE_H
#define USBFS_STATE_H

#include <umockdev.h>

#include "base/lock.h"
#include "usbfs.h"

enum {
    DESCRIPTORS_MAX = 512,
    FEATURE_HALT = 0,
    CLEAR_FEATURE = 1,
    SET_FEATURE = 3,
    GET_DESCRIPTOR = 6,
    SET_INTERFACE = 11,
};

struct usbfs_bus {
    UMockdevTestbed *bed;
    unsigned plugged; // so far: no number of a device comes twice
};

struct urb {
    struct dg_usb_transfer transfer;
    UMockdevIoctlData *data, *buffer; // in the program's memory
    UMockdevIoctlClient *client;
    int status;
    uint8_t *bytes;
    struct urb *next;
};

struct list {
    struct urb *first, **end;
};

struct program {
    UMockdevIoctlClient *client;
    struct program *next;
};

struct usbfs {
    struct usbfs_bus *bus;
    const struct dg_usb_host_api *api;
    struct dg_usb_host *host;
    UMockdevIoctlBase *handler;
    unsigned bus_number, socket, number;
    char node[32], sys[64];
    int master, slave; // the node is a link to a pseudo-terminal: writable = there are transfers to reap
    uint8_t descriptors[DESCRIPTORS_MAX];
    size_t descriptor_bytes;
    pthread_t thread;

    struct dg_lock lock; // of everything below, and of host
    bool stop, out, keep, asleep, frozen, mute;
    UMockdevIoctlClient *owner; // who has claimed the interface
    struct list flying, ended;
    struct usbfs_counts counts;
    struct program *programs; // that have it open
    unsigned flying_in, flying_out;
    unsigned pull_submitted, pull_ended, sleep_ended; // 0 = never
    const struct urb *short_one;                      // is not cancelled, but ended
    uint8_t fail_endpoint;
    int fail_error;
    unsigned fail_times;
};

// Transfers that the line host is done with can be reaped.
void usbfs_collect(struct usbfs *u);

// The node shows whether there are any.
void usbfs_gate(struct usbfs *u);

// A control transfer, and what a program gives up: its claim, its transfers. Errors are those of the kernel.
int usbfs_control(struct usbfs *u, uint8_t type, uint8_t request, uint16_t value, uint16_t index, void *data,
                  size_t *bytes);
int usbfs_release(struct usbfs *u, const UMockdevIoctlClient *client);

// Asks for the transfers of a program, or of all, back.
void usbfs_cancel(struct usbfs *u, const UMockdevIoctlClient *client);

// Requests that a device which is mute has left open: of a program, or all.
void usbfs_answer_open(struct usbfs *u, int error, const UMockdevIoctlClient *client);

// What has ended of a program's transfers, or of all, is forgotten: returns how many.
size_t usbfs_forget(struct usbfs *u, const UMockdevIoctlClient *client);

// A program's request.
int usbfs_answer(struct usbfs *u, UMockdevIoctlClient *client);

#endif
