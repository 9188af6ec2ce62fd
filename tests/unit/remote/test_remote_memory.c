// SPDX-License-Identifier: Apache-2.0
// Every allocation of opening a remote device fails once: the call says so and nothing leaks (the sanitizers' build
// looks for that).
#include "unit.h"

#include "model_link.h"
#include "scarce.h"

static void opening(void **state)
{
    (void)state;
    enum { AT_LEAST = 8 }; // handle, link, faults, backend, lines twice two, window twice
    model_init(&the_model);
    for (long k = 0;; k++) {
        dg_device *dev = (dg_device *)&the_model;
        dg_error err = {0};
        scarce_begin(k);
        int code = dg_device_open("model:dup=0.1", NULL, &dev, &err);
        if (!scarce_end()) {
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
