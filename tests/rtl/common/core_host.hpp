// SPDX-License-Identifier: Apache-2.0
// A host for the core: random requests, and sessions over lines that lose, double and damage what they carry.
// Every reply is compared with core_model.hpp.
#pragma once
#include "core_device.hpp"
#include "core_model.hpp"
#include <deque>

struct Limits {
    unsigned contexts, window, frame_words, rx_words, kinds;
};

class Host
{
  public:
    Device &device;
    Core model;
    uint32_t session = 0;
    uint64_t ran = 0; // sequenced frames of the session

    Host(Device &device, Limits limits, uint64_t seed)
        : device(device), model(limits.contexts, limits.frame_words, limits.kinds), limits(limits), random(seed)
    {
    }

    // Sends a frame over a good line and waits for its reply.
    Bytes ask(const Bytes &frame)
    {
        device.replies.frames.clear();
        device.send(to_line(frame));
        for (uint64_t end = device.clocks + 200000; device.replies.frames.empty();) {
            require(device.clocks < end, "no reply", word_at(frame, 0));
            device.step();
        }
        Bytes reply = device.replies.frames[0];
        uint64_t sent = word_at(frame, 0), got = word_at(reply, 0);
        require((sent ^ 0x80) << 56 == got << 56 && sent >> 16 == got >> 16, "the reply's header", sent, got);
        return reply;
    }

    // The same for the next frame of the session; the reply must be the model's.
    void run(const Request &request)
    {
        Bytes payload, expected;
        unsigned status = model.run(request, payload);
        Bytes reply = ask(frame_of(request, (uint16_t)ran++, session));
        require(reply[1] == status, "status", reply[1], status);
        require(Bytes(reply.begin() + 8, reply.end()) == payload || request.opcode == DG_OPC_CSR_READ, "reply",
                request.opcode, ran);
    }

    void hello(uint64_t nonce)
    {
        Bytes frame = header_of(DG_OPC_HELLO, 0, (uint16_t)random.next(), (uint32_t)random.next());
        put_word(frame, nonce);
        identity = ask(frame);
        require(identity[1] == DG_ST_OK && identity.size() == 80, "HELLO", identity[1], identity.size());
        require(word_at(identity, 8) == nonce, "HELLO's nonce", word_at(identity, 8), nonce);
    }

    uint32_t told(unsigned csr) const
    {
        return (uint32_t)word_at(identity, 16 + csr);
    }

    unsigned open(uint64_t nonce, uint64_t epoch)
    {
        Bytes frame = header_of(DG_OPC_OPEN, 0, (uint16_t)random.next(), (uint32_t)random.next());
        put_word(frame, nonce);
        put_word(frame, epoch);
        Bytes reply = ask(frame);
        require(reply.size() == 8, "OPEN's reply is a header", reply.size());
        return reply[1];
    }

    void open_session()
    {
        hello(random.next());
        uint64_t nonce = random.next() | 1;
        require(open(nonce, told(DG_CSR_EPOCH)) == DG_ST_OK, "OPEN");
        session = (uint32_t)nonce;
        ran = 0;
    }

    Request request();
    void run_lossy(unsigned frames, double faults);
    void compare_tables();

  private:
    struct UnderWay {
        Bytes frame, reply;
        uint64_t sent_at;
        bool answered;
    };

    Limits limits;
    Random random;
    Bytes identity;
    std::deque<UnderWay> under_way; // from the oldest without a reply on
    double faults = 0.0;

    void fill(Request &r, size_t words)
    {
        while (words-- > 0)
            put_word(r.payload, random.next());
    }
    unsigned context()
    {
        return (unsigned)random.below(random.chance(0.5) ? 4 : limits.contexts);
    }
    void make_list(Request &r, size_t room);
    void make_synth(Request &r, size_t room);
    void spoil(Request &r);
    void transmit(UnderWay &item);
    void distract();
    void receive();
    void send_next();
};

inline void Host::make_list(Request &r, size_t room)
{
    bool operands = r.opcode == DG_OPC_LOAD || r.opcode == DG_OPC_ACCUM || r.opcode == DG_OPC_SWAP;
    size_t most = operands ? room * 8 / 9 - 1 : r.opcode == DG_OPC_STAT ? room / 3 : room;
    r.arg = 1 + (unsigned)random.below(most > 255 ? 255 : most);
    for (unsigned at = 0; at < r.arg; at += 8) {
        unsigned records = r.arg - at < 8 ? r.arg - at : 8;
        for (unsigned i = 0; i < 8; i++)
            r.payload.push_back(i < records ? (uint8_t)context() : 0);
        if (operands)
            fill(r, records);
    }
}

inline void Host::make_synth(Request &r, size_t room)
{
    r.arg = r.opcode <= DG_OPC_SYNTH_LIST && random.chance(0.3) ? DG_KIND_FEISTEL_INV : DG_KIND_FEISTEL;
    uint64_t seed = random.next(), base = random.chance(0.2) ? ~random.below(20) : random.next();
    if (r.opcode == DG_OPC_FOLD)
        put_word(r.payload, context());
    put_word(r.payload, seed);
    if (r.opcode == DG_OPC_SYNTH_LIST)
        return fill(r, 1 + random.below(room - 2));
    put_word(r.payload, base);
    size_t cells = 1 + random.below(room - 3);
    if (r.opcode != DG_OPC_VERIFY)
        return put_word(r.payload, cells);
    for (size_t i = 0; i < cells; i++)
        put_word(r.payload, random.chance(0.05) ? random.next() : feistel(base + i, seed));
}

// Makes a request that changes nothing.
inline void Host::spoil(Request &r)
{
    switch (random.below(4)) {
    case 0:
        r.opcode = 0x18 + (unsigned)random.below(8);
        break;
    case 1: // a byte too many; a frame too long would get no answer
        if (r.payload.size() == 8 * (limits.frame_words - 1))
            r.payload.pop_back();
        else
            r.payload.push_back(1);
        break;
    case 2:
        if (limits.contexts < 256) {
            r = Request{DG_OPC_ACCUM_RUN, limits.contexts, {}};
            fill(r, 2);
            break;
        }
        // fall through
    default:
        r = Request{DG_OPC_SYNTH_RUN, 6 + (unsigned)random.below(250), {}};
        fill(r, 2);
        put_word(r.payload, 1);
    }
}

inline Request Host::request()
{
    static const unsigned opcodes[] = {DG_OPC_LOAD,      DG_OPC_ACCUM,     DG_OPC_ACCUM,     DG_OPC_ACCUM,
                                       DG_OPC_ACCUM_RUN, DG_OPC_ACCUM_RUN, DG_OPC_READ,      DG_OPC_SWAP,
                                       DG_OPC_SWAP_KEEP, DG_OPC_STAT,      DG_OPC_SYNTH_RUN, DG_OPC_SYNTH_LIST,
                                       DG_OPC_FOLD,      DG_OPC_VERIFY};
    Request r;
    r.opcode = opcodes[random.below(sizeof opcodes / sizeof *opcodes)];
    size_t room = random.chance(0.7) && limits.frame_words > 16 ? 15 : limits.frame_words - 1;
    if (r.opcode >= DG_OPC_SYNTH_RUN)
        make_synth(r, room);
    else if (r.opcode == DG_OPC_ACCUM_RUN) {
        r.arg = context();
        fill(r, 1 + random.below(room));
    } else
        make_list(r, room);
    if (random.chance(0.002))
        r = Request{DG_OPC_CLEAR, 0, {}};
    if (random.chance(0.05))
        spoil(r);
    return r;
}

inline void Host::transmit(UnderWay &item)
{
    Bytes line = to_line(item.frame);
    item.sent_at = device.clocks;
    if (random.chance(faults))
        return;
    if (random.chance(faults))
        line.resize(random.below(line.size()));
    device.send(line);
    if (random.chance(faults))
        device.send(line);
}

// Traffic that must change nothing: garbage, dead sessions, late OPENs, echoes of replies, HELLO in the middle.
inline void Host::distract()
{
    Bytes frame;
    switch (random.below(6)) {
    case 0:
        for (uint64_t n = random.below(40); n > 0; n--)
            frame.push_back(random.byte());
        device.send(frame);
        device.send({0x7E});
        return;
    case 1:
        frame = frame_of(request(), (uint16_t)ran, session ^ (1 + (uint32_t)random.below(1000)));
        break;
    case 2:
        frame = header_of(DG_OPC_OPEN, 0, 1, 2);
        put_word(frame, random.next());
        put_word(frame, told(DG_CSR_EPOCH));
        break;
    case 3:
        frame = header_of(DG_OPC_ACCUM | 0x80, 0, (uint16_t)(ran - random.below(4)), session);
        break;
    case 4:
        frame = header_of(DG_OPC_HELLO, 0, 3, 4);
        put_word(frame, random.next());
        break;
    default:
        frame = header_of(DG_OPC_ECHO, 0, 5, 6);
        put_word(frame, random.next(), (unsigned)random.below(9));
    }
    device.send(to_line(frame));
}

inline void Host::receive()
{
    for (const Bytes &reply : device.replies.frames) {
        uint64_t header = word_at(reply, 0);
        uint16_t age = (uint16_t)((uint16_t)(header >> 16) - (uint16_t)(ran - under_way.size()));
        if ((uint32_t)(header >> 32) != session || age >= under_way.size())
            continue;
        require(reply == under_way[age].reply, "reply over a bad line", header, word_at(under_way[age].reply, 0));
        under_way[age].answered = true;
    }
    device.replies.frames.clear();
    while (!under_way.empty() && under_way.front().answered)
        under_way.pop_front();
}

inline void Host::send_next()
{
    Request next = request();
    Bytes payload;
    unsigned status = model.run(next, payload);
    Bytes frame = frame_of(next, (uint16_t)ran, session);
    Bytes reply = header_of(next.opcode | 0x80, status, (uint16_t)ran, session);
    reply.insert(reply.end(), payload.begin(), payload.end());
    under_way.push_back({frame, reply, 0, false});
    ran++;
    transmit(under_way.back());
}

inline void Host::run_lossy(unsigned frames, double chance)
{
    faults = chance;
    device.damage = chance / 50;
    uint64_t patience = 12ull * (limits.window + 2) * limits.frame_words + 2000;
    for (uint64_t end = ran + frames, deadline = device.clocks + 20000ull * frames + 1000000;
         ran < end || !under_way.empty();) {
        require(device.clocks < deadline, "no progress", ran, under_way.size());
        size_t words = limits.frame_words; // room for the largest frame that may be next
        for (const UnderWay &item : under_way)
            words += (item.frame.size() + 7) / 8;
        if (ran < end && under_way.size() < limits.window && words <= limits.rx_words && !device.sending())
            send_next();
        if (chance > 0 && random.chance(0.003) && !device.sending())
            distract();
        for (int i = 0; i < 8; i++)
            device.step();
        receive();
        for (UnderWay &item : under_way)
            if (!item.answered && device.clocks - item.sent_at > patience && !device.sending())
                transmit(item);
    }
    faults = device.damage = 0.0;
}

inline void Host::compare_tables()
{
    for (unsigned i = 0; i < limits.contexts; i++) {
        Request stat{DG_OPC_STAT, 1, {}};
        put_word(stat.payload, i);
        run(stat);
    }
}
