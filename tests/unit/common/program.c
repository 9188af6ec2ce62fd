// SPDX-License-Identifier: Apache-2.0
// A random program on two devices at once: program.h.
#include "program.h"

#include "naive.h"
#include "unit.h"

enum { BATCH = 12, UNITS = 400, UNTOUCHED = 0xEE };

// A request for the device, and the same one for the reference.
struct item {
    dg_request request, twin;
    uint8_t contexts[UNITS];
    uint64_t in[UNITS];
    uint64_t out[3 * UNITS], want[3 * UNITS];
};

struct program {
    struct program_limits limits;
    uint64_t seed, random;
    unsigned batch;
    struct item items[BATCH];
};

static uint64_t below(struct program *p, uint64_t limit)
{
    return naive_random(&p->random) % limit;
}

// Mostly few, sometimes several frames' worth, now and then none.
static uint64_t some_units(struct program *p)
{
    switch (below(p, 16)) {
    case 0:
        return below(p, UNITS + 1);
    case 1:
        return below(p, 2);
    default:
        return 1 + below(p, 24);
    }
}

// 0 where there is no generator: requests of tables do not look at it.
static dg_kind some_kind(struct program *p, bool inverse)
{
    while (p->limits.kinds != 0) {
        dg_kind kind = (dg_kind)below(p, inverse ? DG_FEISTEL_INV + 1 : DG_FEISTEL_INV);
        if ((p->limits.kinds >> kind & 1) != 0)
            return kind;
    }
    return (dg_kind)0;
}

// Addresses near the ends of their range come often.
static uint64_t some_address(struct program *p)
{
    uint64_t address = naive_random(&p->random);
    return below(p, 4) == 0 ? (uint64_t)0 - below(p, 100) : address >> below(p, 64);
}

// Data for VERIFY: the run itself, with a few bytes changed or two cells exchanged.
static void some_data(struct program *p, struct item *item)
{
    uint8_t *data = (uint8_t *)item->in;
    size_t size = naive_size((int)item->request.kind);
    for (uint64_t i = 0; i < item->request.n; i++) {
        uint64_t cell = naive_cell((int)item->request.kind, item->request.seed, item->request.base + i);
        for (size_t k = 0; k < size; k++)
            data[i * size + k] = (uint8_t)(cell >> 8 * k);
    }
    for (uint64_t changes = below(p, 4); item->request.n > 0 && changes > 0; changes--)
        data[below(p, item->request.n * size)] ^= (uint8_t)(1 << below(p, 8));
}

static dg_op some_op(struct program *p)
{
    // CLEAR is rare, or tables would stay empty.
    static const uint8_t ops[] = {DG_OP_LOAD,      DG_OP_ACCUM,     DG_OP_ACCUM,      DG_OP_ACCUM,
                                  DG_OP_ACCUM_RUN, DG_OP_ACCUM_RUN, DG_OP_READ,       DG_OP_SWAP,
                                  DG_OP_STAT,      DG_OP_SYNTH_RUN, DG_OP_SYNTH_LIST, DG_OP_VERIFY,
                                  DG_OP_FOLD,      DG_OP_ACCUM_RUN, DG_OP_READ,       DG_OP_SWAP};
    for (;;) {
        dg_op op = below(p, 200) == 0 ? DG_OP_CLEAR : (dg_op)ops[below(p, sizeof ops)];
        if (op < DG_OP_SYNTH_RUN || p->limits.kinds != 0)
            return op;
    }
}

static void make(struct program *p, struct item *item)
{
    dg_request *r = &item->request;
    *r = (dg_request){.size = sizeof(dg_request), .op = some_op(p), .context = (unsigned)below(p, p->limits.contexts)};
    r->kind = some_kind(p, r->op == DG_OP_SYNTH_RUN || r->op == DG_OP_SYNTH_LIST);
    r->seed = naive_random(&p->random);
    r->base = some_address(p);
    r->n = r->op == DG_OP_FOLD ? below(p, below(p, 8) == 0 ? p->limits.fold_cells : 100) : some_units(p);
    for (unsigned i = 0; i < UNITS; i++) {
        item->contexts[i] = (uint8_t)(below(p, 4) == 0 ? r->context : below(p, p->limits.contexts));
        item->in[i] = naive_random(&p->random);
    }
    if (r->op == DG_OP_VERIFY)
        some_data(p, item);
    memset(item->out, UNTOUCHED, sizeof item->out);
    memset(item->want, UNTOUCHED, sizeof item->want);
    r->contexts = item->contexts;
    r->in = r->op == DG_OP_SWAP && below(p, 2) == 0 ? NULL : item->in;
    item->twin = *r;
    r->out = r->op == DG_OP_FOLD && below(p, 4) == 0 ? NULL : item->out;
    item->twin.out = r->out ? item->want : NULL;
}

static bool same_context(const dg_table_context *a, const dg_table_context *b)
{
    return a->reference == b->reference && a->accumulator == b->accumulator && a->count == b->count;
}

static bool same_output(const struct item *item)
{
    const dg_table_context *out = (const dg_table_context *)item->out, *want = (const dg_table_context *)item->want;
    if (item->request.op != DG_OP_STAT)
        return memcmp(item->out, item->want, sizeof item->out) == 0;
    for (uint64_t i = 0; i < UNITS; i++)
        if (!same_context(&out[i], &want[i]))
            return false;
    return true;
}

static void check(const struct program *p, const struct item *item)
{
    const dg_request *r = &item->request;
    if (r->result != DG_OK || item->twin.result != DG_OK)
        fail_msg("seed %llu, batch %u, op %d: %s, reference: %s", (unsigned long long)p->seed, p->batch, (int)r->op,
                 dg_error_text(r->result), dg_error_text(item->twin.result));
    if (!same_output(item))
        fail_msg("seed %llu, batch %u, op %d, kind %d, n %llu, base 0x%llx: outputs differ",
                 (unsigned long long)p->seed, p->batch, (int)r->op, (int)r->kind, (unsigned long long)r->n,
                 (unsigned long long)r->base);
}

void program_run(dg_device *device, dg_device *reference, struct program_limits limits, uint64_t seed, unsigned batches)
{
    struct program *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->limits = limits;
    p->seed = p->random = seed;
    for (p->batch = 0; p->batch < batches; p->batch++) {
        uint64_t n = 1 + below(p, BATCH);
        for (uint64_t i = 0; i < n; i++) {
            make(p, &p->items[i]);
            assert_done(dg_async_submit(device, &p->items[i].request, err));
            assert_done(dg_async_submit(reference, &p->items[i].twin, err));
        }
        assert_done(dg_async_drain(device, err));
        assert_done(dg_async_drain(reference, err));
        for (uint64_t i = 0; i < n; i++)
            check(p, &p->items[i]);
    }
    free(p);
    program_compare_tables(device, reference, limits.contexts);
}

void program_compare_tables(dg_device *device, dg_device *reference, unsigned contexts)
{
    dg_table_context table[DG_TABLE_CONTEXTS_MAX], want[DG_TABLE_CONTEXTS_MAX];
    assert_done(dg_table_snapshot(device, table, err));
    assert_done(dg_table_snapshot(reference, want, err));
    for (unsigned i = 0; i < contexts; i++)
        if (!same_context(&table[i], &want[i]))
            fail_msg("context %u: {%016llx %016llx %u}, not {%016llx %016llx %u}", i,
                     (unsigned long long)table[i].reference, (unsigned long long)table[i].accumulator, table[i].count,
                     (unsigned long long)want[i].reference, (unsigned long long)want[i].accumulator, want[i].count);
}
