// SPDX-License-Identifier: Apache-2.0
// dg_reply_store: replies are stored and replayed at random while a slow or fast line takes them. What leaves is
// always, whole, what a slot held when it began to leave; every demand for a slot is met after it was made; no slot is
// sent that was not asked for; slots take turns.
#include "Vtop.h"
#include "frames.hpp"
#include <algorithm>

#ifndef CFG_WINDOW
#define CFG_WINDOW 8
#endif
#ifndef CFG_FRAME_WORDS
#define CFG_FRAME_WORDS 126
#endif

enum { SLOTS = CFG_WINDOW + 1, CONTROL_WORDS = 16 };

struct Frame {
    Words words;
    uint8_t keep;
};

static Vtop top;
static Random noise(8);
static double readiness = 1.0, writing = 1.0;
static Frame slots[SLOTS];
static std::vector<uint64_t> asked[SLOTS]; // clocks of the demands not met
static unsigned turns[SLOTS];              // frames that began since it was asked for
static int sending = -1;
static size_t sent_words;
static unsigned sent_frames, waits;
static uint64_t clocks;

// A frame has begun: its header, which names its slot, comes 3 clocks after the slot was chosen. One that is asked for
// in that very clock or later will be sent once more.
static void begin(uint64_t data)
{
    uint64_t chosen = clocks - 3;
    sending = (int)(data & 0xFF);
    require(sending < SLOTS && !asked[sending].empty() && asked[sending].front() < chosen,
            "a slot that nobody asked for", data);
    require(turns[sending] < SLOTS, "slots take turns", turns[sending]);
    while (!asked[sending].empty() && asked[sending].front() < chosen)
        asked[sending].erase(asked[sending].begin());
    for (unsigned &turn : turns)
        turn++;
    turns[sending] = 0;
    sent_words = 0;
}

static void word_sent(uint64_t data, uint8_t keep, bool last)
{
    const Frame &frame = slots[sending];
    bool end = sent_words + 1 == frame.words.size();
    require(sent_words < frame.words.size() && data == frame.words[sent_words], "data", data, sent_words);
    require(last == end && keep == (end ? frame.keep : 0xFF), "end of the frame", keep, last);
    sent_words++;
    if (end) {
        sending = -1;
        sent_frames++;
    }
}

static void step()
{
    top.m_axis_tready = noise.chance(readiness);
    top.clk = 0;
    top.eval();
    bool out = top.m_axis_tvalid && top.m_axis_tready, stalled = top.m_axis_tvalid && !top.m_axis_tready;
    uint64_t data = top.m_axis_tdata;
    uint8_t keep = top.m_axis_tkeep, last = top.m_axis_tlast;
    if (top.m_axis_tvalid && sending < 0)
        begin(data);
    if (out)
        word_sent(data, keep, last);
    top.clk = 1;
    top.eval();
    clocks++;
    require(!stalled ||
                (top.m_axis_tvalid && top.m_axis_tdata == data && top.m_axis_tkeep == keep && top.m_axis_tlast == last),
            "stable while stalled");
}

// in the clock just past
static void ask(unsigned slot)
{
    if (asked[slot].empty())
        turns[slot] = 0;
    asked[slot].push_back(clocks - 1);
}

static void store(unsigned slot, const Frame &frame)
{
    top.slot = (uint8_t)slot;
    top.start = 1;
    step();
    top.start = 0;
    for (size_t i = 0; i < frame.words.size();) {
        require(top.storing, "storing");
        bool end = i + 1 == frame.words.size();
        top.s_axis_tvalid = top.s_axis_tvalid || noise.chance(writing);
        top.s_axis_tdata = frame.words[i];
        top.s_axis_tkeep = end ? frame.keep : 0xFF;
        top.s_axis_tlast = end;
        top.clk = 0;
        top.eval();
        bool taken = top.s_axis_tvalid && top.s_axis_tready;
        waits += top.s_axis_tvalid && !top.s_axis_tready;
        step();
        if (taken) {
            // the first word in: the old reply is neither leaving nor waiting
            if (i == 0) {
                require(sending != (int)slot, "written while being sent", slot);
                asked[slot].clear();
            }
            top.s_axis_tvalid = 0;
            i++;
        }
    }
    require(!top.storing, "stored");
    slots[slot] = frame;
    ask(slot);
}

static void replay(unsigned slot)
{
    top.slot = (uint8_t)slot;
    top.replay = 1;
    step();
    top.replay = 0;
    ask(slot);
}

static Frame reply(Random &random, unsigned slot)
{
    Frame frame{{random.next() << 8 | slot}, 0xFF};
    size_t room = slot == CFG_WINDOW ? CONTROL_WORDS : CFG_FRAME_WORDS;
    size_t words = random.chance(0.5) ? 1 + random.below(std::min<size_t>(room, 4)) : 1 + random.below(room);
    while (frame.words.size() < words)
        frame.words.push_back(random.next());
    frame.keep = (uint8_t)(0xFF >> random.below(8));
    return frame;
}

static void settle()
{
    for (int i = 0; i < 10 * (CFG_WINDOW * CFG_FRAME_WORDS + CONTROL_WORDS); i++)
        step();
}

int main()
{
    Random random(9);
    top.rst = 1;
    step();
    step();
    top.rst = 0;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        store(slot, reply(random, slot));
    for (int run = 0; run < 20000; run++) {
        if (run % 40 == 0) {
            readiness = random.chance(0.5) ? 1.0 : 0.1;
            writing = random.chance(0.5) ? 1.0 : 0.3;
        }
        unsigned slot = (unsigned)random.below(SLOTS);
        if (random.chance(0.5))
            store(slot, reply(random, slot));
        else
            replay(slot);
        for (uint64_t n = random.chance(0.5) ? 0 : random.below(60); n > 0; n--)
            step();
    }
    readiness = 1.0;
    settle();
    for (unsigned slot = 0; slot < SLOTS; slot++)
        require(asked[slot].empty(), "every demand is met", slot);
    require(sending < 0, "no frame is left half sent");
    require(sent_frames > 1000 && waits > 100, "the test sees both", sent_frames, waits);

    // one that is asked for all the time does not keep the others from their turns
    for (unsigned slot = 1; slot < SLOTS; slot++)
        replay(slot);
    for (int i = 0; i < 50 * CFG_FRAME_WORDS; i++)
        replay(0);
    settle();

    // a word in 3 clocks: faster than 8 bytes on the line
    Frame frame = reply(random, 0);
    frame.words.resize(CFG_FRAME_WORDS, 7);
    store(0, frame);
    uint64_t start = clocks;
    for (unsigned before = sent_frames; sent_frames == before;)
        step();
    require(clocks - start <= 3 * CFG_FRAME_WORDS + 5 + CFG_WINDOW, "a word in 3 clocks", clocks - start);
    return 0;
}
