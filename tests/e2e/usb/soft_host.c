// SPDX-License-Identifier: Apache-2.0
// A line host without a line, behind which is the model device: fast, for tests of what comes and goes many times.
#include "soft_host.h"

#include <stdlib.h>
#include <string.h>

#include "board/dg_usb_ids.h"
#include "model_device.h"

enum {
    DESCRIPTOR = 6,
    CLEAR_FEATURE = 1,
    SET_FEATURE = 3,
    GET_INTERFACE = 10,
    SET_INTERFACE = 11,
    SERIAL_BYTES = 2 + 4 * 8
};

struct dg_usb_host {
    struct model model;
    struct dg_link *link;
    uint64_t uid;
    bool attached, suspended, halted[2]; // OUT, IN
    uint8_t alternate;
    struct dg_usb_transfer *pending, *done;
};

static const uint8_t device_descriptor[18] = {18, 1, 1, 2, 0, 0, 0, 64, 0x09, 0x12, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1};
static const uint8_t configuration[] = {9, 2, 32,   0, 1,  1,    0, 0x80, 50, //
                                        9, 4, 0,    0, 2,  0xFF, 0, 0,    0,  //
                                        7, 5, 0x01, 2, 64, 0,    0, 7,    5,  0x81, 2, 64, 0, 0};

static struct dg_usb_host *create(const struct dg_usb_config *config)
{
    struct dg_usb_host *h = calloc(1, sizeof *h);
    if (!h)
        return NULL;
    model_init(&h->model);
    h->uid = config->uid;
    h->link = model_link(&h->model);
    return h;
}

static void destroy(struct dg_usb_host *h)
{
    h->link->type->close(h->link);
    free(h);
}

static void append(struct dg_usb_transfer **list, struct dg_usb_transfer *t)
{
    while (*list)
        list = &(*list)->next;
    t->next = NULL;
    *list = t;
}

static void complete(struct dg_usb_host *h, struct dg_usb_transfer *t, enum dg_usb_status status)
{
    struct dg_usb_transfer **at = &h->pending;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    t->status = status;
    append(&h->done, t);
}

static bool attach(struct dg_usb_host *h)
{
    return h->attached = true;
}

static void detach(struct dg_usb_host *h)
{
    h->attached = false;
    while (h->pending)
        complete(h, h->pending, DG_USB_GONE);
}

static void suspend(struct dg_usb_host *h)
{
    h->suspended = true;
}

static void resume(struct dg_usb_host *h)
{
    h->suspended = false;
}

static void submit(struct dg_usb_host *h, struct dg_usb_transfer *t)
{
    t->actual = 0;
    t->status = DG_USB_PENDING;
    append(&h->pending, t);
}

static void cancel(struct dg_usb_host *h, struct dg_usb_transfer *t)
{
    if (t->status == DG_USB_PENDING)
        complete(h, t, DG_USB_CANCELLED);
}

static struct dg_usb_transfer *completed(struct dg_usb_host *h)
{
    struct dg_usb_transfer *t = h->done;
    if (t)
        h->done = t->next;
    return t;
}

// One packet, at most; true if the transfer is over.
static bool move(struct dg_usb_host *h, struct dg_usb_transfer *t)
{
    bool in = (t->endpoint & 0x80) != 0;
    size_t left = t->length - t->actual, packet = left < DG_USB_PACKET_MAX ? left : DG_USB_PACKET_MAX, moved = 0;
    if (h->halted[in]) {
        complete(h, t, DG_USB_STALL);
        return true;
    }
    if (in)
        (void)h->link->type->receive(h->link, t->data + t->actual, packet, &moved, 0, NULL);
    else
        (void)h->link->type->send(h->link, t->data + t->actual, packet, &moved, 0, NULL);
    t->actual += moved;
    bool over = in ? t->actual > 0 && (moved < DG_USB_PACKET_MAX || t->actual == t->length) : t->actual == t->length;
    if (over)
        complete(h, t, DG_USB_OK);
    return over;
}

static void run(struct dg_usb_host *h, uint64_t ns, bool until_completed)
{
    (void)until_completed;
    for (uint64_t time = 0; time < ns && !h->suspended; time += 1000) {
        struct dg_usb_transfer *first[2] = {NULL, NULL};
        for (struct dg_usb_transfer *t = h->pending; t; t = t->next)
            if (!first[t->endpoint >> 7])
                first[t->endpoint >> 7] = t;
        for (int k = 0; k < 2; k++)
            if (first[k])
                (void)move(h, first[k]);
    }
}

static size_t serial_string(const struct dg_usb_host *h, uint8_t *out)
{
    static const char digits[] = "0123456789ABCDEF";
    memset(out, 0, SERIAL_BYTES);
    out[0] = SERIAL_BYTES;
    out[1] = 3;
    for (int k = 0; k < 16; k++)
        out[2 + 2 * k] = (uint8_t)digits[h->uid >> (60 - 4 * k) & 15];
    return SERIAL_BYTES;
}

static size_t describe(const struct dg_usb_host *h, uint8_t type, uint8_t number, uint8_t *out)
{
    const char *name = DG_USB_PRODUCT_NAME;
    if (type == 1) {
        memcpy(out, device_descriptor, sizeof device_descriptor);
        out[16] = h->uid != 0 ? 3 : 0;
        return sizeof device_descriptor;
    }
    if (type == 2)
        return memcpy(out, configuration, sizeof configuration), sizeof configuration;
    if (number == 3)
        return serial_string(h, out);
    for (size_t i = 0; i <= strlen(name); i++)
        out[2 * i] = (uint8_t)(i == 0 ? 2 + 2 * strlen(name) : (size_t)name[i - 1]), out[2 * i + 1] = i == 0 ? 3 : 0;
    return out[0];
}

static enum dg_usb_status control(struct dg_usb_host *h, uint8_t address, const uint8_t setup[8], void *data,
                                  size_t *actual)
{
    (void)address;
    uint8_t descriptor[128];
    if (!h->attached)
        return DG_USB_GONE;
    if (setup[1] == DESCRIPTOR) {
        size_t n = describe(h, setup[3], setup[2], descriptor);
        *actual = n < *actual ? n : *actual;
        memcpy(data, descriptor, *actual);
    }
    if (setup[1] == CLEAR_FEATURE || setup[1] == SET_FEATURE)
        h->halted[setup[4] >> 7] = setup[1] == SET_FEATURE;
    if (setup[1] == SET_INTERFACE) {
        h->halted[0] = h->halted[1] = false;
        h->alternate = setup[2];
    }
    if (setup[1] == GET_INTERFACE && *actual > 0)
        *(uint8_t *)data = h->alternate;
    return DG_USB_OK;
}

static enum dg_usb_status enumerate(struct dg_usb_host *h, enum dg_usb_order order, uint8_t address)
{
    (void)h;
    (void)order;
    (void)address;
    return DG_USB_OK;
}

static void reset_toggle(struct dg_usb_host *h, uint8_t address, uint8_t endpoint)
{
    (void)h;
    (void)address;
    (void)endpoint;
}

static void reset_toggles(struct dg_usb_host *h, uint8_t address)
{
    (void)h;
    (void)address;
}

const struct dg_usb_host_api soft_host = {
    .size = sizeof soft_host,
    .abi = DG_USB_HOST_ABI,
    .model = "soft",
    .create = create,
    .destroy = destroy,
    .attach = attach,
    .detach = detach,
    .suspend = suspend,
    .resume = resume,
    .submit = submit,
    .cancel = cancel,
    .completed = completed,
    .run = run,
    .reset_toggle = reset_toggle,
    .reset_toggles = reset_toggles,
    .control = control,
    .enumerate = enumerate,
};
