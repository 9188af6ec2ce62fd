// SPDX-License-Identifier: Apache-2.0
// What frames do in the model device: model_run.h.
#include "model_run.h"

#include <string.h>

#include "dg_defs.h"
#include "naive.h"

uint64_t model_word(const struct model_frame *frame, size_t i)
{
    uint64_t word = 0;
    for (size_t k = 0; k < 8; k++)
        word |= (uint64_t)frame->bytes[8 * i + k] << 8 * k;
    return word;
}

static void put(struct model_frame *frame, uint64_t value, size_t bytes)
{
    for (size_t k = 0; k < bytes; k++)
        frame->bytes[frame->n++] = (uint8_t)(value >> 8 * k);
}

void model_identity(const struct model *m, uint64_t nonce, struct model_frame *reply)
{
    put(reply, nonce, 8);
    const uint32_t registers[] = {m->magic,    m->protocol,    0x89ABCDEFu,
                                  0x01234567u, m->board,       m->clock_hz,
                                  0x73Fu,      m->contexts,    m->lanes << 16 | m->clocks_per_cell,
                                  m->window,   m->frame_words, m->rx_words,
                                  m->epoch,    m->session,     0x55667788u,
                                  0x11223344u};
    for (size_t i = 0; i < sizeof registers / sizeof *registers; i++)
        put(reply, registers[i], 4);
}

static uint32_t counter(const struct model *m, unsigned address)
{
    switch (address) {
    case DG_CSR_OPS_LO:
        return (uint32_t)m->ops;
    case DG_CSR_OPS_HI:
        return (uint32_t)(m->ops >> 32);
    case DG_CSR_CELLS_LO:
        return (uint32_t)m->cells;
    case DG_CSR_CELLS_HI:
        return (uint32_t)(m->cells >> 32);
    case DG_CSR_FRAMES:
        return m->frames;
    case DG_CSR_CRC_ERRORS:
        return m->crc_errors;
    case DG_CSR_OVERRUNS:
        return m->overruns;
    case DG_CSR_REPLAYS:
        return m->replays;
    case DG_CSR_GAPS:
        return m->gaps;
    default:
        return address;
    }
}

static void add(struct model *m, unsigned context, uint64_t delta, uint64_t times)
{
    m->accumulator[context] ^= delta;
    m->count[context] = times > UINT32_MAX - m->count[context] ? UINT32_MAX : m->count[context] + (uint32_t)times;
    m->ops += times;
}

static void set(struct model *m, unsigned context, uint64_t value)
{
    m->reference[context] = value;
    m->accumulator[context] = 0;
    m->count[context] = 0;
    m->ops++;
}

static void run_list(struct model *m, const struct model_frame *request, struct model_frame *reply)
{
    uint8_t op = request->bytes[0];
    bool pairs = op == DG_OPC_LOAD || op == DG_OPC_ACCUM || op == DG_OPC_SWAP;
    for (unsigned i = 0; i < request->bytes[1]; i++) {
        size_t group = 1 + (pairs ? 9 : 1) * (i / 8);
        unsigned context = request->bytes[8 * group + i % 8];
        uint64_t operand = pairs ? model_word(request, group + 1 + i % 8) : 0;
        uint64_t value = m->reference[context] ^ m->accumulator[context];
        if (op == DG_OPC_ACCUM)
            add(m, context, operand, 1);
        else if (op == DG_OPC_STAT) {
            put(reply, m->reference[context], 8);
            put(reply, m->accumulator[context], 8);
            put(reply, m->count[context], 8);
        } else if (op != DG_OPC_LOAD)
            put(reply, value, 8);
        if (op == DG_OPC_LOAD || op == DG_OPC_SWAP || op == DG_OPC_SWAP_KEEP)
            set(m, context, op == DG_OPC_SWAP_KEEP ? value : operand);
    }
}

static void fold(struct model *m, const struct model_frame *request, struct model_frame *reply)
{
    int kind = request->bytes[1];
    uint64_t size = naive_size(kind), n = model_word(request, 4), sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum ^= naive_cell(kind, model_word(request, 2), model_word(request, 3) + i) << (size == 4 ? i % 2 * 32 : 0);
    add(m, (unsigned)model_word(request, 1), sum, (n * size + 7) / 8);
    m->cells += n;
    put(reply, sum, 8);
}

static void verify(struct model *m, const struct model_frame *request, struct model_frame *reply)
{
    int kind = request->bytes[1];
    uint64_t size = naive_size(kind), n = (request->n - 24) / size, mismatches = 0, first = UINT32_MAX, origin = 0;
    for (uint64_t i = 0; i < n; i++) {
        uint64_t found = 0;
        for (uint64_t k = 0; k < size; k++)
            found |= (uint64_t)request->bytes[24 + i * size + k] << 8 * k;
        if (found == naive_cell(kind, model_word(request, 1), model_word(request, 2) + i))
            continue;
        if (mismatches++ == 0) {
            first = i;
            origin = kind == DG_KIND_FEISTEL ? naive_feistel_inv(found, model_word(request, 1)) : 0;
        }
    }
    m->cells += n;
    put(reply, mismatches, 4);
    put(reply, first, 4);
    put(reply, origin, 8);
}

static void synth(struct model *m, const struct model_frame *request, struct model_frame *reply)
{
    int kind = request->bytes[1];
    bool list = request->bytes[0] == DG_OPC_SYNTH_LIST;
    uint64_t n = list ? request->n / 8 - 2 : model_word(request, 3);
    for (uint64_t i = 0; i < n; i++)
        put(reply,
            naive_cell(kind, model_word(request, 1), list ? model_word(request, 2 + i) : model_word(request, 2) + i),
            naive_size(kind));
    m->cells += n;
}

void model_run(struct model *m, const struct model_frame *request, struct model_frame *reply)
{
    memcpy(reply->bytes, request->bytes, 8);
    reply->bytes[0] |= 0x80;
    reply->bytes[1] = DG_ST_OK;
    reply->n = 8;
    switch (request->bytes[0]) {
    case DG_OPC_ACCUM_RUN:
        for (size_t i = 1; i < request->n / 8; i++)
            add(m, request->bytes[1], model_word(request, i), 1);
        break;
    case DG_OPC_CLEAR:
        memset(m->reference, 0, sizeof m->reference);
        memset(m->accumulator, 0, sizeof m->accumulator);
        memset(m->count, 0, sizeof m->count);
        break;
    case DG_OPC_SYNTH_RUN:
    case DG_OPC_SYNTH_LIST:
        synth(m, request, reply);
        break;
    case DG_OPC_FOLD:
        fold(m, request, reply);
        break;
    case DG_OPC_VERIFY:
        verify(m, request, reply);
        break;
    case DG_OPC_CSR_READ:
        for (unsigned i = 0; i < request->bytes[1]; i++)
            put(reply, counter(m, (unsigned)model_word(request, 1) + 4 * i), 4);
        break;
    default:
        run_list(m, request, reply);
    }
}
