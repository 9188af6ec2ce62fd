// SPDX-License-Identifier: Apache-2.0
#include "device.h"

#include "base/error.h"
#include "base/signals.h"
#include "board/dg_usb_ids.h"

static int refused(const struct dg_usb_device *board, int why, dg_error *err)
{
    switch (why) {
    case LIBUSB_ERROR_NO_MEM:
        return dg_fail(err, DG_ERR_MEMORY, "usb: no memory to open %s", board->path);
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        return dg_fail(err, DG_ERR_NO_DEVICE, "usb: the board at %s is gone; deltagen devices lists what there is",
                       board->path);
    case LIBUSB_ERROR_ACCESS:
        return dg_fail(
            err, DG_ERR_IO,
            "usb: no permission for /dev/bus/usb/%03u/%03u: install 70-deltagen.rules (make install, or copy "
            "it to /etc/udev/rules.d), plug the board in again; deltagen doctor looks",
            board->bus, board->number);
    case LIBUSB_ERROR_BUSY:
        return dg_fail(err, DG_ERR_BUSY, "usb: another program has the board at %s open; deltagen doctor says which",
                       board->path);
    case LIBUSB_ERROR_TIMEOUT:
        return dg_fail(err, DG_ERR_IO, "usb: the board at %s answers no request: plug it in again", board->path);
    default:
        return dg_fail(err, DG_ERR_IO, "usb: the board at %s cannot be opened: %s", board->path,
                       libusb_error_name(why));
    }
}

// What is at that number now may be another device.
static bool is_it(libusb_device *device, const struct dg_usb_device *board)
{
    struct libusb_device_descriptor descriptor;
    return libusb_get_bus_number(device) == board->bus && libusb_get_device_address(device) == board->number &&
           libusb_get_device_descriptor(device, &descriptor) == 0 &&
           ((uint32_t)descriptor.idVendor << 16 | descriptor.idProduct) == board->ids;
}

static int open_handle(const struct dg_usb_device *board, struct dg_usb_open *open)
{
    libusb_device **devices = NULL;
    ssize_t n = libusb_get_device_list(open->context, &devices);
    int code = n < 0 ? (int)n : LIBUSB_ERROR_NOT_FOUND;
    for (ssize_t i = 0; i < n && !open->handle; i++)
        if (is_it(devices[i], board))
            code = libusb_open(devices[i], &open->handle);
    if (n >= 0)
        libusb_free_device_list(devices, 1);
    return code;
}

// Chooses the frames: whoever had the board before may have left it in its test mode. It is asked first, since a device
// that does not answer would hold us in the kernel for five seconds; and since libusb 1.0.26 ends the program where it
// is to choose for a device that was just pulled out, which is rarely needed.
static int choose_frames(libusb_device_handle *handle)
{
    enum { ASK_MS = 500 };
    unsigned char alternate = 0;
    int n = libusb_control_transfer(handle, LIBUSB_ENDPOINT_IN | LIBUSB_RECIPIENT_INTERFACE,
                                    LIBUSB_REQUEST_GET_INTERFACE, 0, DG_USB_INTERFACE, &alternate, 1, ASK_MS);
    if (n < 0 || (n == 1 && alternate == DG_USB_ALTERNATE_FRAMES))
        return n < 0 ? n : 0;
    return libusb_set_interface_alt_setting(handle, DG_USB_INTERFACE, DG_USB_ALTERNATE_FRAMES);
}

int dg_usb_claim(const struct dg_usb_device *board, struct dg_usb_open *open, dg_error *err)
{
    *open = (struct dg_usb_open){0};
    sigset_t before;
    dg_signals_block(&before); // libusb starts a thread that sees devices come and go
    int code = libusb_init(&open->context);
    dg_signals_restore(&before);
    if (code != 0) {
        open->context = NULL;
        return refused(board, code, err);
    }
    code = open_handle(board, open);
    if (code == 0)
        code = libusb_claim_interface(open->handle, DG_USB_INTERFACE);
    if (code == 0)
        code = choose_frames(open->handle);
    if (code == 0)
        return DG_OK;
    dg_usb_release(open);
    return refused(board, code, err);
}

void dg_usb_release(struct dg_usb_open *open)
{
    if (open->handle) {
        (void)libusb_release_interface(open->handle, DG_USB_INTERFACE); // a child of fork() may have a copy of its file
        libusb_close(open->handle);
    }
    libusb_exit(open->context);
}
