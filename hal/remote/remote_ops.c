// SPDX-License-Identifier: Apache-2.0
// Requests as frames and replies as results: remote_ops.h.
#include "remote_ops.h"

#include <string.h>

#include "base/bytes.h"
#include "dg_defs.h"

#define WORD sizeof(uint64_t)
enum {
    GROUP = 8,          // records that share a word of contexts
    RECORDS_MAX = 255,  // arg is a byte
    FOLDS_A_SECOND = 50 // a FOLD takes at most 20 ms, so that others get their turn and a lost one is soon sent again
};
#define FOLD_CELLS_MAX 0xFFFFFFFEu // even, so that every frame but the last ends at a whole word

typedef uint64_t units_fn(const dg_device_info *info, const dg_request *r, uint64_t payload_words);
typedef uint8_t *write_fn(const dg_request *r, uint64_t first, uint64_t count, uint8_t *payload);
typedef uint64_t reply_fn(const dg_request *r, uint64_t count);
typedef void read_fn(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered);

static uint64_t at_most(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

static uint64_t cell_bytes(const dg_request *r)
{
    return dg_cell_size(r->kind);
}

static const uint64_t *input(const dg_request *r)
{
    return r->in;
}

// Units that fit a frame, of request and reply the shorter.

static uint64_t pair_units(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)info;
    (void)r;
    uint64_t rest = words % (GROUP + 1);
    return at_most(words / (GROUP + 1) * GROUP + (rest > 0 ? rest - 1 : 0), RECORDS_MAX);
}

static uint64_t context_units(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)info;
    return at_most(r->op == DG_OP_STAT ? words / 3 : words, RECORDS_MAX);
}

static uint64_t word_units(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)info;
    return r->op == DG_OP_SYNTH_LIST ? words - 1 : words;
}

static uint64_t cell_units(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)info;
    return (r->op == DG_OP_VERIFY ? words - 2 : words) * WORD / cell_bytes(r);
}

static uint64_t fold_units(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)r;
    (void)words;
    uint64_t clocks = info->clock_hz / FOLDS_A_SECOND;
    uint64_t pairs = clocks * info->lanes / (info->clocks_per_cell > 0 ? info->clocks_per_cell : 1) / 2;
    return at_most(pairs > 0 ? 2 * pairs : 2, FOLD_CELLS_MAX);
}

static uint64_t one_unit(const dg_device_info *info, const dg_request *r, uint64_t words)
{
    (void)info;
    (void)r;
    (void)words;
    return 1;
}

// Payloads; each returns its end.

static uint8_t *put_word(uint8_t *p, uint64_t word)
{
    dg_store64_le(p, word);
    return p + WORD;
}

static uint8_t *put_contexts(const uint8_t *contexts, uint64_t count, uint8_t *p)
{
    memset(p, 0, WORD);
    memcpy(p, contexts, count);
    return p + WORD;
}

static uint8_t *write_pairs(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    for (uint64_t i = 0; i < count; i++) {
        if (i % GROUP == 0)
            p = put_contexts(r->contexts + first + i, at_most(count - i, GROUP), p);
        p = put_word(p, input(r)[first + i]);
    }
    return p;
}

static uint8_t *write_contexts(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    for (uint64_t i = 0; i < count; i += GROUP)
        p = put_contexts(r->contexts + first + i, at_most(count - i, GROUP), p);
    return p;
}

static uint8_t *write_words(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    if (r->op == DG_OP_SYNTH_LIST)
        p = put_word(p, r->seed);
    for (uint64_t i = 0; i < count; i++)
        p = put_word(p, input(r)[first + i]);
    return p;
}

static uint8_t *write_run(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    if (r->op == DG_OP_FOLD)
        p = put_word(p, r->context);
    p = put_word(p, r->seed);
    p = put_word(p, r->base + first);
    return put_word(p, count);
}

static uint8_t *write_data(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    p = put_word(p, r->seed);
    p = put_word(p, r->base + first);
    memcpy(p, (const uint8_t *)r->in + first * cell_bytes(r), count * cell_bytes(r));
    return p + count * cell_bytes(r);
}

static uint8_t *write_nothing(const dg_request *r, uint64_t first, uint64_t count, uint8_t *p)
{
    (void)r;
    (void)first;
    (void)count;
    return p;
}

// Lengths of replies, header not counted.

static uint64_t reply_none(const dg_request *r, uint64_t count)
{
    (void)r;
    (void)count;
    return 0;
}

static uint64_t reply_values(const dg_request *r, uint64_t count)
{
    return (r->op == DG_OP_STAT ? 3 : 1) * count * WORD;
}

static uint64_t reply_cells(const dg_request *r, uint64_t count)
{
    return count * cell_bytes(r);
}

static uint64_t reply_fixed(const dg_request *r, uint64_t count)
{
    (void)count;
    return r->op == DG_OP_VERIFY ? 2 * WORD : WORD;
}

// What to do with replies.

static void read_nothing(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    (void)slot;
    (void)reply;
    (void)gathered;
}

static void read_values(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    (void)gathered;
    uint64_t *out = slot->request->out;
    for (uint64_t i = 0; out && i < slot->count; i++)
        out[slot->first + i] = dg_load64_le(reply + i * WORD);
}

static void read_stats(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    (void)gathered;
    dg_table_context *out = (dg_table_context *)slot->request->out + slot->first;
    for (uint64_t i = 0; i < slot->count; i++, reply += 3 * WORD)
        out[i] = (dg_table_context){dg_load64_le(reply), dg_load64_le(reply + WORD), dg_load32_le(reply + 2 * WORD)};
}

static void read_cells(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    (void)gathered;
    uint64_t size = cell_bytes(slot->request);
    memcpy((uint8_t *)slot->request->out + slot->first * size, reply, slot->count * size);
}

static void read_fold(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    (void)slot;
    gathered->folded ^= dg_load64_le(reply);
}

static void read_verdict(const struct dg_slot *slot, const uint8_t *reply, struct dg_gathered *gathered)
{
    uint32_t mismatches = dg_load32_le(reply);
    if (mismatches > 0 && gathered->mismatches == 0) {
        gathered->first = slot->first + dg_load32_le(reply + 4);
        gathered->origin = dg_load64_le(reply + WORD);
    }
    gathered->mismatches += mismatches;
}

enum arg_is { ARG_ZERO, ARG_COUNT, ARG_CONTEXT, ARG_KIND };

struct operation {
    uint8_t opcode;
    uint8_t arg; // enum arg_is
    units_fn *units;
    write_fn *write;
    reply_fn *reply;
    read_fn *read;
};

static const struct operation operations[] = {
    [DG_OP_LOAD] = {DG_OPC_LOAD, ARG_COUNT, pair_units, write_pairs, reply_none, read_nothing},
    [DG_OP_ACCUM] = {DG_OPC_ACCUM, ARG_COUNT, pair_units, write_pairs, reply_none, read_nothing},
    [DG_OP_ACCUM_RUN] = {DG_OPC_ACCUM_RUN, ARG_CONTEXT, word_units, write_words, reply_none, read_nothing},
    [DG_OP_READ] = {DG_OPC_READ, ARG_COUNT, context_units, write_contexts, reply_values, read_values},
    [DG_OP_SWAP] = {DG_OPC_SWAP, ARG_COUNT, pair_units, write_pairs, reply_values, read_values},
    [DG_OP_STAT] = {DG_OPC_STAT, ARG_COUNT, context_units, write_contexts, reply_values, read_stats},
    [DG_OP_CLEAR] = {DG_OPC_CLEAR, ARG_ZERO, one_unit, write_nothing, reply_none, read_nothing},
    [DG_OP_SYNTH_RUN] = {DG_OPC_SYNTH_RUN, ARG_KIND, cell_units, write_run, reply_cells, read_cells},
    [DG_OP_SYNTH_LIST] = {DG_OPC_SYNTH_LIST, ARG_KIND, word_units, write_words, reply_cells, read_cells},
    [DG_OP_FOLD] = {DG_OPC_FOLD, ARG_KIND, fold_units, write_run, reply_fixed, read_fold},
    [DG_OP_VERIFY] = {DG_OPC_VERIFY, ARG_KIND, cell_units, write_data, reply_fixed, read_verdict},
};

// SWAP without replacements has an opcode of its own.
static const struct operation swap_keep = {DG_OPC_SWAP_KEEP, ARG_COUNT,    context_units,
                                           write_contexts,   reply_values, read_values};

static const struct operation *operation_of(const dg_request *r)
{
    return r->op == DG_OP_SWAP && !r->in ? &swap_keep : &operations[r->op];
}

uint64_t dg_ops_units(const dg_device_info *info, const dg_request *r)
{
    return operation_of(r)->units(info, r, info->frame_bytes / WORD - 1);
}

static uint64_t clocks_for(const dg_device_info *info, const dg_request *r, uint64_t count)
{
    switch (r->op) {
    case DG_OP_FOLD:
        return count * info->clocks_per_cell / (info->lanes > 0 ? info->lanes : 1);
    case DG_OP_SYNTH_RUN:
    case DG_OP_SYNTH_LIST:
    case DG_OP_VERIFY:
        return count * info->clocks_per_cell;
    default:
        return count;
    }
}

static uint8_t arg_of(const struct operation *op, const dg_request *r, uint64_t count)
{
    switch (op->arg) {
    case ARG_COUNT:
        return (uint8_t)count;
    case ARG_CONTEXT:
        return (uint8_t)r->context;
    case ARG_KIND:
        return (uint8_t)r->kind;
    default:
        return 0;
    }
}

void dg_ops_write(const dg_device_info *info, struct dg_slot *slot, uint8_t *opcode, uint8_t *arg)
{
    const dg_request *r = slot->request;
    const struct operation *op = operation_of(r);
    uint64_t khz = info->clock_hz >= 1000 ? info->clock_hz / 1000 : 1000;
    uint8_t *end = op->write(r, slot->first, slot->count, slot->frame + DG_FRAME_HEADER);
    slot->bytes = (size_t)(end - slot->frame);
    slot->reply_bytes = DG_FRAME_HEADER + op->reply(r, slot->count);
    slot->work_ns = clocks_for(info, r, slot->count) * 1000000 / khz;
    *opcode = op->opcode;
    *arg = arg_of(op, r, slot->count);
}

void dg_ops_read(const struct dg_slot *slot, struct dg_gathered *gathered)
{
    operation_of(slot->request)->read(slot, slot->frame + DG_FRAME_HEADER, gathered);
}

void dg_ops_finish(const dg_request *r, const struct dg_gathered *g)
{
    if (r->op == DG_OP_FOLD && r->out)
        *(uint64_t *)r->out = g->folded;
    if (r->op != DG_OP_VERIFY)
        return;
    dg_synth_verdict verdict = {.mismatches = g->mismatches, .first = UINT64_MAX};
    if (g->mismatches > 0) {
        const uint8_t *cell = (const uint8_t *)r->in + g->first * cell_bytes(r);
        verdict.first = g->first;
        verdict.found = cell_bytes(r) == 4 ? dg_load32_le(cell) : dg_load64_le(cell);
        verdict.expected = dg_cell(r->kind, r->seed, r->base + g->first);
        verdict.origin = g->origin;
    }
    *(dg_synth_verdict *)r->out = verdict;
}
