// SPDX-License-Identifier: Apache-2.0
// Every call of opening a board that can fail does so once, memory and libusb: the call says so, nothing leaks (the
// sanitizers' build looks for that), and the board opens the next time. The driver's objects are linked in, with
// --wrap for each of these calls.
#include "rig.h"

#include <libusb-1.0/libusb.h>

#include "usb/seam.h"

const struct dg_usb_part *dg_usb_part_entry(void);

static _Thread_local long until_failure = -1; // calls that still succeed in this thread; -1 = all
static int failure;                           // of libusb, where the call gives a code

static bool fails(void)
{
    return until_failure >= 0 && until_failure-- == 0;
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

struct libusb_transfer *__real_libusb_alloc_transfer(int packets);
struct libusb_transfer *__wrap_libusb_alloc_transfer(int packets);
struct libusb_transfer *__wrap_libusb_alloc_transfer(int packets)
{
    return fails() ? NULL : __real_libusb_alloc_transfer(packets);
}

static bool gone; // what submits a transfer learns it, and nothing else does

int __real_libusb_submit_transfer(struct libusb_transfer *transfer);
int __wrap_libusb_submit_transfer(struct libusb_transfer *transfer);
int __wrap_libusb_submit_transfer(struct libusb_transfer *transfer)
{
    return gone ? LIBUSB_ERROR_NO_DEVICE : __real_libusb_submit_transfer(transfer);
}

#define WRAP(type, name, parameters, arguments)                                                                        \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        return fails() ? failure : __real_##name arguments;                                                            \
    }
WRAP(int, libusb_init, (libusb_context * *context), (context))
WRAP(ssize_t, libusb_get_device_list, (libusb_context * context, libusb_device ***list), (context, list))
WRAP(int, libusb_get_device_descriptor, (libusb_device * device, struct libusb_device_descriptor *descriptor),
     (device, descriptor))
WRAP(int, libusb_open, (libusb_device * device, libusb_device_handle **handle), (device, handle))
WRAP(int, libusb_claim_interface, (libusb_device_handle * handle, int interface), (handle, interface))
WRAP(int, libusb_control_transfer,
     (libusb_device_handle * handle, uint8_t type, uint8_t request, uint16_t value, uint16_t index, unsigned char *data,
      uint16_t length, unsigned timeout),
     (handle, type, request, value, index, data, length, timeout))

static void opening(int code_of_libusb, int code)
{
    enum { AT_LEAST = 1 + 6 + 2 * 16 }; // link, calls of libusb, transfers
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    struct dg_usb_device device;
    assert_int_equal(dg_usb_boards("/sys", &device, 1), 1);
    failure = code_of_libusb;
    for (long k = 0;; k++) {
        struct dg_link *link = NULL;
        dg_error err = {0};
        until_failure = k;
        int got = dg_usb_part_entry()->open(&device, &link, &err);
        bool failed = until_failure < 0;
        until_failure = -1;
        if (!failed) {
            assert_int_equal(got, DG_OK);
            assert_true(k >= AT_LEAST);
            link->type->close(link);
            break;
        }
        if (got != code && got != DG_ERR_MEMORY && got != DG_ERR_NO_DEVICE)
            fail_msg("call %ld failed: %d, %s", k, got, err.message);
        assert_int_equal(err.code, got);
        assert_true(strlen(err.message) > 10);
        assert_null(link);
    }
    dg_device_close(rig_open("usb", 0));
    assert_int_equal(usbfs_unplug(board), 0);
}

static void out_of_memory(void **state)
{
    (void)state;
    opening(LIBUSB_ERROR_NO_MEM, DG_ERR_MEMORY);
}

static void other_failures(void **state)
{
    (void)state;
    opening(LIBUSB_ERROR_ACCESS, DG_ERR_IO);
    opening(LIBUSB_ERROR_BUSY, DG_ERR_BUSY);
    opening(LIBUSB_ERROR_NO_DEVICE, DG_ERR_NO_DEVICE);
    opening(LIBUSB_ERROR_IO, DG_ERR_IO);
    opening(LIBUSB_ERROR_TIMEOUT, DG_ERR_IO);
}

// The call that hands a transfer over is the first to learn that the board is gone: it says so, and so do all after it.
static void gone_at_submission(void **state)
{
    (void)state;
    static const char text[] = "the board at 1-1 is gone";
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    struct dg_usb_device device;
    struct dg_link *link = NULL;
    uint8_t byte = 0;
    size_t n = 0;
    assert_int_equal(dg_usb_boards("/sys", &device, 1), 1);
    assert_done(dg_usb_part_entry()->open(&device, &link, err));
    gone = true;
    assert_fails(link->type->send(link, &byte, 1, &n, 0, err), DG_ERR_LOST, text);
    gone = false;
    assert_fails(link->type->send(link, &byte, 0, &n, 0, err), DG_ERR_LOST, text);
    assert_fails(link->type->receive(link, &byte, 1, &n, 0, err), DG_ERR_LOST, text);
    assert_fails(link->type->reset(link, err), DG_ERR_LOST, text);
    link->type->close(link);
    assert_int_equal(usbfs_unplug(board), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(out_of_memory), cmocka_unit_test(other_failures),
                                       cmocka_unit_test(gone_at_submission)};
    return cmocka_run_group_tests_name("usb: failing calls", tests, rig_setup, rig_teardown);
}
