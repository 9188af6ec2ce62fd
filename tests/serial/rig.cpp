// SPDX-License-Identifier: Apache-2.0
// A board on a pseudo-terminal: rig.h.
#include "rig.h"

#include <asm/termbits.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "Vdg_serial.h"
#include "uart_line.hpp"
#include "verilated.h"

namespace
{
constexpr size_t DOWN_BYTES = 12288, UP_BYTES = 8192, CHUNK_BYTES = 64;
constexpr int SLICE_CLOCKS = 512;
constexpr uint64_t QUIET_CLOCKS = 20000, BLIND_CLOCKS = 200000, CHUNK_BITS = 20;

struct Timed {
    uint8_t byte;
    double rate;
};

void keep_last(std::deque<uint8_t> &log, uint8_t byte, size_t most)
{
    log.push_back(byte);
    if (log.size() > most)
        log.pop_front();
}
} // namespace

struct rig {
    rig(const rig_config &c, const char *p) : config(c), port(p), noise(c.seed), sender(noise), receiver(noise)
    {
        noise.probability = c.noise;
        board.rxd = 1;
        board.rst = 1;
        for (int i = 0; i < 4; i++)
            clock();
        board.rst = 0;
        plug();
        thread = std::thread([this] { run(); });
    }
    ~rig()
    {
        stop = true;
        thread.join();
        unplug();
        unlink(port.c_str());
        board.final();
    }

    rig_config config;
    std::string port;
    std::mutex lock; // of everything below
    rig_counts counts{};
    uint64_t unplug_at = UINT64_MAX;
    int master = -1;
    std::deque<Timed> injected;

    void plug();
    void unplug();

  private:
    Vdg_serial board;
    Noise noise;
    Sender sender;
    Receiver receiver;
    std::deque<uint8_t> down, chunk, up, down_log, up_log;
    uint64_t blind_until = 0;
    double rate = 0; // as delivered
    std::atomic<bool> stop{false};
    std::thread thread;

    void clock();
    void run();
    void step();
    void send_next();
    void take_chunk();
    void pump();
    bool quiet() const;
};

void rig::plug()
{
    master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    char slave[64];
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 || ptsname_r(master, slave, sizeof slave) != 0)
        abort();
    unlink(port.c_str());
    if (symlink(slave, port.c_str()) != 0)
        abort();
    counts.stale += down_log.size() + up_log.size();
    down.insert(down.end(), down_log.begin(), down_log.end());
    up.insert(up.end(), up_log.begin(), up_log.end());
    unplug_at = UINT64_MAX;
}

void rig::unplug()
{
    if (master >= 0)
        close(master);
    master = -1;
}

void rig::clock()
{
    board.clk = 0;
    board.eval();
    board.clk = 1;
    board.eval();
    counts.clocks++;
}

// What goes over the line to the board when it is free.
void rig::send_next()
{
    static const char at[] = "AT+GCAP\rATE0~\x7d\x7e\r"; // ModemManager, with a flag and an abort for good measure
    if (!injected.empty()) {
        sender.clocks_per_bit = RIG_CLOCK_HZ / injected.front().rate;
        sender.send(injected.front().byte);
        injected.pop_front();
        return;
    }
    if (down.empty() || rate <= 0)
        return;
    sender.clocks_per_bit = RIG_CLOCK_HZ / rate;
    if (noise.chance(config.breaks)) {
        counts.breaks++;
        sender.send_break(11 + (unsigned)noise.below(40));
        return;
    }
    if (noise.chance(config.intruders)) {
        counts.intrusions++;
        for (size_t n = 1 + noise.below(sizeof at - 1), i = 0; i < n; i++)
            injected.push_back({(uint8_t)at[i], rate});
        return;
    }
    sender.send(down.front());
    down.pop_front();
}

// A full chunk, or what is there when the line falls silent, goes into the ring whole or not at all.
void rig::take_chunk()
{
    if (chunk.empty() ||
        (chunk.size() < CHUNK_BYTES && (double)receiver.silence < CHUNK_BITS * receiver.clocks_per_bit))
        return;
    if (up.size() + chunk.size() <= (config.ring > 0 ? config.ring : UP_BYTES))
        up.insert(up.end(), chunk.begin(), chunk.end());
    else
        counts.chunks_dropped++;
    chunk.clear();
    if (noise.chance(config.blind))
        blind_until = counts.clocks + noise.below(BLIND_CLOCKS);
}

void rig::step()
{
    if (!sender.busy())
        send_next();
    board.rxd = sender.step();
    clock();
    if (rate <= 0)
        return;
    receiver.clocks_per_bit = RIG_CLOCK_HZ / rate;
    if (auto byte = receiver.step(board.txd))
        chunk.push_back(*byte);
    take_chunk();
}

// Between the rings and the terminal, and the rate that its settings ask for.
void rig::pump()
{
    uint8_t bytes[512];
    struct termios2 line = {};
    if (master < 0)
        return;
    if (ioctl(master, TCGETS2, &line) == 0)
        rate = config.delivered ? config.delivered(line.c_ospeed) : line.c_ospeed;
    size_t room = DOWN_BYTES > down.size() ? DOWN_BYTES - down.size() : 0;
    ssize_t n = room > 0 ? read(master, bytes, room < sizeof bytes ? room : sizeof bytes) : 0;
    for (ssize_t i = 0; i < n; i++) {
        down.push_back(bytes[i]);
        keep_last(down_log, bytes[i], DOWN_BYTES);
        // until a program has set the terminal, it sends back what the board says
        counts.bytes_down += (line.c_lflag & ECHO) == 0;
    }
    if (counts.bytes_down >= unplug_at) {
        unplug();
        return;
    }
    size_t offered = 0;
    while (offered < up.size() && offered < sizeof bytes && counts.clocks >= blind_until) {
        bytes[offered] = up[offered];
        offered++;
    }
    n = offered > 0 ? write(master, bytes, offered) : 0;
    for (ssize_t i = 0; i < n; i++) {
        keep_last(up_log, up.front(), UP_BYTES);
        up.pop_front();
        counts.bytes_up++;
    }
}

bool rig::quiet() const
{
    return !sender.busy() && injected.empty() && down.empty() && chunk.empty() && !board.active &&
           receiver.silence > QUIET_CLOCKS && counts.clocks >= blind_until;
}

void rig::run()
{
    while (!stop) {
        int waiting_for = -1;
        {
            std::lock_guard<std::mutex> hold(lock);
            noise.probability = config.noise;
            pump();
            for (int i = 0; i < SLICE_CLOCKS; i++)
                step();
            counts.bits_hit = noise.hits;
            if (quiet())
                waiting_for = master;
            else
                continue;
        }
        struct pollfd terminal = {waiting_for, POLLIN, 0};
        if (poll(&terminal, 1, 1) > 0 && (terminal.revents & POLLIN) == 0)
            usleep(1000); // nobody has it open
    }
}

extern "C" struct rig *rig_new(const struct rig_config *config, const char *port)
{
    return new rig(*config, port);
}

extern "C" void rig_free(struct rig *rig)
{
    delete rig;
}

extern "C" void rig_unplug_after(struct rig *rig, uint64_t bytes)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    rig->unplug_at = rig->counts.bytes_down + bytes;
}

extern "C" bool rig_is_plugged(struct rig *rig)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    return rig->master >= 0;
}

extern "C" void rig_plug(struct rig *rig)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    rig->unplug();
    rig->plug();
}

extern "C" void rig_inject(struct rig *rig, const void *bytes, size_t n, double rate)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    for (size_t i = 0; i < n; i++)
        rig->injected.push_back({((const uint8_t *)bytes)[i], rate});
}

extern "C" void rig_set(struct rig *rig, const struct rig_config *config)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    rig->config = *config;
}

extern "C" struct rig_counts rig_count(struct rig *rig)
{
    std::lock_guard<std::mutex> hold(rig->lock);
    return rig->counts;
}
