// SPDX-License-Identifier: Apache-2.0
// The requests of usbfs, answered as Linux does.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <linux/usbdevice_fs.h>

#include "usbfs_state.h"

// ---- lists ----

static void append(struct list *list, struct urb *urb)
{
    urb->next = NULL;
    *list->end = urb;
    list->end = &urb->next;
}

static void take_out(struct list *list, struct urb *urb)
{
    struct urb **at = &list->first;
    while (*at != urb)
        at = &(*at)->next;
    *at = urb->next;
    if (list->end == &urb->next)
        list->end = at;
}

static void free_urb(struct urb *urb)
{
    g_object_unref(urb->data);
    if (urb->buffer)
        g_object_unref(urb->buffer);
    free(urb->bytes);
    free(urb);
}

static unsigned *flying_of(struct usbfs *u, const struct urb *urb)
{
    return (urb->transfer.endpoint & 0x80) != 0 ? &u->flying_in : &u->flying_out;
}

// ---- transfers that end ----

void usbfs_gate(struct usbfs *u)
{
    if (!u->out)
        (void)tcflow(u->slave, u->ended.first ? TCOON : TCOOFF);
}

static int status_of(enum dg_usb_status status)
{
    static const int errors[] = {[DG_USB_OK] = 0,
                                 [DG_USB_STALL] = EPIPE,
                                 [DG_USB_ERROR] = EPROTO,
                                 [DG_USB_BABBLE] = EOVERFLOW,
                                 [DG_USB_CANCELLED] = ENOENT,
                                 [DG_USB_RESET] = ESHUTDOWN,
                                 [DG_USB_GONE] = ESHUTDOWN};
    return -errors[status];
}

static bool is_request(const struct urb *urb)
{
    return urb->transfer.endpoint == 0;
}

// A request of a program's is answered at once, or not before usbfs_answer_open.
static void answer_request(struct usbfs *u, struct urb *urb, int error)
{
    struct dg_usb_transfer *t = &urb->transfer;
    size_t bytes = t->length;
    if (error == 0)
        error = -status_of(u->api->control(u->host, t->address, t->setup, t->data, &bytes));
    t->actual = error == 0 ? bytes : 0;
    urb->status = -error;
    take_out(&u->flying, urb);
    append(&u->ended, urb);
    u->counts.ended++;
}

void usbfs_answer_open(struct usbfs *u, int error, const UMockdevIoctlClient *client)
{
    for (struct urb *urb = u->flying.first, *next; urb; urb = next) {
        next = urb->next;
        if (is_request(urb) && (!client || urb->client == client))
            answer_request(u, urb, error);
    }
}

void usbfs_collect(struct usbfs *u)
{
    for (struct dg_usb_transfer *transfer; (transfer = u->api->completed(u->host)) != NULL;) {
        struct urb *urb = transfer->user;
        take_out(&u->flying, urb);
        --*flying_of(u, urb);
        urb->status = u->asleep ? -ESHUTDOWN : status_of(transfer->status);
        if (urb == u->short_one)
            urb->status = 0;
        u->short_one = NULL;
        if (u->fail_times > 0 && transfer->endpoint == u->fail_endpoint && transfer->status != DG_USB_CANCELLED) {
            urb->status = -u->fail_error;
            u->fail_times--;
        }
        append(&u->ended, urb);
        u->counts.ended++;
    }
    usbfs_gate(u);
}

size_t usbfs_forget(struct usbfs *u, const UMockdevIoctlClient *client)
{
    size_t forgotten = 0;
    for (struct list *list = &u->ended;; list = &u->flying) {
        for (struct urb *urb = list->first, *next; urb; urb = next) {
            next = urb->next;
            if (client && urb->client != client)
                continue;
            take_out(list, urb);
            free_urb(urb);
            forgotten++;
        }
        if (list == &u->flying || client)
            return forgotten;
    }
}

// ---- requests of usbfs; each returns an error number ----

int usbfs_control(struct usbfs *u, uint8_t type, uint8_t request, uint16_t value, uint16_t index, void *data,
                  size_t *bytes)
{
    size_t none = 0;
    uint16_t n = (uint16_t)(bytes ? *bytes : 0);
    const uint8_t setup[8] = {
        type,       request,          (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)index, (uint8_t)(index >> 8),
        (uint8_t)n, (uint8_t)(n >> 8)};
    return -status_of(u->api->control(u->host, (uint8_t)u->number, setup, data, bytes ? bytes : &none));
}

static UMockdevIoctlData *argument(UMockdevIoctlClient *client, size_t bytes)
{
    UMockdevIoctlData *pointer = umockdev_ioctl_client_get_arg(client);
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(pointer, 0, bytes, NULL);
    if (!data)
        abort();
    return data;
}

void usbfs_cancel(struct usbfs *u, const UMockdevIoctlClient *client)
{
    for (struct urb *urb = u->flying.first; urb; urb = urb->next)
        if ((!client || urb->client == client) && !is_request(urb))
            u->api->cancel(u->host, &urb->transfer);
    usbfs_answer_open(u, u->asleep ? ESHUTDOWN : ENOENT, client);
    usbfs_collect(u);
}

static int claim(struct usbfs *u, UMockdevIoctlClient *client)
{
    if (u->owner && u->owner != client)
        return EBUSY;
    u->owner = client;
    u->counts.claims++;
    return 0;
}

int usbfs_release(struct usbfs *u, const UMockdevIoctlClient *client)
{
    if (u->owner == client)
        u->owner = NULL;
    usbfs_cancel(u, client);
    return 0;
}

static int set_interface(struct usbfs *u, UMockdevIoctlClient *client)
{
    UMockdevIoctlData *data = argument(client, sizeof(struct usbdevfs_setinterface));
    const struct usbdevfs_setinterface *setting = (const void *)data->data;
    usbfs_cancel(u, client);
    int code =
        usbfs_control(u, 0x01, SET_INTERFACE, (uint16_t)setting->altsetting, (uint16_t)setting->interface, NULL, NULL);
    if (code == 0)
        u->api->reset_toggles(u->host, (uint8_t)u->number);
    u->counts.settings++;
    g_object_unref(data);
    return code;
}

static int clear_halt(struct usbfs *u, UMockdevIoctlClient *client)
{
    UMockdevIoctlData *data = argument(client, sizeof(unsigned));
    uint8_t endpoint = (uint8_t) * (const unsigned *)(const void *)data->data;
    int code = usbfs_control(u, 0x02, CLEAR_FEATURE, FEATURE_HALT, endpoint, NULL, NULL);
    if (code == 0)
        u->api->reset_toggle(u->host, (uint8_t)u->number, endpoint);
    u->counts.halts_cleared++;
    g_object_unref(data);
    return code;
}

static void describe(struct usbfs *u, struct urb *urb, const struct usbdevfs_urb *asked)
{
    struct dg_usb_transfer *t = &urb->transfer;
    size_t setup = asked->type == USBDEVFS_URB_TYPE_CONTROL ? DG_USB_SETUP_BYTES : 0;
    t->address = (uint8_t)u->number;
    t->endpoint = asked->endpoint;
    t->length = (size_t)asked->buffer_length - setup;
    t->zero_packet = (asked->flags & USBDEVFS_URB_ZERO_PACKET) != 0;
    t->user = urb;
    urb->bytes = malloc(t->length + 1);
    if (!urb->bytes)
        abort();
    if (setup > 0)
        memcpy(t->setup, urb->buffer->data, setup);
    if (urb->buffer)
        memcpy(urb->bytes, urb->buffer->data + setup, t->length);
    t->data = urb->bytes;
}

static int submit(struct usbfs *u, UMockdevIoctlClient *client)
{
    UMockdevIoctlData *data = argument(client, sizeof(struct usbdevfs_urb));
    const struct usbdevfs_urb *asked = (const void *)data->data;
    if (asked->type != USBDEVFS_URB_TYPE_CONTROL && u->owner != client) { // no claim
        g_object_unref(data);
        return ENOENT;
    }
    struct urb *urb = calloc(1, sizeof *urb);
    if (!urb)
        abort();
    urb->client = client;
    urb->data = data;
    urb->buffer = umockdev_ioctl_data_resolve(urb->data, offsetof(struct usbdevfs_urb, buffer),
                                              (size_t)asked->buffer_length, NULL);
    describe(u, urb, asked);
    append(&u->flying, urb);
    u->counts.submitted++;
    dg_lock_wake(&u->lock);
    if (is_request(urb) && !u->mute)
        answer_request(u, urb, 0);
    if (is_request(urb))
        return usbfs_gate(u), 0;
    unsigned *flying = flying_of(u, urb), *most = flying == &u->flying_in ? &u->counts.most_in : &u->counts.most_out;
    if (++*flying > *most)
        *most = *flying;
    u->api->submit(u->host, &urb->transfer);
    return 0;
}

static int discard(struct usbfs *u, UMockdevIoctlClient *client)
{
    gulong address = *(const gulong *)(const void *)umockdev_ioctl_client_get_arg(client)->data;
    struct urb *urb = u->flying.first;
    while (urb && (urb->client != client || urb->data->client_addr != address))
        urb = urb->next;
    if (!urb)
        return EINVAL;
    u->counts.discarded++;
    if (is_request(urb))
        answer_request(u, urb, ENOENT);
    else if (!u->keep)
        u->api->cancel(u->host, &urb->transfer);
    usbfs_collect(u);
    return 0;
}

static int reap(struct usbfs *u, UMockdevIoctlClient *client)
{
    struct urb *urb = u->ended.first;
    while (urb && urb->client != client)
        urb = urb->next;
    if (!urb)
        return u->out ? ENODEV : EAGAIN;
    take_out(&u->ended, urb);
    struct usbdevfs_urb *asked = (void *)urb->data->data;
    asked->status = urb->status;
    asked->actual_length = (int)urb->transfer.actual;
    bool in = ((asked->type == USBDEVFS_URB_TYPE_CONTROL ? urb->transfer.setup[0] : asked->endpoint) & 0x80) != 0;
    size_t setup = asked->type == USBDEVFS_URB_TYPE_CONTROL ? DG_USB_SETUP_BYTES : 0;
    if (in && urb->transfer.actual > 0)
        memcpy(urb->buffer->data + setup, urb->bytes, urb->transfer.actual);
    UMockdevIoctlData *out = argument(client, sizeof(void *));
    umockdev_ioctl_data_set_ptr(out, 0, urb->data);
    g_object_unref(out);
    free_urb(urb);
    usbfs_gate(u);
    return 0;
}

static int capabilities(UMockdevIoctlClient *client)
{
    UMockdevIoctlData *data = argument(client, sizeof(uint32_t));
    *(uint32_t *)(void *)data->data =
        USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    g_object_unref(data);
    return 0;
}

int usbfs_answer(struct usbfs *u, UMockdevIoctlClient *client)
{
    gulong request = umockdev_ioctl_client_get_request(client);
    if (request == USBDEVFS_REAPURB || request == USBDEVFS_REAPURBNDELAY)
        return reap(u, client);
    if (request == USBDEVFS_GET_CAPABILITIES)
        return capabilities(client);
    if (request == USBDEVFS_RELEASEINTERFACE && u->out)
        return usbfs_release(u, client);
    if (u->out)
        return ENODEV;
    if (u->mute && (request == USBDEVFS_SETINTERFACE || request == USBDEVFS_CLEAR_HALT)) {
        u->counts.stuck++;
        return ETIMEDOUT;
    }
    switch (request) {
    case USBDEVFS_CLAIMINTERFACE:
        return claim(u, client);
    case USBDEVFS_RELEASEINTERFACE:
        return usbfs_release(u, client);
    case USBDEVFS_SETINTERFACE:
        return set_interface(u, client);
    case USBDEVFS_CLEAR_HALT:
        return clear_halt(u, client);
    case USBDEVFS_SUBMITURB:
        return submit(u, client);
    case USBDEVFS_DISCARDURB:
        return discard(u, client);
    default:
        return ENOTTY;
    }
}
