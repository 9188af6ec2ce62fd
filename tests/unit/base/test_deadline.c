// SPDX-License-Identifier: Apache-2.0
// When to give up, by a clock that the test sets: all time counts, but of a single absence an eighth of the whole.
#include "unit.h"

#include <time.h>

#include "base/deadline.h"

static uint64_t now_ns;

int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    assert_int_equal(clock, CLOCK_MONOTONIC);
    *t = (struct timespec){(time_t)(now_ns / 1000000000), (long)(now_ns % 1000000000)};
    return 0;
}

enum { TIMEOUT_NS = 800, PART_NS = TIMEOUT_NS / 8 };

static struct dg_deadline started(void)
{
    struct dg_deadline d = {.timeout_ns = TIMEOUT_NS};
    now_ns = 999999999;
    dg_deadline_restart(&d);
    return d;
}

// How many looks it takes until the time has passed.
static int looks(struct dg_deadline *d, uint64_t step_ns)
{
    int n = 0;
    do {
        now_ns += step_ns;
        n++;
    } while (!dg_deadline_passed(d) && n < 10 * TIMEOUT_NS);
    return n;
}

static void all_time_counts(void **state)
{
    (void)state;
    static const uint64_t steps[] = {1, 7, PART_NS - 1, PART_NS};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct dg_deadline d = started();
        assert_int_equal(looks(&d, steps[i]), (TIMEOUT_NS + steps[i] - 1) / steps[i]);
    }
}

// A machine that was suspended, a program that was stopped: seven times nothing is given up, however long it was.
static void an_absence_counts_in_part(void **state)
{
    (void)state;
    static const uint64_t steps[] = {PART_NS + 1, TIMEOUT_NS, 1000 * TIMEOUT_NS, UINT64_C(86400) << 32};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct dg_deadline d = started();
        assert_int_equal(looks(&d, steps[i]), 8);
    }
    // Among short looks it counts as one part.
    struct dg_deadline d = started();
    now_ns += 1000 * TIMEOUT_NS;
    assert_false(dg_deadline_passed(&d));
    assert_int_equal(looks(&d, 1), TIMEOUT_NS - PART_NS);
}

static void progress_starts_it_again(void **state)
{
    (void)state;
    struct dg_deadline d = started();
    now_ns += PART_NS;
    assert_false(dg_deadline_passed(&d));
    now_ns += 5 * TIMEOUT_NS;
    dg_deadline_restart(&d);
    assert_int_equal(looks(&d, 1), TIMEOUT_NS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_time_counts),
        cmocka_unit_test(an_absence_counts_in_part),
        cmocka_unit_test(progress_starts_it_again),
    };
    return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
