// SPDX-License-Identifier: Apache-2.0
// What stands around dg_executor in its bench: table, synthesizer, registers. Each is told what was on its wires before
// a clock edge. The cells are feistel's for every kind, cut to 4 bytes for the narrow ones: the executor only carries
// them.
#pragma once
#include "core_model.hpp"
#include <deque>

inline bool is_narrow(unsigned kind)
{
    return kind == DG_KIND_TORUS32 || kind == DG_KIND_SHUFFLED32;
}
inline uint64_t cell_of(unsigned kind, uint64_t seed, uint64_t address)
{
    uint64_t cell = kind == DG_KIND_FEISTEL_INV ? feistel_inverse(address, seed) : feistel(address, seed);
    return is_narrow(kind) ? (uint32_t)cell : cell;
}
inline uint32_t register_at(unsigned addr)
{
    return 0x9E3779B9u * (addr + 1);
}

struct Beat {
    uint64_t data;
    unsigned keep;
    bool last;
};

struct Table {
    std::vector<Context> contexts{256};
    std::deque<std::pair<uint64_t, uint64_t>> due; // {clock, result}
    uint64_t ops = 0, first = 0, last = 0;

    void run(uint64_t clock, uint64_t operand, uint64_t user)
    {
        Context &c = contexts[user >> 3 & 0xFF];
        uint64_t before = c.value();
        if (ops++ == 0)
            first = clock;
        last = clock;
        switch (user & 7) {
        case 0:
            c.load(operand);
            return;
        case 1:
            c.accumulate(operand, user >> 11);
            return;
        case 2:
            due.push_back({clock + 13, before});
            return;
        case 3:
            due.push_back({clock + 13, before});
            c.load(operand);
            return;
        case 4:
            due.push_back({clock + 13, before});
            c.load(before);
            return;
        case 5:
            due.push_back({clock + 13, c.reference});
            return;
        case 6:
            due.push_back({clock + 13, c.accumulator});
            return;
        default:
            due.push_back({clock + 13, c.count});
            return;
        }
    }
};

struct Synth {
    bool busy = false;
    unsigned mode = 0, kind = 0;
    uint64_t seed = 0, base = 0, count = 0;
    std::vector<uint64_t> input;
    std::deque<Beat> output;

    size_t wanted() const
    {
        return mode == 3 ? (is_narrow(kind) ? (count + 1) / 2 : count) : 0;
    }
    bool wants() const
    {
        return busy && output.empty() && (mode == 1 || (mode == 3 && input.size() < wanted()));
    }

    void command(const uint32_t *wires)
    {
        auto bits = [&](unsigned at, unsigned n) {
            uint64_t value = 0;
            for (unsigned i = 0; i < n; i++)
                value |= (uint64_t)(wires[(at + i) / 32] >> ((at + i) % 32) & 1) << i;
            return value;
        };
        mode = (unsigned)bits(0, 2);
        kind = (unsigned)bits(2, 3);
        seed = bits(5, 64);
        base = bits(69, 64);
        count = bits(133, 32);
        busy = true;
        input.clear();
        if (mode == 0 || mode == 2)
            finish();
    }

    void take(uint64_t word, bool last)
    {
        input.push_back(word);
        if (mode == 1 ? last : input.size() == wanted())
            finish();
    }

    void put_cells(const std::vector<uint64_t> &cells)
    {
        size_t per_word = is_narrow(kind) ? 2 : 1;
        for (size_t i = 0; i < cells.size(); i += per_word) {
            bool half = per_word == 2 && i + 1 == cells.size();
            uint64_t high = per_word == 2 && !half ? cells[i + 1] << 32 : 0;
            output.push_back({cells[i] | high, half ? 0x0Fu : 0xFFu, i + per_word >= cells.size()});
        }
    }

    void finish()
    {
        std::vector<uint64_t> cells;
        for (uint64_t i = 0; i < (mode == 1 ? input.size() : count); i++)
            cells.push_back(cell_of(kind, seed, mode == 1 ? input[i] : base + i));
        put_cells(cells);
        if (mode == 2) {
            uint64_t sum = 0;
            for (const Beat &b : output)
                sum ^= b.data;
            output.assign(1, {sum, 0xFF, true});
        } else if (mode == 3)
            verdict(cells);
    }

    void verdict(const std::vector<uint64_t> &cells)
    {
        uint64_t mismatches = 0, first = UINT32_MAX, wrong = 0;
        for (uint64_t i = 0; i < count; i++) {
            uint64_t got = is_narrow(kind) ? (uint32_t)(input[i / 2] >> 32 * (i % 2)) : input[i];
            if (got != cells[i] && mismatches++ == 0) {
                first = i;
                wrong = got;
            }
        }
        uint64_t origin = kind == DG_KIND_FEISTEL && mismatches ? feistel_inverse(wrong, seed) : 0;
        output.assign({{mismatches | first << 32, 0xFF, false}, {origin, 0xFF, true}});
    }
};
