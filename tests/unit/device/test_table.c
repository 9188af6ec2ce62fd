// SPDX-License-Identifier: Apache-2.0
// deltagen/table.h and synth.h: every call against the naive reference, on soft and on a device that answers late; and
// every argument that they refuse.
#include "unit.h"

#include "backend.h"
#include "device/soft.h"
#include "fake.h"
#include "job.h"
#include "naive.h"

static const char *const devices[] = {"soft", "fake"};

static dg_device *opened(const char *name)
{
    dg_device *dev = NULL;
    fake_reset();
    fake.holds = true;
    assert_done(dg_device_open(name, NULL, &dev, err));
    return dev;
}

// The synchronous call that does what a request says.
static int call(dg_device *dev, const dg_request *q, dg_error *err)
{
    size_t n = (size_t)q->n;
    switch (q->op) {
    case DG_OP_LOAD:
        return n == 1 ? dg_table_load(dev, q->contexts[0], *(const uint64_t *)q->in, err)
                      : dg_table_load_list(dev, q->contexts, q->in, n, err);
    case DG_OP_ACCUM:
        return n == 1 ? dg_table_accum(dev, q->contexts[0], *(const uint64_t *)q->in, err)
                      : dg_table_accum_list(dev, q->contexts, q->in, n, err);
    case DG_OP_ACCUM_RUN:
        return dg_table_accum_run(dev, q->context, q->in, n, err);
    case DG_OP_READ:
        return n == 1 ? dg_table_read(dev, q->contexts[0], q->out, err)
                      : dg_table_read_list(dev, q->contexts, q->out, n, err);
    case DG_OP_SWAP:
        return n == 1 ? dg_table_swap(dev, q->contexts[0], q->in, q->out, err)
                      : dg_table_swap_list(dev, q->contexts, q->in, q->out, n, err);
    case DG_OP_STAT:
        return n == 1 ? dg_table_stat(dev, q->contexts[0], q->out, err)
                      : dg_table_stat_list(dev, q->contexts, q->out, n, err);
    case DG_OP_CLEAR:
        return dg_table_clear(dev, err);
    case DG_OP_SYNTH_RUN:
        return dg_synth_run(dev, q->kind, q->seed, q->base, n, q->out, err);
    case DG_OP_SYNTH_LIST:
        return dg_synth_list(dev, q->kind, q->seed, q->in, n, q->out, err);
    case DG_OP_FOLD:
        return dg_synth_fold(dev, q->context, q->kind, q->seed, q->base, q->n, q->out, err);
    case DG_OP_VERIFY:
        return dg_synth_verify(dev, q->kind, q->seed, q->base, q->in, n, q->out, err);
    }
    return DG_ERR_ARGUMENT;
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

static void synchronous_calls(void **state)
{
    (void)state;
    for (int d = 0; d < 2; d++) {
        dg_device *dev = opened(devices[d]);
        struct reference r = {0};
        uint64_t random = 31;
        struct job job;
        for (int i = 0; i < 20000; i++) {
            job_make(&job, &r, &random);
            assert_done(call(dev, &job.request, err));
            job_check(&job, devices[d]);
        }
        check_table(dev, &r);
        dg_device_close(dev);
    }
}

static void submitted(void **state)
{
    (void)state;
    enum { BATCH = 100 };
    static struct job jobs[BATCH];
    for (int d = 0; d < 2; d++) {
        dg_device *dev = opened(devices[d]);
        struct reference r = {0};
        uint64_t random = 32;
        for (int batch = 0; batch < 100; batch++) {
            for (int i = 0; i < BATCH; i++) {
                job_make(&jobs[i], &r, &random);
                assert_done(dg_async_submit(dev, &jobs[i].request, err));
            }
            for (int i = BATCH - 1; i >= 0; i--) {
                assert_done(dg_async_wait(dev, &jobs[i].request, 60000, err));
                job_check(&jobs[i], devices[d]);
            }
        }
        check_table(dev, &r);
        dg_device_close(dev);
    }
}

static void swap_without_output(void **state)
{
    (void)state;
    dg_device *dev = opened("soft");
    dg_table_context c;
    const uint64_t next = 77;
    assert_done(dg_table_load(dev, 9, 5, err));
    assert_done(dg_table_accum(dev, 9, 6, err));
    assert_done(dg_table_swap(dev, 9, NULL, NULL, err));
    assert_done(dg_table_stat(dev, 9, &c, err));
    assert_word(c.reference, 3, "kept value");
    assert_word(c.accumulator | c.count, 0, "emptied");
    assert_done(dg_table_swap(dev, 9, &next, NULL, err));
    assert_done(dg_table_stat(dev, 9, &c, err));
    assert_word(c.reference, 77, "replacement");
    dg_device_close(dev);
}

static void ignore(void *owner, dg_request *request, const dg_error *why)
{
    (void)owner;
    (void)request;
    assert_null(why);
}

// Counts stop at 2^32 - 1, whatever brings them there.
static void counts_saturate(void **state)
{
    (void)state;
    static const uint64_t deltas[5] = {1, 2, 4, 8, 16};
    struct dg_backend *be;
    assert_done(dg_soft_open("", 0, &be, err));
    be->complete = ignore;
    dg_table_context *context = &dg_soft_table(be)[4];
    for (uint32_t missing = 0; missing <= 6; missing++) {
        dg_request run = {.size = sizeof run, .op = DG_OP_ACCUM_RUN, .context = 4, .in = deltas, .n = 5};
        dg_request fold = {.size = sizeof fold, .op = DG_OP_FOLD, .context = 4, .kind = DG_FEISTEL, .n = 5};
        uint32_t want = missing <= 5 ? UINT32_MAX : UINT32_MAX - 1;
        *context = (dg_table_context){.count = UINT32_MAX - missing};
        be->type->submit(be, &run);
        assert_word(context->count, want, "count of a run, %u missing", missing);
        assert_word(context->accumulator, 31, "accumulator of a run");
        context->count = UINT32_MAX - missing;
        be->type->submit(be, &fold);
        assert_word(context->count, want, "count of a fold, %u missing", missing);
    }
    dg_request long_run = {
        .size = sizeof long_run, .op = DG_OP_FOLD, .context = 4, .kind = DG_TORUS32, .n = UINT64_MAX};
    context->count = 0;
    dg_soft_follow(be, &long_run, 0);
    assert_word(context->count, UINT32_MAX, "count of the longest fold");
    be->type->close(be);
}

static void nothing_to_do(void **state)
{
    (void)state;
    for (int d = 0; d < 2; d++) {
        dg_device *dev = opened(devices[d]);
        uint64_t folded = 1;
        dg_synth_verdict verdict;
        assert_done(dg_table_load_list(dev, NULL, NULL, 0, err));
        assert_done(dg_table_accum_list(dev, NULL, NULL, 0, err));
        assert_done(dg_table_read_list(dev, NULL, NULL, 0, err));
        assert_done(dg_table_swap_list(dev, NULL, NULL, NULL, 0, err));
        assert_done(dg_table_stat_list(dev, NULL, NULL, 0, err));
        assert_done(dg_table_accum_run(dev, 0, NULL, 0, err));
        assert_done(dg_synth_run(dev, DG_TORUS32, 1, 2, 0, NULL, err));
        assert_done(dg_synth_list(dev, DG_TORUS32, 1, NULL, 0, NULL, err));
        assert_done(dg_synth_fold(dev, 0, DG_TORUS32, 1, 2, 0, &folded, err));
        assert_word(folded, 0, "fold of nothing");
        assert_done(dg_synth_verify(dev, DG_TORUS32, 1, 2, NULL, 0, &verdict, err));
        assert_word(verdict.mismatches, 0, "mismatches in nothing");
        assert_word(verdict.first, UINT64_MAX, "first mismatch in nothing");
        check_table(dev, &(struct reference){0});
        dg_device_close(dev);
    }
}

static void refused_arguments(void **state)
{
    (void)state;
    dg_device *dev = opened("fake");
    uint64_t words[4] = {0};
    uint8_t contexts[4] = {0};
    dg_table_context table[4];
    dg_synth_verdict verdict;
    const size_t huge = SIZE_MAX / 2;
    const dg_kind none = (dg_kind)6;
    assert_fails(dg_table_load(dev, 256, 1, err), DG_ERR_ARGUMENT, "context is 256: it must be below 256");
    assert_fails(dg_table_accum(dev, UINT32_MAX, 1, err), DG_ERR_ARGUMENT, "context is 4294967295");
    assert_fails(dg_table_read(dev, 256, words, err), DG_ERR_ARGUMENT, "context is 256");
    assert_fails(dg_table_swap(dev, 256, NULL, words, err), DG_ERR_ARGUMENT, "context is 256");
    assert_fails(dg_table_stat(dev, 256, table, err), DG_ERR_ARGUMENT, "context is 256");
    assert_fails(dg_table_accum_run(dev, 256, words, 4, err), DG_ERR_ARGUMENT, "context is 256");
    assert_fails(dg_synth_fold(dev, 256, DG_FEISTEL, 1, 2, 3, NULL, err), DG_ERR_ARGUMENT, "context is 256");
    assert_fails(dg_table_read(dev, 0, NULL, err), DG_ERR_ARGUMENT, "out (values) is NULL");
    assert_fails(dg_table_stat(dev, 0, NULL, err), DG_ERR_ARGUMENT, "out (contexts) is NULL");
    assert_fails(dg_table_snapshot(dev, NULL, err), DG_ERR_ARGUMENT, "out (contexts) is NULL");
    assert_fails(dg_table_load_list(dev, NULL, words, 4, err), DG_ERR_ARGUMENT, "contexts is NULL: load needs 4");
    assert_fails(dg_table_load_list(dev, contexts, NULL, 4, err), DG_ERR_ARGUMENT,
                 "in (values) is NULL: load needs 32");
    assert_fails(dg_table_load_list(dev, contexts, words, huge, err), DG_ERR_ARGUMENT, "values of 8 bytes each");
    assert_fails(dg_table_accum_list(dev, NULL, words, 4, err), DG_ERR_ARGUMENT, "contexts is NULL");
    assert_fails(dg_table_accum_list(dev, contexts, NULL, 4, err), DG_ERR_ARGUMENT, "in (deltas) is NULL");
    assert_fails(dg_table_read_list(dev, NULL, words, 4, err), DG_ERR_ARGUMENT, "contexts is NULL");
    assert_fails(dg_table_read_list(dev, contexts, NULL, 4, err), DG_ERR_ARGUMENT, "out (values) is NULL");
    assert_fails(dg_table_swap_list(dev, NULL, NULL, words, 4, err), DG_ERR_ARGUMENT, "contexts is NULL");
    assert_fails(dg_table_swap_list(dev, contexts, NULL, NULL, 4, err), DG_ERR_ARGUMENT, "out (values before) is NULL");
    assert_fails(dg_table_stat_list(dev, NULL, table, 4, err), DG_ERR_ARGUMENT, "contexts is NULL");
    assert_fails(dg_table_stat_list(dev, contexts, NULL, 4, err), DG_ERR_ARGUMENT, "out (contexts) is NULL");
    assert_fails(dg_table_accum_run(dev, 0, NULL, 4, err), DG_ERR_ARGUMENT, "in (deltas) is NULL");
    assert_fails(dg_table_accum_run(dev, 0, words, huge, err), DG_ERR_ARGUMENT, "deltas of 8 bytes each");
    assert_fails(dg_synth_run(dev, none, 1, 2, 4, words, err), DG_ERR_ARGUMENT, "kind is 6: it must be");
    assert_fails(dg_synth_run(dev, (dg_kind)-1, 1, 2, 4, words, err), DG_ERR_ARGUMENT, "kind is -1");
    assert_fails(dg_synth_run(dev, DG_TORUS32, 1, 2, 4, NULL, err), DG_ERR_ARGUMENT, "out (cells) is NULL");
    assert_fails(dg_synth_run(dev, DG_TORUS32, 1, 2, huge, words, err), DG_ERR_ARGUMENT, "cells of 4 bytes each");
    assert_fails(dg_synth_list(dev, none, 1, words, 4, table, err), DG_ERR_ARGUMENT, "kind is 6");
    assert_fails(dg_synth_list(dev, DG_TORUS64, 1, NULL, 4, table, err), DG_ERR_ARGUMENT, "in (addresses) is NULL");
    assert_fails(dg_synth_list(dev, DG_TORUS64, 1, words, 4, NULL, err), DG_ERR_ARGUMENT, "out (cells) is NULL");
    assert_fails(dg_synth_list(dev, DG_TORUS64, 1, words, huge, table, err), DG_ERR_ARGUMENT, "addresses of 8");
    assert_fails(dg_synth_fold(dev, 0, none, 1, 2, 3, NULL, err), DG_ERR_ARGUMENT, "kind is 6");
    assert_fails(dg_synth_fold(dev, 0, DG_FEISTEL_INV, 1, 2, 3, NULL, err), DG_ERR_ARGUMENT, "kind is feistel_inv");
    assert_fails(dg_synth_verify(dev, none, 1, 2, words, 4, &verdict, err), DG_ERR_ARGUMENT, "kind is 6");
    assert_fails(dg_synth_verify(dev, DG_FEISTEL_INV, 1, 2, words, 4, &verdict, err), DG_ERR_ARGUMENT, "feistel_inv");
    assert_fails(dg_synth_verify(dev, DG_FEISTEL, 1, 2, NULL, 4, &verdict, err), DG_ERR_ARGUMENT, "in (data) is NULL");
    assert_fails(dg_synth_verify(dev, DG_FEISTEL, 1, 2, words, 4, NULL, err), DG_ERR_ARGUMENT, "out (verdict) is NULL");
    assert_fails(dg_synth_verify(dev, DG_FEISTEL, 1, 2, words, huge, &verdict, err), DG_ERR_ARGUMENT,
                 "data of 8 bytes");
    assert_int_equal(fake.submitted, 0);
    dg_device_close(dev);
}

static void refused_overlap(void **state)
{
    (void)state;
    dg_device *dev = opened("fake");
    uint64_t words[8] = {0};
    uint8_t *bytes = (uint8_t *)words;
    assert_fails(dg_table_swap_list(dev, bytes + 40, words, words + 3, 4, err), DG_ERR_ARGUMENT,
                 "out (values before) overlaps in (replacements)");
    assert_fails(dg_synth_list(dev, DG_TORUS32, 1, words, 4, bytes + 31, err), DG_ERR_ARGUMENT, "overlaps in");
    assert_fails(dg_synth_list(dev, DG_TORUS32, 1, words + 1, 4, bytes, err), DG_ERR_ARGUMENT, "overlaps in");
    assert_fails(dg_table_read_list(dev, bytes + 31, words, 4, err), DG_ERR_ARGUMENT, "out (values) overlaps contexts");
    assert_int_equal(fake.submitted, 0);
    assert_done(dg_synth_list(dev, DG_TORUS32, 1, words, 4, words + 4, err));
    assert_done(dg_table_read_list(dev, bytes + 32, words, 4, err));
    dg_device_close(dev);
}

static void refused_devices(void **state)
{
    (void)state;
    uint64_t words[4] = {0};
    uint8_t contexts[4] = {0};
    dg_table_context table[4];
    dg_synth_verdict verdict;
    const char *const null = "dev is NULL";
    assert_fails(dg_table_load(NULL, 0, 1, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_accum(NULL, 0, 1, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_read(NULL, 0, words, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_swap(NULL, 0, NULL, words, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_stat(NULL, 0, table, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_clear(NULL, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_snapshot(NULL, table, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_load_list(NULL, contexts, words, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_accum_list(NULL, contexts, words, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_read_list(NULL, contexts, words, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_swap_list(NULL, contexts, NULL, words, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_stat_list(NULL, contexts, table, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_table_accum_run(NULL, 0, words, 4, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_synth_run(NULL, DG_FEISTEL, 1, 2, 4, words, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_synth_list(NULL, DG_FEISTEL, 1, words, 1, words + 1, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_synth_fold(NULL, 0, DG_FEISTEL, 1, 2, 3, NULL, err), DG_ERR_ARGUMENT, null);
    assert_fails(dg_synth_verify(NULL, DG_FEISTEL, 1, 2, words, 4, &verdict, err), DG_ERR_ARGUMENT, null);
}

// A device with 16 contexts, one generator, and neither fold nor verification.
static void small_device(void **state)
{
    (void)state;
    dg_device *dev;
    uint64_t words[4] = {0};
    dg_table_context table[16];
    dg_synth_verdict verdict;
    const uint8_t contexts[] = {3, 15, 16};
    fake_reset();
    fake.contexts = 16;
    fake.capabilities = 1u << DG_FEISTEL | DG_CAP_TABLE;
    assert_done(dg_device_open("fake", NULL, &dev, err));
    assert_done(dg_table_accum(dev, 15, 1, err));
    assert_done(dg_table_snapshot(dev, table, err));
    assert_word(table[15].accumulator, 1, "last context");
    assert_fails(dg_table_accum(dev, 16, 1, err), DG_ERR_ARGUMENT, "below 16, the number of contexts of fake");
    assert_done(dg_table_accum_list(dev, contexts, words, 2, err));
    assert_fails(dg_table_accum_list(dev, contexts, words, 3, err), DG_ERR_ARGUMENT, "contexts[2] is 16");
    assert_done(dg_synth_run(dev, DG_FEISTEL, 1, 2, 4, words, err));
    assert_fails(dg_synth_run(dev, DG_TORUS32, 1, 2, 4, words, err), DG_ERR_UNSUPPORTED, "generator torus32");
    assert_fails(dg_synth_fold(dev, 0, DG_FEISTEL, 1, 2, 3, NULL, err), DG_ERR_UNSUPPORTED, "cannot fold");
    assert_fails(dg_synth_verify(dev, DG_FEISTEL, 1, 2, words, 4, &verdict, err), DG_ERR_UNSUPPORTED, "cannot verify");
    dg_device_close(dev);
    fake.capabilities = 0;
    assert_done(dg_device_open("fake", NULL, &dev, err));
    assert_fails(dg_table_clear(dev, err), DG_ERR_UNSUPPORTED, "cannot clear");
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synchronous_calls), cmocka_unit_test(submitted),       cmocka_unit_test(swap_without_output),
        cmocka_unit_test(counts_saturate),   cmocka_unit_test(nothing_to_do),   cmocka_unit_test(refused_arguments),
        cmocka_unit_test(refused_overlap),   cmocka_unit_test(refused_devices), cmocka_unit_test(small_device),
    };
    return cmocka_run_group_tests_name("table and synth", tests, NULL, NULL);
}
