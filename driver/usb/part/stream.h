// SPDX-License-Identifier: Apache-2.0
// A stream of bytes each way over the two bulk endpoints: several transfers in flight in either direction, so that the
// bus never waits for this program. It counts them, and nothing else submits any. No transfer has a timeout, so none
// loses what it has moved. Where packets and transfers end means nothing; empty ones are passed over.
//
// All of it runs in the calls: libusb calls back in dg_usb_stream_wait only, and what uses it.
#ifndef DG_USB_PART_STREAM_H
#define DG_USB_PART_STREAM_H

#include <libusb-1.0/libusb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

#include "device.h"

enum {
    DG_USB_SLOTS = 16,
    // A multiple of the packet: none overflows. What has come is seen when its transfer ends, so less time of the bus
    // than the library leaves any frame beyond what it needs.
    DG_USB_SLOT_BYTES = 512,
};

struct dg_usb_stream;

struct dg_usb_slot {
    struct dg_usb_stream *stream;
    struct libusb_transfer *transfer;
    bool flying;         // libusb has it
    size_t bytes, taken; // that it holds, and how many of these were handed on
    uint8_t buffer[DG_USB_SLOT_BYTES];
};

// The slots of a direction are used in turns, so they are in order.
struct dg_usb_stream {
    struct dg_usb_open open;
    struct dg_usb_slot in[DG_USB_SLOTS], out[DG_USB_SLOTS];
    unsigned in_next;  // holds, or will hold, what arrives next
    unsigned out_next; // is being filled, while the others fly
    unsigned flying;   // of both directions
    // A transfer failed: nothing is submitted until the endpoints are cleared. The request that does it may hold its
    // caller in the kernel for seconds, so the device is first asked for its status by a transfer: who answers that,
    // answers the other too.
    bool halted;
    bool cancelled, forget, asking, answered;
    uint64_t retry_ns; // what failed is not tried again before
    struct libusb_transfer *question;
    uint8_t status[LIBUSB_CONTROL_SETUP_SIZE + 2];
    bool lost;
};

// Takes `open` over. Errors: MEMORY.
int dg_usb_stream_start(struct dg_usb_stream *s, const struct dg_usb_open *open, dg_error *err);

// Ends all transfers and closes. Returns whether s may be freed: not where libusb does not give back a transfer.
bool dg_usb_stream_stop(struct dg_usb_stream *s);

// Take bytes for the device, give bytes of it: as many as there is room for, are there. Neither waits.
size_t dg_usb_stream_put(struct dg_usb_stream *s, const uint8_t *bytes, size_t n);
size_t dg_usb_stream_get(struct dg_usb_stream *s, uint8_t *bytes, size_t max);

// Lets transfers end, for up to timeout_us, until one has; where `halted`, takes the next steps to an end of that.
void dg_usb_stream_wait(struct dg_usb_stream *s, uint64_t timeout_us);

// Ends all transfers, forgets what is to be sent and what has come, clears the endpoints, which brings their toggles
// into step too, and starts anew: within a tenth of a second, or dg_usb_stream_wait goes on with it.
void dg_usb_stream_clear(struct dg_usb_stream *s);

#endif
