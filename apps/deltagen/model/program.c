// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <string.h>

#include "naive.h"

// A generator of good statistics, not one of ours: the program must not depend on what it tests.
static uint64_t random_word(struct program *program)
{
    uint64_t z = program->state += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

static uint64_t random_below(struct program *program, uint64_t limit)
{
    return random_word(program) % limit;
}

// Addresses everywhere, and often where carries and wraps happen.
static uint64_t random_address(struct program *program)
{
    static const uint64_t edges[] = {0, UINT32_MAX, UINT64_C(1) << 53, UINT64_MAX};
    uint64_t word = random_word(program);
    return word & 1 ? word : edges[word >> 1 & 3] + (word >> 3) % 512 - 256;
}

// Few contexts half of the time, so that operations meet in one.
static uint8_t random_context(struct program *program)
{
    return (uint8_t)random_below(program, random_word(program) & 1 || program->contexts < 3 ? program->contexts : 3);
}

static bool can(const struct program *program, dg_op op)
{
    if (op == DG_OP_FOLD)
        return program->capabilities & DG_CAP_FOLD && program->capabilities & DG_CAP_TABLE;
    if (op == DG_OP_VERIFY)
        return program->capabilities & DG_CAP_VERIFY;
    return op >= DG_OP_SYNTH_RUN || program->capabilities & DG_CAP_TABLE;
}

// A generator that the device has and the operation takes; -1 if there is none.
static int random_kind(struct program *program, dg_op op)
{
    unsigned kinds = op == DG_OP_FOLD || op == DG_OP_VERIFY ? DG_FEISTEL_INV : DG_FEISTEL_INV + 1;
    unsigned first = (unsigned)random_below(program, kinds);
    for (unsigned i = 0; i < kinds; i++) {
        unsigned kind = (first + i) % kinds;
        if (program->capabilities >> kind & 1)
            return (int)kind;
    }
    return -1;
}

// The run itself, and in half of the cases one cell damaged or, with luck, exchanged for a later one.
static void fill_verify_data(struct program *program, struct step *step)
{
    dg_request *request = &step->request;
    size_t size = dg_cell_size(request->kind);
    uint64_t from = random_below(program, request->n), to = random_below(program, request->n);
    struct model unused;
    request->out = step->in;
    dg_request synth = *request;
    synth.op = DG_OP_SYNTH_RUN;
    model_do(&unused, &synth);
    uint8_t *cells = (uint8_t *)step->in;
    switch (random_below(program, 4)) {
    case 0:
        cells[from * size] ^= (uint8_t)(1 + random_below(program, 255));
        break;
    case 1:
        memcpy(cells + to * size, cells + from * size, size);
        break;
    default:
        break;
    }
}

static uint64_t random_length(struct program *program)
{
    return 1 + random_below(program, random_below(program, 4) ? 12 : STEP_RECORDS);
}

void program_step(struct program *program, struct step *step)
{
    memset(step, 0, sizeof *step);
    dg_request *request = &step->request;
    request->size = sizeof *request;
    int kind;
    do {
        request->op = (dg_op)random_below(program, DG_OP_VERIFY + 1);
        kind = random_kind(program, request->op);
        // CLEAR is rare: a table that is always empty tests little
    } while (!can(program, request->op) || (request->op >= DG_OP_SYNTH_RUN && kind < 0) ||
             (request->op == DG_OP_CLEAR && random_below(program, 16) != 0));
    request->kind = (dg_kind)(kind < 0 ? 0 : kind);
    request->context = random_context(program);
    request->seed = random_word(program);
    request->base = random_address(program);
    request->n = random_length(program);
    if (request->op == DG_OP_FOLD)
        request->n *= 8;
    request->contexts = step->contexts;
    for (uint64_t i = 0; i < STEP_RECORDS; i++) {
        step->contexts[i] = random_context(program);
        step->in[i] = request->op == DG_OP_SYNTH_LIST ? random_address(program) : random_word(program);
    }
    bool keep = request->op == DG_OP_SWAP && random_below(program, 2);
    request->in = keep ? NULL : step->in;
    if (request->op == DG_OP_VERIFY)
        fill_verify_data(program, step);
}

void program_last_step(const struct program *program, struct step *step)
{
    memset(step, 0, sizeof *step);
    step->request.size = sizeof step->request;
    step->request.op = DG_OP_STAT;
    step->request.contexts = step->contexts;
    step->request.n = program->contexts;
    for (unsigned i = 0; i < program->contexts; i++)
        step->contexts[i] = (uint8_t)i;
}

const char *op_name(dg_op op)
{
    static const char *const names[] = {
        [DG_OP_LOAD] = "load",   [DG_OP_ACCUM] = "accum",         [DG_OP_ACCUM_RUN] = "accum_run",
        [DG_OP_READ] = "read",   [DG_OP_SWAP] = "swap",           [DG_OP_STAT] = "stat",
        [DG_OP_CLEAR] = "clear", [DG_OP_SYNTH_RUN] = "synth_run", [DG_OP_SYNTH_LIST] = "synth_list",
        [DG_OP_FOLD] = "fold",   [DG_OP_VERIFY] = "verify",
    };
    return names[op];
}

bool same_reply(const struct step *step, int a, int b)
{
    const void *reply_a = step->reply[a], *reply_b = step->reply[b];
    if (step->request.op != DG_OP_STAT)
        return memcmp(reply_a, reply_b, sizeof step->reply[0]) == 0;   // what no reply fills is zero
    const dg_table_context *context_a = reply_a, *context_b = reply_b; // their padding means nothing
    for (uint64_t i = 0; i < step->request.n; i++) {
        if (context_a[i].reference != context_b[i].reference || context_a[i].accumulator != context_b[i].accumulator ||
            context_a[i].count != context_b[i].count)
            return false;
    }
    return true;
}
