// SPDX-License-Identifier: Apache-2.0
// dg_session against a model of docs/protocol.md, event by event: frames expected, early, old, of other sessions;
// control frames; OPEN with current, past and absurd epochs, repeated, and number zero; echoes of replies;
// sequence numbers beyond 2^16; reset, after which an equal nonce draws another epoch.
#include "Vtop.h"
#include "dg_defs.h"
#include "frames.hpp"
#include <deque>
#include <set>

#ifndef CFG_WINDOW
#define CFG_WINDOW 8
#endif

struct Event {
    enum Kind { START, REPLAY, GAP, WORD } kind;
    uint64_t value; // slot, or data
    unsigned keep, last, status;
    bool operator==(const Event &b) const
    {
        return kind == b.kind && value == b.value && keep == b.keep && last == b.last && status == b.status;
    }
};

static Event event(Event::Kind kind, uint64_t value)
{
    return {kind, value, 0, 0, 0};
}

struct Frame {
    Words words;
    unsigned keep, status;
};

// The protocol, frame by frame.
struct Model {
    uint32_t session = 0, epoch = 0;
    bool drawn = false;
    uint64_t ran = 0; // sequenced frames of this session
    std::deque<Event> events;

    void pass(const Frame &frame, unsigned slot, unsigned status, size_t words)
    {
        events.push_back(event(Event::START, slot));
        for (size_t i = 0; i < words; i++) {
            bool end = i + 1 == frame.words.size();
            events.push_back({Event::WORD, frame.words[i], end && i ? frame.keep : 0xFF, i + 1 == words, status});
        }
    }

    unsigned open(const Frame &frame)
    {
        uint32_t wanted = (uint32_t)frame.words[1];
        if (wanted == 0)
            return DG_ST_BAD_SESSION;
        if (drawn && frame.words[2] == epoch) {
            session = wanted;
            ran = 0;
            epoch++;
            return DG_ST_OK;
        }
        return wanted == session && ran == 0 ? DG_ST_OK : DG_ST_BAD_EPOCH;
    }

    void take(const Frame &frame)
    {
        unsigned opcode = (uint8_t)frame.words[0];
        uint16_t number = (uint16_t)(frame.words[0] >> 16);
        if (opcode >= 0x80)
            return;
        if (opcode == DG_OPC_OPEN && frame.status == DG_ST_OK)
            return pass(frame, CFG_WINDOW, open(frame), 1);
        if (opcode < 0x10)
            return pass(frame, CFG_WINDOW, frame.status, frame.words.size());
        if (session == 0 || (uint32_t)(frame.words[0] >> 32) != session)
            return pass(frame, CFG_WINDOW, DG_ST_BAD_SESSION, frame.words.size());
        unsigned slot = number % CFG_WINDOW;
        if (number == (uint16_t)ran) {
            ran++;
            return pass(frame, slot, frame.status, frame.words.size());
        }
        for (uint64_t back = 1; back <= CFG_WINDOW && back <= ran; back++)
            if (number == (uint16_t)(ran - back)) {
                events.push_back(event(Event::REPLAY, slot));
                return;
            }
        events.push_back(event(Event::GAP, 0));
    }
};

static Vtop top;
static Model model;
static Random noise(6);
static std::deque<Event> input; // WORDs to offer
static double readiness = 1.0;

static void happened(const Event &is)
{
    require(!model.events.empty(), "an event that should not be", is.kind, is.value);
    const Event &should = model.events.front();
    require(is == should, "event", (uint64_t)is.kind << 60 | is.value, (uint64_t)should.kind << 60 | should.value);
    model.events.pop_front();
}

static void step()
{
    static bool offered, storing, replied;
    offered = !input.empty() && (offered || noise.chance(readiness));
    top.s_axis_tvalid = offered;
    if (offered) {
        top.s_axis_tdata = input.front().value;
        top.s_axis_tkeep = (uint8_t)input.front().keep;
        top.s_axis_tlast = input.front().last;
        top.s_axis_tuser = (uint8_t)input.front().status;
    }
    top.m_axis_tready = noise.chance(readiness);
    top.storing = storing;
    top.clk = 0;
    top.eval();
    if (top.start)
        happened(event(Event::START, top.slot));
    if (top.replay)
        happened(event(Event::REPLAY, top.slot));
    if (top.gap)
        happened(event(Event::GAP, 0));
    bool out = top.m_axis_tvalid && top.m_axis_tready;
    if (out)
        happened({Event::WORD, top.m_axis_tdata, top.m_axis_tkeep, top.m_axis_tlast, top.m_axis_tuser});
    // the executor may reply before it has drained the request, or later
    replied = top.start ? false : replied || (storing && noise.chance(0.2));
    bool store = top.start || (storing && !(replied && noise.chance(readiness)));
    if (offered && top.s_axis_tready) {
        input.pop_front();
        offered = false;
    }
    top.clk = 1;
    top.eval();
    storing = store;
}

static void offer(const Frame &frame)
{
    for (size_t i = 0; i < frame.words.size(); i++) {
        bool end = i + 1 == frame.words.size();
        input.push_back({Event::WORD, frame.words[i], end && i ? frame.keep : 0xFF, end, frame.status});
    }
    model.take(frame);
    while (input.size() > 12)
        step();
}

static void settle()
{
    while (!input.empty() || !model.events.empty())
        step();
    for (int i = 0; i < 5 || top.busy; i++)
        step();
    require(top.session == model.session, "session", top.session, model.session);
    require(top.epoch == model.epoch, "epoch", top.epoch, model.epoch);
}

static uint64_t header(unsigned opcode, uint64_t number, uint64_t session)
{
    return session << 32 | (number & 0xFFFF) << 16 | opcode;
}

static void hello(Random &random, uint64_t nonce)
{
    Frame frame{{header(DG_OPC_HELLO, random.next(), random.next() >> 32), nonce}, 0xFF, DG_ST_OK};
    settle();
    uint32_t before = top.epoch;
    if (!model.drawn) {
        // the draw is the device's; all that follows is the model's
        model.take(frame);
        for (uint64_t word : frame.words)
            input.push_back({Event::WORD, word, 0xFF, word == frame.words[1], DG_ST_OK});
        while (!input.empty() || !model.events.empty())
            step();
        model.epoch = top.epoch;
        model.drawn = true;
        require(top.epoch != before, "an epoch is drawn", top.epoch);
    } else
        offer(frame);
}

static void open(Random &random, uint64_t nonce, uint64_t epoch, unsigned status)
{
    offer({{header(DG_OPC_OPEN, random.next(), random.next() >> 32), nonce, epoch}, 0xFF, status});
}

static void sequenced(Random &random, uint64_t number, uint64_t session)
{
    Frame frame{{header(0x10 + (unsigned)random.below(0x70), number, session) | random.below(256) << 8}, 0, 0};
    for (uint64_t n = random.below(4); n > 0; n--)
        frame.words.push_back(random.next());
    frame.keep = frame.words.size() > 1 ? 0xFF >> random.below(8) : 0xFF;
    frame.status = (unsigned)random.below(3);
    offer(frame);
}

static void anything(Random &random)
{
    switch (random.below(60)) {
    case 0:
        return open(random, random.next(), model.epoch, DG_ST_OK);
    case 1:
        return open(random, random.next(), model.epoch - random.below(3), DG_ST_OK);
    case 2:
        return open(random, model.session, model.epoch - 1, DG_ST_OK);
    case 3:
        return open(random, random.next() << 32, model.epoch, DG_ST_OK);
    case 4:
        return open(random, random.next(), model.epoch | 1ull << (32 + random.below(32)), DG_ST_OK);
    case 5:
        return open(random, random.next(), model.epoch, DG_ST_BAD_LENGTH);
    case 6:
        return hello(random, random.next());
    case 7:
        return offer({{header((unsigned)random.below(16), random.next(), model.session)}, 0xFF, DG_ST_BAD_OPCODE});
    case 8:
        return offer({{header(0x80 + (unsigned)random.below(128), model.ran, model.session), 1}, 0xFF, DG_ST_OK});
    case 9:
        return sequenced(random, model.ran, random.next() >> 32);
    default:
        return sequenced(random, model.ran + random.below(2 * CFG_WINDOW + 6) - CFG_WINDOW - 3, model.session);
    }
}

static void reset()
{
    top.rst = 1;
    step();
    step();
    top.rst = 0;
    model = Model();
}

// Devices that have been on for longer and longer when the same nonce comes.
static void equal_nonces(Random &random)
{
    std::set<uint32_t> epochs, times;
    for (uint32_t clocks = 0; clocks < 100; clocks++)
        times.insert(clocks);
    for (int bit = 7; bit < 21; bit++)
        times.insert(UINT32_C(1) << bit);
    for (uint32_t clocks : times) {
        reset();
        for (uint32_t i = 0; i < clocks; i++)
            step();
        hello(random, 0x0123456789ABCDEF);
        epochs.insert(top.epoch);
    }
    require(epochs.size() == times.size(), "equal nonces draw different epochs", epochs.size());
}

int main()
{
    Random random(7);
    equal_nonces(random);
    reset();
    for (int round = 0; round < 20; round++) {
        // before HELLO no session can be opened, and none is open
        open(random, 5, 0, DG_ST_OK);
        open(random, 0, 0, DG_ST_OK);
        sequenced(random, 0, 0);
        settle();
        require(top.session == 0, "no session without HELLO");
        hello(random, random.next());
        for (int i = 0; i < 4000; i++) {
            if (i % 100 == 0)
                readiness = random.chance(0.5) ? 1.0 : 0.3;
            anything(random);
        }
        settle();
        reset();
    }

    // one session beyond the wrap of its numbers
    hello(random, random.next());
    open(random, random.next() | 1, model.epoch, DG_ST_OK);
    readiness = 1.0;
    while (model.ran < 70000) {
        sequenced(random, model.ran, model.session);
        if (random.chance(0.1))
            sequenced(random, model.ran + random.below(2 * CFG_WINDOW + 6) - CFG_WINDOW - 3, model.session);
    }
    settle();
    return 0;
}
