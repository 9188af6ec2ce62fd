// SPDX-License-Identifier: Apache-2.0
// Structs that callers allocate, by callers that are older (their struct ends earlier) and newer (it goes on) than the
// library: docs/stability.md.
#include "unit.h"

#include "fake.h"

enum { ROOM = 4096, UNTOUCHED = 0xA5 };

// A struct of any size, in memory that is not zero.
union memory {
    unsigned char bytes[ROOM + 1];
    dg_device_options options;
    dg_device_info info;
    dg_device_counters counters;
    dg_request request;
};

static int setup(void **state)
{
    (void)state;
    fake_reset();
    return 0;
}

static int open_of(union memory *m, uint32_t size, dg_error *err)
{
    dg_device *dev = NULL;
    m->options.size = size;
    int code = dg_device_open("fake", &m->options, &dev, err);
    assert_int_equal(!dev, code != DG_OK);
    dg_device_close(dev);
    return code;
}

// size: of the caller's struct. What he does not know has the default, what the library does not know must be zero.
static void options(void **state)
{
    (void)state;
    union memory m;
    memset(&m, UNTOUCHED, sizeof m);
    m.options.flags = DG_DEVICE_FAILOVER;
    m.options.timeout_ms = 7;
    assert_done(open_of(&m, offsetof(dg_device_options, threads), err));
    assert_int_equal(fake.options.flags, DG_DEVICE_FAILOVER);
    assert_int_equal(fake.options.timeout_ms, 7);
    assert_int_equal(fake.options.threads, 0);
    assert_null(fake.options.on_event);
    assert_done(open_of(&m, offsetof(dg_device_options, timeout_ms), err));
    assert_int_equal(fake.options.timeout_ms, 5000);
    memset(&m, 0, sizeof m);
    for (uint32_t size = sizeof(dg_device_options); size <= ROOM; size += 500)
        assert_done(open_of(&m, size, err));
    assert_int_equal(fake.options.size, sizeof(dg_device_options));
    m.bytes[999] = 1;
    assert_done(open_of(&m, 999, err));
    assert_fails(open_of(&m, 1000, err), DG_ERR_ARGUMENT, "byte 999 of a dg_device_options is set");
    assert_fails(open_of(&m, 1000, err), DG_ERR_ARGUMENT, "newer libdeltagen");
}

static const uint32_t no_sizes[] = {0, 4, ROOM + 1, UINT32_MAX};

static void no_size(void **state)
{
    (void)state;
    union memory m;
    dg_device *dev;
    assert_done(dg_device_open("soft", NULL, &dev, err));
    for (size_t i = 0; i < sizeof no_sizes / sizeof no_sizes[0]; i++) {
        memset(&m, 0, sizeof m);
        m.info.size = no_sizes[i];
        assert_fails(open_of(&m, no_sizes[i], err), DG_ERR_ARGUMENT, "set it to sizeof(dg_device_options)");
        assert_fails(dg_device_get_info(dev, &m.info, err), DG_ERR_ARGUMENT, "sizeof(dg_device_info)");
        assert_fails(dg_device_get_counters(dev, &m.counters, err), DG_ERR_ARGUMENT, "sizeof(dg_device_counters)");
        assert_fails(dg_async_submit(dev, &m.request, err), DG_ERR_ARGUMENT, "sizeof(dg_request)");
        for (size_t k = sizeof(uint32_t); k < sizeof m.bytes; k++)
            assert_int_equal(m.bytes[k], 0);
    }
    dg_device_close(dev);
}

// The bytes of a result that a caller of any size gets are those of the whole one, then zeros, and no byte more.
static void check_given(const union memory *m, uint32_t size, const void *whole, size_t whole_size)
{
    assert_int_equal(m->info.size, size);
    for (size_t i = sizeof(uint32_t); i < sizeof m->bytes; i++) {
        unsigned char want = i >= size ? UNTOUCHED : i < whole_size ? ((const unsigned char *)whole)[i] : 0;
        assert_int_equal(m->bytes[i], want);
    }
}

static void results(void **state)
{
    (void)state;
    union memory m;
    dg_device *dev;
    assert_done(dg_device_open("fake", NULL, &dev, err));
    dg_device_info info = {.size = sizeof info};
    dg_device_counters counters = {.size = sizeof counters};
    assert_done(dg_device_get_info(dev, &info, err));
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_int_equal(counters.clocks, 1234);
    for (uint32_t size = 8; size <= ROOM; size += size < 300 ? 4 : 633) {
        memset(&m, UNTOUCHED, sizeof m);
        m.info.size = size;
        assert_done(dg_device_get_info(dev, &m.info, err));
        check_given(&m, size, &info, sizeof info);
        memset(&m, UNTOUCHED, sizeof m);
        m.counters.size = size;
        assert_done(dg_device_get_counters(dev, &m.counters, err));
        check_given(&m, size, &counters, sizeof counters);
    }
    dg_device_close(dev);
}

// A request of a newer caller runs, with and without failover, which copies it; one that asks for more is refused.
static void requests(void **state)
{
    (void)state;
    for (unsigned flags = 0; flags <= DG_DEVICE_FAILOVER; flags++) {
        union memory m;
        dg_device *dev;
        uint64_t value = 0;
        fake_reset();
        assert_done(
            dg_device_open("fake", &(dg_device_options){.size = sizeof(dg_device_options), .flags = flags}, &dev, err));
        assert_done(dg_table_load(dev, 3, 99, err));
        memset(&m, 0, sizeof m);
        m.request =
            (dg_request){.size = 2000, .op = DG_OP_READ, .contexts = (const uint8_t[]){3}, .out = &value, .n = 1};
        assert_done(dg_async_submit(dev, &m.request, err));
        assert_done(dg_async_drain(dev, err));
        assert_word(value, 99, "value");
        assert_int_equal(m.request.size, 2000);
        m.bytes[1999] = 1;
        assert_fails(dg_async_submit(dev, &m.request, err), DG_ERR_ARGUMENT, "byte 1999 of a dg_request is set");
        m.request.size = sizeof(dg_request) - 8;
        assert_fails(dg_async_submit(dev, &m.request, err), DG_ERR_ARGUMENT, "sizeof(dg_request)");
        dg_device_close(dev);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(options, setup),
        cmocka_unit_test_setup(no_size, setup),
        cmocka_unit_test_setup(results, setup),
        cmocka_unit_test_setup(requests, setup),
    };
    return cmocka_run_group_tests_name("sized", tests, NULL, NULL);
}
