// SPDX-License-Identifier: Apache-2.0
// A device for a virtual machine: the USB line host and what is behind it as the far end of QEMU's usb-redir.
//
// usage: device HOST SOCKET [VENDOR PRODUCT]
//     HOST is the shared object with the line host, SOCKET a file that QEMU connects to. With ids, in hexadecimal, the
//     machine sees these instead of the device's own: what it does by the ids can then be tried on this device.
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <usbredirparser.h>

#include "usb/dg_usb_host.h"

enum {
    IDS_AT = 8,
    IDS_BYTES = 4,
    ADDRESS = 5,
    SLICE_NS = 200000,
    UID = 0x51D0,
    ENDPOINTS = 32,
    INVALID = 255,
    DESCRIPTOR_BYTES = 18
};

// A transfer on its way, and the packet that asked for it and will answer.
struct job {
    struct dg_usb_transfer transfer;
    uint64_t id;
    struct usb_redir_control_packet_header control;
    struct usb_redir_bulk_packet_header bulk;
    struct job *next;
    uint8_t data[];
};

static const struct dg_usb_host_api *api;
static struct dg_usb_host *host;
static struct usbredirparser *parser;
static struct job *jobs;
static int line;
static uint8_t descriptor[DESCRIPTOR_BYTES]; // of the device, with the ids that the machine sees

static void die(const char *what)
{
    fprintf(stderr, "device: %s\n", what);
    exit(1);
}

// ---- the far end ----

static void log_message(void *priv, int level, const char *message)
{
    (void)priv;
    if (level <= usbredirparser_warning)
        fprintf(stderr, "device: %s\n", message);
}

static int read_line(void *priv, uint8_t *data, int count)
{
    (void)priv;
    ssize_t n = recv(line, data, (size_t)count, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return n > 0 ? (int)n : -1;
}

static int write_line(void *priv, uint8_t *data, int count)
{
    (void)priv;
    ssize_t n = send(line, data, (size_t)count, MSG_NOSIGNAL);
    return n >= 0 ? (int)n : -1;
}

static uint8_t status_of(enum dg_usb_status status)
{
    static const uint8_t known[] = {[DG_USB_PENDING] = usb_redir_ioerror, [DG_USB_OK] = usb_redir_success,
                                    [DG_USB_STALL] = usb_redir_stall,     [DG_USB_ERROR] = usb_redir_ioerror,
                                    [DG_USB_BABBLE] = usb_redir_babble,   [DG_USB_CANCELLED] = usb_redir_cancelled,
                                    [DG_USB_RESET] = usb_redir_cancelled, [DG_USB_GONE] = usb_redir_ioerror};
    return known[status];
}

static void describe(void)
{
    struct usb_redir_interface_info_header interfaces = {.interface_count = 1, .interface_class = {0xFF}};
    struct usb_redir_ep_info_header endpoints;
    memset(&endpoints, 0, sizeof endpoints);
    memset(endpoints.type, INVALID, sizeof endpoints.type);
    for (int direction = 0; direction < 2; direction++) {
        endpoints.type[16 * direction] = usb_redir_type_control;
        endpoints.type[16 * direction + 1] = usb_redir_type_bulk;
        endpoints.max_packet_size[16 * direction] = endpoints.max_packet_size[16 * direction + 1] = DG_USB_PACKET_MAX;
    }
    usbredirparser_send_interface_info(parser, &interfaces);
    usbredirparser_send_ep_info(parser, &endpoints);
}

static void hello(void *priv, struct usb_redir_hello_header *header)
{
    (void)priv;
    (void)header;
    struct usb_redir_device_connect_header connect = {.speed = usb_redir_speed_full,
                                                      .vendor_id = (uint16_t)(descriptor[8] | descriptor[9] << 8),
                                                      .product_id = (uint16_t)(descriptor[10] | descriptor[11] << 8),
                                                      .device_version_bcd =
                                                          (uint16_t)(descriptor[12] | descriptor[13] << 8)};
    describe();
    usbredirparser_send_device_connect(parser, &connect);
}

static void reset(void *priv)
{
    (void)priv;
    if (api->enumerate(host, DG_USB_LINUX, ADDRESS) != DG_USB_OK)
        die("the device does not enumerate after a reset");
}

static enum dg_usb_status request(uint8_t type, uint8_t code, uint16_t value, uint16_t index, void *data, size_t n)
{
    const uint8_t setup[DG_USB_SETUP_BYTES] = {
        type, code, (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)index, (uint8_t)(index >> 8), (uint8_t)n, 0};
    return api->control(host, ADDRESS, setup, data, &n);
}

static void set_configuration(void *priv, uint64_t id, struct usb_redir_set_configuration_header *asked)
{
    (void)priv;
    enum dg_usb_status status = request(0x00, 9, asked->configuration, 0, NULL, 0);
    api->reset_toggles(host, ADDRESS);
    describe();
    struct usb_redir_configuration_status_header reply = {status_of(status), asked->configuration};
    usbredirparser_send_configuration_status(parser, id, &reply);
}

static void get_configuration(void *priv, uint64_t id)
{
    (void)priv;
    uint8_t value = 0;
    enum dg_usb_status status = request(0x80, 8, 0, 0, &value, 1);
    struct usb_redir_configuration_status_header reply = {status_of(status), value};
    usbredirparser_send_configuration_status(parser, id, &reply);
}

static void set_alternate(void *priv, uint64_t id, struct usb_redir_set_alt_setting_header *asked)
{
    (void)priv;
    enum dg_usb_status status = request(0x01, 11, asked->alt, asked->interface, NULL, 0);
    api->reset_toggles(host, ADDRESS);
    describe();
    struct usb_redir_alt_setting_status_header reply = {status_of(status), asked->interface, asked->alt};
    usbredirparser_send_alt_setting_status(parser, id, &reply);
}

static void get_alternate(void *priv, uint64_t id, struct usb_redir_get_alt_setting_header *asked)
{
    (void)priv;
    uint8_t value = 0;
    enum dg_usb_status status = request(0x81, 10, 0, asked->interface, &value, 1);
    struct usb_redir_alt_setting_status_header reply = {status_of(status), asked->interface, value};
    usbredirparser_send_alt_setting_status(parser, id, &reply);
}

// ---- transfers ----

static struct job *new_job(uint64_t id, uint8_t endpoint, const uint8_t *data, size_t given, size_t length)
{
    struct job *job = calloc(1, sizeof *job + length);
    if (!job)
        die("no memory");
    job->id = id;
    if (given > 0)
        memcpy(job->data, data, given < length ? given : length);
    job->transfer = (struct dg_usb_transfer){
        .address = ADDRESS, .endpoint = endpoint, .data = job->data, .length = length, .user = job};
    job->next = jobs;
    jobs = job;
    return job;
}

static void control_packet(void *priv, uint64_t id, struct usb_redir_control_packet_header *header, uint8_t *data,
                           int bytes)
{
    (void)priv;
    struct job *job = new_job(id, 0, data, (size_t)bytes, header->length);
    const uint8_t setup[DG_USB_SETUP_BYTES] = {header->requesttype,     header->request,
                                               (uint8_t)header->value,  (uint8_t)(header->value >> 8),
                                               (uint8_t)header->index,  (uint8_t)(header->index >> 8),
                                               (uint8_t)header->length, (uint8_t)(header->length >> 8)};
    memcpy(job->transfer.setup, setup, sizeof setup);
    job->control = *header;
    usbredirparser_free_packet_data(parser, data);
    api->submit(host, &job->transfer);
}

static void bulk_packet(void *priv, uint64_t id, struct usb_redir_bulk_packet_header *header, uint8_t *data, int bytes)
{
    (void)priv;
    size_t length = (size_t)header->length_high << 16 | header->length;
    struct job *job = new_job(id, header->endpoint, data, (size_t)bytes, length);
    job->bulk = *header;
    usbredirparser_free_packet_data(parser, data);
    api->submit(host, &job->transfer);
}

static void cancel_packet(void *priv, uint64_t id)
{
    (void)priv;
    for (struct job *job = jobs; job; job = job->next)
        if (job->id == id)
            api->cancel(host, &job->transfer);
}

// The part of a device descriptor that has the ids, if it is one.
static void show_ids(struct dg_usb_transfer *t)
{
    bool is_device_descriptor = t->setup[0] == 0x80 && t->setup[1] == 6 && t->setup[3] == 1;
    if (is_device_descriptor && t->actual >= IDS_AT + IDS_BYTES)
        memcpy(t->data + IDS_AT, descriptor + IDS_AT, IDS_BYTES);
}

static void answer(struct job *job)
{
    struct dg_usb_transfer *t = &job->transfer;
    bool in = ((t->endpoint == 0 ? t->setup[0] : t->endpoint) & 0x80) != 0;
    uint8_t *data = in && t->actual > 0 ? job->data : NULL;
    int bytes = data ? (int)t->actual : 0;
    if (t->endpoint == 0) {
        show_ids(t);
        if (t->status == DG_USB_OK && t->setup[0] == 0x02 && t->setup[1] == 1) // CLEAR_FEATURE of an endpoint
            api->reset_toggle(host, ADDRESS, t->setup[4]);
        job->control.status = status_of(t->status);
        job->control.length = (uint16_t)t->actual;
        usbredirparser_send_control_packet(parser, job->id, &job->control, data, bytes);
        return;
    }
    job->bulk.status = status_of(t->status);
    job->bulk.length = (uint16_t)t->actual;
    job->bulk.length_high = (uint16_t)(t->actual >> 16);
    usbredirparser_send_bulk_packet(parser, job->id, &job->bulk, data, bytes);
}

static void collect(void)
{
    for (struct dg_usb_transfer *transfer; (transfer = api->completed(host)) != NULL;) {
        struct job *job = transfer->user, **at = &jobs;
        while (*at != job)
            at = &(*at)->next;
        *at = job->next;
        answer(job);
        free(job);
    }
}

// ---- beginning and end ----

static void load(const char *path)
{
    const struct dg_usb_config config = {.size = sizeof config,
                                         .uid = UID,
                                         .times = {.debounce_us = 100,
                                                   .reset_us = 100,
                                                   .recovery_us = 20,
                                                   .suspend_us = 3100,
                                                   .resume_us = 100,
                                                   .address_us = 20}};
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, DG_USB_HOST_ENTRY) : NULL;
    dg_usb_host_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry);
    if (!entry)
        die(dlerror());
    api = entry();
    host = api->create(&config);
    if (!host || !api->attach(host) || api->enumerate(host, DG_USB_LINUX, ADDRESS) != DG_USB_OK ||
        request(0x80, 6, 0x0100, 0, descriptor, sizeof descriptor) != DG_USB_OK)
        die("the device does not enumerate");
}

static void wait_for_machine(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof address) != 0 || listen(listening, 1) != 0)
        die("cannot listen");
    line = accept(listening, NULL, NULL);
    close(listening);
}

static void speak(void)
{
    uint32_t capabilities[USB_REDIR_CAPS_SIZE] = {0};
    parser = usbredirparser_create();
    if (!parser)
        die("no memory");
    parser->log_func = log_message;
    parser->read_func = read_line;
    parser->write_func = write_line;
    parser->hello_func = hello;
    parser->reset_func = reset;
    parser->set_configuration_func = set_configuration;
    parser->get_configuration_func = get_configuration;
    parser->set_alt_setting_func = set_alternate;
    parser->get_alt_setting_func = get_alternate;
    parser->control_packet_func = control_packet;
    parser->bulk_packet_func = bulk_packet;
    parser->cancel_data_packet_func = cancel_packet;
    usbredirparser_caps_set_cap(capabilities, usb_redir_cap_connect_device_version);
    usbredirparser_caps_set_cap(capabilities, usb_redir_cap_ep_info_max_packet_size);
    usbredirparser_caps_set_cap(capabilities, usb_redir_cap_64bits_ids);
    usbredirparser_caps_set_cap(capabilities, usb_redir_cap_32bits_bulk_length);
    usbredirparser_init(parser, "deltagen", capabilities, USB_REDIR_CAPS_SIZE, usbredirparser_fl_usb_host);
}

// What the line host found wrong, and what went over the line.
static int report(void)
{
    struct dg_usb_counters counters;
    api->counters(host, &counters);
    printf("line: %llu setups, %llu bytes out, %llu bytes in, %llu violations\n", (unsigned long long)counters.setups,
           (unsigned long long)counters.bytes_out, (unsigned long long)counters.bytes_in,
           (unsigned long long)counters.violations);
    const char *text;
    for (size_t k = 0; (text = api->violation(host, k)) != NULL; k++)
        printf("violation: %s\n", text);
    return counters.violations == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 5)
        die("usage: device HOST SOCKET [VENDOR PRODUCT]");
    load(argv[1]);
    for (int i = 3; i < argc; i++) {
        unsigned long id = strtoul(argv[i], NULL, 16);
        descriptor[IDS_AT + 2 * (i - 3)] = (uint8_t)id;
        descriptor[IDS_AT + 2 * (i - 3) + 1] = (uint8_t)(id >> 8);
    }
    wait_for_machine(argv[2]);
    speak();
    for (bool gone = false; !gone;) {
        struct pollfd ready = {.fd = line, .events = POLLIN};
        while (usbredirparser_has_data_to_write(parser) && usbredirparser_do_write(parser) == 0) {
        }
        if (poll(&ready, 1, jobs ? 0 : -1) > 0)
            gone = usbredirparser_do_read(parser) != 0;
        if (jobs)
            api->run(host, SLICE_NS, true);
        collect();
    }
    return report();
}
