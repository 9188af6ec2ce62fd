// SPDX-License-Identifier: Apache-2.0
// The whole core at the level of bytes, against core_model.hpp: the opening of sessions, requests that must be refused,
// then thousands of random frames while frames and replies are lost, doubled, cut and damaged. The table is compared
// through STAT, whose counts show any delta that ran twice; the counters with what went over the line.
#include "core_host.hpp"

#ifndef CFG_CONTEXTS
#define CFG_CONTEXTS 256
#endif
#ifndef CFG_LANES
#define CFG_LANES 1
#endif
#ifndef CFG_II
#define CFG_II 1
#endif
#ifndef CFG_KINDS
#define CFG_KINDS 0x3F
#endif
#ifndef CFG_WINDOW
#define CFG_WINDOW 8
#endif
#ifndef CFG_FRAME_WORDS
#define CFG_FRAME_WORDS 126
#endif
#ifndef CFG_RX_WORDS
#define CFG_RX_WORDS 512
#endif

static const Limits limits = {CFG_CONTEXTS, CFG_WINDOW, CFG_FRAME_WORDS, CFG_RX_WORDS, CFG_KINDS};
static const uint64_t UID = 0x0123456789ABCDEFu;

static Bytes echo(size_t bytes)
{
    Bytes frame = header_of(DG_OPC_ECHO, 0, 9, 0x55AA7E7D);
    for (size_t i = 0; i < bytes; i++)
        frame.push_back((uint8_t)(0x7A + i));
    return frame;
}

static void expect(Host &host, const Bytes &frame, unsigned status)
{
    Bytes reply = host.ask(frame);
    require(reply[1] == status && reply.size() == 8, "refusal", reply[1], status);
}

static void test_identity(Host &host)
{
    host.hello(0x1122334455667788u);
    struct {
        unsigned csr;
        uint32_t value;
    } const identity[] = {
        {DG_CSR_MAGIC, DG_PROTO_MAGIC},
        {DG_CSR_PROTOCOL, DG_PROTO_MAJOR << 16 | DG_PROTO_MINOR},
        {DG_CSR_BUILD_LO, 0},
        {DG_CSR_BUILD_HI, 0},
        {DG_CSR_BOARD, 0},
        {DG_CSR_CLOCK_HZ, 100000000},
        {DG_CSR_CAPS, CFG_KINDS ? CFG_KINDS | 7u << 8 : 1u << DG_CAP_BIT_TABLE},
        {DG_CSR_CONTEXTS, CFG_CONTEXTS},
        {DG_CSR_SYNTH, CFG_LANES << 16 | CFG_II},
        {DG_CSR_WINDOW, CFG_WINDOW},
        {DG_CSR_FRAME_WORDS, CFG_FRAME_WORDS},
        {DG_CSR_RX_WORDS, CFG_RX_WORDS},
        {DG_CSR_SESSION, host.session},
        {DG_CSR_UID_LO, (uint32_t)UID},
        {DG_CSR_UID_HI, (uint32_t)(UID >> 32)},
    };
    for (auto &id : identity) {
        require(host.told(id.csr) == id.value, "HELLO's register", id.csr, host.told(id.csr));
        require(host.device.read(id.csr) == id.value, "AXI4-Lite register", id.csr, id.value);
    }
    require(host.device.read(DG_CSR_EPOCH) == host.told(DG_CSR_EPOCH), "EPOCH");
}

static void test_control(Host &host)
{
    expect(host, frame_of({DG_OPC_CLEAR, 0, {}}, 0, 0), DG_ST_BAD_SESSION);
    require(host.open(7, 0) == DG_ST_BAD_EPOCH, "no epoch before HELLO");
    test_identity(host);
    for (size_t bytes : {0, 1, 8, 13, 119, 120}) {
        Bytes reply = host.ask(echo(bytes)), sent = echo(bytes);
        require(reply[1] == DG_ST_OK && Bytes(reply.begin() + 8, reply.end()) == Bytes(sent.begin() + 8, sent.end()),
                "ECHO", bytes, reply.size());
    }
    if (CFG_FRAME_WORDS > 16)
        expect(host, echo(121), DG_ST_BAD_LENGTH);
    expect(host, header_of(DG_OPC_HELLO, 0, 1, 2), DG_ST_BAD_LENGTH);
    expect(host, header_of(DG_OPC_OPEN, 0, 1, 2), DG_ST_BAD_LENGTH);
    expect(host, header_of(0x0F, 0, 1, 2), DG_ST_BAD_OPCODE);
    expect(host, header_of(0x00, 0, 1, 2), DG_ST_BAD_OPCODE);
}

static void test_sessions(Host &host)
{
    host.hello(99);
    uint32_t epoch = host.told(DG_CSR_EPOCH);
    require(host.open(1ull << 32, epoch) == DG_ST_BAD_SESSION, "session 0");
    require(host.open(0x500000007u, epoch + 1) == DG_ST_BAD_EPOCH, "an epoch to come");
    require(host.open(0x500000007u, epoch) == DG_ST_OK, "OPEN");
    require(host.open(0x500000007u, epoch) == DG_ST_OK, "OPEN again");
    require(host.open(0x500000008u, epoch) == DG_ST_BAD_EPOCH, "a late OPEN");
    host.session = 7;
    host.ran = 0;
    host.run({DG_OPC_CLEAR, 0, {}});
    require(host.open(0x500000007u, epoch) == DG_ST_BAD_EPOCH, "a late OPEN of the open session");
    host.hello(100);
    require(host.told(DG_CSR_EPOCH) != epoch && host.told(DG_CSR_SESSION) == 7, "the epoch has changed");
    expect(host, frame_of({DG_OPC_CLEAR, 0, {}}, 1, 8), DG_ST_BAD_SESSION);
}

// The reply comes again, to the byte, and the frame does not run again; a frame too early is dropped.
static void test_replay(Host &host)
{
    Request swap{DG_OPC_SWAP, 1, {}};
    put_word(swap.payload, 3);
    put_word(swap.payload, 0xABCDEF);
    Bytes payload, again = frame_of(swap, (uint16_t)host.ran, host.session);
    host.model.run(swap, payload);
    Bytes first = host.ask(again);
    for (int i = 0; i < 3; i++)
        require(host.ask(again) == first, "replay");
    host.ran++;
    uint32_t gaps = host.device.read(DG_CSR_GAPS);
    host.device.replies.frames.clear();
    host.device.send(to_line(frame_of(swap, (uint16_t)(host.ran + 1), host.session)));
    host.device.send(to_line(frame_of(swap, (uint16_t)(host.ran - CFG_WINDOW - 1), host.session)));
    host.device.send(to_line(header_of(DG_OPC_CLEAR | 0x80, 0, (uint16_t)host.ran, host.session)));
    for (int i = 0; i < 3000; i++)
        host.device.step();
    require(host.device.replies.frames.empty(), "frames that must be dropped");
    require(host.device.read(DG_CSR_GAPS) == gaps + 2, "GAPS", gaps);
    require(host.device.read(DG_CSR_REPLAYS) == 3, "REPLAYS");
}

static Request words(unsigned opcode, unsigned arg, const Words &payload)
{
    Request r{opcode, arg, {}};
    for (uint64_t word : payload)
        put_word(r.payload, word);
    return r;
}

static void test_refusals(Host &host)
{
    const unsigned F = DG_KIND_FEISTEL, room = CFG_FRAME_WORDS - 1;
    const Request requests[] = {
        words(0x7F, 0, {}),
        words(0x18, 0, {}),
        words(0x24, 0, {1}),
        words(DG_OPC_LOAD, 0, {}),
        words(DG_OPC_LOAD, 1, {0}),
        words(DG_OPC_ACCUM, 1, {0, 1, 2}),
        words(DG_OPC_SWAP, 2, {0, 1}),
        words(DG_OPC_ACCUM_RUN, 0, {}),
        words(DG_OPC_READ, 0, {}),
        words(DG_OPC_READ, 9, {0}),
        words(DG_OPC_READ, 8, {0, 0}),
        words(DG_OPC_STAT, room / 3 + 1, Words((room / 3 + 8) / 8)),
        words(DG_OPC_CLEAR, 0, {1}),
        words(DG_OPC_SYNTH_RUN, F, {1, 2}),
        words(DG_OPC_SYNTH_RUN, F, {1, 2, 0}),
        words(DG_OPC_SYNTH_RUN, F, {1, 2, room + 1}),
        words(DG_OPC_SYNTH_RUN, F, {1, 2, 1ull << 32 | 1}),
        words(DG_OPC_SYNTH_LIST, F, {1}),
        words(DG_OPC_FOLD, F, {0, 1, 2}),
        words(DG_OPC_FOLD, F, {0, 1, 2, 0}),
        words(DG_OPC_FOLD, F, {0, 1, 2, 1ull << 32}),
        words(DG_OPC_FOLD, F, {CFG_CONTEXTS, 1, 2, 3}),
        words(DG_OPC_FOLD, F, {1ull << 40, 1, 2, 3}),
        words(DG_OPC_FOLD, DG_KIND_FEISTEL_INV, {0, 1, 2, 3}),
        words(DG_OPC_VERIFY, DG_KIND_FEISTEL_INV, {1, 2, 3}),
        words(DG_OPC_VERIFY, F, {1, 2}),
        words(DG_OPC_VERIFY, 200, {1, 2, 3}),
        words(DG_OPC_SYNTH_LIST, 8 + F, {1, 2}),
        words(DG_OPC_CSR_READ, 0, {0}),
        words(DG_OPC_CSR_READ, 65, {0}),
        words(DG_OPC_CSR_READ, 1, {}),
        words(DG_OPC_CSR_READ, 1, {2}),
        words(DG_OPC_CSR_READ, 1, {DG_CSR_END}),
        words(DG_OPC_CSR_READ, 2, {DG_CSR_END - 4}),
        words(DG_OPC_CSR_READ, 1, {1ull << 32}),
    };
    for (const Request &request : requests) {
        Bytes payload;
        require(Core(host.model).run(request, payload) != DG_ST_OK, "the model refuses", request.opcode, request.arg);
        host.run(request);
    }
    for (unsigned context = CFG_CONTEXTS; context < 256; context += 37) {
        host.run(words(DG_OPC_LOAD, 2, {context << 8, 1, 2}));
        host.run(words(DG_OPC_ACCUM, 1, {context, 1}));
        host.run(words(DG_OPC_STAT, 2, {(uint64_t)context << 8}));
        host.run(words(DG_OPC_ACCUM_RUN, context, {1, 2}));
    }
    host.compare_tables();
}

static void test_csr_read(Host &host)
{
    Bytes reply = host.ask(frame_of(words(DG_OPC_CSR_READ, 3, {DG_CSR_CONTEXTS}), (uint16_t)host.ran++, host.session));
    require(reply[1] == DG_ST_OK && reply.size() == 8 + 12, "CSR_READ", reply[1], reply.size());
    require(word_at(reply, 8) == (CFG_CONTEXTS | (uint64_t)(CFG_LANES << 16 | CFG_II) << 32), "CSR_READ",
            word_at(reply, 8));
    require(word_at(reply, 16) == CFG_WINDOW, "CSR_READ", word_at(reply, 16));
}

// Frames too long, and more frames than fit: dropped whole, counted, and the stream stays in step.
static void test_overrun(Host &host)
{
    Device &device = host.device;
    device.send(to_line(echo(8 * CFG_FRAME_WORDS)));
    host.ask(echo(5));
    require(device.read(DG_CSR_OVERRUNS) == 1, "a frame too long");
    device.replies.frames.clear();
    device.readiness = 0.0;
    for (int i = 0; i < 3 * CFG_RX_WORDS / 16 + 4; i++)
        device.send(to_line(echo(120)));
    while (device.sending())
        device.step();
    device.readiness = 1.0;
    for (int i = 0; i < 200 * CFG_RX_WORDS; i++)
        device.step();
    require(device.read(DG_CSR_OVERRUNS) > 1, "more frames than fit");
    for (const Bytes &reply : device.replies.frames)
        require(reply.size() == 128, "whole frames", reply.size());
    host.compare_tables();
}

// Counters against what went in, as the receiver of frames.hpp saw it.
static void test_counters(Host &host)
{
    const Device &device = host.device;
    uint64_t frames = host.device.read(DG_CSR_FRAMES), overruns = host.device.read(DG_CSR_OVERRUNS);
    require(frames + overruns == device.taken.frames.size(), "FRAMES", frames, device.taken.frames.size());
    require(host.device.read(DG_CSR_CRC_ERRORS) == device.taken.bad, "CRC_ERRORS", device.taken.bad);
    uint64_t clocks = host.device.read64(DG_CSR_CLOCKS_LO), later = host.device.read64(DG_CSR_CLOCKS_LO);
    require(clocks < later && later <= device.clocks && device.clocks - later < 100, "CLOCKS", clocks, device.clocks);
    require(host.device.read64(DG_CSR_BUSY_LO) < later, "BUSY");
    require(device.replies.aborted == 0, "the device never aborts a frame");
}

static void test_lossy(Host &host, unsigned frames, double faults)
{
    size_t before = host.device.taken.frames.size();
    uint32_t replays = host.device.read(DG_CSR_REPLAYS), gaps = host.device.read(DG_CSR_GAPS);
    uint32_t overruns = host.device.read(DG_CSR_OVERRUNS);
    uint64_t expected = host.ran;
    uint32_t session = host.session;
    host.run_lossy(frames, faults);
    for (int i = 0; i < 5000 || host.device.sending(); i++)
        host.device.step();
    host.device.read(DG_CSR_MAGIC);
    const auto &seen = host.device.taken.frames;
    for (size_t i = before; i < seen.size(); i++) {
        uint64_t header = word_at(seen[i], 0);
        if ((uint8_t)header < 0x10 || (uint8_t)header >= 0x80 || (uint32_t)(header >> 32) != session)
            continue;
        uint16_t behind = (uint16_t)(expected - (header >> 16));
        expected += behind == 0;
        replays += behind >= 1 && behind <= CFG_WINDOW && behind <= expected;
        gaps += behind > CFG_WINDOW;
    }
    if (host.device.read(DG_CSR_OVERRUNS) == overruns) {
        require(expected == host.ran, "every frame once", expected, host.ran);
        require(host.device.read(DG_CSR_REPLAYS) == replays, "REPLAYS", replays);
        require(host.device.read(DG_CSR_GAPS) == gaps, "GAPS", gaps);
    }
    host.compare_tables();
    std::printf("%u frames at %g: %u replays, %u gaps so far\n", frames, faults, replays, gaps);
}

// The table is empty, no session is open, and the epoch is another one.
static void test_reset(Host &host)
{
    uint32_t epoch = host.told(DG_CSR_EPOCH);
    host.device.reset();
    expect(host, frame_of({DG_OPC_CLEAR, 0, {}}, (uint16_t)host.ran, host.session), DG_ST_BAD_SESSION);
    require(host.open(host.session, epoch) == DG_ST_BAD_EPOCH, "an OPEN from before the reset");
    host.open_session();
    require(host.told(DG_CSR_EPOCH) != epoch, "the epoch is another one", epoch);
    host.model.table.assign(CFG_CONTEXTS, Context());
    host.compare_tables();
}

int main()
{
    Device device(UID, 10);
    Host host(device, limits, 11);
    test_control(host);
    test_sessions(host);
    test_replay(host);
    test_refusals(host);
    test_csr_read(host);
    test_overrun(host);
    test_counters(host);
    test_reset(host);
    device.replies = device.taken = Receiver();
    host.open_session();
    test_lossy(host, 4000, 0.0);
    test_lossy(host, 6000, 0.01);
    device.readiness = 0.3;
    device.offering = 0.5;
    test_lossy(host, 2000, 1.6 / CFG_FRAME_WORDS); // most of the longest frames are hit
    return 0;
}
