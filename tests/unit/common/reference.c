// SPDX-License-Identifier: Apache-2.0
// reference.h
#include "reference.h"

#include <string.h>

#include "naive.h"

size_t reference_output(const dg_request *request)
{
    switch (request->op) {
    case DG_OP_READ:
    case DG_OP_SWAP:
        return 8 * (size_t)request->n;
    case DG_OP_STAT:
        return sizeof(dg_table_context) * (size_t)request->n;
    case DG_OP_SYNTH_RUN:
    case DG_OP_SYNTH_LIST:
        return naive_size((int)request->kind) * (size_t)request->n;
    case DG_OP_FOLD:
        return request->out ? 8 : 0;
    case DG_OP_VERIFY:
        return sizeof(dg_synth_verdict);
    default:
        return 0;
    }
}

static void add(dg_table_context *context, uint64_t delta)
{
    context->accumulator ^= delta;
    if (context->count != UINT32_MAX)
        context->count++;
}

static uint64_t word_in(const dg_request *request, uint64_t i)
{
    uint64_t word;
    memcpy(&word, (const uint8_t *)request->in + 8 * i, 8);
    return word;
}

static void bytes_out(void *out, size_t at, const void *bytes, size_t n)
{
    if (out)
        memcpy((uint8_t *)out + at, bytes, n);
}

static void run_record(struct reference *r, const dg_request *request, uint64_t i, void *out)
{
    dg_table_context *context = &r->contexts[request->contexts[i]];
    uint64_t value = context->reference ^ context->accumulator;
    switch (request->op) {
    case DG_OP_LOAD:
        *context = (dg_table_context){.reference = word_in(request, i)};
        break;
    case DG_OP_ACCUM:
        add(context, word_in(request, i));
        break;
    case DG_OP_SWAP:
        *context = (dg_table_context){.reference = request->in ? word_in(request, i) : value};
        bytes_out(out, 8 * i, &value, 8);
        break;
    case DG_OP_READ:
        bytes_out(out, 8 * i, &value, 8);
        break;
    default:
        bytes_out(out, sizeof *context * i, context, sizeof *context);
        break;
    }
}

static void synthesize(const dg_request *request, void *out)
{
    size_t size = naive_size((int)request->kind);
    for (uint64_t i = 0; i < request->n; i++) {
        uint64_t addr = request->op == DG_OP_SYNTH_RUN ? request->base + i : word_in(request, i);
        uint64_t cell = naive_cell((int)request->kind, request->seed, addr);
        for (size_t byte = 0; byte < size; byte++) {
            uint8_t b = (uint8_t)(cell >> (8 * byte));
            bytes_out(out, i * size + byte, &b, 1);
        }
    }
}

static void fold(struct reference *r, const dg_request *request, void *out)
{
    uint64_t sum = 0;
    unsigned per_word = naive_size((int)request->kind) == 4 ? 2 : 1;
    for (uint64_t i = 0; i < request->n; i += per_word) {
        uint64_t word = naive_cell((int)request->kind, request->seed, request->base + i);
        if (per_word == 2 && i + 1 < request->n)
            word |= naive_cell((int)request->kind, request->seed, request->base + i + 1) << 32;
        add(&r->contexts[request->context], word);
        sum ^= word;
    }
    bytes_out(out, 0, &sum, 8);
}

static void verify(const dg_request *request, void *out)
{
    dg_synth_verdict v = {.first = UINT64_MAX};
    for (uint64_t i = 0; i < request->n; i++) {
        uint64_t found = naive_load((int)request->kind, request->in, i);
        uint64_t expected = naive_cell((int)request->kind, request->seed, request->base + i);
        if (found == expected)
            continue;
        if (v.mismatches == 0) {
            v.first = i;
            v.found = found;
            v.expected = expected;
            v.origin = request->kind == DG_FEISTEL ? naive_feistel_inv(found, request->seed) : 0;
        }
        v.mismatches++;
    }
    bytes_out(out, 0, &v, sizeof v);
}

void reference_run(struct reference *r, const dg_request *request, void *out)
{
    switch (request->op) {
    case DG_OP_CLEAR:
        memset(r, 0, sizeof *r);
        break;
    case DG_OP_ACCUM_RUN:
        for (uint64_t i = 0; i < request->n; i++)
            add(&r->contexts[request->context], word_in(request, i));
        break;
    case DG_OP_SYNTH_RUN:
    case DG_OP_SYNTH_LIST:
        synthesize(request, out);
        break;
    case DG_OP_FOLD:
        fold(r, request, out);
        break;
    case DG_OP_VERIFY:
        verify(request, out);
        break;
    default:
        for (uint64_t i = 0; i < request->n; i++)
            run_record(r, request, i, out);
    }
}
