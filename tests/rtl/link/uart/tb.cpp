// SPDX-License-Identifier: Apache-2.0
// dg_uart: what a sender that is 3.5 % off says arrives, whatever pulses hit the line; errors are counted once each;
// replies leave without a pause; the hunt for the rate does what a model of it does; a host that says the same HELLO
// again and again is found from every rate of the list and after whatever others sent, within a number of calls that is
// proved in docs/rtl/uart.md.
#include "uart_bench.hpp"

static void send_bytes(Bench &b, double off, bool gaps)
{
    Bytes want;
    double bit = b.top.clocks_per_bit * (1 + off);
    b.begin();
    for (unsigned i = 0; i < 300 + 24000 / b.top.clocks_per_bit; i++) {
        want.push_back(b.random.below(4) ? (uint8_t)b.random.next() : b.random.below(2) ? 0x00 : 0xFF);
        b.line.byte(want.back(), bit);
        if (gaps)
            b.line.hold(bit * (double)b.random.below(3000) / 1000, true);
    }
    b.settle();
    require(b.got == want, "bytes", b.got.size(), want.size());
    require(b.errors == 0, "errors on a good line", b.errors);
}

// At no distance from the rate that is allowed does a byte add to the doubt; and pulses do no byte harm, neither short
// ones at each bit, nor those of an eighth of a bit.
static void test_bytes(Bench &b)
{
    for (bool gaps : {false, true}) {
        for (double off : {-0.035, -0.03, 0.0, 0.0123, 0.03, 0.035}) {
            send_bytes(b, off, gaps);
            require(b.hunt.doubt == 0, "bytes at the right rate add to the doubt", b.hunt.doubt);
        }
        b.frame = 20;
        b.pulse = std::min(3u, b.top.clocks_per_bit / 8u);
        b.apart = b.top.clocks_per_bit;
        send_bytes(b, 0.0, gaps);
        b.pulse = b.top.clocks_per_bit / 8;
        b.apart = 10 * b.top.clocks_per_bit;
        send_bytes(b, 0.0, gaps);
        b.frame = b.pulse = 0;
        b.praise();
    }
}

// From the fall of the line to the byte: 9.5 bit times and 3 or 4 clocks.
static void test_latency(Bench &b)
{
    for (int i = 0; i < 50; i++) {
        b.begin();
        double fell = b.line.end;
        b.line.byte((uint8_t)b.random.next(), b.top.clocks_per_bit);
        b.settle();
        double took = (double)b.last_byte_at - 1 - fell - 9 * b.top.clocks_per_bit - b.top.clocks_per_bit / 2;
        require(b.got.size() == 1 && took >= 3 && took <= 4, "latency in hundredths of a clock",
                (uint64_t)(100 * took));
    }
    b.praise();
}

static void test_errors(Bench &b)
{
    double bit = b.top.clocks_per_bit;
    b.begin();
    b.line.byte(0x55, bit);
    b.line.hold(0.3 * bit, false); // too short for a start bit
    b.line.hold(2 * bit, true);
    b.line.byte(0x12, bit, false); // no stop bit
    b.line.hold(2 * bit, true);
    b.line.byte(0x34, bit);
    b.line.hold(100 * bit, false); // a break
    b.line.hold(1 * bit, true);
    b.line.byte(0x56, bit);
    b.settle();
    require(b.got == Bytes({0x55, 0x34, 0x56}) && b.errors == 2, "bytes between errors", b.got.size(), b.errors);
    b.praise();
    b.begin();
    b.readiness = 0;
    for (uint8_t byte : {1, 2, 3})
        b.line.byte(byte, bit);
    b.settle();
    require(b.errors == 2, "overruns", b.errors);
    b.readiness = 1;
    b.settle();
    require(b.got == Bytes({1}), "the byte that was there first", b.got.size());
    b.praise();
}

// A byte that is taken in the very clock in which the next one comes makes room for it; a clock later it does not.
static void test_last_moment(Bench &b)
{
    const Bytes both = {0xA5, 0x5A};
    uint64_t second = 0; // clocks until it comes
    auto run = [&](uint64_t take_at) {
        b.begin();
        b.line.end = (double)b.clock + 3.5;
        for (uint8_t byte : both)
            b.line.byte(byte, b.top.clocks_per_bit);
        b.readiness = take_at > 0 ? 0 : 1;
        for (uint64_t clocks = 0; clocks < take_at; clocks++)
            b.step();
        b.readiness = 1;
        b.step();
        b.readiness = take_at > 0 ? 0 : 1;
        b.settle();
        b.readiness = 1;
        b.settle();
    };
    uint64_t begin = b.clock;
    run(0);
    second = b.last_byte_at - 2 - begin; // taken a clock after it came
    require(b.got == both && b.errors == 0, "two bytes", b.got.size(), b.errors);
    for (uint64_t take_at : {second - 1, second, second + 1}) {
        run(take_at);
        bool fits = take_at <= second;
        require(b.errors == !fits && b.got == (fits ? both : Bytes({both[0]})), "the last moment", take_at - second,
                b.errors);
    }
    b.praise();
}

// Bytes that are there leave without a pause, each bit for its time, and the line is high before and after.
static void test_sender(Bench &b)
{
    const unsigned bit = b.top.clocks_per_bit;
    Bytes want;
    for (int i = 0; i < 500; i++)
        want.push_back((uint8_t)b.random.next());
    b.begin();
    b.settle();
    b.sent.clear();
    b.to_send = want;
    b.settle(10 * (unsigned)want.size() + 20);
    size_t at = 0;
    while (at < b.sent.size() && b.sent[at])
        at++;
    require(at <= 2, "a byte starts in the clock after it was taken", at);
    for (uint8_t byte : want)
        for (unsigned i = 0; i < 10 * bit; i++, at++)
            require(b.sent[at] == ((0x200u | byte << 1) >> (i / bit) & 1), "line", at, byte);
    for (; at < b.sent.size(); at++)
        require(b.sent[at], "idle line", at);
}

// What moves the hunt, and what does not.
static void test_rules(Bench &b)
{
    const size_t rate = b.hunt.rate, next = (rate + 1) % RATE.size();
    const unsigned bit = b.top.clocks_per_bit, unit = Hunt::unit(rate), ten_bits = Hunt::ten_bits(rate);
    require(ten_bits >= 10 * bit && ten_bits < 11 * bit, "ten to eleven bits", ten_bits, bit);
    auto send = [&](int times, unsigned low) {
        b.begin();
        b.line.end = (double)b.clock + 3.5;
        for (int i = 0; i < times; i++) {
            b.line.hold(low, false);
            b.line.hold(2 * bit, true);
        }
        b.settle();
        return b.hunt.doubt;
    };
    b.praise();
    for (int i = 0; i < 100000; i++)
        b.step();
    require(send(100, 3) + send(100, unit) + send(20, ten_bits - 1) == 0, "silence, noise, a bit, a byte");
    for (int i = 0; i < 3; i++) {
        require(send(7, 11 * bit) == 28 && send(3, unit - (unit > 4)) == (unit > 4 ? 31 : 28), "long and short lows");
        b.praise();
    }
    require(b.hunt.rate == rate, "a frame ends the doubt");
    send(8, ten_bits);
    require(b.hunt.rate == next, "eight long lows");
    b.drive_to(rate);
    b.praise();
    if (unit > 4) {
        require(send(31, unit - 1) == 31 && b.hunt.rate == rate, "short lows");
        send(1, 4);
        require(b.hunt.rate == next, "thirty-two short lows");
        b.drive_to(rate);
        b.praise();
    }
}

// ---- calls ----

struct Host {
    double bit;     // clocks
    unsigned gap;   // high bits after each byte
    unsigned pause; // high bits after each frame
    Bytes frame;    // HELLO
};

// HELLO with one pattern wherever the bytes are the host's to choose, or with random ones.
static Bytes hello(unsigned pattern, Random &random)
{
    Bytes frame = {0x01, 0x00};
    for (int i = 0; i < 14; i++)
        frame.push_back(pattern < 256 ? (uint8_t)pattern : (uint8_t)random.next());
    return frame;
}

// The most calls that docs/rtl/uart.md allows on the way: sixteen at a rate slower than the host's, eight at a faster
// one, one more where the change of rate cuts into one, and at the host's own rate until the first whole one.
static unsigned calls_allowed(size_t from, size_t to)
{
    unsigned calls = 2;
    for (size_t k = from; k != to; k = (k + 1) % RATE.size())
        calls += RATE[k] > RATE[to] ? 17 : 9;
    return calls;
}

// The same frame again and again, until it arrives. Returns the number of calls.
static unsigned call(Bench &b, size_t to, const Host &host, unsigned allowed)
{
    unsigned calls = 0;
    b.begin();
    for (bool found = false; !found;) {
        require(++calls <= allowed, "the host calls and is not found", (uint64_t)host.bit << 32 | b.top.clocks_per_bit,
                host.frame[8]);
        Bytes line = to_line(host.frame);
        line.insert(line.begin(), 0x7E);
        for (uint8_t byte : line) {
            b.line.byte(byte, host.bit);
            b.line.hold(host.gap * host.bit, true);
        }
        b.line.hold(host.pause * host.bit, true);
        while (!b.line.done((double)b.clock))
            b.step();
        found = !b.core.frames.empty();
    }
    require(b.core.frames.back() == host.frame && b.hunt.rate == to, "found at the right rate", b.hunt.rate, to);
    b.settle();
    return calls;
}

// Every pair of rates, the host up to 3.5 % off, with and without pauses.
static void test_every_pair(Bench &b)
{
    unsigned most = 0, runs = 0;
    for (size_t from = 0; from < RATE.size(); from++)
        for (size_t to = 0; to < RATE.size(); to++)
            for (unsigned pattern :
                 {0x00u, 0xFFu, 0xF8u, 0xF0u, 0xE0u, 0xC0u, 0x55u, 0x33u, 0x0Fu, 0x7Eu, 0x1Cu, 256u, 257u, 258u}) {
                static const unsigned gaps[] = {0, 0, 1, 7}, pauses[] = {0, 300, 30, 0};
                static const double offs[] = {0, 0.035, -0.035};
                unsigned way = runs % 4;
                Host host = {RATE[to] * (1 + offs[runs % 3]), gaps[way], pauses[way], hello(pattern, b.random)};
                b.drive_to(from);
                b.praise();
                most = std::max(most, call(b, to, host, calls_allowed(from, to)));
                runs++;
            }
    std::printf("hunt: %u hosts found, %u calls at most\n", runs, most);
}

// Other formats and rates of their own, breaks, noise; then the host calls. What doubt they left may take the device
// from the host's rate, once.
static void test_after_others(Bench &b)
{
    unsigned most = 0;
    for (int i = 0; i < 300; i++) {
        double bit = 2 + (double)b.random.below(200 * RATE.back()) / 100;
        size_t to = b.random.below(RATE.size());
        unsigned parity = (unsigned)b.random.below(3), data = 5 + (unsigned)b.random.below(5),
                 stop = 1 + (unsigned)b.random.below(2);
        b.begin();
        for (uint64_t n = 1 + b.random.below(300); n > 0; n--)
            if (i % 4 == 3)
                b.line.hold(bit * (double)b.random.below(1000) / 500, b.random.below(2) != 0);
            else {
                bool odd = parity == 2;
                b.line.hold(bit, false);
                for (unsigned k = 0; k < data; k++) {
                    bool one = b.random.below(2) != 0;
                    odd ^= one;
                    b.line.hold(bit, one);
                }
                if (parity)
                    b.line.hold(bit, odd);
                b.line.hold(stop * bit, true);
            }
        b.line.hold((double)b.random.below(RATE.back()), true);
        b.settle(0);
        Host host = {RATE[to] * (0.965 + (double)b.random.below(71) / 1000), 0, (unsigned)b.random.below(20),
                     hello(256, b.random)};
        most = std::max(most, call(b, to, host, 2 + calls_allowed((to + 1) % RATE.size(), to)));
    }
    std::printf("hunt: 300 hosts found after others, %u calls at most\n", most);
}

// The numbers behind it, for any two rates that a list may hold, 3.5 % off and sampled. With no entry between them, a
// bit of the faster one is a short low at the slower rate and a bit of the slower one is none. A zero byte, low for
// nine bits, is a long low at the faster rate if it is of the slower one, and none if it is of its own; a long low
// begins at ten bits to ten and 7/8.
static void test_numbers()
{
    for (unsigned fast = 8; fast < 2000; fast++)
        for (unsigned slow = (4 * fast + 2) / 3; slow < 3000; slow++) {
            unsigned unit = (slow + fast + 1) / 2;
            require(std::ceil(1.035 * fast) < unit && unit <= std::floor(0.965 * slow), "short", fast, slow);
            require(10 * fast + (7 * fast + 7) / 8 <= std::floor(0.965 * 9 * slow), "long", fast, slow);
            require(std::ceil(1.035 * 9 * fast) < 10 * fast, "its own", fast);
        }
}

int main()
{
    Bench b;
    test_numbers();
    for (size_t k = 0; k < RATE.size(); k++) {
        b.drive_to(k);
        b.praise();
        test_bytes(b);
        test_latency(b);
        test_errors(b);
        test_last_moment(b);
        test_sender(b);
        test_rules(b);
    }
    test_every_pair(b);
    test_after_others(b);
    return 0;
}
