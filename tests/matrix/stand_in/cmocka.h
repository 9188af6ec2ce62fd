// SPDX-License-Identifier: Apache-2.0
// As much of cmocka as the tests of bits use, for machines that one builds for but has no cmocka of: the first failure
// ends the program.
#ifndef STAND_IN_CMOCKA_H
#define STAND_IN_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*run)(void **state);
};

#define cmocka_unit_test(test)                                                                                         \
    {                                                                                                                  \
#test, test                                                                                                    \
    }
#define cmocka_run_group_tests_name(group, tests, setup, teardown)                                                     \
    stand_in_run(group, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)
#define cmocka_run_group_tests(tests, setup, teardown) cmocka_run_group_tests_name(__FILE__, tests, setup, teardown)

#define fail_msg(...) (fprintf(stderr, __VA_ARGS__), fprintf(stderr, " (%s:%d)\n", __FILE__, __LINE__), exit(1))
#define assert_true(condition)                                                                                         \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            fail_msg("not so: %s", #condition);                                                                        \
    } while (0)
#define assert_false(condition)         assert_true(!(condition))
#define assert_int_equal(a, b)          assert_true((a) == (b))
#define assert_ptr_equal(a, b)          assert_true((a) == (b))
#define assert_null(a)                  assert_true((a) == NULL)
#define assert_non_null(a)              assert_true((a) != NULL)
#define assert_string_equal(a, b)       assert_true(strcmp(a, b) == 0)
#define assert_string_not_equal(a, b)   assert_true(strcmp(a, b) != 0)
#define assert_memory_equal(a, b, size) assert_true(memcmp(a, b, size) == 0)

typedef int stand_in_fixture(void **state);

static inline int stand_in_run(const char *group, const struct CMUnitTest *tests, size_t n, stand_in_fixture *setup,
                               stand_in_fixture *teardown)
{
    void *state = NULL;
    if (setup)
        assert_int_equal(setup(&state), 0);
    for (size_t i = 0; i < n; i++) {
        tests[i].run(&state);
        printf("%s: %s passed\n", group, tests[i].name);
    }
    return teardown ? teardown(&state) : 0;
}

#endif
