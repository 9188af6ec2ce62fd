// SPDX-License-Identifier: Apache-2.0
// Sessions as long as they come: more frames than there are sequence numbers, and a device that is slow for longer than
// the timeout, but answers.
#include "unit.h"

#include "model_link.h"
#include "naive.h"

static dg_device *open_model(const char *name, unsigned timeout_ms)
{
    const dg_device_options options = {.size = sizeof options, .timeout_ms = timeout_ms};
    dg_device *dev = NULL;
    assert_done(dg_device_open(name, &options, &dev, err));
    return dev;
}

// Sequence numbers have 16 bits. Deltas in the shortest frames.
static void run_past_the_numbers(const char *name, dg_device_counters *counters)
{
    enum { FRAMES = 70000, WORDS = 15, N = FRAMES * WORDS };
    static uint64_t deltas[N];
    uint64_t random = 1, sum = 0;
    for (size_t i = 0; i < N; i++)
        sum ^= deltas[i] = naive_random(&random);
    model_init(&the_model);
    the_model.eager = true;
    the_model.frame_words = WORDS + 1;
    the_model.rx_words = 8 * the_model.frame_words;
    dg_device *dev = open_model(name, 0);
    dg_table_context context;
    assert_done(dg_table_clear(dev, err)); // so that a window of frames goes past the last number
    assert_done(dg_table_accum_run(dev, 7, deltas, N, err));
    assert_done(dg_table_stat(dev, 7, &context, err));
    assert_word(context.count, N, "deltas");
    assert_word(context.accumulator, sum, "their sum");
    assert_true(the_model.run > FRAMES);
    assert_done(dg_device_get_counters(dev, counters, err));
    dg_device_close(dev);
}

static void more_frames_than_numbers(void **state)
{
    (void)state;
    dg_device_counters counters = {.size = sizeof counters};
    run_past_the_numbers("model", &counters);
    assert_int_equal(counters.retransmissions, 0);
    assert_int_equal(counters.bad_frames, 0);
    run_past_the_numbers("model:drop=0.003,dup=0.003,seed=5", &counters);
    assert_true(counters.replays > 0 && counters.gaps > 0 && counters.retransmissions > 0);
}

// Half the timeout passes before each answer, ten times, and there is never a moment in which nothing is under way.
static void slow_but_alive(void **state)
{
    (void)state;
    enum { REQUESTS = 10 };
    uint64_t value[REQUESTS];
    const uint8_t zero = 0;
    dg_request requests[REQUESTS];
    model_init(&the_model);
    dg_device *dev = open_model("model", 160);
    the_model.reference[0] = 42;
    the_model.every = 4;
    the_model.pause_us = 25000; // of which an eighth of the timeout counts
    for (int i = 0; i < REQUESTS; i++) {
        requests[i] =
            (dg_request){.size = sizeof requests[i], .op = DG_OP_READ, .contexts = &zero, .out = &value[i], .n = 1};
        assert_done(dg_async_submit(dev, &requests[i], err));
    }
    assert_done(dg_async_drain(dev, err));
    for (int i = 0; i < REQUESTS; i++)
        assert_word(value[i], 42, "answer %d", i);
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_frames_than_numbers),
        cmocka_unit_test(slow_but_alive),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
