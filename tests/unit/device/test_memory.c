// SPDX-License-Identifier: Apache-2.0
// Every allocation of opening and of a request fails once: the call says so, nothing was done and nothing leaks (the
// sanitizers' build looks for that). Linked with --wrap=malloc,--wrap=calloc.
#include "unit.h"

#include "fake.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);

static long until_failure = -1; // allocations that still succeed; -1 = all

static bool fails(void)
{
    return until_failure >= 0 && until_failure-- == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

// Opens with the k-th allocation failing, for every k; how many there are.
static long open_with_failures(const char *name, unsigned flags, unsigned threads)
{
    for (long k = 0;; k++) {
        dg_device *dev = (dg_device *)&fake;
        dg_error err = {0};
        fake_reset();
        until_failure = k;
        int code = dg_device_open(
            name, &(dg_device_options){.size = sizeof(dg_device_options), .flags = flags, .threads = threads}, &dev,
            &err);
        bool failed = until_failure < 0;
        until_failure = -1;
        if (!failed) {
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
    until_failure = 0;
    return dg_device_list(list, err);
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
    until_failure = 0;
    return dg_table_accum(dev, 1, 6, err);
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
    until_failure = 0;
    assert_done(dg_table_load(dev, 1, 5, err));
    assert_done(dg_synth_run(dev, DG_SHUFFLED64, 1, 2, 100, cells, err));
    assert_done(dg_synth_fold(dev, 1, DG_TORUS32, 1, 2, 10000, &value, err));
    assert_int_equal(until_failure, 0);
    until_failure = -1;
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
