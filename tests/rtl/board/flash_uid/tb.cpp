// SPDX-License-Identifier: Apache-2.0
// dg_flash_uid on flashes that are awake, asleep, absent, or without an id, and reset in the middle.
#include "Vtop.h"
#include "spi_flash.hpp"

static const uint64_t HALF_PS = 10417;   // of 48 MHz
static const unsigned CLOCKS_MAX = 5000; // what it may take, 100 us
static const uint64_t ID = 0xD46758B2035E2C81;

struct Bench {
    Vtop top;
    SpiFlash flash;
    uint64_t time = 0;

    explicit Bench(const SpiFlash &flash_) : flash(flash_)
    {
        reset(3);
    }

    void clock()
    {
        top.clk = 0;
        top.eval();
        time += HALF_PS;
        top.clk = 1;
        top.eval();
        time += HALF_PS;
        top.miso = flash.pins(time, top.cs_n, top.sck, top.mosi);
    }

    void reset(unsigned clocks)
    {
        top.rst = 1;
        for (; clocks > 0; clocks--)
            clock();
        top.rst = 0;
        require(top.busy && top.cs_n && !top.sck, "in reset, nothing is read");
    }

    // Reads the id; it stands still from then on, and the flash is left alone.
    uint64_t read()
    {
        for (unsigned clocks = 0; top.busy; clocks++) {
            require(clocks < CLOCKS_MAX, "an end", clocks);
            clock();
        }
        uint64_t uid = top.uid, rises = flash.sck_rises;
        for (unsigned i = 0; i < 10000; i++) {
            clock();
            require(top.uid == uid && !top.busy && top.cs_n && !top.sck, "stands still", uid, top.uid);
        }
        require(flash.sck_rises == rises, "the flash is left alone");
        return uid;
    }
};

static void expect(const char *what, const SpiFlash &flash, uint64_t uid)
{
    Bench bench(flash);
    uint64_t got = bench.read();
    require(got == uid, what, got, uid);
}

static SpiFlash flash_of(uint64_t id)
{
    SpiFlash flash;
    flash.id = id;
    return flash;
}

static void test_ids()
{
    Random noise(1);
    for (uint64_t id : {ID, (uint64_t)1, (uint64_t)1 << 63, ~(uint64_t)1, ~(uint64_t)0 >> 1})
        expect("an id", flash_of(id), id);
    for (int i = 0; i < 20; i++) {
        uint64_t id = noise.next();
        expect("an id", flash_of(id), id);
    }
    expect("all zeros are no id", flash_of(0), 0);
    expect("all ones are no id", flash_of(~(uint64_t)0), 0);
}

static void test_silence()
{
    for (bool pull : {false, true}) {
        SpiFlash flash = flash_of(ID);
        flash.pull = pull;
        flash.knows_id = false;
        expect("a flash without an id, or none", flash, 0);
    }
}

static void test_asleep()
{
    for (bool pull : {false, true}) {
        SpiFlash flash = flash_of(ID);
        flash.pull = pull;
        flash.asleep = true;
        expect("a flash in power-down", flash, ID);
        flash.wake_ps = 60000000; // the model itself: one that takes too long is not heard
        expect("a flash that is not awake yet", flash, 0);
    }
}

// At any clock; the flash, too, may be in the middle of a command, which chip select ends.
static void test_reset()
{
    Random noise(2);
    for (int i = 0; i < 100; i++) {
        Bench bench(flash_of(ID));
        for (uint64_t n = noise.below(CLOCKS_MAX); n > 0; n--)
            bench.clock();
        bench.flash.id = noise.next();
        bench.flash.asleep = noise.chance(0.5);
        bench.reset(1 + (unsigned)noise.below(20));
        uint64_t uid = bench.read();
        require(uid == bench.flash.id, "the id after a reset", uid, bench.flash.id);
        require(bench.flash.commands >= 2, "wake, and read");
    }
}

int main()
{
    test_ids();
    test_silence();
    test_asleep();
    test_reset();
    return 0;
}
