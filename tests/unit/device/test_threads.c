// SPDX-License-Identifier: Apache-2.0
// Many threads on one device: every request completes once, no delta is lost, snapshots are moments in time. Failures
// are counted, not asserted, in the threads: cmocka may only fail in the one that it runs.
#include "unit.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "fake.h"
#include "naive.h"

enum { THREADS = 6, ROUNDS = 1000, BURST = 8 };

struct worker {
    pthread_t thread;
    dg_device *dev;
    unsigned index;
    uint64_t sum[DG_TABLE_CONTEXTS_MAX], count[DG_TABLE_CONTEXTS_MAX]; // what it has accumulated
    unsigned failures;
    atomic_uint completed;
};

// A request and whether its callback has come to its end.
struct call {
    dg_request request;
    struct worker *worker;
    atomic_bool returned;
};

static void count_completion(dg_request *request)
{
    struct call *call = request->user;
    atomic_fetch_add(&call->worker->completed, 1);
    sched_yield();
    atomic_store(&call->returned, true);
}

static void expect(struct worker *w, bool right)
{
    w->failures += !right;
}

// A burst of asynchronous deltas, some of them waited for.
static void burst(struct worker *w, uint64_t *random)
{
    struct call calls[BURST];
    uint64_t deltas[BURST];
    for (int i = 0; i < BURST; i++) {
        unsigned context = (unsigned)(naive_random(random) % 4);
        deltas[i] = naive_random(random);
        dg_request *request = &calls[i].request;
        *request = (dg_request){
            .size = sizeof(dg_request), .op = DG_OP_ACCUM_RUN, .context = context, .in = &deltas[i], .n = 1};
        request->done = count_completion;
        request->user = &calls[i];
        calls[i].worker = w;
        atomic_init(&calls[i].returned, false);
        w->sum[context] ^= deltas[i];
        w->count[context]++;
        expect(w, dg_async_submit(w->dev, request, NULL) == DG_OK);
        if (i % 3 == 0)
            (void)dg_async_poll(w->dev);
    }
    expect(w, dg_async_wait(w->dev, &calls[BURST / 2].request, 60000, NULL) == DG_OK);
    expect(w, atomic_load(&calls[BURST / 2].returned));
    expect(w, dg_async_drain(w->dev, NULL) == DG_OK);
    for (int i = 0; i < BURST; i++)
        expect(w, atomic_load(&calls[i].returned));
}

static void *work(void *argument)
{
    struct worker *w = argument;
    uint64_t random = w->index + 1;
    // A context of its own, in which nobody else may be seen.
    unsigned own = 10 + w->index;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t value = naive_random(&random), before = 0, got = 0;
        dg_table_context table[DG_TABLE_CONTEXTS_MAX];
        dg_device_info info = {.size = sizeof info};
        burst(w, &random);
        expect(w, dg_table_load(w->dev, own, value, NULL) == DG_OK);
        expect(w, dg_table_accum(w->dev, own, 1, NULL) == DG_OK);
        expect(w, dg_table_swap(w->dev, own, NULL, &before, NULL) == DG_OK && before == (value ^ 1));
        expect(w, dg_table_read(w->dev, own, &got, NULL) == DG_OK && got == before);
        expect(w, dg_device_get_info(w->dev, &info, NULL) == DG_OK);
        // Contexts 100 and 101 are loaded in one call with the same value: no other call comes between.
        const uint64_t pair[] = {value, value};
        expect(w, dg_table_load_list(w->dev, (const uint8_t[]){100, 101}, pair, 2, NULL) == DG_OK);
        expect(w, dg_table_snapshot(w->dev, table, NULL) == DG_OK && table[100].reference == table[101].reference);
    }
    return NULL;
}

static void hammer(const char *name, bool holds, unsigned flags, long dies_after)
{
    static struct worker workers[THREADS];
    dg_device *dev;
    dg_table_context table[DG_TABLE_CONTEXTS_MAX];
    fake_reset();
    fake.holds = holds;
    assert_done(
        dg_device_open(name, &(dg_device_options){.size = sizeof(dg_device_options), .flags = flags}, &dev, err));
    if (dies_after > 0)
        fake.dies_at = fake.steps + dies_after;
    memset(workers, 0, sizeof workers);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i].dev = dev;
        workers[i].index = i;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
    assert_done(dg_table_snapshot(dev, table, err));
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(workers[i].failures, 0);
        assert_int_equal(workers[i].completed, ROUNDS * BURST);
    }
    for (int c = 0; c < 4; c++) {
        uint64_t sum = 0, count = 0;
        for (unsigned i = 0; i < THREADS; i++) {
            sum ^= workers[i].sum[c];
            count += workers[i].count[c];
        }
        assert_word(table[c].accumulator, sum, "sum of context %d", c);
        assert_word(table[c].count, count, "count of context %d", c);
    }
    dg_device_close(dev);
}

static void on_soft(void **state)
{
    (void)state;
    hammer("soft", false, 0, 0);
}

static void on_a_late_device(void **state)
{
    (void)state;
    hammer("fake", true, 0, 0);
}

static void on_a_device_that_dies(void **state)
{
    (void)state;
    for (long steps = 500; steps < 20000; steps += 6000)
        hammer("fake", true, DG_DEVICE_FAILOVER, steps);
}

// A callback that runs in another thread until it is told to end.
struct slow {
    pthread_t thread;
    dg_device *dev;
    atomic_bool entered, leave, returned;
};

static void linger(dg_request *request)
{
    struct slow *slow = request->user;
    atomic_store(&slow->entered, true);
    while (!atomic_load(&slow->leave))
        sched_yield();
    for (int i = 0; i < 100; i++) // gives those that do not wait their chance to be found out
        sched_yield();
    atomic_store(&slow->returned, true);
}

static void *poll_once(void *argument)
{
    struct slow *slow = argument;
    (void)dg_async_poll(slow->dev);
    return NULL;
}

// dg_async_wait and dg_async_drain do not return before a callback that runs elsewhere has returned.
static void waits_for_callbacks_elsewhere(void **state)
{
    (void)state;
    static const uint8_t zero = 0;
    for (int drain = 0; drain < 2; drain++) {
        struct slow slow = {0};
        uint64_t value;
        dg_request request = {
            .size = sizeof request, .op = DG_OP_READ, .contexts = &zero, .n = 1, .out = &value, .done = linger};
        request.user = &slow;
        fake_reset();
        fake.holds = true;
        assert_done(dg_device_open("fake", NULL, &slow.dev, err));
        assert_done(dg_async_submit(slow.dev, &request, err));
        assert_int_equal(pthread_create(&slow.thread, NULL, poll_once, &slow), 0);
        while (!atomic_load(&slow.entered))
            sched_yield();
        assert_int_equal(dg_async_poll(slow.dev), 0); // it has completed
        assert_fails(dg_async_wait(slow.dev, &request, 2, err), DG_ERR_TIMEOUT, "within 2 ms");
        atomic_store(&slow.leave, true);
        if (drain != 0)
            assert_done(dg_async_drain(slow.dev, err));
        else
            assert_done(dg_async_wait(slow.dev, &request, 60000, err));
        assert_true(atomic_load(&slow.returned));
        assert_int_equal(pthread_join(slow.thread, NULL), 0);
        dg_device_close(slow.dev);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_soft),
        cmocka_unit_test(on_a_late_device),
        cmocka_unit_test(on_a_device_that_dies),
        cmocka_unit_test(waits_for_callbacks_elsewhere),
    };
    return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
