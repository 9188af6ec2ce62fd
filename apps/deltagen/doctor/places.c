// SPDX-License-Identifier: Apache-2.0
// deltagen doctor: the boards on USB, and for each its node, its kernel driver, its port, and whether it opens.
#include "places.h"

#include <fnmatch.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "port.h"
#include "process.h"
#include "usb.h"

struct place {
    const struct dg_board *board; // the first one that it may be
    bool sure;                    // it is one of ours by its product string
    struct dg_usb_device usb;
};

struct places {
    size_t count;
    struct place place[USB_MAX];
};

static bool is_ours(const struct dg_board *board, uint32_t ids, const struct dg_usb_device *usb)
{
    return ids != board->usb || fnmatch(board->usb_product, usb->product, 0) == 0;
}

static void add_places(struct places *places, const struct dg_board *board, uint32_t ids)
{
    struct dg_usb_device found[USB_MAX];
    size_t n = usb_find(ids, ids == board->usb ? board->usb_product : NULL, found);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < places->count; k++)
            known = known || strcmp(places->place[k].usb.path, found[i].path) == 0;
        if (!known && places->count < USB_MAX)
            places->place[places->count++] = (struct place){board, is_ours(board, ids, &found[i]), found[i]};
    }
}

static void find_places(struct places *places)
{
    places->count = 0;
    for (const struct dg_board *board = dg_boards; board->name; board++) {
        if (board->usb)
            add_places(places, board, board->usb);
        if (board->dfu)
            add_places(places, board, board->dfu);
    }
}

static void report_places(struct doctor *doctor, const struct places *places, size_t others)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->place[i];
        doctor_find(doctor, VERDICT_OK, "board", "%s%s at USB port %s, serial number %s",
                    place->sure ? "" : "what may be a board with another product string: ", place->usb.product,
                    place->usb.path, place->usb.serial[0] ? place->usb.serial : "none");
        for (size_t k = 0; k < i; k++) {
            if (strcmp(places->place[k].usb.product, place->usb.product) != 0)
                continue;
            doctor_find(doctor, VERDICT_NOTE, "equal-boards", "the boards at USB ports %s and %s look the same%s",
                        places->place[k].usb.path, place->usb.path,
                        strcmp(places->place[k].usb.serial, place->usb.serial) == 0 ? ", their serial numbers too"
                                                                                    : "");
            doctor_cure(doctor, "choose one, for flash by --usb %s, elsewhere by --device tty:path=%s", place->usb.path,
                        place->usb.path);
        }
    }
    if (places->count + others > 0)
        return;
    doctor_find(doctor, VERDICT_PROBLEM, "board", "no board that this program knows is on USB");
    doctor_cure(doctor,
                "plug it in, by a cable with data lines, not behind a hub; orangecrab shows only with its bootloader "
                "running: hold its button while plugging it in");
}

// Why the bridge's interface has no serial port.
static void report_no_port(struct doctor *doctor, const struct place *place)
{
    unsigned interface = place->board->usb_interface;
    const struct dg_usb_device *usb = &place->usb;
    char driver[TREE_PATH] = "", node[DG_USB_NODE];
    struct process process;
    (void)tree_link(driver, "/sys/bus/usb/devices/%s:1.%u/driver", usb->path, interface);
    dg_usb_node(usb, node);
    doctor_find(doctor, VERDICT_PROBLEM, "driver", "%s:1.%u, the bridge's serial interface, is no port%s", usb->path,
                interface, strcmp(basename(driver), "usbfs") == 0 ? ": a program has taken it from the kernel" : "");
    if (process_holding(node, &process))
        doctor_cure(doctor, "end %s (process %s), which has the bridge open; then plug the board in again",
                    process.name, process.pid);
    else if (process_named("brltty", &process))
        doctor_cure(
            doctor,
            "brltty runs and takes such bridges for braille displays: sudo apt-get remove brltty, then plug the "
            "board in again");
    else if (!tree_exists("/sys/bus/usb/drivers/ftdi_sio"))
        doctor_cure(doctor, "the kernel's module for it is not loaded: sudo modprobe ftdi_sio");
    else
        doctor_cure(doctor,
                    "a loader has left it detached: plug the board in again, or echo %s:1.%u | sudo tee "
                    "/sys/bus/usb/drivers/ftdi_sio/bind",
                    usb->path, interface);
}

static void check_place(struct doctor *doctor, const struct place *place)
{
    const struct dg_usb_device *usb = &place->usb;
    char node[DG_USB_NODE], tty[TREE_LINE] = "", name[TREE_PATH + 8];
    dg_usb_node(usb, node);
    (void)doctor_check_permission(doctor, node);
    if (!place->board->usb)
        return;
    bool has_port = usb_tty(usb, place->board->usb_interface, tty);
    (void)snprintf(name, sizeof name, "tty:%s", tree_path("/dev/%s", tty).text);
    if (!has_port)
        report_no_port(doctor, place);
    else if (doctor_check_port(doctor, tty, usb) && place->sure)
        doctor_check_opens(doctor, name, place->board->name);
}

// The port that the device's name gives, "tty:/dev/ttyUSB1" or a link to it; "" if it gives none.
static void named_tty(const char *device, char tty[TREE_LINE])
{
    char path[TREE_PATH], target[TREE_PATH];
    const char *slash = strchr(device, '/');
    (void)snprintf(path, sizeof path, "%s", slash ? slash : "");
    path[strcspn(path, ",")] = '\0';
    bool link = tree_link(target, "%s", tree_name(path));
    (void)snprintf(tty, TREE_LINE, "%.255s", slash ? basename(link ? target : path) : "");
}

// A bridge shows a port for each of its interfaces, and only one of them is the board's serial line.
static bool is_of(struct doctor *doctor, const struct place *place, const char *tty)
{
    char own[TREE_LINE] = "", of[TREE_LINE];
    const struct dg_board *board = place->board;
    if (!board->usb)
        return false;
    (void)usb_tty(&place->usb, board->usb_interface, own);
    for (unsigned interface = 0; interface < 4; interface++) {
        if (!usb_tty(&place->usb, interface, of) || strcmp(of, tty) != 0)
            continue;
        if (interface == board->usb_interface) {
            doctor_find(doctor, VERDICT_OK, "port", "/dev/%s is the serial line of the board at USB port %s", tty,
                        place->usb.path);
        } else {
            doctor_find(doctor, VERDICT_PROBLEM, "port",
                        "/dev/%s is interface %u of the bridge, which is not its serial line", tty, interface);
            doctor_cure(doctor, "name tty:/dev/%s", own);
        }
        return true;
    }
    return false;
}

// The port that the user names; one that no board brings along, an adapter, is looked at too.
static void check_named_port(struct doctor *doctor, const struct places *places)
{
    char tty[TREE_LINE];
    named_tty(doctor->options->device, tty);
    for (size_t i = 0; i < places->count && tty[0]; i++) {
        if (is_of(doctor, &places->place[i], tty))
            tty[0] = '\0';
    }
    if (tty[0])
        (void)doctor_check_port(doctor, tty, NULL);
}

void doctor_check_boards(struct doctor *doctor)
{
    struct places places;
    find_places(&places);
    report_places(doctor, &places, doctor_check_usb(doctor));
    for (size_t i = 0; i < places.count; i++)
        check_place(doctor, &places.place[i]);
    check_named_port(doctor, &places);
}
