// SPDX-License-Identifier: Apache-2.0
// An SPI flash as far as its id: mode 0, command 4Bh, four bytes, then the id, over and over; ABh wakes it, and takes
// its time. Written from the data sheets of Winbond's W25Q128JV and ISSI's IS25LP128. Time is in picoseconds.
#pragma once
#include "frames.hpp"

struct SpiFlash {
    uint64_t id = 0;
    bool knows_id = true;        // has the command 4Bh
    bool asleep = false;         // hears ABh only
    bool pull = true;            // the level of a line that nobody drives
    uint64_t wake_ps = 30000000; // the slowest of its kind
    unsigned commands = 0;       // heard while awake, or to wake up
    uint64_t sck_rises = 0;      // in all

    // The pins are so from now on; returns MISO.
    bool pins(uint64_t time, bool cs_n, bool sck, bool mosi)
    {
        require(!(sck && sck_was) || mosi == mosi_was, "MOSI stands still while the clock is high");
        require(cs_n == cs_was || !sck, "chip select changes while the clock is low");
        if (cs_n) {
            if (!cs_was && bits == 8)
                run_short(time);
            bits = command = 0;
            drives = false;
        } else if (sck && !sck_was)
            rise(mosi, time);
        else if (!sck && sck_was)
            fall();
        cs_was = cs_n;
        sck_was = sck;
        mosi_was = mosi;
        return drives ? level : pull;
    }

  private:
    bool cs_was = true, sck_was = false, mosi_was = false, drives = false, level = false;
    unsigned bits = 0, command = 0; // bits since chip select
    uint64_t awake_at = 0, edge_at = 0;

    void rise(bool mosi, uint64_t time)
    {
        require(time - edge_at >= 20000, "50 MHz at most", time - edge_at); // of the command 03h; 4Bh takes more
        edge_at = time;
        sck_rises++;
        if (bits < 8)
            command = command << 1 | mosi;
        if (++bits == 8 && !asleep) {
            commands++;
            if (time < awake_at)
                command = 0; // not heard
        }
    }

    void fall()
    {
        if (asleep || command != 0x4B || !knows_id || bits < 40)
            return;
        drives = true;
        level = id >> (63 - (bits - 40) % 64) & 1;
    }

    void run_short(uint64_t time) // a command of eight bits takes effect when chip select rises
    {
        if (command == 0xAB && asleep) {
            commands++;
            asleep = false;
            awake_at = time + wake_ps;
        } else if (command == 0xB9 && !asleep)
            asleep = true;
    }
};
