// SPDX-License-Identifier: Apache-2.0
// Every allocation of opening a remote device fails once: the call says so and nothing leaks (the sanitizers' build
// looks for that). Linked with --wrap=malloc,--wrap=calloc.
#include "unit.h"

#include "model_link.h"

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

static void opening(void **state)
{
    (void)state;
    enum { AT_LEAST = 8 }; // handle, link, faults, backend, lines twice two, window twice
    model_init(&the_model);
    for (long k = 0;; k++) {
        dg_device *dev = (dg_device *)&the_model;
        dg_error err = {0};
        until_failure = k;
        int code = dg_device_open("model:dup=0.1", NULL, &dev, &err);
        bool failed = until_failure < 0;
        until_failure = -1;
        if (!failed) {
            assert_int_equal(code, DG_OK);
            assert_true(k >= AT_LEAST);
            dg_device_close(dev);
            return;
        }
        assert_int_equal(code, DG_ERR_MEMORY);
        assert_int_equal(err.code, DG_ERR_MEMORY);
        assert_non_null(strstr(err.message, "no memory"));
        assert_null(dev);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(opening)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
