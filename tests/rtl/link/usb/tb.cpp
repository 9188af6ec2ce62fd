// SPDX-License-Identifier: Apache-2.0
// dg_usb through its pins, against core_model.hpp: what it says of itself, frames both ways, both alternate settings,
// and resets of the board and of the bus at any point of an exchange, behind which every frame has run once.
#include "board/dg_usb_ids.h"
#include "core_model.hpp"
#include "usb_host.hpp"

#ifndef CFG_CONTEXTS
#define CFG_CONTEXTS    256
#define CFG_LANES       1
#define CFG_II          1
#define CFG_KINDS       0x3F
#define CFG_WINDOW      8
#define CFG_FRAME_WORDS 126
#define CFG_RX_WORDS    512
#define CFG_BOARD       0
#define CFG_CLOCK_HZ    100000000
#endif

static const uint64_t UID = 0xD46758B2035E2C81, CLK_HALF = 25000; // 20 MHz
static const unsigned ADDRESS = 5, TRIES = 2000, RESENDS = 4, ECHO_WORDS = 15;

enum Cut { BETWEEN_PACKETS, IN_A_PACKET, FRAME_RUNS, IN_THE_REPLY, CUTS };

struct Bench : UsbHost {
    Core model{CFG_CONTEXTS, CFG_FRAME_WORDS, CFG_KINDS};
    Random noise{3};
    Receiver replies;
    uint32_t session = 0;
    uint16_t ran = 0;
    Pid out_toggle = DATA0, in_toggle = DATA0;
    bool was_active = false;

    Bench()
    {
        line.clk_half = CLK_HALF;
        line.top.uid = UID;
        line.on_clk = [this] { was_active = was_active || line.top.active; };
        power_on();
    }

    static Pid other(Pid toggle)
    {
        return toggle == DATA0 ? DATA1 : DATA0;
    }

    void power_on()
    {
        attach();
        bus_reset();
        model = Core(CFG_CONTEXTS, CFG_FRAME_WORDS, CFG_KINDS);
    }

    void bus_reset()
    {
        reset();
        configure(ADDRESS);
        out_toggle = in_toggle = DATA0;
        replies = Receiver();
    }

    void choose(unsigned alternate)
    {
        require(request(0x01, 11, alternate, 0), "SET_INTERFACE");
        out_toggle = in_toggle = DATA0;
    }

    void put(const Bytes &packet)
    {
        for (unsigned i = 0;; i++) {
            Pid got = out(1, out_toggle, packet);
            if (got == ACK)
                break;
            require(got == NAK && i < TRIES, "room in the end", got);
        }
        out_toggle = other(out_toggle);
    }

    static Bytes piece(const Bytes &bytes, size_t at)
    {
        return Bytes(bytes.begin() + (long)at, bytes.begin() + (long)std::min(at + 64, bytes.size()));
    }

    void send(const Bytes &bytes)
    {
        for (size_t at = 0; at < bytes.size(); at += 64)
            put(piece(bytes, at));
    }

    bool fetch() // false where no packet waits
    {
        Answer got = in(1);
        if (got.pid == NAK)
            return false;
        require(got.pid == in_toggle, "IN data with their toggle", got.pid);
        in_toggle = other(in_toggle);
        for (uint8_t byte : got.data)
            replies.take(byte);
        return true;
    }

    // The reply with the header of `frame`; sends the frame anew, with a flag before it, where none comes.
    Bytes ask(const Bytes &frame)
    {
        for (unsigned sent = 0; sent < RESENDS; sent++) {
            Bytes bytes = to_line(frame);
            bytes.insert(bytes.begin(), 0x7E);
            send(bytes);
            for (unsigned idle = 0; idle < TRIES; idle += !fetch())
                while (!replies.frames.empty()) {
                    Bytes reply = replies.frames.front();
                    replies.frames.erase(replies.frames.begin());
                    uint64_t differs = word_at(reply, 0) ^ word_at(frame, 0);
                    if ((differs & ~(uint64_t)0xFF00) == 0x80)
                        return reply;
                }
        }
        fail("no reply", word_at(frame, 0));
    }

    Bytes hello()
    {
        Bytes frame = header_of(DG_OPC_HELLO, 0, (uint16_t)noise.next(), (uint32_t)noise.next());
        put_word(frame, noise.next());
        Bytes reply = ask(frame);
        require(reply[1] == DG_ST_OK && word_at(reply, 8) == word_at(frame, 8), "HELLO");
        return reply;
    }

    static uint32_t told(const Bytes &hello, unsigned csr)
    {
        return (uint32_t)word_at(hello, 16 + csr);
    }

    void open_session()
    {
        Bytes identity = hello(), frame = header_of(DG_OPC_OPEN, 0, 1, 2);
        uint64_t nonce = noise.next() | 1;
        put_word(frame, nonce);
        put_word(frame, told(identity, DG_CSR_EPOCH));
        require(ask(frame)[1] == DG_ST_OK, "OPEN");
        session = (uint32_t)nonce;
        ran = 0;
    }

    Request accumulate()
    {
        Request r{DG_OPC_ACCUM_RUN, (unsigned)noise.below(CFG_CONTEXTS), {}};
        for (uint64_t n = 1 + noise.below(CFG_FRAME_WORDS - 1); n > 0; n--)
            put_word(r.payload, noise.next());
        return r;
    }

    void run(const Request &r)
    {
        Bytes payload;
        unsigned status = model.run(r, payload);
        Bytes reply = ask(frame_of(r, ran++, session));
        require(reply[1] == status && Bytes(reply.begin() + 8, reply.end()) == payload, "the model's reply", r.opcode,
                reply[1]);
    }

    void compare_tables() // counts show a delta that ran twice
    {
        for (unsigned i = 0; i < CFG_CONTEXTS; i += CFG_CONTEXTS / 16) {
            Request stat{DG_OPC_STAT, 1, {}};
            put_word(stat.payload, i);
            run(stat);
        }
    }

    // Begins the exchange of the session's next frame and leaves it somewhere.
    void begin(const Request &r, Cut cut)
    {
        Bytes bytes = to_line(frame_of(r, ran, session));
        size_t whole =
            cut == FRAME_RUNS || cut == IN_THE_REPLY ? bytes.size() : noise.below(bytes.size()) & ~(size_t)63;
        for (size_t at = 0; at < whole; at += 64)
            put(piece(bytes, at));
        if (cut == IN_A_PACKET) {
            line.send(usb_token(OUT, address, 1));
            line.pause(2);
            std::vector<Level> levels = usb_levels(usb_data(out_toggle, piece(bytes, whole)));
            levels.resize(1 + noise.below(levels.size()));
            line.drive(levels);
        } else if (cut == FRAME_RUNS)
            line.bits((double)noise.below(200));
        else if (cut == IN_THE_REPLY)
            answers((double)noise.below(160));
    }

    void answers(double bits) // the device sends its reply for so long
    {
        while (!line.top.usb_oe) {
            line.pause(20);
            line.send(usb_token(IN, address, 1));
            line.bits(6);
            if (line.top.usb_oe && bits < 40)
                break;
            line.bits(35);
        }
        line.bits(bits);
    }
};

static void test_identity(Bench &bench)
{
    Bytes serial = bench.read(0x80, 6, 0x303, 0x409, 255), want = {34, 3};
    for (int digit = 15; digit >= 0; digit--) {
        want.push_back((uint8_t) "0123456789ABCDEF"[UID >> (4 * digit) & 15]);
        want.push_back(0);
    }
    require(serial == want, "the serial number");
    Bytes hello = bench.hello();
    struct {
        unsigned csr;
        uint32_t value;
    } const identity[] = {
        {DG_CSR_MAGIC, DG_PROTO_MAGIC},
        {DG_CSR_BOARD, CFG_BOARD},
        {DG_CSR_CLOCK_HZ, CFG_CLOCK_HZ},
        {DG_CSR_CONTEXTS, CFG_CONTEXTS},
        {DG_CSR_WINDOW, CFG_WINDOW},
        {DG_CSR_FRAME_WORDS, CFG_FRAME_WORDS},
        {DG_CSR_SYNTH, CFG_LANES << 16 | CFG_II},
        {DG_CSR_RX_WORDS, CFG_RX_WORDS},
        {DG_CSR_UID_LO, (uint32_t)UID},
        {DG_CSR_UID_HI, (uint32_t)(UID >> 32)},
    };
    for (auto &id : identity)
        require(Bench::told(hello, id.csr) == id.value, "HELLO's register", id.csr, Bench::told(hello, id.csr));
}

static void test_frames(Bench &bench)
{
    bench.open_session();
    for (unsigned i = 0; i < 20; i++)
        bench.run(bench.accumulate());
    for (size_t n = 0; n <= ECHO_WORDS; n += 5) {
        Bytes frame = header_of(DG_OPC_ECHO, 0, (uint16_t)n, 3);
        while (frame.size() < 8 + 8 * n)
            frame.push_back((uint8_t)bench.noise.next());
        Bytes reply = bench.ask(frame);
        require(Bytes(reply.begin() + 8, reply.end()) == Bytes(frame.begin() + 8, frame.end()), "ECHO", n);
    }
    bench.compare_tables();
}

// In alternate setting 1 the core hears nothing and says nothing.
static void test_alternates(Bench &bench)
{
    Bytes frame = header_of(DG_OPC_HELLO, 0, 1, 2);
    put_word(frame, 3);
    bench.choose(1);
    for (unsigned i = 0; i < 5; i++) {
        bench.send(to_line(frame));
        Answer got = bench.in(1);
        require(got.pid == bench.in_toggle && got.data == Bytes(64), "a packet of zeros", got.pid, got.data.size());
        bench.in_toggle = Bench::other(bench.in_toggle);
    }
    bench.choose(0);
    for (unsigned i = 0; i < 100; i++)
        require(!bench.fetch(), "no reply to what was dropped");
    bench.compare_tables();
}

// `active`: while a frame runs, unless the bus is suspended.
static void test_active(Bench &bench)
{
    const uint64_t cells = 40000ull * 8 / CFG_II;
    bench.was_active = false;
    bench.line.bits(1000);
    require(!bench.was_active, "not active while nothing runs");
    Request fold{DG_OPC_FOLD, DG_KIND_FEISTEL, {}};
    for (uint64_t word : {(uint64_t)0, (uint64_t)1, (uint64_t)2, cells})
        put_word(fold.payload, word);
    bench.send(to_line(frame_of(fold, bench.ran, bench.session)));
    bench.line.bits(2000);
    require(bench.line.top.active, "active while a frame runs");
    bench.line.bits(12 * 3200);
    bench.was_active = false;
    bench.line.bits(12 * 3000);
    require(!bench.was_active, "not active while the bus is suspended");
    bench.line.drive({{'K', 12}});
    bench.line.bits(20);
    require(bench.line.top.active, "active again after the resume");
    bench.run(fold);
    bench.compare_tables();
}

static void test_bus_resets(Bench &bench)
{
    for (unsigned i = 0; i < 10 * CUTS; i++) {
        Request r = bench.accumulate();
        bench.begin(r, (Cut)(i % CUTS));
        bench.bus_reset();
        bench.run(r);
    }
    bench.compare_tables();
}

// The table is empty, the session is gone, and the epoch is another.
static void test_board_resets(Bench &bench)
{
    for (unsigned cut = 0; cut < CUTS; cut++) {
        uint32_t epoch = Bench::told(bench.hello(), DG_CSR_EPOCH);
        Request r = bench.accumulate();
        bench.begin(r, (Cut)cut);
        bench.power_on();
        require(bench.ask(frame_of(r, bench.ran, bench.session))[1] == DG_ST_BAD_SESSION, "no session", cut);
        bench.open_session();
        require(Bench::told(bench.hello(), DG_CSR_EPOCH) != epoch, "another epoch", epoch);
        bench.run(r);
        bench.compare_tables();
    }
}

int main()
{
    Bench bench;
    test_identity(bench);
    test_frames(bench);
    test_alternates(bench);
    test_active(bench);
    test_bus_resets(bench);
    test_board_resets(bench);
    return 0;
}
