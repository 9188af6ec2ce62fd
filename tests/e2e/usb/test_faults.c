// SPDX-License-Identifier: Apache-2.0
// What can go wrong between a program and a board on USB, by the real libusb: halted endpoints, failing and lost
// transfers, silence, sleep, and the cable pulled at every point of an exchange.
#include "rig.h"

#include <errno.h>

#include "board/dg_usb_ids.h"

static const uint8_t endpoints[] = {DG_USB_ENDPOINT_OUT, DG_USB_ENDPOINT_IN};

// The endpoint was halted before, amid and between batches: the driver clears it and goes on.
static void halted(void **state)
{
    (void)state;
    enum { ROUNDS = 10 };
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    for (unsigned k = 0; k < 2; k++) {
        dg_device *dev = rig_open("usb", 0);
        unsigned before = usbfs_counts(board).halts_cleared;
        for (unsigned round = 0; round < ROUNDS; round++) {
            assert_true(usbfs_halt(board, endpoints[k]));
            rig_run(dev, round, 2);
        }
        assert_in_range(usbfs_counts(board).halts_cleared - before, ROUNDS, 10000);
        dg_device_close(dev);
        assert_true(usbfs_halt(board, endpoints[k])); // and clears it where somebody has left it so
    }
    dg_device_close(rig_open("usb", 0));
    assert_int_equal(usbfs_unplug(board), 0);
}

// Transfers end with errors though the device is there: a bad cable, a babbling hub.
static void failing(void **state)
{
    (void)state;
    static const int errors[] = {EPROTO, EILSEQ, ETIME, EOVERFLOW, ESHUTDOWN, EIO};
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        for (unsigned k = 0; k < 2; k++) {
            usbfs_fail(board, endpoints[k], errors[i], 3);
            rig_run(dev, i, 2);
        }
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

static void silence(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = NULL;
    uint64_t value = 0;
    const dg_device_options options = {.size = sizeof options, .timeout_ms = 300};
    assert_done(dg_device_open("usb", &options, &dev, err));
    usbfs_freeze(board, true);
    assert_fails(dg_table_read(dev, 3, &value, err), DG_ERR_LOST, "has not answered");
    dg_device_close(dev);
    usbfs_freeze(board, false);
    dev = rig_open("usb", 0); // it was only silent
    rig_run(dev, 1, 2);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

// Closing ends though transfers do not: a controller that has gone mad.
static void never_given_back(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    usbfs_keep(board, true);
    dg_device_close(dev);
    assert_int_equal(usbfs_counts(board).discarded > 0, 1);
    usbfs_keep(board, false);
    dg_device_close(rig_open("usb", 0));
    usbfs_pull(board); // gives them back to a program that has closed
    (void)usbfs_unplug(board);
}

static void sleeping(void **state)
{
    (void)state;
    enum { SLEEPS = 12 };
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", 0);
    for (unsigned round = 0; round < SLEEPS; round++) {
        usbfs_sleep_after(board, round + 1);
        rig_run(dev, round, 2);
    }
    assert_int_equal(usbfs_counts(board).sleeps, SLEEPS);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
}

// ---- the cable ----

// A conversation: opening, then calls that each need an answer. Returns the code of the first one that failed.
static int converse(unsigned flags, unsigned *calls)
{
    dg_device *dev = NULL;
    dg_error err = {0};
    const dg_device_options options = {.size = sizeof options, .flags = flags, .timeout_ms = 60000};
    uint64_t want = 0;
    int lost = DG_OK, code = dg_device_open("usb", &options, &dev, &err);
    *calls = 0;
    if (code != DG_OK)
        return code;
    if (dg_table_clear(dev, &err) != DG_OK)
        lost = err.code;
    for (uint64_t k = 1; k <= 6; k++) {
        uint64_t value = 0;
        code = dg_table_accum(dev, 3, k, &err);
        if (code == DG_OK) {
            want ^= k;
            ++*calls;
            code = dg_table_read(dev, 3, &value, &err);
        }
        if (code == DG_OK && value != want)
            fail_msg("%llx instead of %llx", (unsigned long long)value, (unsigned long long)want);
        if (lost != DG_OK && code != lost) // once lost, lost for ever
            fail_msg("after its loss a call gives %d", code);
        lost = lost != DG_OK ? lost : code;
    }
    dg_device_close(dev);
    return lost;
}

static unsigned said(const char *name, unsigned otherwise)
{
    const char *value = getenv(name);
    return value ? (unsigned)strtoul(value, NULL, 10) : otherwise;
}

// Every point, or where a slow line is to be tried in less time, every so many.
static unsigned step(void)
{
    return said("USB_STEP", 1);
}

static void pulled(void **state)
{
    (void)state;
    unsigned calls = 0, losses = 0, opened = 0;
    for (unsigned k = 1, whole = 0; whole < 2; k += step()) // after k transfers were submitted, or have ended
        for (unsigned by_end = 0; by_end < 2; by_end++) {
            struct usbfs *board = usbfs_plug(bus, api, 1, UID);
            usbfs_pull_after(board, by_end ? 0 : k, by_end ? k : 0);
            int code = converse(0, &calls);
            whole = code == DG_OK ? whole + 1 : 0;
            losses += code == DG_ERR_LOST;
            opened += calls > 0 && code != DG_OK;
            if (code != DG_OK && code != DG_ERR_LOST && code != DG_ERR_NO_DEVICE)
                fail_msg("pulled after %u: %d", k, code);
            assert_int_equal(usbfs_unplug(board), 0);
        }
    assert_in_range(losses, 20 / step(), 10000);
    assert_in_range(opened, 4 / step(), 10000);
}

// Where the device may be replaced by software, no call fails and no change is lost or doubled.
static void failed_over(void **state)
{
    (void)state;
    unsigned calls = 0, failed_to_open = 0;
    for (unsigned k = 1, whole = 0; whole < 2; k += step()) {
        struct usbfs *board = usbfs_plug(bus, api, 1, UID);
        usbfs_pull_after(board, k, 0);
        int code = converse(DG_DEVICE_FAILOVER, &calls);
        failed_to_open += code != DG_OK;
        whole = usbfs_is_out(board) ? 0 : whole + 1;
        if (code != DG_OK && calls > 0)
            fail_msg("pulled after %u transfers: a call failed with %d", k, code);
        assert_int_equal(usbfs_unplug(board), 0);
    }
    assert_in_range(failed_to_open, 1, 1000);
}

static void plugged_in_again(void **state)
{
    (void)state;
    struct usbfs *board = usbfs_plug(bus, api, 1, UID);
    dg_device *dev = rig_open("usb", DG_DEVICE_FAILOVER), *again;
    dg_device_info info = {.size = sizeof info};
    rig_run(dev, 1, 3);
    usbfs_pull_after(board, 3, 0);
    rig_run(dev, 2, 10);
    assert_done(dg_device_get_info(dev, &info, err));
    assert_true(info.failed_over);
    struct usbfs *replugged = usbfs_plug(bus, api, 2, UID);
    again = rig_open("usb:path=1-2", 0);
    rig_run(again, 3, 5);
    rig_run(dev, 4, 5);
    dg_device_close(again);
    dg_device_close(dev);
    assert_int_equal(usbfs_unplug(board), 0);
    assert_int_equal(usbfs_unplug(replugged), 0);
}

// Open, stream, close and unplug, in this order or the cable first: nothing piles up.
static void often(void **state)
{
    (void)state;
    unsigned rounds = said("USB_ROUNDS", 1000), files = 0, threads = 0;
    for (unsigned round = 0; round < rounds; round++) {
        uint64_t value = 0;
        struct usbfs *board = usbfs_plug(bus, api, 1, UID);
        dg_device *dev = rig_open("usb", 0);
        assert_done(dg_table_load(dev, 3, round, err));
        assert_done(dg_table_read(dev, 3, &value, err));
        assert_int_equal(value, round);
        if (round % 2 == 0) {
            usbfs_pull(board);
            assert_fails(dg_table_read(dev, 3, &value, err), DG_ERR_LOST, "is gone");
        }
        dg_device_close(dev);
        assert_int_equal(usbfs_unplug(board), 0);
        if (round == 10) {
            files = rig_entries("/proc/self/fd");
            threads = rig_entries("/proc/self/task");
        }
    }
    assert_true(rounds <= 11 || rig_entries("/proc/self/fd") <= files);
    assert_true(rounds <= 11 || rig_entries("/proc/self/task") <= threads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halted),      cmocka_unit_test(failing),          cmocka_unit_test(silence),
        cmocka_unit_test(sleeping),    cmocka_unit_test(never_given_back), cmocka_unit_test(pulled),
        cmocka_unit_test(failed_over), cmocka_unit_test(plugged_in_again), cmocka_unit_test(often),
    };
    return cmocka_run_group_tests_name("usb: faults", tests, rig_setup, rig_teardown);
}
