// SPDX-License-Identifier: Apache-2.0
// The host's C face, of the simulated core: the device's test mode takes and drops what is sent, and sends zeros for
// ever.
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/usb/dg_usb_host.h"

enum { ADDRESS = 9, OUT = 0x01, IN = 0x81, MS = 1000000 };

static const struct dg_usb_host_api *api;
static struct dg_usb_host *host;
static uint8_t data[8192];

static int load(void **state)
{
    (void)state;
    void *library = dlopen(BUILD_DIR "/libdeltagen-sim-usb.so", RTLD_NOW);
    void *symbol = library ? dlsym(library, DG_USB_HOST_ENTRY) : NULL;
    dg_usb_host_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry);
    api = entry ? entry() : NULL;
    return api ? 0 : -1;
}

static int plug_in(void **state)
{
    (void)state;
    const struct dg_usb_config config = {
        .size = sizeof config,
        .uid = 0x123456789ABCDEF0,
        .times = {.debounce_us = 100, .reset_us = 100, .recovery_us = 100, .resume_us = 100, .address_us = 100}};
    host = api->create(&config);
    if (!host || !api->attach(host))
        return -1;
    return api->enumerate(host, DG_USB_LINUX, ADDRESS) == DG_USB_OK ? 0 : -1;
}

static int unplug(void **state)
{
    (void)state;
    api->destroy(host);
    return 0;
}

static void assert_no_violation(void)
{
    if (api->violation(host, 0))
        fail_msg("%s", api->violation(host, 0));
}

static void set_test_mode(void)
{
    const uint8_t setup[DG_USB_SETUP_BYTES] = {0x01, 11, 1};
    assert_int_equal(api->control(host, ADDRESS, setup, NULL, NULL), DG_USB_OK);
    api->reset_toggles(host, ADDRESS);
}

static struct dg_usb_transfer transfer(uint8_t endpoint, size_t length)
{
    return (struct dg_usb_transfer){.address = ADDRESS, .endpoint = endpoint, .data = data, .length = length};
}

static void test_table(void **state)
{
    (void)state;
    assert_int_equal(api->abi, DG_USB_HOST_ABI);
    assert_int_equal(api->size, sizeof *api);
    for (size_t i = offsetof(struct dg_usb_host_api, create); i < sizeof *api; i += sizeof(void (*)(void))) {
        void *entry;
        memcpy(&entry, (const char *)api + i, sizeof entry);
        assert_non_null(entry);
    }
}

static void test_bulk(void **state)
{
    (void)state;
    struct dg_usb_transfer out = transfer(OUT, sizeof data), in = transfer(IN, 640);
    memset(data, 0xFF, sizeof data);
    set_test_mode();
    api->submit(host, &out);
    api->submit(host, &in);
    for (int done = 0; done < 2; done++) {
        api->run(host, 20 * MS, true);
        struct dg_usb_transfer *t = api->completed(host);
        assert_non_null(t);
        assert_int_equal(t->status, DG_USB_OK);
        assert_int_equal(t->actual, t->length);
        assert_true(t->completed_ps > t->submitted_ps && t->completed_ps <= api->now_ps(host));
    }
    assert_null(api->completed(host));
    for (size_t i = 0; i < 640; i++)
        assert_int_equal(data[i], 0);
    struct dg_usb_counters counters;
    api->counters(host, &counters);
    assert_true(counters.bytes_out >= sizeof data && counters.bytes_in >= 640 && counters.frames > 0);
    assert_int_equal(counters.violations, 0);
    assert_true(counters.response_max_ps > 0);
}

static void test_babble(void **state)
{
    (void)state;
    struct dg_usb_transfer in = transfer(IN, 100); // packets are of 64
    set_test_mode();
    api->submit(host, &in);
    api->run(host, 5 * MS, true);
    assert_ptr_equal(api->completed(host), &in);
    assert_int_equal(in.status, DG_USB_BABBLE);
    assert_int_equal(in.actual, 64);
}

static void test_stall(void **state)
{
    (void)state;
    const uint8_t unknown[DG_USB_SETUP_BYTES] = {0xC0, 0x99, 0, 0, 0, 0, 4, 0};
    const uint8_t halt[DG_USB_SETUP_BYTES] = {0x02, 3, 0, 0, OUT};
    size_t actual = 99;
    assert_int_equal(api->control(host, ADDRESS, unknown, data, &actual), DG_USB_STALL);
    assert_int_equal(actual, 0);
    assert_int_equal(api->control(host, ADDRESS, halt, NULL, NULL), DG_USB_OK);
    struct dg_usb_transfer out = transfer(OUT, 10);
    api->submit(host, &out);
    api->run(host, 5 * MS, true);
    assert_ptr_equal(api->completed(host), &out);
    assert_int_equal(out.status, DG_USB_STALL);
    assert_no_violation();
}

static void test_cancel(void **state)
{
    (void)state;
    struct dg_usb_transfer in = transfer(IN, 64); // there is nothing to say
    api->submit(host, &in);
    api->run(host, 3 * MS, true);
    assert_int_equal(in.status, DG_USB_PENDING);
    api->cancel(host, &in);
    api->cancel(host, &in); // once is enough
    assert_ptr_equal(api->completed(host), &in);
    assert_int_equal(in.status, DG_USB_CANCELLED);
    assert_null(api->completed(host));
    assert_no_violation();
}

static void test_gone_and_reset(void **state)
{
    (void)state;
    struct dg_usb_transfer in = transfer(IN, 64), other = transfer(OUT, 64);
    api->submit(host, &in);
    api->submit(host, &other);
    api->reset(host);
    assert_ptr_equal(api->completed(host), &in);
    assert_int_equal(in.status, DG_USB_RESET);
    assert_ptr_equal(api->completed(host), &other);
    assert_int_equal(api->set_address(host, 0, ADDRESS), DG_USB_OK);
    api->submit(host, &in);
    api->detach(host);
    assert_false(api->attached(host));
    assert_false(api->enabled(host));
    assert_ptr_equal(api->completed(host), &in);
    assert_int_equal(in.status, DG_USB_GONE);
    assert_true(api->attach(host));
    assert_false(api->enabled(host));
    assert_int_equal(api->enumerate(host, DG_USB_WINDOWS, ADDRESS), DG_USB_OK);
    assert_true(api->enabled(host));
    assert_no_violation();
}

static void test_nobody_at_an_address(void **state)
{
    (void)state;
    const uint8_t status[DG_USB_SETUP_BYTES] = {0x80, 0, 0, 0, 0, 0, 2, 0};
    assert_int_equal(api->control(host, ADDRESS + 1, status, data, NULL), DG_USB_ERROR);
    struct dg_usb_counters counters;
    api->counters(host, &counters);
    assert_int_equal(counters.silent, 3);
    assert_int_equal(counters.violations, 3); // in words
    assert_non_null(strstr(api->violation(host, 2), "no answer to SETUP"));
    assert_null(api->violation(host, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test_setup_teardown(test_bulk, plug_in, unplug),
        cmocka_unit_test_setup_teardown(test_babble, plug_in, unplug),
        cmocka_unit_test_setup_teardown(test_stall, plug_in, unplug),
        cmocka_unit_test_setup_teardown(test_cancel, plug_in, unplug),
        cmocka_unit_test_setup_teardown(test_gone_and_reset, plug_in, unplug),
        cmocka_unit_test_setup_teardown(test_nobody_at_an_address, plug_in, unplug),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
