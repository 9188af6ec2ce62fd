// SPDX-License-Identifier: Apache-2.0
// DG_DEVICE_FAILOVER: a device that dies at every single step of a random program. Nothing may be lost, nothing done
// twice, and every result must be that of the request's place in the order of submission.
#include "unit.h"

#include "fake.h"
#include "job.h"
#include "naive.h"

enum { JOBS = 24 };

struct listener {
    unsigned events;
    dg_error why;
};

static void listen_to(void *user, dg_device_event event, const dg_error *why)
{
    struct listener *listener = user;
    assert_int_equal(event, DG_DEVICE_EVENT_FAILOVER);
    listener->events++;
    listener->why = *why;
}

static void count_completion(dg_request *request)
{
    struct job *job = request->user;
    job->completed++;
}

// A device with something in its table.
static struct reference prepare(uint64_t seed)
{
    uint64_t random = seed;
    fake_reset();
    for (int i = 0; i < 256; i += 3)
        fake.table.contexts[i] = (dg_table_context){naive_random(&random), naive_random(&random), (uint32_t)random};
    fake.table.contexts[1].count = UINT32_MAX - 2;
    fake.holds = seed % 2 == 0;
    fake.reversed = seed % 3 == 0;
    fake.dies_of = seed % 5 == 0 ? DG_ERR_STATE : seed % 5 == 1 ? DG_ERR_PROTOCOL : DG_ERR_LOST;
    return fake.table;
}

static void check_table(dg_device *dev, const struct reference *r)
{
    dg_table_context table[DG_TABLE_CONTEXTS_MAX];
    assert_done(dg_table_snapshot(dev, table, err));
    for (int i = 0; i < 256; i++) {
        assert_word(table[i].reference, r->contexts[i].reference, "reference of %d", i);
        assert_word(table[i].accumulator, r->contexts[i].accumulator, "accumulator of %d", i);
        assert_word(table[i].count, r->contexts[i].count, "count of %d", i);
    }
}

// The program: jobs submitted without waiting, now and then a pause, a look at the counters, a synchronous call.
static void run_program(dg_device *dev, struct reference *r, uint64_t random)
{
    static struct job jobs[JOBS];
    for (size_t i = 0; i < JOBS; i++) {
        uint64_t value, want = 0;
        dg_device_counters counters = {.size = sizeof counters};
        job_make(&jobs[i], r, &random);
        jobs[i].request.done = count_completion;
        assert_done(dg_async_submit(dev, &jobs[i].request, err));
        if (i % 7 == 3)
            (void)dg_async_poll(dev);
        if (i % 11 == 5)
            assert_done(dg_device_get_counters(dev, &counters, err));
        if (i % 9 == 4) {
            const uint8_t five = 5;
            dg_request read = {.size = sizeof read, .op = DG_OP_READ, .contexts = &five, .n = 1};
            reference_run(r, &read, &want);
            assert_done(dg_table_read(dev, 5, &value, err));
            assert_word(value, want, "read in the midst");
        }
    }
    assert_done(dg_async_drain(dev, err));
    for (size_t i = 0; i < JOBS; i++) {
        assert_int_equal(jobs[i].completed, 1);
        job_check(&jobs[i], "after the drain");
    }
    check_table(dev, r);
}

// One life of a device; false once it does not die any more.
static bool one_life(uint64_t seed, long dies_at)
{
    struct reference r = prepare(seed);
    struct listener listener = {0};
    dg_device_options options = {
        .size = sizeof options, .flags = DG_DEVICE_FAILOVER, .on_event = listen_to, .user = &listener};
    dg_device *dev;
    dg_error err;
    dg_device_info info = {.size = sizeof info};
    fake.dies_at = dies_at;
    int code = dg_device_open("fake", &options, &dev, &err);
    if (code != DG_OK) { // it died before the shadow was read
        assert_true(fake.steps > dies_at);
        assert_int_equal(code, fake.dies_of);
        assert_null(dev);
        assert_int_equal(fake.opened, fake.closed);
        return true;
    }
    run_program(dev, &r, seed);
    bool died = fake.steps > dies_at;
    assert_int_equal(dg_device_get_info(dev, &info, &err), DG_OK);
    assert_int_equal(info.failed_over, died);
    assert_int_equal(listener.events, died);
    assert_int_equal(fake.closed, died);
    if (died)
        assert_int_equal(listener.why.code, fake.dies_of);
    run_program(dev, &r, seed + 1000); // and it goes on
    dg_device_close(dev);
    assert_int_equal(fake.opened, fake.closed);
    return died;
}

static void dies_at_every_step(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        long step = 0;
        while (one_life(seed, step))
            step++;
        assert_true(step > 2 * JOBS);
    }
}

// The device's own work is seen, not the shadow's, while it lives; a request that it refuses changes nothing.
static void before_the_loss(void **state)
{
    (void)state;
    struct reference r = prepare(1);
    dg_device *dev;
    dg_device_counters counters = {.size = sizeof counters};
    assert_done(dg_device_open(
        "fake", &(dg_device_options){.size = sizeof(dg_device_options), .flags = DG_DEVICE_FAILOVER}, &dev, err));
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_int_equal(counters.clocks, 1234);
    fake.refuses = DG_ERR_MEMORY;
    assert_fails(dg_table_load(dev, 7, 1, err), DG_ERR_MEMORY, "refuses");
    fake.refuses = DG_OK;
    assert_done(dg_table_accum(dev, 7, 99, err));
    dg_request accum = {.size = sizeof accum,
                        .op = DG_OP_ACCUM,
                        .contexts = (const uint8_t[]){7},
                        .in = (const uint64_t[]){99},
                        .n = 1};
    reference_run(&r, &accum, NULL);
    uint64_t value = 0;
    fake.table.contexts[8].reference += 1000; // behind the library's back
    uint64_t strange = fake.table.contexts[8].reference ^ fake.table.contexts[8].accumulator;
    assert_done(dg_table_read(dev, 8, &value, err));
    assert_word(value, strange, "read");
    assert_done(dg_table_swap(dev, 8, NULL, &value, err));
    assert_word(value, strange, "swap");
    assert_done(dg_table_load(dev, 8, 1, err));
    r.contexts[8] = (dg_table_context){.reference = 1};
    fake.dies_at = fake.steps;
    check_table(dev, &r); // without anybody to tell
    dg_device_close(dev);
}

// Loss seen by the query of counters, with requests open.
static void lost_in_counters(void **state)
{
    (void)state;
    struct reference r = prepare(2);
    struct listener listener = {0};
    dg_device *dev;
    dg_device_counters counters = {.size = sizeof counters};
    uint64_t value = 0, random = 9;
    static struct job job;
    assert_done(dg_device_open(
        "fake",
        &(dg_device_options){
            .size = sizeof(dg_device_options), .flags = DG_DEVICE_FAILOVER, .on_event = listen_to, .user = &listener},
        &dev, err));
    fake.stuck = true;
    job_make(&job, &r, &random);
    assert_done(dg_async_submit(dev, &job.request, err));
    fake.dies_at = fake.steps;
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_int_equal(counters.clocks, 0);
    assert_int_equal(listener.events, 1);
    job_check(&job, "lost in counters");
    assert_done(dg_table_read(dev, 0, &value, err));
    check_table(dev, &r);
    dg_device_close(dev);
}

static void closed_with_open_requests(void **state)
{
    (void)state;
    struct reference r = prepare(2);
    dg_device *dev;
    uint64_t random = 10;
    static struct job jobs[5];
    assert_done(dg_device_open(
        "fake", &(dg_device_options){.size = sizeof(dg_device_options), .flags = DG_DEVICE_FAILOVER}, &dev, err));
    fake.stuck = true;
    for (int i = 0; i < 5; i++) {
        job_make(&jobs[i], &r, &random);
        jobs[i].request.done = count_completion;
        assert_done(dg_async_submit(dev, &jobs[i].request, err));
    }
    dg_device_close(dev);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(jobs[i].completed, 1);
        assert_int_equal(jobs[i].request.result, DG_ERR_LOST);
    }
    assert_int_equal(fake.opened, fake.closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dies_at_every_step),
        cmocka_unit_test(before_the_loss),
        cmocka_unit_test(lost_in_counters),
        cmocka_unit_test(closed_with_open_requests),
    };
    return cmocka_run_group_tests_name("failover", tests, NULL, NULL);
}
