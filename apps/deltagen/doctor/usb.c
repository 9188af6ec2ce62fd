// SPDX-License-Identifier: Apache-2.0
// deltagen doctor: boards on USB by themselves.
#include "usb.h"

#include <stdio.h>
#include <string.h>

#include "port.h"

static void report(struct doctor *doctor, const struct dg_usb_device *boards, size_t k)
{
    const struct dg_usb_device *board = &boards[k];
    doctor_find(doctor, VERDICT_OK, "board", "%s on its own USB at USB port %s, serial number %s", board->product,
                board->path, board->serial[0] ? board->serial : "none");
    for (size_t i = 0; i < k; i++) {
        if (strcmp(boards[i].serial, board->serial) != 0)
            continue;
        doctor_find(doctor, VERDICT_NOTE, "equal-boards",
                    "the boards at USB ports %s and %s have the same serial number", boards[i].path, board->path);
        doctor_cure(doctor, "choose one by --device usb:path=%s", board->path);
    }
}

size_t doctor_check_usb(struct doctor *doctor)
{
    struct dg_usb_device boards[USB_MAX];
    size_t n = dg_usb_boards(tree_path("/sys").text, boards, USB_MAX);
    n = n < USB_MAX ? n : USB_MAX;
    for (size_t i = 0; i < n; i++)
        report(doctor, boards, i);
    for (size_t i = 0; i < n; i++) {
        char node[DG_USB_NODE], name[80];
        dg_usb_node(&boards[i], node);
        (void)snprintf(name, sizeof name, "usb:path=%.63s", boards[i].path);
        if (doctor_check_permission(doctor, node) && doctor_check_free(doctor, node))
            doctor_check_opens(doctor, name, "BOARD");
    }
    return n;
}
