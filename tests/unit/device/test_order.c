// SPDX-License-Identifier: Apache-2.0
// deltagen/async.h where several requests complete at once, where several fail, and where one waits for very long.
#include "unit.h"

#include <limits.h>
#include <pthread.h>
#include <unistd.h>

#include "fake.h"

enum { REQUESTS = 6 };

static dg_request requests[REQUESTS];
static uint64_t values[REQUESTS];
static int order[REQUESTS], called;

static void note(dg_request *request)
{
    order[called++] = (int)(request - requests);
}

static dg_device *opened(void)
{
    dg_device *dev = NULL;
    fake_reset();
    fake.holds = true;
    assert_done(dg_device_open("fake", NULL, &dev, err));
    called = 0;
    return dev;
}

static void submit_all(dg_device *dev)
{
    static const uint8_t zero = 0;
    for (int i = 0; i < REQUESTS; i++) {
        requests[i] = (dg_request){
            .size = sizeof requests[i], .op = DG_OP_READ, .contexts = &zero, .out = &values[i], .n = 1, .done = note};
        assert_done(dg_async_submit(dev, &requests[i], err));
    }
}

// Callbacks come in the order in which the device completes requests, however many it does before they can be called.
static void callbacks_in_order(void **state)
{
    (void)state;
    for (int reversed = 0; reversed < 2; reversed++) {
        dg_device *dev = opened();
        fake.at_once = true;
        fake.reversed = reversed;
        submit_all(dev);
        assert_int_equal(dg_async_poll(dev), 0);
        assert_int_equal(called, REQUESTS);
        for (int i = 0; i < REQUESTS; i++)
            assert_int_equal(order[i], reversed ? REQUESTS - 1 - i : i);
        dg_device_close(dev);
    }
}

// The first failure with its text, whatever succeeded before it, and succeeded or failed after it.
static void first_failure(void **state)
{
    (void)state;
    static const dg_code codes[3][4] = {{DG_ERR_MEMORY, DG_ERR_UNSUPPORTED, DG_OK, DG_OK},
                                        {DG_OK, DG_ERR_UNSUPPORTED, DG_OK, DG_ERR_MEMORY},
                                        {DG_OK, DG_OK, DG_ERR_MEMORY, DG_ERR_UNSUPPORTED}};
    for (int k = 0; k < 3; k++)
        for (int at_once = 0; at_once < 2; at_once++) {
            dg_error why = {0};
            char text[32];
            dg_device *dev = opened();
            fake.at_once = at_once;
            memcpy(fake.first, codes[k], sizeof fake.first);
            submit_all(dev);
            assert_int_equal(dg_async_drain(dev, &why), codes[k][k]);
            (void)snprintf(text, sizeof text, "answer %d fails", k);
            assert_string_equal(why.message, text);
            for (int i = 0; i < REQUESTS; i++)
                assert_int_equal(requests[i].result, i < 4 ? codes[k][i] : DG_OK);
            assert_done(dg_async_drain(dev, err)); // of what completes meanwhile, and that is nothing
            dg_device_close(dev);
        }
}

static void *answer_soon(void *unused)
{
    (void)unused;
    usleep(50000);
    __atomic_store_n(&fake.stuck, false, __ATOMIC_SEQ_CST);
    return NULL;
}

// Timeouts beyond 2^32 microseconds, which is what the device itself is given, are not cut.
static void long_waits(void **state)
{
    (void)state;
    static const unsigned timeouts_ms[] = {4294968, UINT_MAX}; // 2^32 us and a little; the longest
    for (size_t i = 0; i < sizeof timeouts_ms / sizeof *timeouts_ms; i++) {
        pthread_t thread;
        dg_device *dev = opened();
        submit_all(dev);
        fake.stuck = true;
        assert_int_equal(pthread_create(&thread, NULL, answer_soon, NULL), 0);
        assert_done(dg_async_wait(dev, &requests[REQUESTS - 1], timeouts_ms[i], err));
        pthread_join(thread, NULL);
        dg_device_close(dev);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callbacks_in_order),
        cmocka_unit_test(first_failure),
        cmocka_unit_test(long_waits),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
