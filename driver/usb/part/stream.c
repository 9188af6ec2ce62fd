// SPDX-License-Identifier: Apache-2.0
#include "stream.h"

#include <string.h>

#include "base/deadline.h"
#include "base/error.h"
#include "board/dg_usb_ids.h"

#define END_NS   UINT64_C(2000000000) // that transfers which were cancelled may take to end
#define CLEAR_NS UINT64_C(100000000)  // of waiting for what takes a few milliseconds
#define RETRY_NS UINT64_C(10000000)   // between attempts to clear endpoints that will not be cleared

static void submit(struct dg_usb_stream *s, struct dg_usb_slot *slot, size_t bytes)
{
    slot->transfer->length = (int)bytes;
    int code = libusb_submit_transfer(slot->transfer);
    s->lost = s->lost || code == LIBUSB_ERROR_NO_DEVICE;
    s->halted = s->halted || code != 0;
    slot->flying = code == 0;
    s->flying += code == 0;
}

// Send what has gathered, if a slot remains to gather in.
static void send_gathered(struct dg_usb_stream *s)
{
    struct dg_usb_slot *slot = &s->out[s->out_next], *next = &s->out[(s->out_next + 1) % DG_USB_SLOTS];
    if (slot->bytes == 0 || next->flying || s->halted)
        return;
    submit(s, slot, slot->bytes);
    next->bytes = 0;
    s->out_next = (s->out_next + 1) % DG_USB_SLOTS;
}

static bool is_in(const struct dg_usb_stream *s, const struct dg_usb_slot *slot)
{
    return slot >= s->in && slot < s->in + DG_USB_SLOTS;
}

// libusb gives a transfer back, whatever has become of it. NO_DEVICE need not mean that the device is gone: a machine
// that was suspended ends transfers so. Clearing the endpoints tells.
static void LIBUSB_CALL ended(struct libusb_transfer *transfer)
{
    struct dg_usb_slot *slot = transfer->user_data;
    struct dg_usb_stream *s = slot->stream;
    slot->flying = false;
    s->flying--;
    if (transfer->status != LIBUSB_TRANSFER_COMPLETED && transfer->status != LIBUSB_TRANSFER_CANCELLED)
        s->halted = true;
    if (is_in(s, slot))
        slot->bytes = (size_t)transfer->actual_length;
    else
        send_gathered(s);
}

static void LIBUSB_CALL replied(struct libusb_transfer *transfer)
{
    struct dg_usb_stream *s = transfer->user_data;
    s->asking = false;
    s->answered =
        transfer->status == LIBUSB_TRANSFER_COMPLETED || transfer->status == LIBUSB_TRANSFER_STALL; // a refusal is one
    s->retry_ns = dg_deadline_clock() + (s->answered ? 0 : RETRY_NS);
}

static bool prepare_question(struct dg_usb_stream *s)
{
    s->question = libusb_alloc_transfer(0);
    if (!s->question)
        return false;
    libusb_fill_control_setup(s->status, LIBUSB_ENDPOINT_IN, LIBUSB_REQUEST_GET_STATUS, 0, 0, 2);
    libusb_fill_control_transfer(s->question, s->open.handle, s->status, replied, s, 0);
    return true;
}

static bool prepare(struct dg_usb_stream *s, struct dg_usb_slot *slot, unsigned char endpoint)
{
    slot->stream = s;
    slot->transfer = libusb_alloc_transfer(0);
    if (!slot->transfer)
        return false;
    libusb_fill_bulk_transfer(slot->transfer, s->open.handle, endpoint, slot->buffer, DG_USB_SLOT_BYTES, ended, slot,
                              0);
    return true;
}

int dg_usb_stream_start(struct dg_usb_stream *s, const struct dg_usb_open *open, dg_error *err)
{
    s->open = *open;
    for (size_t i = 0; i < DG_USB_SLOTS; i++)
        if (!prepare(s, &s->in[i], DG_USB_ENDPOINT_IN) || !prepare(s, &s->out[i], DG_USB_ENDPOINT_OUT))
            return dg_fail(err, DG_ERR_MEMORY, "usb: no memory for transfers");
    if (!prepare_question(s))
        return dg_fail(err, DG_ERR_MEMORY, "usb: no memory for transfers");
    dg_usb_stream_clear(s); // what failed shows at the first use
    return DG_OK;
}

static void let_end(struct dg_usb_stream *s, uint64_t timeout_us)
{
    struct timeval timeout = {(time_t)(timeout_us / 1000000u), (suseconds_t)(timeout_us % 1000000u)};
    int none = 0;
    (void)libusb_handle_events_timeout_completed(s->open.context, &timeout, &none);
}

static void cancel_all(struct dg_usb_stream *s)
{
    if (s->asking)
        (void)libusb_cancel_transfer(s->question);
    for (size_t i = 0; i < DG_USB_SLOTS; i++) {
        if (s->in[i].flying)
            (void)libusb_cancel_transfer(s->in[i].transfer);
        if (s->out[i].flying)
            (void)libusb_cancel_transfer(s->out[i].transfer);
    }
}

bool dg_usb_stream_stop(struct dg_usb_stream *s)
{
    struct dg_deadline deadline = {.timeout_ns = END_NS};
    dg_deadline_restart(&deadline);
    s->halted = true;
    cancel_all(s);
    while ((s->flying > 0 || s->asking) && !dg_deadline_passed(&deadline))
        let_end(s, END_NS / 1000 / DG_DEADLINE_PARTS);
    if (s->flying > 0 || s->asking) { // libusb may still write into them; others shall have the board all the same
        (void)libusb_release_interface(s->open.handle, DG_USB_INTERFACE);
        return false;
    }
    for (size_t i = 0; i < DG_USB_SLOTS; i++) {
        libusb_free_transfer(s->in[i].transfer);
        libusb_free_transfer(s->out[i].transfer);
    }
    libusb_free_transfer(s->question);
    dg_usb_release(&s->open);
    return true;
}

size_t dg_usb_stream_put(struct dg_usb_stream *s, const uint8_t *bytes, size_t n)
{
    struct dg_usb_slot *slot = &s->out[s->out_next];
    size_t room = DG_USB_SLOT_BYTES - slot->bytes, taken = n < room ? n : room;
    memcpy(slot->buffer + slot->bytes, bytes, taken);
    slot->bytes += taken;
    send_gathered(s);
    return taken;
}

// Starts the next slot again, and goes on to the one behind it.
static void pass_on(struct dg_usb_stream *s, struct dg_usb_slot *slot)
{
    slot->bytes = slot->taken = 0;
    submit(s, slot, DG_USB_SLOT_BYTES);
    s->in_next = (s->in_next + 1) % DG_USB_SLOTS;
}

// What has arrived is given even while the endpoint is halted.
size_t dg_usb_stream_get(struct dg_usb_stream *s, uint8_t *bytes, size_t max)
{
    for (size_t tried = 0; tried < DG_USB_SLOTS && !s->forget; tried++) {
        struct dg_usb_slot *slot = &s->in[s->in_next];
        size_t left = slot->bytes - slot->taken, given = left < max ? left : max;
        if (slot->flying)
            return 0;
        memcpy(bytes, slot->buffer + slot->taken, given);
        slot->taken += given;
        if (slot->taken == slot->bytes && !s->halted)
            pass_on(s, slot);
        else if (slot->taken == slot->bytes)
            s->in_next = (s->in_next + 1) % DG_USB_SLOTS;
        if (given > 0)
            return given;
    }
    return 0;
}

// Errors of libusb: the worse one of the two.
static int clear_endpoints(struct dg_usb_stream *s)
{
    int out = libusb_clear_halt(s->open.handle, DG_USB_ENDPOINT_OUT);
    int in = out == LIBUSB_ERROR_NO_DEVICE ? out : libusb_clear_halt(s->open.handle, DG_USB_ENDPOINT_IN);
    return in == LIBUSB_ERROR_NO_DEVICE || out == 0 ? in : out;
}

static void start_anew(struct dg_usb_stream *s)
{
    const bool forget = s->forget;
    s->halted = s->cancelled = s->forget = false;
    for (size_t i = 0; i < DG_USB_SLOTS; i++)
        s->out[i].bytes = 0;
    // From the oldest on, as far as they hold nothing; the others follow when they were read.
    for (size_t i = 0; i < DG_USB_SLOTS; i++) {
        struct dg_usb_slot *slot = &s->in[s->in_next];
        if (forget)
            slot->taken = slot->bytes;
        if (slot->taken < slot->bytes)
            break;
        pass_on(s, slot);
    }
}

// The next step to an end of `halted`, if it can be taken now.
static void step(struct dg_usb_stream *s)
{
    if (!s->cancelled) {
        s->cancelled = true;
        cancel_all(s);
    }
    if (s->flying > 0 || s->asking || s->lost || dg_deadline_clock() < s->retry_ns)
        return;
    int code = s->answered ? clear_endpoints(s) : libusb_submit_transfer(s->question);
    s->asking = !s->answered && code == 0;
    s->lost = code == LIBUSB_ERROR_NO_DEVICE;
    if (code != 0)
        s->retry_ns = dg_deadline_clock() + RETRY_NS;
    else if (s->answered)
        start_anew(s);
    s->answered = false;
}

void dg_usb_stream_wait(struct dg_usb_stream *s, uint64_t timeout_us)
{
    if (s->halted) {
        step(s);
        timeout_us = timeout_us < RETRY_NS / 1000 ? timeout_us : RETRY_NS / 1000;
    }
    let_end(s, s->lost ? 0 : timeout_us);
    if (s->halted)
        step(s);
}

void dg_usb_stream_clear(struct dg_usb_stream *s)
{
    const uint64_t end_ns = dg_deadline_clock() + CLEAR_NS;
    s->halted = s->forget = true;
    s->cancelled = false;
    while (s->halted && !s->lost && dg_deadline_clock() < end_ns)
        dg_usb_stream_wait(s, RETRY_NS / 1000);
}
