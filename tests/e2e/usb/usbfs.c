// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "usbfs_state.h"

enum {
    SLICE_NS = 20000,
    SLEEP_NS = 4000000, // more than a device needs to fall asleep
    CLOSING_MS = 2000,  // until a program that has closed the device is seen to have
};

static void pull(struct usbfs *u)
{
    if (u->out)
        return;
    u->api->detach(u->host);
    usbfs_answer_open(u, ESHUTDOWN, NULL);
    usbfs_collect(u);
    (void)tcflow(u->slave, TCOON);
    u->out = true;
    close(u->master); // the node shows an error from now on
}

// ---- programs that have it open ----

static gboolean handle_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer user)
{
    (void)base;
    struct usbfs *u = user;
    dg_lock_acquire(&u->lock);
    int error = usbfs_answer(u, client);
    dg_lock_release(&u->lock);
    umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
    return TRUE;
}

static void client_connected(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer user)
{
    (void)base;
    struct usbfs *u = user;
    struct program *program = calloc(1, sizeof *program);
    if (!program)
        abort();
    dg_lock_acquire(&u->lock);
    u->counts.opens++;
    *program = (struct program){g_object_ref(client), u->programs};
    u->programs = program;
    dg_lock_release(&u->lock);
}

// Transfers of a program that has closed the device end, and nobody reaps them.
static void forget_program(struct usbfs *u, UMockdevIoctlClient *client)
{
    (void)usbfs_release(u, client);
    (void)usbfs_forget(u, client);
    usbfs_gate(u);
    g_object_unref(client);
}

// Nothing tells when a program has closed the device: they have to be looked at.
static void look_for_closed(struct usbfs *u)
{
    for (struct program **at = &u->programs, *program; (program = *at) != NULL;) {
        if (umockdev_ioctl_client_get_connected(program->client)) {
            at = &program->next;
            continue;
        }
        forget_program(u, program->client);
        *at = program->next;
        free(program);
    }
}

static bool time_to_pull(const struct usbfs *u)
{
    return (u->pull_submitted != 0 && u->counts.submitted >= u->pull_submitted) ||
           (u->pull_ended != 0 && u->counts.ended >= u->pull_ended);
}

static void sleep_and_wake(struct usbfs *u)
{
    u->sleep_ended = 0;
    u->counts.sleeps++;
    u->asleep = true;
    usbfs_cancel(u, NULL);
    u->asleep = false;
    u->api->suspend(u->host);
    u->api->run(u->host, SLEEP_NS, false);
    u->api->resume(u->host);
}

static void *let_time_pass(void *argument)
{
    struct usbfs *u = argument;
    dg_lock_acquire(&u->lock);
    while (!u->stop) {
        if (!u->out && time_to_pull(u))
            pull(u);
        if (!u->out && u->sleep_ended != 0 && u->counts.ended >= u->sleep_ended)
            sleep_and_wake(u);
        if (u->out || u->frozen || !u->flying.first) {
            dg_lock_sleep(&u->lock, 1000000);
            continue;
        }
        look_for_closed(u);
        u->api->run(u->host, SLICE_NS, true);
        usbfs_collect(u);
        dg_lock_release(&u->lock);
        dg_lock_acquire(&u->lock);
    }
    dg_lock_release(&u->lock);
    return NULL;
}

// ---- plugging ----

static bool read_descriptors(struct usbfs *u)
{
    size_t device = 18, configuration = DESCRIPTORS_MAX - 18;
    u->descriptor_bytes = 18;
    if (usbfs_control(u, 0x80, GET_DESCRIPTOR, 0x0100, 0, u->descriptors, &device) != 0 || device != 18 ||
        usbfs_control(u, 0x80, GET_DESCRIPTOR, 0x0200, 0, u->descriptors + 18, &configuration) != 0)
        return false;
    u->descriptor_bytes += configuration;
    return true;
}

// String k as bytes of ASCII, "" where there is none.
static void read_string(struct usbfs *u, uint8_t k, char text[64])
{
    uint8_t bytes[128];
    size_t n = sizeof bytes, length = 0;
    if (k != 0 && usbfs_control(u, 0x80, GET_DESCRIPTOR, (uint16_t)(0x0300 | k), 0x0409, bytes, &n) == 0)
        for (size_t i = 2; i + 1 < n && length < 63; i += 2)
            text[length++] = (char)bytes[i];
    text[length] = '\0';
}

static char *describe_for_linux(struct usbfs *u)
{
    char product[64], serial[64];
    const uint8_t *d = u->descriptors;
    read_string(u, d[15], product);
    read_string(u, d[16], serial);
    GString *s = g_string_new(NULL);
    g_string_append_printf(s, "P: %s\nN: %s\n", u->sys + strlen("/sys"), u->node + strlen("/dev/"));
    g_string_append(s, "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\n");
    g_string_append_printf(s, "E: BUSNUM=%03u\nE: DEVNUM=%03u\nE: DEVNAME=%s\n", u->bus_number, u->number, u->node);
    g_string_append_printf(s, "A: busnum=%u\\n\nA: devnum=%u\\n\nA: devpath=%u\\n\n", u->bus_number, u->number,
                           u->socket);
    g_string_append_printf(s, "A: idVendor=%02x%02x\\n\nA: idProduct=%02x%02x\\n\nA: product=%s\\n\n", d[9], d[8],
                           d[11], d[10], product);
    if (serial[0] != '\0')
        g_string_append_printf(s, "A: serial=%s\\n\n", serial);
    g_string_append(s, "A: bConfigurationValue=1\\n\nA: speed=12\\n\nA: version= 2.01\\n\nH: descriptors=");
    for (size_t i = 0; i < u->descriptor_bytes; i++)
        g_string_append_printf(s, "%02X", d[i]);
    g_string_append(s, "\n\n");
    return g_string_free(s, FALSE);
}

// The node that the test bed has made becomes a link to a pseudo-terminal.
static bool replace_node(struct usbfs *u)
{
    char path[300], terminal[64];
    gchar *root = umockdev_testbed_get_root_dir(u->bus->bed);
    (void)snprintf(path, sizeof path, "%s%s", root, u->node);
    g_free(root);
    if (openpty(&u->master, &u->slave, terminal, NULL, NULL) != 0)
        return false;
    struct termios raw;
    (void)tcgetattr(u->slave, &raw);
    cfmakeraw(&raw);
    (void)tcsetattr(u->slave, TCSANOW, &raw);
    return (void)unlink(path), symlink(terminal, path) == 0;
}

static bool show(struct usbfs *u)
{
    char *text = describe_for_linux(u);
    bool good = umockdev_testbed_attach_ioctl(u->bus->bed, u->node, u->handler, NULL) &&
                umockdev_testbed_add_from_string(u->bus->bed, text, NULL) && replace_node(u);
    g_free(text);
    usbfs_gate(u);
    return good;
}

// Where it is: bus, socket, number.
static struct usbfs *plug(struct usbfs_bus *bus, const struct dg_usb_host_api *api, const unsigned place[3],
                          uint64_t uid, const char *product)
{
    const struct dg_usb_config config = {.size = sizeof config,
                                         .uid = uid,
                                         .times = {.debounce_us = 100,
                                                   .reset_us = 100,
                                                   .recovery_us = 20,
                                                   .suspend_us = 3100,
                                                   .resume_us = 100,
                                                   .address_us = 20}};
    struct usbfs *u = calloc(1, sizeof *u);
    if (!u)
        abort();
    u->bus = bus;
    u->api = api;
    u->bus_number = place[0];
    u->socket = place[1];
    u->number = place[2];
    u->flying.end = &u->flying.first;
    u->ended.end = &u->ended.first;
    (void)snprintf(u->node, sizeof u->node, "/dev/bus/usb/%03u/%03u", u->bus_number, u->number);
    (void)snprintf(u->sys, sizeof u->sys, "/sys/devices/pci0/usb%u/%u-%u", u->bus_number, u->bus_number, u->socket);
    u->handler = umockdev_ioctl_base_new();
    g_signal_connect(u->handler, "handle-ioctl", G_CALLBACK(handle_ioctl), u);
    g_signal_connect(u->handler, "client-connected", G_CALLBACK(client_connected), u);
    u->host = api->create(&config);
    bool good = u->host && dg_lock_init(&u->lock) == 0 && api->attach(u->host) &&
                api->enumerate(u->host, DG_USB_LINUX, (uint8_t)u->number) == DG_USB_OK && read_descriptors(u) &&
                show(u);
    if (!good || pthread_create(&u->thread, NULL, let_time_pass, u) != 0)
        abort();
    if (product)
        umockdev_testbed_set_attribute(bus->bed, u->sys, "product", product);
    umockdev_testbed_uevent(bus->bed, u->sys, "add");
    return u;
}

struct usbfs *usbfs_plug_as(struct usbfs_bus *bus, const struct dg_usb_host_api *api, unsigned socket, uint64_t uid,
                            const char *product)
{
    return plug(bus, api, (unsigned[]){1, socket, ++bus->plugged % 127 + 1}, uid, product);
}

struct usbfs *usbfs_plug_twin(struct usbfs_bus *bus, const struct dg_usb_host_api *api, const struct usbfs *other,
                              uint64_t uid)
{
    return plug(bus, api, (unsigned[]){2, other->socket, other->number}, uid, NULL);
}

struct usbfs *usbfs_plug(struct usbfs_bus *bus, const struct dg_usb_host_api *api, unsigned socket, uint64_t uid)
{
    return usbfs_plug_as(bus, api, socket, uid, NULL);
}

size_t usbfs_unplug(struct usbfs *u)
{
    size_t left = 0;
    dg_lock_acquire(&u->lock);
    pull(u);
    for (int i = 0; u->programs && i < CLOSING_MS; i++) {
        dg_lock_sleep(&u->lock, 1000);
        look_for_closed(u);
    }
    u->stop = true;
    dg_lock_wake(&u->lock);
    dg_lock_release(&u->lock);
    pthread_join(u->thread, NULL);
    umockdev_testbed_uevent(u->bus->bed, u->sys, "remove");
    umockdev_testbed_detach_ioctl(u->bus->bed, u->node, NULL);
    umockdev_testbed_remove_device(u->bus->bed, u->sys);
    g_object_unref(u->handler);
    left = usbfs_forget(u, NULL);
    for (struct program *program; (program = u->programs) != NULL; free(program))
        u->programs = program->next;
    u->api->destroy(u->host);
    close(u->slave);
    dg_lock_destroy(&u->lock);
    free(u);
    return left;
}

// ---- what tests do to it ----

#define WITH_LOCK(u, ...)                                                                                              \
    do {                                                                                                               \
        dg_lock_acquire(&(u)->lock);                                                                                   \
        __VA_ARGS__                                                                                                    \
        dg_lock_wake(&(u)->lock);                                                                                      \
        dg_lock_release(&(u)->lock);                                                                                   \
    } while (0)

void usbfs_pull_after(struct usbfs *u, unsigned submitted, unsigned ended)
{
    WITH_LOCK(u, u->pull_submitted = submitted > 0 ? u->counts.submitted + submitted : 0;
              u->pull_ended = ended > 0 ? u->counts.ended + ended : 0;);
}

void usbfs_pull(struct usbfs *u)
{
    WITH_LOCK(u, pull(u););
}

bool usbfs_is_out(struct usbfs *u)
{
    bool out;
    WITH_LOCK(u, out = u->out;);
    return out;
}

void usbfs_fail(struct usbfs *u, uint8_t endpoint, int error, unsigned times)
{
    WITH_LOCK(u, u->fail_endpoint = endpoint; u->fail_error = error; u->fail_times = times;);
}

void usbfs_end(struct usbfs *u, uint8_t endpoint)
{
    WITH_LOCK(
        u, struct urb *urb = u->flying.first; while (urb && urb->transfer.endpoint != endpoint) urb = urb->next;
        if (urb) {
            u->short_one = urb;
            u->api->cancel(u->host, &urb->transfer);
            usbfs_collect(u);
        });
}

void usbfs_keep(struct usbfs *u, bool keep)
{
    WITH_LOCK(u, u->keep = keep;);
}

bool usbfs_halt(struct usbfs *u, uint8_t endpoint)
{
    int code;
    WITH_LOCK(u, code = usbfs_control(u, 0x02, SET_FEATURE, FEATURE_HALT, endpoint, NULL, NULL););
    return code == 0;
}

bool usbfs_set(struct usbfs *u, uint8_t alternate)
{
    int code;
    WITH_LOCK(u, code = usbfs_control(u, 0x01, SET_INTERFACE, alternate, 0, NULL, NULL);
              u->api->reset_toggles(u->host, (uint8_t)u->number););
    return code == 0;
}

void usbfs_sleep_after(struct usbfs *u, unsigned ended)
{
    WITH_LOCK(u, u->sleep_ended = u->counts.ended + ended;);
}

void usbfs_freeze(struct usbfs *u, bool frozen)
{
    WITH_LOCK(u, u->frozen = frozen;);
}

void usbfs_mute(struct usbfs *u, bool mute)
{
    WITH_LOCK(u, u->mute = mute; if (!mute) usbfs_answer_open(u, 0, NULL); usbfs_gate(u););
}

void usbfs_chmod(struct usbfs *u, unsigned mode)
{
    char path[300]; // the test bed's own connection, which it opens for whoever may not open the node too
    gchar *root = umockdev_testbed_get_root_dir(u->bus->bed);
    (void)snprintf(path, sizeof path, "%s/ioctl%s", root, u->node);
    g_free(root);
    (void)chmod(path, 0777);
    (void)fchmod(u->slave, mode);
}

struct usbfs_counts usbfs_counts(struct usbfs *u)
{
    struct usbfs_counts counts;
    WITH_LOCK(u, counts = u->counts;);
    return counts;
}

void usbfs_line(struct usbfs *u, struct dg_usb_counters *counters)
{
    WITH_LOCK(u, u->api->counters(u->host, counters););
}

struct usbfs_bus *usbfs_bus_new(void)
{
    struct usbfs_bus *bus = calloc(1, sizeof *bus);
    if (!bus)
        abort();
    bus->bed = umockdev_testbed_new();
    gchar *root = umockdev_testbed_get_root_dir(bus->bed);
    (void)chmod(root, 0777); // for who has given up its rights
    g_free(root);
    return bus;
}

void usbfs_bus_free(struct usbfs_bus *bus)
{
    g_object_unref(bus->bed);
    free(bus);
}
