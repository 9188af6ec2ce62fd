// SPDX-License-Identifier: Apache-2.0
// HELLO and OPEN: what is no reply to them is passed over, and of the times that both took the shorter one counts.
#include "unit.h"

#include "dg_defs.h"
#include "model_link.h"
#include "remote/session.h"

// Frames that look like the reply, but for the sequence number or the session, and tell of a failure.
static void foreign_replies(void **state)
{
    (void)state;
    uint64_t value = 0;
    dg_device *dev = NULL;
    model_init(&the_model);
    the_model.foreign = true;
    assert_done(dg_device_open("model", NULL, &dev, err));
    the_model.reference[3] = 42;
    assert_done(dg_table_read(dev, 3, &value, err));
    assert_int_equal(value, 42);
    dg_device_close(dev);
}

// Link time a byte, where HELLO and OPEN wait so often in vain.
static uint64_t measured(unsigned hello, unsigned open)
{
    struct dg_line line = {0};
    struct dg_session session = {0};
    dg_device_info info = {0};
    model_init(&the_model);
    the_model.waits[DG_OPC_HELLO] = hello;
    the_model.waits[DG_OPC_OPEN] = open;
    line.link = model_link(&the_model);
    assert_non_null(line.link);
    assert_done(dg_session_open(&line, "model", 5000, &session, &info, err));
    line.link->type->close(line.link);
    dg_line_free(&line);
    return session.ns_per_byte;
}

static void faster_of_two(void **state)
{
    (void)state;
    enum { SLOW = 6 };
    uint64_t fast = measured(0, 0), slow = measured(SLOW, SLOW);
    assert_true(fast > 0);
    assert_true(slow > 20 * fast); // 2,032 us instead of 16
    assert_true(measured(SLOW, 0) < 4 * fast);
    assert_true(measured(0, SLOW) < 4 * fast);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_replies),
        cmocka_unit_test(faster_of_two),
    };
    return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
