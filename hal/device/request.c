// SPDX-License-Identifier: Apache-2.0
// The rules of every operation in one table, and the checks that read it: request.h.
#include "request.h"

#include <inttypes.h>

#include "base/error.h"

enum field { NONE, OPTIONAL, NEEDED };
enum { CELL = 0 }; // as the size of an item: a cell of the request's kind

// A buffer of n items of `size` bytes, or of one.
struct buffer {
    enum field use;
    const char *holds;
    size_t size;
    bool single;
};

static const struct rule {
    const char *name;
    unsigned capability; // that the operation needs besides that of its kind
    bool list;           // contexts[n]
    bool context, kind;
    bool inverse; // the kind may be FEISTEL_INV
    struct buffer in, out;
} rules[] = {
    [DG_OP_LOAD] = {.name = "load", .capability = DG_CAP_TABLE, .list = true, .in = {NEEDED, "values", 8, false}},
    [DG_OP_ACCUM] = {.name = "accum", .capability = DG_CAP_TABLE, .list = true, .in = {NEEDED, "deltas", 8, false}},
    [DG_OP_ACCUM_RUN] = {.name = "accum run",
                         .capability = DG_CAP_TABLE,
                         .context = true,
                         .in = {NEEDED, "deltas", 8, false}},
    [DG_OP_READ] = {.name = "read", .capability = DG_CAP_TABLE, .list = true, .out = {NEEDED, "values", 8, false}},
    [DG_OP_SWAP] = {.name = "swap",
                    .capability = DG_CAP_TABLE,
                    .list = true,
                    .in = {OPTIONAL, "replacements", 8, false},
                    .out = {NEEDED, "values before", 8, false}},
    [DG_OP_STAT] = {.name = "stat",
                    .capability = DG_CAP_TABLE,
                    .list = true,
                    .out = {NEEDED, "contexts", sizeof(dg_table_context), false}},
    [DG_OP_CLEAR] = {.name = "clear", .capability = DG_CAP_TABLE},
    [DG_OP_SYNTH_RUN] = {.name = "synth run", .kind = true, .inverse = true, .out = {NEEDED, "cells", CELL, false}},
    [DG_OP_SYNTH_LIST] = {.name = "synth list",
                          .kind = true,
                          .inverse = true,
                          .in = {NEEDED, "addresses", 8, false},
                          .out = {NEEDED, "cells", CELL, false}},
    [DG_OP_FOLD] = {.name = "fold",
                    .capability = DG_CAP_TABLE | DG_CAP_FOLD,
                    .context = true,
                    .kind = true,
                    .out = {OPTIONAL, "XOR", 8, true}},
    [DG_OP_VERIFY] = {.name = "verify",
                      .capability = DG_CAP_VERIFY,
                      .kind = true,
                      .in = {NEEDED, "data", CELL, false},
                      .out = {NEEDED, "verdict", sizeof(dg_synth_verdict), true}},
};

int dg_context_check(const dg_device_info *info, unsigned context, dg_error *err)
{
    if (context < info->contexts)
        return DG_OK;
    return dg_fail(err, DG_ERR_ARGUMENT, "context is %u: it must be below %u, the number of contexts of %s", context,
                   info->contexts, info->name);
}

static int check_list(const dg_device_info *info, const struct rule *rule, const dg_request *request, dg_error *err)
{
    if (!request->contexts && request->n > 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "contexts is NULL: %s needs %" PRIu64 " of them", rule->name, request->n);
    for (size_t i = 0; i < request->n && info->contexts <= UINT8_MAX; i++) // else every number is that of a context
        if (request->contexts[i] >= info->contexts)
            return dg_fail(err, DG_ERR_ARGUMENT,
                           "contexts[%zu] is %u: it must be below %u, the number of contexts of %s", i,
                           request->contexts[i], info->contexts, info->name);
    return DG_OK;
}

static int check_kind(const dg_device_info *info, const struct rule *rule, dg_kind kind, dg_error *err)
{
    if (!dg_kind_name(kind))
        return dg_fail(err, DG_ERR_ARGUMENT, "kind is %d: it must be one of dg_kind, %d to %d", (int)kind, DG_TORUS32,
                       DG_FEISTEL_INV);
    if (kind == DG_FEISTEL_INV && !rule->inverse)
        return dg_fail(err, DG_ERR_ARGUMENT, "kind is feistel_inv: %s takes any other kind", rule->name);
    if ((info->capabilities >> kind & 1) == 0)
        return dg_fail(err, DG_ERR_UNSUPPORTED,
                       "%.80s does not have the generator %s: use a device that has it, or \"soft\"", info->name,
                       dg_kind_name(kind));
    return DG_OK;
}

// The bytes of a buffer; the product is checked before.
static size_t extent(const struct buffer *buffer, const dg_request *request)
{
    size_t size = buffer->size != CELL ? buffer->size : dg_cell_size(request->kind);
    return buffer->single ? size : (size_t)request->n * size;
}

static int check_buffer(const struct rule *rule, const struct buffer *buffer, const void *pointer,
                        const dg_request *request, const char *field, dg_error *err)
{
    if (buffer->use == NONE)
        return DG_OK;
    size_t size = buffer->size != CELL ? buffer->size : dg_cell_size(request->kind);
    if (!buffer->single && request->n > SIZE_MAX / size)
        return dg_fail(err, DG_ERR_ARGUMENT, "n is %" PRIu64 ": %s of %zu bytes each cannot be more than %zu",
                       request->n, buffer->holds, size, SIZE_MAX / size);
    if (buffer->use == NEEDED && !pointer && extent(buffer, request) > 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s (%s) is NULL: %s needs %zu bytes there", field, buffer->holds,
                       rule->name, extent(buffer, request));
    return DG_OK;
}

static bool overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
    uintptr_t p = (uintptr_t)a, q = (uintptr_t)b;
    return a && b && (p < q ? q - p < a_size : p - q < b_size);
}

// Outputs must leave the inputs alone: a request may be sent, or run in software, a second time.
static int check_overlap(const struct rule *rule, const dg_request *request, dg_error *err)
{
    if (rule->out.use == NONE)
        return DG_OK;
    size_t size = extent(&rule->out, request);
    if (rule->in.use != NONE && overlap(request->out, size, request->in, extent(&rule->in, request)))
        return dg_fail(err, DG_ERR_ARGUMENT, "out (%s) overlaps in (%s): %s needs separate buffers", rule->out.holds,
                       rule->in.holds, rule->name);
    if (rule->list && overlap(request->out, size, request->contexts, (size_t)request->n))
        return dg_fail(err, DG_ERR_ARGUMENT, "out (%s) overlaps contexts: %s needs separate buffers", rule->out.holds,
                       rule->name);
    return DG_OK;
}

int dg_request_check(const dg_device_info *info, const dg_request *request, dg_error *err)
{
    if ((unsigned)request->op >= sizeof rules / sizeof rules[0])
        return dg_fail(err, DG_ERR_ARGUMENT, "op is %d: it must be one of dg_op, %d to %d", (int)request->op,
                       DG_OP_LOAD, DG_OP_VERIFY);
    const struct rule *rule = &rules[request->op];
    int code = DG_OK;
    if ((info->capabilities & rule->capability) != rule->capability)
        return dg_fail(err, DG_ERR_UNSUPPORTED, "%.80s cannot %s: use a device that can, or \"soft\"", info->name,
                       rule->name);
    if (rule->kind)
        code = check_kind(info, rule, request->kind, err);
    if (code == DG_OK && rule->context)
        code = dg_context_check(info, request->context, err);
    if (code == DG_OK)
        code = check_buffer(rule, &rule->in, request->in, request, "in", err);
    if (code == DG_OK)
        code = check_buffer(rule, &rule->out, request->out, request, "out", err);
    if (code == DG_OK && rule->list)
        code = check_list(info, rule, request, err);
    return code == DG_OK ? check_overlap(rule, request, err) : code;
}
