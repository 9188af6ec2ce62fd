// SPDX-License-Identifier: Apache-2.0
// What one more operation costs a device and its link, from the counters of both: exact and repeatable in simulation.
#include <stdlib.h>

#include "bench.h"
#include "model/naive.h"
#include "model/program.h"

enum { DELTAS = 2000, STREAMED = 12000 }; // of the longer batch

struct memory {
    uint8_t contexts[STREAMED];
    uint64_t in[STREAMED];
    uint64_t out[STREAMED];
};

static const struct operation {
    dg_op op;
    int kind; // -1: has none
    const char *per;
    unsigned words; // that eight take in the request or in the reply, whichever is longer; 0: it is one, without data
    uint32_t needs; // capabilities
} operations[] = {
    {DG_OP_LOAD, -1, "record", 9, DG_CAP_TABLE},
    {DG_OP_ACCUM, -1, "delta", 9, DG_CAP_TABLE},
    {DG_OP_ACCUM_RUN, -1, "delta", 8, DG_CAP_TABLE},
    {DG_OP_READ, -1, "record", 8, DG_CAP_TABLE},
    {DG_OP_SWAP, -1, "record", 9, DG_CAP_TABLE},
    {DG_OP_STAT, -1, "record", 24, DG_CAP_TABLE},
    {DG_OP_CLEAR, -1, "call", 0, DG_CAP_TABLE},
    {DG_OP_SYNTH_RUN, DG_TORUS32, "cell", 8, 1u << DG_TORUS32},
    {DG_OP_SYNTH_RUN, DG_TORUS64, "cell", 8, 1u << DG_TORUS64},
    {DG_OP_SYNTH_RUN, DG_FEISTEL, "cell", 8, 1u << DG_FEISTEL},
    {DG_OP_SYNTH_RUN, DG_SHUFFLED32, "cell", 8, 1u << DG_SHUFFLED32},
    {DG_OP_SYNTH_RUN, DG_SHUFFLED64, "cell", 8, 1u << DG_SHUFFLED64},
    {DG_OP_SYNTH_LIST, DG_FEISTEL, "cell", 8, 1u << DG_FEISTEL},
    {DG_OP_SYNTH_LIST, DG_TORUS64, "cell", 8, 1u << DG_TORUS64},
    {DG_OP_FOLD, DG_FEISTEL, "cell", 1, 1u << DG_FEISTEL | DG_CAP_FOLD | DG_CAP_TABLE},
    {DG_OP_FOLD, DG_TORUS64, "cell", 1, 1u << DG_TORUS64 | DG_CAP_FOLD | DG_CAP_TABLE},
    {DG_OP_VERIFY, DG_FEISTEL, "cell", 8, 1u << DG_FEISTEL | DG_CAP_VERIFY},
    {DG_OP_VERIFY, DG_TORUS64, "cell", 8, 1u << DG_TORUS64 | DG_CAP_VERIFY},
};
_Static_assert(sizeof operations / sizeof operations[0] <= CLOCK_ROWS, "room for all rows");

static int no_memory(dg_error *err)
{
    *err = (dg_error){DG_ERR_MEMORY, "no memory for the benchmark"};
    return err->code;
}

// The counters' growth over a request of n operations. Reading them costs the same each time.
static int growth_over(dg_device *dev, dg_request request, uint64_t n, dg_device_counters *growth, dg_error *err)
{
    dg_device_counters before = {.size = sizeof before}, after = {.size = sizeof after};
    request.n = n;
    int code = dg_device_get_counters(dev, &before, err);
    if (code == DG_OK && n > 0)
        code = dg_async_submit(dev, &request, err);
    if (code == DG_OK)
        code = dg_async_drain(dev, err);
    if (code == DG_OK)
        code = dg_device_get_counters(dev, &after, err);
    if (code != DG_OK)
        return code;
    *growth = (dg_device_counters){.clocks = after.clocks - before.clocks,
                                   .busy = after.busy - before.busy,
                                   .bytes_sent = after.bytes_sent - before.bytes_sent,
                                   .bytes_received = after.bytes_received - before.bytes_received};
    return DG_OK;
}

// The costs of two requests, the second longer.
static int growth_between(dg_device *dev, dg_request request, uint64_t fewer, uint64_t more, dg_device_counters *growth,
                          dg_error *err)
{
    dg_device_counters of_fewer = {.size = sizeof of_fewer}, of_more = {.size = sizeof of_more};
    int code = growth_over(dev, request, fewer, &of_fewer, err);
    if (code == DG_OK)
        code = growth_over(dev, request, more, &of_more, err);
    if (code == DG_OK)
        *growth = (dg_device_counters){.clocks = of_more.clocks - of_fewer.clocks,
                                       .busy = of_more.busy - of_fewer.busy,
                                       .bytes_sent = of_more.bytes_sent - of_fewer.bytes_sent,
                                       .bytes_received = of_more.bytes_received - of_fewer.bytes_received};
    return code;
}

static dg_request request_for(const struct operation *o, struct memory *memory)
{
    return (dg_request){.size = sizeof(dg_request),
                        .op = o->op,
                        .kind = o->kind < 0 ? DG_FEISTEL : (dg_kind)o->kind,
                        .seed = 42,
                        .contexts = memory->contexts,
                        .in = memory->in,
                        .out = memory->out};
}

// Both requests fit one frame, so that the difference is what the operations cost and nothing else.
static int measure_clocks(dg_device *dev, const dg_device_info *info, const struct operation *o, struct clock_row *row,
                          dg_error *err)
{
    struct memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return no_memory(err);
    unsigned groups = 31;                                                  // of eight: a list holds at most 255
    unsigned room = o->words ? (info->frame_bytes / 8 - 4) / o->words : 0; // beside the header and three parameters
    groups = room < groups ? room : groups;
    unsigned fewer = groups / 2 * 8, more = o->words ? groups * 8 : 1;
    dg_device_counters growth = {0};
    int code = growth_between(dev, request_for(o, memory), fewer, more, &growth, err);
    const char *kind = o->kind < 0 ? NULL : dg_kind_name((dg_kind)o->kind);
    *row = (struct clock_row){op_name(o->op), o->per, kind, (double)growth.busy / (more - fewer)};
    free(memory);
    return code;
}

int bench_clocks(dg_device *dev, const dg_device_info *info, struct clock_row rows[CLOCK_ROWS], int *n, dg_error *err)
{
    int code = DG_OK;
    *n = 0;
    for (size_t i = 0; i < sizeof operations / sizeof operations[0] && code == DG_OK; i++) {
        if ((info->capabilities & operations[i].needs) == operations[i].needs)
            code = measure_clocks(dev, info, &operations[i], &rows[(*n)++], err);
    }
    return code;
}

int bench_bytes(dg_device *dev, struct byte_row rows[BYTE_ROWS], dg_error *err)
{
    static const struct operation batches[BYTE_ROWS] = {{.op = DG_OP_ACCUM, .kind = -1},
                                                        {.op = DG_OP_ACCUM_RUN, .kind = -1}};
    struct memory *memory = calloc(1, sizeof *memory);
    int code = memory ? DG_OK : no_memory(err);
    for (unsigned i = 0; memory && i < DELTAS; i++)
        memory->in[i] = naive_cell(DG_FEISTEL, 42, i); // not zeros: some bytes must be escaped
    for (int i = 0; i < BYTE_ROWS && code == DG_OK; i++) {
        dg_device_counters growth = {0};
        code = growth_between(dev, request_for(&batches[i], memory), DELTAS / 2, DELTAS, &growth, err);
        rows[i] = (struct byte_row){op_name(batches[i].op), (double)growth.bytes_sent * 2 / DELTAS,
                                    (double)growth.bytes_received * 2 / DELTAS};
    }
    free(memory);
    return code;
}

static uint64_t sum_of(const uint64_t *deltas, unsigned n)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum ^= deltas[i];
    return sum;
}

// Deltas into context 0, of which both batches must be there in the end.
static int stream_down(dg_device *dev, struct memory *memory, dg_device_counters *growth, bool *right, dg_error *err)
{
    static const struct operation run = {.op = DG_OP_ACCUM_RUN, .kind = -1};
    dg_table_context context = {0};
    for (unsigned i = 0; i < STREAMED; i++)
        memory->in[i] = i + 1;
    int code = dg_table_clear(dev, err);
    if (code == DG_OK)
        code = growth_between(dev, request_for(&run, memory), STREAMED / 4, STREAMED, growth, err);
    if (code == DG_OK)
        code = dg_table_stat(dev, 0, &context, err);
    *right = context.accumulator == (sum_of(memory->in, STREAMED / 4) ^ sum_of(memory->in, STREAMED)) &&
             context.count == STREAMED + STREAMED / 4;
    return code;
}

static int stream_up(dg_device *dev, struct memory *memory, dg_device_counters *growth, bool *right, dg_error *err)
{
    static const struct operation run = {.op = DG_OP_SYNTH_RUN, .kind = DG_FEISTEL};
    const dg_request request = request_for(&run, memory);
    int code = growth_between(dev, request, STREAMED / 4, STREAMED, growth, err);
    for (unsigned i = 0; code == DG_OK && i < STREAMED; i++)
        *right = *right && memory->out[i] == naive_cell(DG_FEISTEL, request.seed, request.base + i);
    return code;
}

int bench_stream(dg_device *dev, const dg_device_info *info, struct stream_row rows[STREAM_ROWS], int *n,
                 struct fault_row *faults, dg_error *err)
{
    const unsigned more = STREAMED - STREAMED / 4;
    const double clocks_per_ms = info->clock_hz / 1000.0;
    dg_device_counters before = {.size = sizeof before}, after = {.size = sizeof after}, growth = {0};
    struct memory *memory = calloc(1, sizeof *memory);
    *n = 0;
    if (!memory)
        return no_memory(err);
    int code = dg_device_get_counters(dev, &before, err);
    faults->survived = true;
    if (code == DG_OK && info->capabilities & DG_CAP_TABLE) {
        code = stream_down(dev, memory, &growth, &faults->survived, err);
        double ms = (double)growth.clocks / clocks_per_ms;
        rows[(*n)++] =
            (struct stream_row){"to the device", (double)growth.bytes_sent / ms, "deltas", more * 1000.0 / ms};
    }
    if (code == DG_OK && info->capabilities & 1u << DG_FEISTEL) {
        code = stream_up(dev, memory, &growth, &faults->survived, err);
        double ms = (double)growth.clocks / clocks_per_ms;
        rows[(*n)++] =
            (struct stream_row){"to the host", (double)growth.bytes_received / ms, "cells", more * 1000.0 / ms};
    }
    if (code == DG_OK)
        code = dg_device_get_counters(dev, &after, err);
    faults->injected = after.faults - before.faults;
    free(memory);
    return code;
}
