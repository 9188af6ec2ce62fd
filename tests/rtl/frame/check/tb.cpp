// SPDX-License-Identifier: Apache-2.0
// dg_check against docs/protocol.md: random frames of every opcode, right or wrong in opcode, length, arg, kind,
// context, count or address, at full rate and with pauses. Words come out as they went in, 3 clocks later, with one
// status a frame.
#include "Vtop.h"
#include "dg_defs.h"
#include "frames.hpp"
#include <deque>

#ifndef CFG_CONTEXTS
#define CFG_CONTEXTS 256
#endif
#ifndef CFG_KINDS
#define CFG_KINDS 0x3F
#endif
#ifndef CFG_FRAME_WORDS
#define CFG_FRAME_WORDS 126
#endif

static const unsigned ROOM = CFG_FRAME_WORDS - 1;

struct Frame {
    unsigned opcode, arg;
    Bytes payload;
    uint64_t word(size_t i) const
    {
        return word_at(payload, 8 * i);
    }
};

static bool is_pairs(unsigned o)
{
    return o == DG_OPC_LOAD || o == DG_OPC_ACCUM || o == DG_OPC_SWAP;
}
static bool is_reads(unsigned o)
{
    return o == DG_OPC_READ || o == DG_OPC_SWAP_KEEP || o == DG_OPC_STAT;
}
static bool is_synth(unsigned o)
{
    return o >= DG_OPC_SYNTH_RUN && o <= DG_OPC_VERIFY;
}
static unsigned cell_of(unsigned kind)
{
    return kind == DG_KIND_TORUS32 || kind == DG_KIND_SHUFFLED32 ? 4 : 8;
}

static bool good_length(const Frame &f)
{
    size_t bytes = f.payload.size(), groups = (f.arg + 7) / 8;
    switch (f.opcode) {
    case DG_OPC_HELLO:
        return f.arg == 0 && bytes == 8;
    case DG_OPC_OPEN:
        return f.arg == 0 && bytes == 16;
    case DG_OPC_ECHO:
        return f.arg == 0 && bytes <= 120;
    case DG_OPC_CLEAR:
        return bytes == 0;
    case DG_OPC_ACCUM_RUN:
        return bytes >= 8 && bytes % 8 == 0;
    case DG_OPC_SYNTH_RUN:
        return bytes == 24 && f.word(2) >= 1 && f.word(2) <= 8 * ROOM / cell_of(f.arg);
    case DG_OPC_SYNTH_LIST:
        return bytes >= 16 && bytes % 8 == 0;
    case DG_OPC_FOLD:
        return bytes == 32 && f.word(3) >= 1 && f.word(3) <= UINT32_MAX;
    case DG_OPC_VERIFY:
        return bytes > 16 && bytes % cell_of(f.arg) == 0;
    case DG_OPC_CSR_READ:
        return bytes == 8 && f.arg >= 1 && f.arg <= 64 && (f.arg + 1) / 2 <= ROOM;
    case DG_OPC_STAT:
        return f.arg >= 1 && bytes == 8 * groups && 3 * f.arg <= ROOM;
    default:
        break;
    }
    if (is_pairs(f.opcode))
        return f.arg >= 1 && bytes == 8 * (groups + f.arg);
    return f.arg >= 1 && bytes == 8 * groups && f.arg <= ROOM;
}

static bool good_contexts(const Frame &f)
{
    if (f.opcode == DG_OPC_ACCUM_RUN)
        return f.arg < CFG_CONTEXTS;
    if (f.opcode == DG_OPC_FOLD)
        return f.word(0) < CFG_CONTEXTS;
    if (is_pairs(f.opcode) || is_reads(f.opcode))
        for (unsigned i = 0; i < f.arg; i++) {
            size_t group = i / 8 * (is_pairs(f.opcode) ? 9 : 1);
            if (f.payload[8 * group + i % 8] >= CFG_CONTEXTS)
                return false;
        }
    return true;
}

static bool known(unsigned o)
{
    return (o >= DG_OPC_HELLO && o <= DG_OPC_ECHO) || (o >= DG_OPC_LOAD && o <= DG_OPC_CLEAR) || is_synth(o) ||
           o == DG_OPC_CSR_READ;
}

static unsigned status_of(const Frame &f)
{
    if (!known(f.opcode))
        return DG_ST_BAD_OPCODE;
    if (!good_length(f))
        return DG_ST_BAD_LENGTH;
    bool folds = f.opcode == DG_OPC_FOLD || f.opcode == DG_OPC_VERIFY;
    if (is_synth(f.opcode) && (f.arg > 5 || !(CFG_KINDS >> f.arg & 1) || (folds && f.arg == DG_KIND_FEISTEL_INV)))
        return DG_ST_BAD_KIND;
    if (!good_contexts(f))
        return DG_ST_BAD_CONTEXT;
    if (f.opcode == DG_OPC_CSR_READ && (f.word(0) % 4 != 0 || f.word(0) > 1000 || f.word(0) + 4 * f.arg > DG_CSR_END))
        return DG_ST_BAD_ADDRESS;
    return DG_ST_OK;
}

// ---- frames, mostly right ----

struct Maker {
    Random random{77};

    void words(Frame &f, size_t n)
    {
        while (n-- > 0)
            put_word(f.payload, random.next());
    }
    uint64_t near(uint64_t limit)
    {
        return limit - 2 + random.below(4);
    }

    void records(Frame &f)
    {
        unsigned most = f.opcode == DG_OPC_STAT ? ROOM / 3 : is_reads(f.opcode) ? ROOM : 8 * (ROOM - 1) / 9;
        f.arg = (unsigned)(random.below(3) ? random.below(12) : near(most)) & 0xFF;
        bool wrong = random.below(4) == 0;
        for (unsigned at = 0; at < f.arg; at += 8) {
            unsigned n = f.arg - at < 8 ? f.arg - at : 8;
            for (unsigned i = 0; i < 8; i++)
                f.payload.push_back(i < n ? (uint8_t)random.below(CFG_CONTEXTS) : 0);
            if (is_pairs(f.opcode))
                words(f, n);
        }
        if (wrong && !f.payload.empty())
            f.payload[random.below(f.payload.size())] |= (uint8_t)(1u << random.below(8));
    }

    void synth(Frame &f)
    {
        f.arg = (unsigned)(random.below(4) ? random.below(6) : random.below(256));
        if (f.opcode == DG_OPC_FOLD)
            put_word(f.payload, random.below(4) ? random.below(CFG_CONTEXTS) : random.next() >> random.below(64));
        put_word(f.payload, random.next());
        if (f.opcode == DG_OPC_SYNTH_LIST)
            return words(f, random.below(ROOM));
        put_word(f.payload, random.next());
        if (f.opcode == DG_OPC_VERIFY) {
            words(f, random.below(ROOM - 2));
            if (random.below(3) == 0)
                put_word(f.payload, random.next(), 4);
        } else if (random.below(2))
            put_word(f.payload, f.opcode == DG_OPC_FOLD ? near(UINT64_C(1) << 32) : near(8 * ROOM / cell_of(f.arg)));
        else
            put_word(f.payload,
                     random.below(3) ? random.below(ROOM) : random.below(ROOM) | UINT64_C(1) << random.below(64));
    }

    Frame make()
    {
        static const unsigned opcodes[] = {DG_OPC_HELLO,      DG_OPC_OPEN,      DG_OPC_ECHO,   DG_OPC_LOAD,
                                           DG_OPC_ACCUM,      DG_OPC_ACCUM_RUN, DG_OPC_READ,   DG_OPC_SWAP,
                                           DG_OPC_SWAP_KEEP,  DG_OPC_STAT,      DG_OPC_CLEAR,  DG_OPC_SYNTH_RUN,
                                           DG_OPC_SYNTH_LIST, DG_OPC_FOLD,      DG_OPC_VERIFY, DG_OPC_CSR_READ};
        Frame f{opcodes[random.below(16)], 0, {}};
        switch (f.opcode) {
        case DG_OPC_HELLO:
            words(f, 1);
            break;
        case DG_OPC_OPEN:
            words(f, 2);
            break;
        case DG_OPC_ECHO:
            f.payload.resize(random.below(2) ? random.below(20) : 110 + random.below(16));
            break;
        case DG_OPC_CLEAR:
            f.arg = (unsigned)random.below(256);
            break;
        case DG_OPC_ACCUM_RUN:
            f.arg = (unsigned)random.below(random.below(2) ? 256 : CFG_CONTEXTS);
            words(f, random.below(ROOM + 1));
            break;
        case DG_OPC_CSR_READ:
            f.arg = (unsigned)random.below(random.below(2) ? 34 : 256);
            put_word(f.payload, random.below(8) ? 4 * random.below(32) : random.next() >> random.below(64));
            break;
        default:
            if (is_synth(f.opcode))
                synth(f);
            else
                records(f);
        }
        spoil(f);
        clear_unused(f);
        if (f.payload.size() > 8 * ROOM)
            f.payload.resize(8 * ROOM);
        return f;
    }

    // The unused bytes of the last word of contexts are 0, in wrong frames as well.
    static void clear_unused(Frame &f)
    {
        size_t group = f.arg / 8 * (is_pairs(f.opcode) ? 9 : 1);
        if (is_pairs(f.opcode) || is_reads(f.opcode))
            for (size_t i = 8 * group + f.arg % 8; i < 8 * group + 8 && i < f.payload.size() && f.arg % 8; i++)
                f.payload[i] = 0;
    }

    void spoil(Frame &f)
    {
        switch (random.below(24)) {
        case 0:
            f.opcode = (unsigned)random.below(256);
            break;
        case 1:
            f.arg = (unsigned)random.below(256);
            break;
        case 2:
            f.arg ^= 1u << random.below(8);
            break;
        case 3:
            f.payload.resize(random.below(f.payload.size() + 1));
            break;
        case 4:
            words(f, 1);
            break;
        case 5:
            f.payload.push_back((uint8_t)random.next());
            break;
        default:
            break;
        }
    }
};

// ---- the stream ----

struct Word {
    uint64_t data;
    unsigned keep;
    bool last, bad;
    unsigned status;
    uint64_t clock;
};

struct Bench {
    Vtop top;
    Maker maker;
    std::deque<Word> due;
    uint64_t clock = 0, per_status[8] = {};

    void tick()
    {
        top.clk = 0;
        top.eval();
        bool expected = !due.empty() && due.front().clock == clock;
        require(top.m_axis_tvalid == expected, "a word lost, invented or late", clock);
        if (expected) {
            const Word &w = due.front();
            require(top.m_axis_tdata == w.data && top.m_axis_tlast == w.last, "word", top.m_axis_tdata, w.data);
            require(top.m_axis_tkeep == w.keep, "keep", top.m_axis_tkeep, w.keep);
            if (w.last) {
                require(top.m_axis_tuser == w.status, "status", top.m_axis_tuser, w.status);
                require(top.m_axis_bad == w.bad, "bad");
            }
            due.pop_front();
        }
        top.clk = 1;
        top.eval();
        clock++;
    }

    void idle()
    {
        top.s_axis_tvalid = 0;
        top.s_axis_tdata = maker.random.next();
        top.s_axis_tlast = maker.random.below(2);
        tick();
    }

    void send(const Frame &f, bool pauses)
    {
        Bytes bytes;
        put_word(bytes, f.opcode | f.arg << 8 | maker.random.next() << 16);
        bytes.insert(bytes.end(), f.payload.begin(), f.payload.end());
        unsigned status = status_of(f);
        per_status[status]++;
        for (size_t at = 0; at < bytes.size(); at += 8) {
            while (pauses && maker.random.below(2))
                idle();
            size_t n = bytes.size() - at < 8 ? bytes.size() - at : 8;
            bool last = at + 8 >= bytes.size();
            Word w{word_at(bytes, at), 0xFFu >> (8 - n), last, maker.random.below(5) == 0, status, clock + 3};
            due.push_back(w);
            top.s_axis_tvalid = 1;
            top.s_axis_tdata = w.data;
            top.s_axis_tkeep = (uint8_t)w.keep;
            top.s_axis_tlast = last;
            top.s_axis_tuser = w.bad;
            tick();
        }
    }
};

int main()
{
    Bench b;
    b.top.rst = 1;
    b.top.s_axis_tvalid = 0;
    b.top.clk = 1;
    b.top.eval();
    b.top.clk = 0;
    b.top.eval();
    b.top.clk = 1;
    b.top.eval();
    b.top.rst = 0;
    const int frames = 120000;
    for (int i = 0; i < frames; i++)
        b.send(b.maker.make(), i % 2 != 0);
    for (int i = 0; i < 4; i++)
        b.idle();
    require(b.due.empty(), "words are missing", b.due.size());
    std::printf("check: seed 77, %d frames, by status:", frames);
    for (unsigned s = 0; s < 8; s++) {
        bool of_session = s == DG_ST_BAD_SESSION || s == DG_ST_BAD_EPOCH;
        require(of_session || b.per_status[s] > 200, "too few frames of a status", s, b.per_status[s]);
        std::printf(" %llu", (unsigned long long)b.per_status[s]);
    }
    std::printf("\n");
    return 0;
}
