// SPDX-License-Identifier: Apache-2.0
// The calls of a link (hal/link.h) over libusb: waiting, recovery from halted endpoints, loss.
#include <stdio.h>
#include <stdlib.h>

#include <deltagen/version.h>

#include "base/deadline.h"
#include "base/error.h"
#include "stream.h"
#include "usb/seam.h"

struct usb_link {
    struct dg_link base;
    struct dg_usb_stream stream;
    char path[64];
};

static struct dg_usb_stream *stream_of(struct dg_link *link)
{
    return &((struct usb_link *)link)->stream;
}

static int lost(const struct dg_link *link, dg_error *err)
{
    return dg_fail(err, DG_ERR_LOST, "usb: the board at %s is gone: it was unplugged or has lost its power",
                   ((const struct usb_link *)link)->path);
}

// Wait for a transfer to end, at most until the clock shows end_ns; false once that is so.
static bool wait_until(struct dg_usb_stream *s, uint64_t end_ns)
{
    uint64_t now = dg_deadline_clock();
    uint64_t left_us = now < end_ns ? (end_ns - now + 999) / 1000 : 0;
    dg_usb_stream_wait(s, left_us);
    return now < end_ns;
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    struct dg_usb_stream *s = stream_of(link);
    const uint64_t end_ns = dg_deadline_clock() + UINT64_C(1000) * timeout_us;
    *taken = 0;
    (void)wait_until(s, 0); // for room that there is already
    do {
        *taken = s->halted ? 0 : dg_usb_stream_put(s, bytes, n);
    } while (*taken == 0 && n > 0 && !s->lost && wait_until(s, end_ns));
    return s->lost ? lost(link, err) : DG_OK;
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    struct dg_usb_stream *s = stream_of(link);
    const uint64_t end_ns = dg_deadline_clock() + UINT64_C(1000) * timeout_us;
    bool in_time = true;
    while ((*got = dg_usb_stream_get(s, bytes, max)) == 0 && max > 0) {
        if (s->lost)
            return lost(link, err);
        if (!in_time)
            break;
        in_time = wait_until(s, end_ns);
    }
    return DG_OK;
}

static int reset(struct dg_link *link, dg_error *err)
{
    struct dg_usb_stream *s = stream_of(link);
    dg_usb_stream_clear(s); // what fails now is tried again by the next call
    return s->lost ? lost(link, err) : DG_OK;
}

static void close_link(struct dg_link *link)
{
    if (dg_usb_stream_stop(stream_of(link)))
        free(link);
}

static const struct dg_link_type type = {
    .name = "usb",
    .automatic = true,
    .send = send_bytes,
    .receive = receive_bytes,
    .reset = reset,
    .close = close_link,
};

static int open_link(const struct dg_usb_device *board, struct dg_link **out, dg_error *err)
{
    struct usb_link *link = calloc(1, sizeof *link);
    struct dg_usb_open open;
    if (!link)
        return dg_fail(err, DG_ERR_MEMORY, "usb: no memory for a link");
    link->base = (struct dg_link){.type = &type};
    (void)snprintf(link->path, sizeof link->path, "%s", board->path);
    int code = dg_usb_claim(board, &open, err);
    if (code != DG_OK) {
        free(link);
        return code;
    }
    code = dg_usb_stream_start(&link->stream, &open, err);
    if (code != DG_OK) {
        close_link(&link->base);
        return code;
    }
    *out = &link->base;
    return DG_OK;
}

const struct dg_usb_part *dg_usb_part_entry(void);
__attribute__((visibility("default"))) const struct dg_usb_part *dg_usb_part_entry(void)
{
    static const struct dg_usb_part part = {DG_VERSION, DG_USB_PART_LINK, open_link};
    return &part;
}
