// SPDX-License-Identifier: Apache-2.0
// What a request does and what comes back, from docs/protocol.md: table, lists and the feistel generator.
// Frames are header and payload, as in frames.hpp. Shares nothing with hal/.
#pragma once
#include "dg_defs.h"
#include "frames.hpp"

struct Request {
    unsigned opcode = 0, arg = 0;
    Bytes payload;
    uint64_t word(size_t index) const
    {
        return word_at(payload, 8 * index);
    }
    size_t words() const
    {
        return (payload.size() + 7) / 8;
    }
};

inline Bytes header_of(unsigned opcode, unsigned arg, uint16_t number, uint32_t session)
{
    Bytes header;
    put_word(header, opcode | arg << 8 | (uint64_t)number << 16 | (uint64_t)session << 32);
    return header;
}

inline Bytes frame_of(const Request &request, uint16_t number, uint32_t session)
{
    Bytes frame = header_of(request.opcode, request.arg, number, session);
    frame.insert(frame.end(), request.payload.begin(), request.payload.end());
    return frame;
}

inline uint64_t feistel(uint64_t v, uint64_t seed)
{
    uint32_t left = (uint32_t)(v >> 32), right = (uint32_t)v;
    for (int round = 0; round < 4; round++) {
        uint32_t mixed = left ^ (right * 0x9E3779B9u + (uint32_t)seed);
        left = right;
        right = mixed;
    }
    return (uint64_t)left << 32 | right;
}

inline uint64_t feistel_inverse(uint64_t v, uint64_t seed)
{
    uint32_t left = (uint32_t)(v >> 32), right = (uint32_t)v;
    for (int round = 0; round < 4; round++) {
        uint32_t before = right ^ (left * 0x9E3779B9u + (uint32_t)seed);
        right = left;
        left = before;
    }
    return (uint64_t)left << 32 | right;
}

struct Context {
    uint64_t reference = 0, accumulator = 0;
    uint32_t count = 0;
    uint64_t value() const
    {
        return reference ^ accumulator;
    }
    void load(uint64_t v)
    {
        *this = {v, 0, 0};
    }
    void accumulate(uint64_t delta, uint64_t times)
    {
        accumulator ^= delta;
        count = times > UINT32_MAX - count ? UINT32_MAX : (uint32_t)(count + times);
    }
};

class Core
{
  public:
    Core(unsigned contexts, unsigned frame_words, unsigned kinds)
        : table(contexts), frame_words(frame_words), kinds(kinds)
    {
    }

    // Runs the request. Returns the status; `reply` is the payload.
    unsigned run(const Request &r, Bytes &reply)
    {
        reply.clear();
        unsigned status = check(r);
        if (status == DG_ST_OK)
            apply(r, reply);
        return status;
    }

    std::vector<Context> table;

  private:
    unsigned frame_words, kinds;

    static bool is_list(unsigned opcode)
    {
        return opcode != DG_OPC_ACCUM_RUN && opcode >= DG_OPC_LOAD && opcode <= DG_OPC_STAT;
    }
    static bool has_operands(unsigned o)
    {
        return o == DG_OPC_LOAD || o == DG_OPC_ACCUM || o == DG_OPC_SWAP;
    }

    static unsigned context_of(const Request &r, unsigned record)
    {
        return (uint8_t)(r.word(record / 8 * (has_operands(r.opcode) ? 9 : 1)) >> (8 * (record % 8)));
    }
    static uint64_t operand_of(const Request &r, unsigned record)
    {
        return has_operands(r.opcode) ? r.word(record / 8 * 9 + 1 + record % 8) : 0;
    }

    // 64-bit cells only: the model has no torus
    bool length_is_good(const Request &r) const
    {
        size_t n = r.words(), groups = (r.arg + 7) / 8, room = frame_words - 1;
        if (r.payload.size() % 8 != 0)
            return false;
        switch (r.opcode) {
        case DG_OPC_LOAD:
        case DG_OPC_ACCUM:
        case DG_OPC_SWAP:
            return r.arg >= 1 && n == groups + r.arg;
        case DG_OPC_READ:
        case DG_OPC_SWAP_KEEP:
            return r.arg >= 1 && n == groups && r.arg <= room;
        case DG_OPC_STAT:
            return r.arg >= 1 && n == groups && 3 * r.arg <= room;
        case DG_OPC_ACCUM_RUN:
            return n >= 1;
        case DG_OPC_CLEAR:
            return n == 0;
        case DG_OPC_SYNTH_RUN:
            return n == 3 && r.word(2) >= 1 && r.word(2) <= room;
        case DG_OPC_SYNTH_LIST:
            return n >= 2;
        case DG_OPC_FOLD:
            return n == 4 && r.word(3) >= 1 && r.word(3) <= UINT32_MAX;
        case DG_OPC_VERIFY:
            return n >= 3;
        case DG_OPC_CSR_READ:
            return n == 1 && r.arg >= 1 && r.arg <= 64 && (r.arg + 1) / 2 <= room;
        default:
            return false;
        }
    }

    unsigned check(const Request &r) const
    {
        bool known = (r.opcode >= DG_OPC_LOAD && r.opcode <= DG_OPC_CLEAR) || r.opcode == DG_OPC_CSR_READ ||
                     (r.opcode >= DG_OPC_SYNTH_RUN && r.opcode <= DG_OPC_VERIFY);
        if (!known)
            return DG_ST_BAD_OPCODE;
        if (!length_is_good(r))
            return DG_ST_BAD_LENGTH;
        bool is_synth = r.opcode >= DG_OPC_SYNTH_RUN && r.opcode <= DG_OPC_VERIFY;
        if (is_synth && (r.arg >= 8 || !(kinds >> r.arg & 1)))
            return DG_ST_BAD_KIND;
        if (r.opcode >= DG_OPC_FOLD && is_synth && r.arg == DG_KIND_FEISTEL_INV)
            return DG_ST_BAD_KIND;
        if (r.opcode == DG_OPC_ACCUM_RUN && r.arg >= table.size())
            return DG_ST_BAD_CONTEXT;
        if (r.opcode == DG_OPC_FOLD && r.word(0) >= table.size())
            return DG_ST_BAD_CONTEXT;
        for (unsigned i = 0; is_list(r.opcode) && i < r.arg; i++)
            if (context_of(r, i) >= table.size())
                return DG_ST_BAD_CONTEXT;
        if (r.opcode == DG_OPC_CSR_READ && (r.word(0) % 4 != 0 || r.word(0) > 0x100 || r.word(0) + 4 * r.arg > 0x78))
            return DG_ST_BAD_ADDRESS;
        return DG_ST_OK;
    }

    static uint64_t cell(const Request &r, uint64_t seed, uint64_t address)
    {
        return r.arg == DG_KIND_FEISTEL_INV ? feistel_inverse(address, seed) : feistel(address, seed);
    }

    void apply(const Request &r, Bytes &reply)
    {
        switch (r.opcode) {
        case DG_OPC_ACCUM_RUN:
            for (size_t i = 0; i < r.words(); i++)
                table[r.arg].accumulate(r.word(i), 1);
            break;
        case DG_OPC_CLEAR:
            table.assign(table.size(), Context());
            break;
        case DG_OPC_SYNTH_RUN:
            for (uint64_t i = 0; i < r.word(2); i++)
                put_word(reply, cell(r, r.word(0), r.word(1) + i));
            break;
        case DG_OPC_SYNTH_LIST:
            for (size_t i = 1; i < r.words(); i++)
                put_word(reply, cell(r, r.word(0), r.word(i)));
            break;
        case DG_OPC_FOLD: {
            uint64_t sum = 0;
            for (uint64_t i = 0; i < r.word(3); i++)
                sum ^= cell(r, r.word(1), r.word(2) + i);
            table[r.word(0)].accumulate(sum, r.word(3));
            put_word(reply, sum);
            break;
        }
        case DG_OPC_VERIFY: {
            uint64_t mismatches = 0, first = UINT32_MAX, origin = 0;
            for (size_t i = 2; i < r.words(); i++)
                if (r.word(i) != cell(r, r.word(0), r.word(1) + i - 2) && mismatches++ == 0) {
                    first = i - 2;
                    origin = feistel_inverse(r.word(i), r.word(0));
                }
            put_word(reply, mismatches | first << 32);
            put_word(reply, origin);
            break;
        }
        case DG_OPC_CSR_READ:
            break; // the bench looks at these itself
        default:
            for (unsigned i = 0; i < r.arg; i++)
                list(r.opcode, table[context_of(r, i)], operand_of(r, i), reply);
        }
    }

    static void list(unsigned opcode, Context &context, uint64_t operand, Bytes &reply)
    {
        if (opcode == DG_OPC_READ || opcode == DG_OPC_SWAP || opcode == DG_OPC_SWAP_KEEP)
            put_word(reply, context.value());
        switch (opcode) {
        case DG_OPC_LOAD:
        case DG_OPC_SWAP:
            context.load(operand);
            break;
        case DG_OPC_ACCUM:
            context.accumulate(operand, 1);
            break;
        case DG_OPC_SWAP_KEEP:
            context.load(context.value());
            break;
        case DG_OPC_STAT:
            put_word(reply, context.reference);
            put_word(reply, context.accumulator);
            put_word(reply, context.count);
            break;
        default:
            break;
        }
    }
};
