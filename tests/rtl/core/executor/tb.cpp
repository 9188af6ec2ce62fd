// SPDX-License-Identifier: Apache-2.0
// dg_executor alone: random requests of every opcode and status, with pauses on every stream. The table of
// stand_ins.hpp gives each result 13 clocks after its operation, whether it is wanted or not. Replies and the table's
// contents are compared with core_model.hpp; at full rate clocks are counted.
#include "Vtop.h"
#include "stand_ins.hpp"

#ifndef CFG_FRAME_WORDS
#define CFG_FRAME_WORDS 126
#endif

static const unsigned CONTEXTS = 256, ROOM = CFG_FRAME_WORDS - 1;

struct Bench {
    Vtop top;
    Random random{4242};
    Core model{CONTEXTS, CFG_FRAME_WORDS, 0x3F};
    Table table;
    Synth synth;
    uint64_t clock = 0, busy = 0, ops = 0, stalls = 0, per_opcode[256] = {};
    double offering = 1.0, taking = 1.0, table_ready = 1.0;
    std::deque<Beat> request;
    unsigned status = 0;
    Bytes reply;
    bool replied = false;

    void drive()
    {
        top.s_axis_tvalid = top.s_axis_tvalid || (!request.empty() && random.chance(offering));
        if (top.s_axis_tvalid) {
            top.s_axis_tdata = request.front().data;
            top.s_axis_tkeep = (uint8_t)request.front().keep;
            top.s_axis_tlast = request.front().last;
            top.s_axis_tuser = (uint8_t)status;
        } else
            top.s_axis_tdata = random.next();
        top.m_axis_tready = random.chance(taking);
        top.m_table_tready = random.chance(table_ready);
        top.s_table_tvalid = !table.due.empty() && table.due.front().first == clock;
        top.s_table_tdata = top.s_table_tvalid ? table.due.front().second : random.next();
        if (top.s_table_tvalid)
            table.due.pop_front();
        top.m_cmd_tready = !synth.busy && random.chance(offering);
        top.m_synth_tready = synth.wants() && random.chance(offering);
        top.s_synth_tvalid = top.s_synth_tvalid || (!synth.output.empty() && random.chance(offering));
        if (top.s_synth_tvalid) {
            top.s_synth_tdata = synth.output.front().data;
            top.s_synth_tkeep = (uint8_t)synth.output.front().keep;
            top.s_synth_tlast = synth.output.front().last;
        }
    }

    void take_reply()
    {
        unsigned bytes = top.m_axis_tkeep == 0xFF ? 8 : 0;
        for (unsigned n = 1; n < 8; n++)
            if (top.m_axis_tkeep == (1u << n) - 1)
                bytes = n;
        require(bytes != 0 && (bytes == 8 || top.m_axis_tlast), "tkeep of a reply", top.m_axis_tkeep);
        require(!replied, "a word beyond the reply");
        put_word(reply, top.m_axis_tdata, bytes);
        replied = top.m_axis_tlast;
    }

    void step()
    {
        drive();
        top.clk = 0;
        top.eval();
        uint64_t data = top.m_axis_tdata;
        bool stalled = top.m_axis_tvalid && !top.m_axis_tready, last = top.m_axis_tlast;
        bool op_stalled = top.m_table_tvalid && !top.m_table_tready;
        uint64_t op_user = top.m_table_tuser, op_data = top.m_table_tdata,
                 read = top.csr_re ? register_at(top.csr_addr) : random.next();
        bool op_returns = (op_user & 7) >= 2, op_carries = !op_returns || (op_user & 7) == 3;
        bool took = top.s_axis_tvalid && top.s_axis_tready, result_taken = top.s_synth_tvalid && top.s_synth_tready;
        require(top.op == (top.m_table_tvalid && top.m_table_tready) && top.stall == op_stalled, "op and stall");
        busy += top.busy;
        stalls += top.stall;
        if (top.m_axis_tvalid && top.m_axis_tready)
            take_reply();
        if (top.op) {
            table.run(clock, op_data, op_user);
            ops++;
        }
        if (top.table_clear)
            table.contexts.assign(CONTEXTS, Context());
        if (top.m_cmd_tvalid && top.m_cmd_tready)
            synth.command(&top.m_cmd_tdata[0]);
        if (top.m_synth_tvalid && top.m_synth_tready)
            synth.take(top.m_synth_tdata, top.m_synth_tlast);
        top.clk = 1;
        top.eval();
        clock++;
        top.csr_data = (uint32_t)read;
        if (took) {
            request.pop_front();
            top.s_axis_tvalid = 0;
        }
        if (result_taken) {
            synth.busy = !synth.output.front().last;
            synth.output.pop_front();
            top.s_synth_tvalid = 0;
        }
        require(!stalled || (top.m_axis_tvalid && top.m_axis_tdata == data && top.m_axis_tlast == last),
                "reply not stable");
        require(!op_stalled || (top.m_table_tvalid && top.m_table_tuser == op_user &&
                                (!op_carries || top.m_table_tdata == op_data)),
                "operation not stable");
    }

    // Sends a request, waits for its reply; returns the clocks from its first word to the reply's last.
    uint64_t ask(const Request &r, unsigned with_status)
    {
        Bytes frame = frame_of(r, (uint16_t)random.next(), (uint32_t)random.next());
        for (size_t at = 0; at < frame.size(); at += 8) {
            size_t n = frame.size() - at < 8 ? frame.size() - at : 8;
            request.push_back({word_at(frame, at), 0xFFu >> (8 - n), at + 8 >= frame.size()});
        }
        status = with_status;
        reply.clear();
        replied = false;
        uint64_t start = clock;
        while (!replied || !request.empty()) {
            require(clock - start < 1000000, "no reply", r.opcode);
            step();
        }
        uint64_t header = (word_at(frame, 0) & ~UINT64_C(0xFF00)) | 0x80 | (uint64_t)with_status << 8;
        require(word_at(reply, 0) == header, "the reply's header", word_at(reply, 0), header);
        return clock - start;
    }

    void expect(const Request &r, const Bytes &payload)
    {
        per_opcode[r.opcode]++;
        ask(r, DG_ST_OK);
        require(Bytes(reply.begin() + 8, reply.end()) == payload, "reply", r.opcode, reply.size());
    }

    void compare_tables()
    {
        for (unsigned i = 0; i < CONTEXTS; i++) {
            const Context &a = table.contexts[i], &b = model.table[i];
            require(a.reference == b.reference && a.accumulator == b.accumulator && a.count == b.count, "table", i);
        }
    }

    void words(Request &r, size_t n)
    {
        while (n-- > 0)
            put_word(r.payload, random.next());
    }

    Request list(unsigned opcode)
    {
        bool operands = opcode == DG_OPC_LOAD || opcode == DG_OPC_ACCUM || opcode == DG_OPC_SWAP;
        size_t most = operands ? ROOM * 8 / 9 - 1 : opcode == DG_OPC_STAT ? ROOM / 3 : ROOM;
        Request r{opcode, 1 + (unsigned)random.below(most), {}};
        for (unsigned at = 0; at < r.arg; at += 8) {
            unsigned n = r.arg - at < 8 ? r.arg - at : 8;
            for (unsigned i = 0; i < 8; i++)
                r.payload.push_back(i < n ? (uint8_t)random.below(random.below(2) ? 3 : CONTEXTS) : 0);
            if (operands)
                words(r, n);
        }
        return r;
    }

    void run_table(unsigned opcode)
    {
        Request r = list(opcode);
        if (opcode == DG_OPC_ACCUM_RUN || opcode == DG_OPC_CLEAR)
            r = {opcode, (unsigned)random.below(CONTEXTS), {}};
        if (opcode == DG_OPC_ACCUM_RUN)
            words(r, 1 + random.below(ROOM));
        Bytes payload;
        require(model.run(r, payload) == DG_ST_OK, "the model refuses", opcode);
        expect(r, payload);
    }

    // Cells, folds and verdicts from the stand-in's definition of a cell.
    void run_synth(unsigned opcode)
    {
        bool folds = opcode == DG_OPC_FOLD || opcode == DG_OPC_VERIFY;
        Request r{opcode, (unsigned)random.below(folds ? 5 : 6), {}};
        unsigned size = is_narrow(r.arg) ? 4 : 8, context = (unsigned)random.below(CONTEXTS);
        uint64_t seed = random.next(), base = random.below(2) ? random.next() : ~random.below(9);
        uint64_t count = 1 + random.below(8 * (ROOM - 2) / size);
        Bytes cells, payload;
        if (opcode == DG_OPC_FOLD)
            put_word(r.payload, context);
        put_word(r.payload, seed);
        if (opcode != DG_OPC_SYNTH_LIST)
            put_word(r.payload, base);
        for (uint64_t i = 0; i < count; i++)
            put_word(cells, cell_of(r.arg, seed, base + i), size);
        if (opcode == DG_OPC_SYNTH_RUN || opcode == DG_OPC_FOLD)
            put_word(r.payload, count);
        if (opcode == DG_OPC_SYNTH_LIST) {
            count = 1 + random.below(ROOM - 1);
            cells.clear();
            words(r, count);
            for (uint64_t i = 0; i < count; i++)
                put_word(cells, cell_of(r.arg, seed, r.word(1 + i)), size);
        }
        if (opcode == DG_OPC_SYNTH_RUN || opcode == DG_OPC_SYNTH_LIST)
            return expect(r, cells);
        if (opcode == DG_OPC_FOLD) {
            uint64_t sum = 0;
            for (size_t at = 0; at < cells.size(); at += 8)
                sum ^= word_at(cells, at);
            model.table[context].accumulate(sum, (cells.size() + 7) / 8);
            put_word(payload, sum);
            return expect(r, payload);
        }
        uint64_t mismatches = 0, first = UINT32_MAX, origin = 0;
        Bytes damaged = cells;
        while (random.below(3) == 0)
            damaged[random.below(damaged.size())] ^= (uint8_t)(1 + random.below(255));
        for (uint64_t i = 0; i < count; i++)
            if (!std::equal(&cells[i * size], &cells[i * size] + size, &damaged[i * size]) && mismatches++ == 0) {
                first = i;
                if (r.arg == DG_KIND_FEISTEL)
                    origin = feistel_inverse(word_at(damaged, i * size), seed);
            }
        r.payload.insert(r.payload.end(), damaged.begin(), damaged.end());
        put_word(payload, mismatches | first << 32);
        put_word(payload, origin);
        expect(r, payload);
    }

    void run_registers(bool hello)
    {
        Request r{DG_OPC_HELLO, 0, {}};
        Bytes payload;
        unsigned first = 0, n = 16;
        if (hello) {
            words(r, 1);
            payload = r.payload;
        } else {
            first = 4 * (unsigned)random.below(30);
            n = 1 + (unsigned)random.below(30 - first / 4);
            r = {DG_OPC_CSR_READ, n, {}};
            put_word(r.payload, first);
        }
        for (unsigned i = 0; i < n; i++)
            put_word(payload, register_at(first + 4 * i), 4);
        expect(r, payload);
    }

    // Whatever the frame is, a status other than OK is all that happens.
    void run_refused()
    {
        Request r{(unsigned)random.below(256), (unsigned)random.below(256), {}};
        r.payload.resize(random.below(8 * ROOM + 1));
        for (uint8_t &b : r.payload)
            b = (uint8_t)random.next();
        uint64_t before = ops;
        ask(r, 1 + (unsigned)random.below(7));
        require(reply.size() == 8 && ops == before && !synth.busy, "a refused frame does something", r.opcode);
    }

    void run_any()
    {
        unsigned opcode = (unsigned)random.below(0x31);
        if (opcode >= DG_OPC_LOAD && opcode <= DG_OPC_CLEAR && (opcode != DG_OPC_CLEAR || random.below(4) == 0))
            run_table(opcode);
        else if (opcode >= DG_OPC_SYNTH_RUN && opcode <= DG_OPC_VERIFY)
            run_synth(opcode);
        else if (opcode == DG_OPC_HELLO || opcode == DG_OPC_CSR_READ)
            run_registers(opcode == DG_OPC_HELLO);
        else if (opcode == DG_OPC_OPEN)
            expect({opcode, 0, {}}, {});
        else if (opcode == DG_OPC_ECHO) {
            Request r{opcode, 0, {}};
            r.payload.resize(random.below(121));
            for (uint8_t &b : r.payload)
                b = (uint8_t)random.next();
            expect(r, r.payload);
        } else
            run_refused();
    }

    // Clocks of whole frames, nobody pausing.
    void full_rate()
    {
        offering = taking = table_ready = 1.0;
        Request run{DG_OPC_ACCUM_RUN, 7, {}};
        words(run, ROOM);
        table.ops = 0;
        Bytes payload;
        model.run(run, payload);
        uint64_t run_clocks = ask(run, DG_ST_OK);
        require(table.ops == ROOM && table.last - table.first == ROOM - 1, "ACCUM_RUN: one delta a clock",
                table.last - table.first);
        require(run_clocks <= ROOM + 4, "ACCUM_RUN: frame", run_clocks);
        for (unsigned opcode : {DG_OPC_LOAD, DG_OPC_SWAP, DG_OPC_READ, DG_OPC_STAT}) {
            Request r = list(opcode);
            model.run(r, payload);
            uint64_t clocks = ask(r, DG_ST_OK), operands = r.words(), answers = payload.size() / 8;
            // a clock for each word of contexts, one for each operation, and the way through the table and its queue
            uint64_t operations = opcode == DG_OPC_STAT ? answers : r.arg, groups = (r.arg + 7) / 8;
            require(clocks <= operations + groups + 24, "a list", clocks, operands + answers);
        }
    }
};

int main()
{
    Bench b;
    b.top.rst = 1;
    b.step();
    b.step();
    b.top.rst = 0;
    b.step();
    b.full_rate();
    const int frames = 60000;
    for (int i = 0; i < frames; i++) {
        if (i % 50 == 0) {
            b.offering = b.random.below(3) ? 1.0 : 0.4;
            b.taking = b.random.below(3) ? 1.0 : 0.3;
            b.table_ready = b.random.below(3) ? 1.0 : 0.5;
        }
        b.run_any();
        if (i % 500 == 0)
            b.compare_tables();
    }
    b.compare_tables();
    b.full_rate();
    require(b.stalls > 0 && b.busy < b.clock, "stall and busy");
    for (unsigned opcode : {DG_OPC_HELLO, DG_OPC_OPEN, DG_OPC_ECHO, DG_OPC_LOAD, DG_OPC_ACCUM, DG_OPC_ACCUM_RUN,
                            DG_OPC_READ, DG_OPC_SWAP, DG_OPC_SWAP_KEEP, DG_OPC_STAT, DG_OPC_CLEAR, DG_OPC_SYNTH_RUN,
                            DG_OPC_SYNTH_LIST, DG_OPC_FOLD, DG_OPC_VERIFY, DG_OPC_CSR_READ})
        require(b.per_opcode[opcode] > 100, "too few frames of an opcode", opcode);
    std::printf("executor: seed 4242, %d frames, %llu operations, %llu clocks\n", frames, (unsigned long long)b.ops,
                (unsigned long long)b.clock);
    return 0;
}
