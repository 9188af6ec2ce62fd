// SPDX-License-Identifier: Apache-2.0
// What each request means (naive.h).
#include <string.h>

#include "naive.h"

static uint64_t cell_bytes(dg_kind kind)
{
    return kind == DG_TORUS32 || kind == DG_SHUFFLED32 ? 4 : 8;
}

static void load(dg_table_context *context, uint64_t value)
{
    *context = (dg_table_context){.reference = value};
}

static void accumulate(dg_table_context *context, uint64_t delta, uint64_t count)
{
    context->accumulator ^= delta;
    context->count = count > UINT32_MAX - context->count ? UINT32_MAX : context->count + (uint32_t)count;
}

static void do_record(struct model *model, const dg_request *request, uint64_t i)
{
    const uint64_t *in = request->in;
    uint64_t *out = request->out;
    dg_table_context *context = &model->context[request->contexts[i]];
    uint64_t value = context->reference ^ context->accumulator;
    switch (request->op) {
    case DG_OP_LOAD:
        load(context, in[i]);
        break;
    case DG_OP_ACCUM:
        accumulate(context, in[i], 1);
        break;
    case DG_OP_READ:
        out[i] = value;
        break;
    case DG_OP_SWAP:
        out[i] = value;
        load(context, in ? in[i] : value);
        break;
    case DG_OP_STAT:
        ((dg_table_context *)request->out)[i] = *context;
        break;
    default:
        break;
    }
}

static void store_cell(const dg_request *request, uint64_t i, uint64_t addr)
{
    uint64_t size = cell_bytes(request->kind), raw = naive_cell(request->kind, request->seed, addr);
    for (uint64_t byte = 0; byte < size; byte++)
        ((uint8_t *)request->out)[i * size + byte] = (uint8_t)(raw >> (8 * byte));
}

static void fold(struct model *model, const dg_request *request)
{
    uint64_t size = cell_bytes(request->kind), sum = 0;
    for (uint64_t i = 0; i < request->n; i++)
        sum ^= naive_cell(request->kind, request->seed, request->base + i) << (i * size % 8 * 8);
    accumulate(&model->context[request->context], sum, (request->n * size + 7) / 8);
    if (request->out)
        *(uint64_t *)request->out = sum;
}

static void verify(const dg_request *request)
{
    uint64_t size = cell_bytes(request->kind);
    const uint8_t *data = request->in;
    dg_synth_verdict verdict = {.first = UINT64_MAX};
    for (uint64_t i = 0; i < request->n; i++) {
        uint64_t found = 0, expected = naive_cell(request->kind, request->seed, request->base + i);
        for (uint64_t byte = 0; byte < size; byte++)
            found |= (uint64_t)data[i * size + byte] << (8 * byte);
        if (found != expected && verdict.mismatches++ == 0) {
            verdict.first = i;
            verdict.found = found;
            verdict.expected = expected;
            verdict.origin = request->kind == DG_FEISTEL ? naive_cell(DG_FEISTEL_INV, request->seed, found) : 0;
        }
    }
    *(dg_synth_verdict *)request->out = verdict;
}

void model_do(struct model *model, const dg_request *request)
{
    switch (request->op) {
    case DG_OP_CLEAR:
        memset(model, 0, sizeof *model);
        break;
    case DG_OP_ACCUM_RUN:
        for (uint64_t i = 0; i < request->n; i++)
            accumulate(&model->context[request->context], ((const uint64_t *)request->in)[i], 1);
        break;
    case DG_OP_SYNTH_RUN:
        for (uint64_t i = 0; i < request->n; i++)
            store_cell(request, i, request->base + i);
        break;
    case DG_OP_SYNTH_LIST:
        for (uint64_t i = 0; i < request->n; i++)
            store_cell(request, i, ((const uint64_t *)request->in)[i]);
        break;
    case DG_OP_FOLD:
        fold(model, request);
        break;
    case DG_OP_VERIFY:
        verify(request);
        break;
    default:
        for (uint64_t i = 0; i < request->n; i++)
            do_record(model, request, i);
    }
}
