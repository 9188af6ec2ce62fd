// SPDX-License-Identifier: Apache-2.0
// Every allocation of opening and of a request fails once: the call says so, nothing was done and nothing leaks (the
// sanitizers' build looks for that).
#include "unit.h"

#include "fake.h"
#include "scarce.h"

// Opens with the k-th allocation failing, for every k; how many there are.
static long open_with_failures(const char *name, unsigned flags, unsigned threads)
{
    for (long k = 0;; k++) {
        dg_device *dev = (dg_device *)&fake;
        dg_error err = {0};
        fake_reset();
        scarce_begin(k);
        int code = dg_device_open(
            name, &(dg_device_options){.size = sizeof(dg_device_options), .flags = flags, .threads = threads}, &dev,
            &err);
        if (!scarce_end()) {
            assert_int_equal(code, DG_OK);
            dg_device_close(dev);
            assert_int_equal(fake.opened, fake.closed);
            return k;
        }
        assert_int_equal(code, DG_ERR_MEMORY);
        assert_int_equal(err.code, DG_ERR_MEMORY);
        assert_non_null(strstr(err.message, "no memory"));
        assert_null(dev);
        assert_int_equal(fake.opened, fake.closed);
    }
}

static void opening(void **state)
{
    (void)state;
    assert_int_equal(open_with_failures("soft", 0, 0), 3);
    assert_int_equal(open_with_failures("soft", 0, 3), 4);
    assert_int_equal(open_with_failures("fake", 0, 0), 4);
    assert_int_equal(open_with_failures("fake", DG_DEVICE_FAILOVER, 3) > 4, true);
}

static int list_without_memory(dg_device_listing **list, dg_error *err)
{
    scarce_begin(0);
    int code = dg_device_list(list, err);
    assert_true(scarce_end());
    return code;
}

static void listing(void **state)
{
    (void)state;
    dg_device_listing *list = (dg_device_listing *)&fake;
    assert_fails(list_without_memory(&list, err), DG_ERR_MEMORY, "no memory for a list");
    assert_null(list);
}

static int accum_without_memory(dg_device *dev, dg_error *err)
{
    scarce_begin(0);
    int code = dg_table_accum(dev, 1, 6, err);
    assert_true(scarce_end());
    return code;
}

// Failover keeps a copy of each request. Without memory for it the request fails and the device does not see it.
static void requests(void **state)
{
    (void)state;
    dg_device *dev;
    uint64_t value = 0;
    fake_reset();
    assert_done(dg_device_open(
        "fake", &(dg_device_options){.size = sizeof(dg_device_options), .flags = DG_DEVICE_FAILOVER}, &dev, err));
    assert_done(dg_table_load(dev, 1, 5, err));
    unsigned submitted = fake.submitted;
    assert_fails(accum_without_memory(dev, err), DG_ERR_MEMORY, "no memory");
    assert_int_equal(fake.submitted, submitted);
    assert_done(dg_table_read(dev, 1, &value, err));
    assert_word(value, 5, "value");
    fake.dies_at = fake.steps;
    assert_done(dg_table_read(dev, 1, &value, err));
    assert_word(value, 5, "value in software");
    dg_device_close(dev);
}

// The software device needs no memory once it is open.
static void soft_requests(void **state)
{
    (void)state;
    dg_device *dev;
    uint64_t value = 0, cells[100];
    assert_done(dg_device_open("soft", NULL, &dev, err));
    scarce_begin(0);
    assert_done(dg_table_load(dev, 1, 5, err));
    assert_done(dg_synth_run(dev, DG_SHUFFLED64, 1, 2, 100, cells, err));
    assert_done(dg_synth_fold(dev, 1, DG_TORUS32, 1, 2, 10000, &value, err));
    assert_false(scarce_end());
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening),
        cmocka_unit_test(listing),
        cmocka_unit_test(requests),
        cmocka_unit_test(soft_requests),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
