// SPDX-License-Identifier: Apache-2.0
// The serial link: a board behind a UART, mostly behind a USB bridge. Any rate of the line may be a lie and any byte
// may get lost; what comes back decides (hal/remote/tune.h). docs/howto/serial.md is its page for users.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "find.h"
#include "link.h"
#include "port.h"

enum {
    PORTS_MAX = 64,
    RATES_MAX = 32,
    // Bytes that a bridge holds for a host that does not ask for them; beyond its buffer it drops them without a word.
    // The smallest one is the BL702's with 8 KiB; half of that is for replies that are sent twice.
    BRIDGE_BYTES = 4096,
};
#define SYSFS "/sys"

struct serial_link {
    struct dg_link base;
    char device[PATH_MAX]; // links resolved
    int fd;
    unsigned rates[RATES_MAX]; // to be tried, best first; base.tunings of them
    struct dg_serial_wish wish;
};

static struct serial_link *serial_of(struct dg_link *link)
{
    return (struct serial_link *)link;
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    struct serial_link *s = serial_of(link);
    return dg_serial_port_send(s->fd, s->device, bytes, n, taken, timeout_us, err);
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    struct serial_link *s = serial_of(link);
    return dg_serial_port_receive(s->fd, s->device, bytes, max, got, timeout_us, err);
}

static int tune(struct dg_link *link, unsigned k, dg_error *err)
{
    struct serial_link *s = serial_of(link);
    int code = dg_serial_port_set(s->fd, s->device, s->rates[k], err);
    if (code == DG_OK)
        link->rate = s->rates[k];
    return code;
}

static int reset(struct dg_link *link, dg_error *err)
{
    (void)err;
    dg_serial_port_flush(serial_of(link)->fd);
    return DG_OK;
}

static void close_link(struct dg_link *link)
{
    dg_serial_port_close(serial_of(link)->fd);
    free(link);
}

static void add_rate(struct serial_link *s, unsigned rate)
{
    for (unsigned k = 0; k < s->base.tunings; k++)
        if (s->rates[k] == rate)
            return;
    if (s->base.tunings < RATES_MAX)
        s->rates[s->base.tunings++] = rate;
}

static int faster_first(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
    return (x < y) - (x > y);
}

// The rates of the board that is asked for or that the bridge belongs to, in their order; then those of all others,
// which a bridge that delivers other rates than it is asked for may turn into the right ones.
static void choose_rates(struct serial_link *s, const struct dg_usb_port *port)
{
    if (s->wish.rate != 0) {
        add_rate(s, s->wish.rate);
        return;
    }
    for (const struct dg_board *board = dg_boards; board->name; board++)
        if (strcmp(s->wish.board, board->name) == 0 || (port && dg_usb_port_is(port, board)))
            for (const unsigned *rate = board->rates; *rate != 0; rate++)
                add_rate(s, *rate);
    unsigned own = s->base.tunings;
    for (const struct dg_board *board = dg_boards; board->name; board++)
        for (const unsigned *rate = board->rates; *rate != 0; rate++)
            add_rate(s, *rate);
    qsort(s->rates + own, s->base.tunings - own, sizeof *s->rates, faster_first);
}

static int start(struct serial_link *s, const char *rest, dg_error *err)
{
    struct dg_usb_port ports[PORTS_MAX];
    const struct dg_usb_port *port = NULL;
    int code = dg_serial_parse(rest, &s->wish, err);
    size_t n = dg_usb_ports(SYSFS, ports, PORTS_MAX);
    if (code == DG_OK)
        code = dg_serial_locate(&s->wish, ports, n < PORTS_MAX ? n : PORTS_MAX, s->device, &port, err);
    if (code == DG_OK)
        code = dg_serial_port_open(s->device, &s->fd, err);
    if (code != DG_OK)
        return code;
    if (s->wish.board[0] != '\0')
        s->base.board = s->wish.board;
    choose_rates(s, port);
    dg_serial_port_hurry(s->fd, s->device);
    dg_serial_port_flush(s->fd);
    return DG_OK;
}

static int open_link(const char *rest, struct dg_link **out, dg_error *err);
static size_t list_ports(struct dg_link_listing *out, size_t max);

const struct dg_link_type dg_serial_link = {
    .name = "tty",
    .automatic = true,
    .open = open_link,
    .send = send_bytes,
    .receive = receive_bytes,
    .reset = reset,
    .close = close_link,
    .tune = tune,
    .list = list_ports,
};

static int open_link(const char *rest, struct dg_link **out, dg_error *err)
{
    struct serial_link *s = calloc(1, sizeof *s);
    if (!s)
        return dg_fail(err, DG_ERR_MEMORY, "tty: no memory for a serial link");
    s->base = (struct dg_link){.type = &dg_serial_link, .reply_credit = BRIDGE_BYTES};
    int code = start(s, rest, err);
    if (code != DG_OK) {
        free(s);
        return code;
    }
    *out = &s->base;
    return DG_OK;
}

// The ports of known boards; any other may be somebody's modem.
static size_t list_ports(struct dg_link_listing *out, size_t max)
{
    struct dg_usb_port ports[PORTS_MAX];
    size_t n = dg_usb_ports(SYSFS, ports, PORTS_MAX), listed = 0;
    for (size_t i = 0; i < n && i < PORTS_MAX; i++) {
        const struct dg_board *board = dg_usb_board_at(&ports[i]);
        if (!board)
            continue;
        if (listed < max) {
            bool allowed = access(ports[i].device, R_OK | W_OK) == 0;
            out[listed] = (struct dg_link_listing){.available = allowed};
            (void)snprintf(out[listed].name, sizeof out->name, "tty:%.63s", ports[i].device);
            (void)snprintf(out[listed].description, sizeof out->description, "%.63s, USB socket %.31s%s",
                           ports[i].usb.product, ports[i].usb.path,
                           allowed ? "" : "; no permission: deltagen doctor says what to do");
        }
        listed++;
    }
    return listed;
}
