// SPDX-License-Identifier: Apache-2.0
// The software device: requests run at once, on this CPU. backend.h, soft.h; the rules are those of docs/numerics.md.
#include "soft.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/float_env.h"
#include "base/options.h"
#include "bulk.h"
#include "dg_defs.h"
#include "numerics/kernels/blocks.h"
#include "numerics/kernels/kernels.h"

struct soft {
    struct dg_backend base;
    struct dg_bulk bulk;
    uint64_t ops, cells;
    dg_table_context table[DG_TABLE_CONTEXTS_MAX];
};

// The i-th word of a request's input, output.
static uint64_t word_in(const dg_request *request, size_t i)
{
    return dg_load64((const uint8_t *)request->in + 8 * i);
}

static void word_out(const dg_request *request, size_t i, uint64_t word)
{
    dg_store64((uint8_t *)request->out + 8 * i, word);
}

static uint64_t value_of(const dg_table_context *context)
{
    return context->reference ^ context->accumulator;
}

static void swap_list(struct soft *soft, const dg_request *request)
{
    for (size_t i = 0; i < request->n; i++) {
        dg_table_context *context = &soft->table[request->contexts[i]];
        uint64_t before = value_of(context);
        *context = (dg_table_context){.reference = request->in ? word_in(request, i) : before};
        if (request->out)
            word_out(request, i, before);
    }
}

static void read_list(struct soft *soft, const dg_request *request)
{
    for (size_t i = 0; i < request->n; i++)
        word_out(request, i, value_of(&soft->table[request->contexts[i]]));
}

static void stat_list(struct soft *soft, const dg_request *request)
{
    dg_table_context *out = request->out;
    for (size_t i = 0; i < request->n; i++)
        out[i] = soft->table[request->contexts[i]];
}

void dg_soft_follow(struct dg_backend *be, const dg_request *request, uint64_t folded)
{
    struct soft *soft = (struct soft *)be;
    switch (request->op) {
    case DG_OP_LOAD:
        for (size_t i = 0; i < request->n; i++)
            soft->table[request->contexts[i]] = (dg_table_context){.reference = word_in(request, i)};
        break;
    case DG_OP_ACCUM:
        dg_bulk_accum(&soft->bulk, soft->table, request->contexts, request->in, (size_t)request->n);
        break;
    case DG_OP_ACCUM_RUN:
        dg_context_add(&soft->table[request->context], dg_bulk_xor(&soft->bulk, request->in, (size_t)request->n),
                       request->n);
        break;
    case DG_OP_SWAP:
        swap_list(soft, request);
        break;
    case DG_OP_CLEAR:
        memset(soft->table, 0, sizeof soft->table);
        break;
    case DG_OP_FOLD:
        dg_context_add(&soft->table[request->context], folded, dg_run_words(request->kind, request->n));
        break;
    case DG_OP_READ:
    case DG_OP_STAT:
    case DG_OP_SYNTH_RUN:
    case DG_OP_SYNTH_LIST:
    case DG_OP_VERIFY:
        break;
    }
}

static void count(struct soft *soft, const dg_request *request)
{
    switch (request->op) {
    case DG_OP_SYNTH_RUN:
    case DG_OP_SYNTH_LIST:
    case DG_OP_VERIFY:
        soft->cells += request->n;
        break;
    case DG_OP_FOLD:
        soft->cells += request->n;
        soft->ops += 1;
        break;
    case DG_OP_CLEAR:
        break;
    default:
        soft->ops += request->n;
    }
}

static void submit(struct dg_backend *be, dg_request *request)
{
    struct soft *soft = (struct soft *)be;
    const struct dg_bulk *bulk = &soft->bulk;
    size_t n = (size_t)request->n;
    uint64_t folded = 0;
    dg_float_env before = dg_float_enter();
    switch (request->op) {
    case DG_OP_READ:
        read_list(soft, request);
        break;
    case DG_OP_STAT:
        stat_list(soft, request);
        break;
    case DG_OP_SYNTH_RUN:
        dg_bulk_run(bulk, request->kind, request->seed, request->base, n, request->out);
        break;
    case DG_OP_SYNTH_LIST:
        dg_bulk_list(bulk, request->kind, request->seed, request->in, n, request->out);
        break;
    case DG_OP_VERIFY:
        *(dg_synth_verdict *)request->out =
            dg_bulk_verify(bulk, request->kind, request->seed, request->base, request->in, n);
        break;
    case DG_OP_FOLD:
        folded = dg_bulk_fold(bulk, request->kind, request->seed, request->base, request->n);
        if (request->out)
            word_out(request, 0, folded);
        break;
    default:
        break;
    }
    DG_FLOAT_FENCE(folded);
    dg_float_leave(before);
    dg_soft_follow(be, request, folded);
    count(soft, request);
    be->complete(be->owner, request, NULL);
}

static int work(struct dg_backend *be, uint32_t timeout_us, dg_error *err)
{
    (void)be, (void)timeout_us, (void)err; // nothing is ever under way
    return DG_OK;
}

static int counters(struct dg_backend *be, dg_device_counters *out, dg_error *err)
{
    (void)err;
    const struct soft *soft = (const struct soft *)be;
    *out = (dg_device_counters){.ops = soft->ops, .cells = soft->cells};
    return DG_OK;
}

static void close_soft(struct dg_backend *be)
{
    dg_workers_close(((struct soft *)be)->bulk.workers);
    free(be);
}

dg_table_context *dg_soft_table(struct dg_backend *be)
{
    return ((struct soft *)be)->table;
}

struct wish {
    const struct dg_kernels *kernels;
    unsigned threads;
};

static int parse(const char *rest, struct wish *wish, dg_error *err)
{
    struct dg_option option;
    while (dg_option_next(&rest, &option)) {
        uint64_t threads = 0;
        if (strcmp(option.key, "kernels") == 0) {
            wish->kernels = dg_kernels_find(option.value);
            if (!wish->kernels)
                return dg_fail(err, DG_ERR_ARGUMENT,
                               "soft: this CPU has no kernels=%.47s: it must be scalar, avx2, avx512 or neon",
                               option.value);
        } else if (strcmp(option.key, "threads") == 0) {
            if (!dg_option_number(&option, &threads) || threads == 0 || threads > DG_DEVICE_THREADS_MAX)
                return dg_fail(err, DG_ERR_ARGUMENT, "soft: threads=%.47s will not do; there are threads=1 to %u",
                               option.value, DG_DEVICE_THREADS_MAX);
            wish->threads = (unsigned)threads;
        } else {
            return dg_fail(err, DG_ERR_ARGUMENT,
                           "soft: \"%.15s=%.47s\" is no option; there are kernels=scalar, avx2, avx512 or neon, and "
                           "threads=1 to %u",
                           option.key, option.value, DG_DEVICE_THREADS_MAX);
        }
    }
    return DG_OK;
}

static int open_workers(struct soft *soft, unsigned threads, dg_error *err)
{
    if (threads <= 1)
        return DG_OK;
    soft->bulk.workers = dg_workers_open(threads);
    if (soft->bulk.workers)
        return DG_OK;
    return dg_fail(err, DG_ERR_MEMORY, "no memory or not enough processes for %u threads", threads);
}

int dg_soft_open(const char *rest, unsigned threads, struct dg_backend **out, dg_error *err)
{
    static const struct dg_backend_type type = {"soft", submit, work, counters, close_soft};
    struct wish wish = {.threads = threads};
    int code = parse(rest, &wish, err);
    if (code != DG_OK)
        return code;
    if (!wish.kernels)
        wish.kernels = dg_kernels_wanted();
    if (!wish.kernels)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "soft: this CPU has no kernels of the name in the environment variable %s: it must be scalar, "
                       "avx2, avx512 or neon, or empty",
                       DG_VARIABLE_KERNELS);
    struct soft *soft = calloc(1, sizeof *soft);
    if (!soft)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for the software device (%zu bytes)", sizeof *soft);
    code = open_workers(soft, wish.threads, err);
    if (code != DG_OK) {
        free(soft);
        return code;
    }
    soft->bulk.kernels = wish.kernels;
    soft->bulk.stream_from = dg_cache_size() / 4 * 3; // some of the cache is other data's
    soft->base.type = &type;
    soft->base.info = (dg_device_info){
        .name = "soft",
        .backend = "soft",
        .kernels = wish.kernels->name,
        .board = "this CPU",
        .protocol_major = DG_PROTO_MAJOR,
        .protocol_minor = DG_PROTO_MINOR,
        .capabilities = ((1u << DG_KINDS) - 1) | DG_CAP_TABLE | DG_CAP_FOLD | DG_CAP_VERIFY,
        .contexts = DG_TABLE_CONTEXTS_MAX,
    };
    *out = &soft->base;
    return DG_OK;
}
