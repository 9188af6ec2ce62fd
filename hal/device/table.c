// SPDX-License-Identifier: Apache-2.0
// The synchronous calls on the table: deltagen/table.h. Each is one request.
#include <deltagen/table.h>

#include "base/error.h"
#include "device.h"
#include "request.h"

// A request on one context, as a list of one.
static int run_one(dg_device *dev, dg_op op, unsigned context, const uint64_t *in, void *out, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code == DG_OK)
        code = dg_context_check(&dev->info, context, err);
    if (code != DG_OK)
        return code;
    uint8_t list = (uint8_t)context;
    dg_request request = {.op = op, .contexts = &list, .in = in, .out = out, .n = 1};
    return dg_run(dev, &request, err);
}

static int run_list(dg_device *dev, dg_op op, const uint8_t *contexts, const uint64_t *in, void *out, size_t n,
                    dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    dg_request request = {.op = op, .contexts = contexts, .in = in, .out = out, .n = n};
    return dg_run(dev, &request, err);
}

int dg_table_load(dg_device *dev, unsigned context, uint64_t value, dg_error *err)
{
    return run_one(dev, DG_OP_LOAD, context, &value, NULL, err);
}

int dg_table_accum(dg_device *dev, unsigned context, uint64_t delta, dg_error *err)
{
    return run_one(dev, DG_OP_ACCUM, context, &delta, NULL, err);
}

int dg_table_read(dg_device *dev, unsigned context, uint64_t *value, dg_error *err)
{
    return run_one(dev, DG_OP_READ, context, NULL, value, err);
}

int dg_table_swap(dg_device *dev, unsigned context, const uint64_t *replacement, uint64_t *before, dg_error *err)
{
    uint64_t value;
    int code = run_one(dev, DG_OP_SWAP, context, replacement, &value, err);
    if (code == DG_OK && before)
        *before = value;
    return code;
}

int dg_table_stat(dg_device *dev, unsigned context, dg_table_context *out, dg_error *err)
{
    return run_one(dev, DG_OP_STAT, context, NULL, out, err);
}

int dg_table_clear(dg_device *dev, dg_error *err)
{
    return run_list(dev, DG_OP_CLEAR, NULL, NULL, NULL, 0, err);
}

int dg_table_snapshot(dg_device *dev, dg_table_context *out, dg_error *err)
{
    uint8_t contexts[DG_TABLE_CONTEXTS_MAX];
    for (unsigned i = 0; i < DG_TABLE_CONTEXTS_MAX; i++)
        contexts[i] = (uint8_t)i;
    return run_list(dev, DG_OP_STAT, contexts, NULL, out, dev ? dev->info.contexts : 0, err);
}

int dg_table_load_list(dg_device *dev, const uint8_t *contexts, const uint64_t *values, size_t n, dg_error *err)
{
    return run_list(dev, DG_OP_LOAD, contexts, values, NULL, n, err);
}

int dg_table_accum_list(dg_device *dev, const uint8_t *contexts, const uint64_t *deltas, size_t n, dg_error *err)
{
    return run_list(dev, DG_OP_ACCUM, contexts, deltas, NULL, n, err);
}

int dg_table_read_list(dg_device *dev, const uint8_t *contexts, uint64_t *values, size_t n, dg_error *err)
{
    return run_list(dev, DG_OP_READ, contexts, NULL, values, n, err);
}

int dg_table_swap_list(dg_device *dev, const uint8_t *contexts, const uint64_t *replacements, uint64_t *before,
                       size_t n, dg_error *err)
{
    return run_list(dev, DG_OP_SWAP, contexts, replacements, before, n, err);
}

int dg_table_stat_list(dg_device *dev, const uint8_t *contexts, dg_table_context *out, size_t n, dg_error *err)
{
    return run_list(dev, DG_OP_STAT, contexts, NULL, out, n, err);
}

int dg_table_accum_run(dg_device *dev, unsigned context, const uint64_t *deltas, size_t n, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    dg_request request = {.op = DG_OP_ACCUM_RUN, .context = context, .in = deltas, .n = n};
    return dg_run(dev, &request, err);
}
