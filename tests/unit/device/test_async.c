// SPDX-License-Identifier: Apache-2.0
// deltagen/async.h: order, callbacks, waiting, draining, and what becomes of requests when the device dies or closes.
#include "unit.h"

#include "fake.h"

static dg_device *opened(bool holds)
{
    dg_device *dev = NULL;
    fake_reset();
    fake.holds = holds;
    assert_done(dg_device_open("fake", NULL, &dev, err));
    return dev;
}

// A request that does no harm.
static dg_request echo(uint64_t *value)
{
    static const uint8_t zero = 0;
    return (dg_request){.size = sizeof(dg_request), .op = DG_OP_READ, .contexts = &zero, .out = value, .n = 1};
}

// What callbacks note.
struct notes {
    dg_device *dev;
    dg_request *order[16];
    unsigned n, depth, deepest;
    unsigned left; // submissions to come from inside
    size_t open;
    int code;
};

static void note(dg_request *request)
{
    struct notes *notes = request->user;
    notes->order[notes->n++ % 16] = request;
}

static void callbacks_in_order(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    struct notes notes = {.dev = dev};
    uint64_t values[10];
    dg_request requests[10];
    for (int i = 0; i < 10; i++) {
        requests[i] = echo(&values[i]);
        requests[i].done = note;
        requests[i].user = &notes;
        assert_done(dg_async_submit(dev, &requests[i], err));
    }
    assert_int_equal(notes.n, 0);
    assert_int_equal(dg_async_poll(dev), 9);
    assert_int_equal(notes.n, 1);
    assert_done(dg_async_wait(dev, &requests[4], 60000, err));
    assert_int_equal(notes.n, 5);
    assert_done(dg_table_load(dev, 1, 2, err)); // a synchronous call works for all
    assert_int_equal(notes.n, 10);
    assert_int_equal(dg_async_poll(dev), 0);
    for (int i = 0; i < 10; i++)
        assert_ptr_equal(notes.order[i], &requests[i]);
    assert_done(dg_async_wait(dev, &requests[4], 0, err)); // has completed long ago
    assert_done(dg_async_drain(dev, err));
    dg_device_close(dev);
}

static void busy(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    uint64_t value;
    dg_request request = echo(&value);
    assert_done(dg_async_submit(dev, &request, err));
    assert_fails(dg_async_submit(dev, &request, err), DG_ERR_BUSY, "under way");
    assert_int_equal(fake.submitted, 1);
    assert_done(dg_async_wait(dev, &request, 60000, err));
    assert_done(dg_async_submit(dev, &request, err));
    assert_done(dg_async_drain(dev, err));
    dg_device_close(dev);
}

static void refused(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    uint64_t value;
    dg_request request = echo(&value);
    assert_fails(dg_async_submit(NULL, &request, err), DG_ERR_ARGUMENT, "dev is NULL");
    assert_fails(dg_async_submit(dev, NULL, err), DG_ERR_ARGUMENT, "request is NULL");
    assert_fails(dg_async_wait(NULL, &request, 0, err), DG_ERR_ARGUMENT, "dev is NULL");
    assert_fails(dg_async_wait(dev, NULL, 0, err), DG_ERR_ARGUMENT, "request is NULL");
    assert_fails(dg_async_drain(NULL, err), DG_ERR_ARGUMENT, "dev is NULL");
    assert_int_equal(dg_async_poll(NULL), 0);
    request.op = (dg_op)11;
    assert_fails(dg_async_submit(dev, &request, err), DG_ERR_ARGUMENT, "op is 11");
    request.op = (dg_op)-1;
    assert_fails(dg_async_submit(dev, &request, err), DG_ERR_ARGUMENT, "op is -1");
    request = echo(NULL);
    assert_fails(dg_async_submit(dev, &request, err), DG_ERR_ARGUMENT, "out (values) is NULL");
    assert_int_equal(fake.submitted, 0);
    dg_device_close(dev);
}

static void timeout(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    uint64_t value;
    dg_request request = echo(&value);
    fake.stuck = true;
    assert_done(dg_async_submit(dev, &request, err));
    assert_fails(dg_async_wait(dev, &request, 0, err), DG_ERR_TIMEOUT, "within 0 ms");
    assert_fails(dg_async_wait(dev, &request, 3, err), DG_ERR_TIMEOUT, "within 3 ms");
    fake.stuck = false;
    assert_done(dg_async_wait(dev, &request, 0, err)); // does what can be done without blocking
    dg_device_close(dev);
}

// A callback that submits its own request again and again.
static void again(dg_request *request)
{
    struct notes *notes = request->user;
    if (++notes->depth > notes->deepest)
        notes->deepest = notes->depth;
    notes->n++;
    if (notes->left > 0) {
        notes->left--;
        notes->code |= dg_async_submit(notes->dev, request, NULL);
    }
    notes->depth--;
}

static void callbacks_that_submit(void **state)
{
    (void)state;
    for (int holds = 0; holds < 2; holds++) {
        dg_device *dev = opened(holds != 0);
        struct notes notes = {.dev = dev, .left = 100000};
        uint64_t value;
        dg_request request = echo(&value);
        request.done = again;
        request.user = &notes;
        assert_done(dg_async_submit(dev, &request, err));
        assert_done(dg_async_drain(dev, err));
        assert_int_equal(notes.n, 100001);
        assert_int_equal(notes.deepest, 1); // they do not nest, however long the chain
        assert_int_equal(notes.code, DG_OK);
        dg_device_close(dev);
    }
}

// A callback that frees its request, and one that makes calls of every sort.
static void free_it(dg_request *request)
{
    free(request);
}

static void make_calls(dg_request *request)
{
    struct notes *notes = request->user;
    uint64_t value;
    dg_request inner = echo(&value);
    notes->n++;
    notes->code |= dg_table_load(notes->dev, 0, 42, NULL);
    notes->code |= dg_async_submit(notes->dev, &inner, NULL);
    notes->code |= dg_async_wait(notes->dev, &inner, 60000, NULL);
    notes->code |= dg_async_drain(notes->dev, NULL);
    notes->code |= value != 42;
    notes->open = dg_async_poll(notes->dev);
}

static void callbacks_that_call(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    struct notes notes = {.dev = dev, .open = 99};
    uint64_t value;
    dg_request outer = echo(&value);
    outer.done = make_calls;
    outer.user = &notes;
    assert_done(dg_async_submit(dev, &outer, err));
    for (int i = 0; i < 5; i++) {
        dg_request *freed = malloc(sizeof *freed);
        assert_non_null(freed);
        *freed = echo(&value);
        freed->done = free_it;
        assert_done(dg_async_submit(dev, freed, err));
        if (i == 4)
            assert_done(dg_async_wait(dev, freed, 60000, err));
    }
    assert_int_equal(notes.n, 1);
    assert_int_equal(notes.code, DG_OK);
    assert_int_equal(notes.open, 0);
    dg_device_close(dev);
}

// The queue is bounded: the one that would pass the bound waits for another to complete.
static void bounded_queue(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    static dg_request requests[MANY];
    dg_device *dev = opened(true);
    uint64_t value;
    for (int i = 0; i < MANY; i++) {
        requests[i] = echo(&value);
        assert_done(dg_async_submit(dev, &requests[i], err));
        assert_int_equal(fake.steps, 2 * (i + 1) + 2 * (i < 1024 ? 0 : i - 1023));
    }
    assert_int_equal(dg_async_poll(dev), 1023);
    assert_done(dg_async_drain(dev, err));
    assert_int_equal(dg_async_poll(dev), 0);
    dg_device_close(dev);
}

static void drain_tells_of_failures(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    uint64_t value;
    dg_request requests[3] = {echo(&value), echo(&value), echo(&value)};
    fake.refuses = DG_ERR_MEMORY;
    for (int i = 0; i < 3; i++)
        assert_done(dg_async_submit(dev, &requests[i], err));
    dg_error failure = {0};
    assert_int_equal(dg_async_drain(dev, &failure), DG_ERR_MEMORY);
    assert_int_equal(failure.code, DG_ERR_MEMORY);
    assert_done(dg_async_drain(dev, err)); // that is over
    assert_fails(dg_async_wait(dev, &requests[1], 0, err), DG_ERR_MEMORY, "refuses");
    assert_fails(dg_table_load(dev, 0, 1, err), DG_ERR_MEMORY, "refuses");
    dg_device_close(dev);
}

static void ask_text(dg_request *request)
{
    struct notes *notes = request->user;
    dg_error why = {0};
    assert_int_equal(dg_async_wait(notes->dev, request, 0, &why), request->result);
    assert_non_null(strstr(why.message, request->result == DG_ERR_MEMORY ? "refuses" : "dies"));
    notes->n++;
}

// A request carries the code; its text is with the device, in the callback and later, whatever failed meanwhile.
static void texts_of_failures(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    struct notes notes = {.dev = dev};
    uint64_t value;
    dg_request refused = echo(&value), lost = echo(&value), fine = echo(&value);
    refused.done = lost.done = ask_text;
    refused.user = lost.user = &notes;
    assert_done(dg_async_submit(dev, &fine, err));
    assert_done(dg_async_wait(dev, &fine, 60000, err));
    fake.refuses = DG_ERR_MEMORY;
    assert_done(dg_async_submit(dev, &refused, err));
    while (dg_async_poll(dev) > 0)
        continue;
    assert_done(dg_async_submit(dev, &lost, err));
    fake.dies_at = fake.steps;
    while (dg_async_poll(dev) > 0)
        continue;
    assert_int_equal(notes.n, 2);
    assert_fails(dg_async_wait(dev, &refused, 0, err), DG_ERR_MEMORY, "refuses");
    assert_fails(dg_async_wait(dev, &lost, 0, err), DG_ERR_LOST, "dies");
    assert_done(dg_async_wait(dev, &fine, 0, err));
    fine.result = DG_ERR_IO; // of which the device has no text
    assert_fails(dg_async_wait(dev, &fine, 0, err), DG_ERR_IO, "input or output failed");
    dg_device_close(dev);
}

static void lost_device(void **state)
{
    (void)state;
    for (int at = 0; at < 6; at++) {
        dg_device *dev = opened(true);
        struct notes notes = {.dev = dev};
        uint64_t value;
        dg_request first = echo(&value), second = echo(&value);
        first.done = second.done = note;
        first.user = second.user = &notes;
        assert_done(dg_async_submit(dev, &first, err));
        assert_done(dg_async_submit(dev, &second, err));
        fake.dies_at = fake.steps;
        fake.dies_of = at % 3 == 0 ? DG_ERR_LOST : at % 3 == 1 ? DG_ERR_STATE : DG_ERR_PROTOCOL;
        dg_code code = fake.dies_of;
        if (at < 3)
            assert_fails(dg_async_wait(dev, &second, 60000, err), code, "dies");
        else
            assert_fails(dg_table_load(dev, 0, 1, err), code, "dies");
        assert_int_equal(notes.n, 2);
        assert_int_equal(first.result, code);
        // From now on at once, without asking the device, and nothing is taken.
        (void)dg_async_poll(dev);
        long steps = fake.steps;
        unsigned submitted = fake.submitted;
        assert_fails(dg_async_submit(dev, &first, err), code, "dies");
        assert_fails(dg_table_read(dev, 0, &value, err), code, "dies");
        assert_int_equal(dg_async_poll(dev), 0);
        assert_done(dg_async_drain(dev, err));
        assert_int_equal(fake.steps, steps);
        assert_int_equal(fake.submitted, submitted);
        dg_device_close(dev);
        assert_int_equal(fake.opened, fake.closed);
    }
}

static void closing(void **state)
{
    (void)state;
    dg_device *dev = opened(true);
    struct notes notes = {.dev = dev, .left = 1};
    uint64_t value;
    dg_request quiet = echo(&value), loud = echo(&value);
    loud.done = again; // tries to submit while the device closes
    loud.user = &notes;
    fake.stuck = true;
    assert_done(dg_async_submit(dev, &quiet, err));
    assert_done(dg_async_submit(dev, &loud, err));
    dg_device_close(dev);
    assert_int_equal(quiet.result, DG_ERR_LOST);
    assert_int_equal(loud.result, DG_ERR_LOST);
    assert_int_equal(notes.n, 1);
    assert_int_equal(notes.code, DG_ERR_LOST);
    assert_int_equal(fake.closed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callbacks_in_order),
        cmocka_unit_test(busy),
        cmocka_unit_test(refused),
        cmocka_unit_test(timeout),
        cmocka_unit_test(callbacks_that_submit),
        cmocka_unit_test(callbacks_that_call),
        cmocka_unit_test(bounded_queue),
        cmocka_unit_test(drain_tells_of_failures),
        cmocka_unit_test(texts_of_failures),
        cmocka_unit_test(lost_device),
        cmocka_unit_test(closing),
    };
    return cmocka_run_group_tests_name("async", tests, NULL, NULL);
}
