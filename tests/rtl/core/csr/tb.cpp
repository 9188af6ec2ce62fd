// SPDX-License-Identifier: Apache-2.0
// dg_csr: every register through both ports at once, with random events counted on the side; HI halves belong to the LO
// half that the same port read before; AXI4-Lite with pauses on every channel, writes and stray addresses; a carry of a
// 64-bit counter.
#include "Vtop.h"
#include "dg_defs.h"
#include "frames.hpp"

#ifndef CFG_CONTEXTS
#define CFG_CONTEXTS    256
#define CFG_LANES       1
#define CFG_II          1
#define CFG_KINDS       0x3F
#define CFG_WINDOW      8
#define CFG_FRAME_WORDS 126
#define CFG_RX_WORDS    512
#define CFG_BOARD       0
#endif

#ifndef BUILD
#define BUILD 0
#endif

// All registers as they are after some clock; a 64-bit counter shows what was there a clock before.
struct Model {
    uint64_t clocks = 0, ops = 0, cells = 0, busy = 0;
    uint32_t stalls = 0, frames = 0, crc_errors = 0, overruns = 0, replays = 0, gaps = 0, link_errors = 0;
};

struct Port {
    bool active = false;
    unsigned addr = 0;
    uint32_t high = 0; // of the LO half read last
    uint32_t expected = 0;
};

struct Bench {
    Vtop top;
    Random random{99};
    Model now, before;
    Port axil, own;
    bool answered = true, write_open = false;
    uint64_t axil_reads = 0, own_reads = 0, writes = 0, errors = 0, clock = 0;

    uint32_t value(Port &port, unsigned addr)
    {
        const uint64_t wide[] = {before.clocks, before.ops, before.cells, before.busy};
        if (addr >= DG_CSR_CLOCKS_LO && addr <= DG_CSR_BUSY_HI) {
            uint64_t counter = wide[(addr - DG_CSR_CLOCKS_LO) / 8];
            if (addr % 8)
                return port.high;
            port.high = (uint32_t)(counter >> 32);
            return (uint32_t)counter;
        }
        switch (addr) {
        case DG_CSR_MAGIC:
            return DG_PROTO_MAGIC;
        case DG_CSR_PROTOCOL:
            return DG_PROTO_MAJOR << 16 | DG_PROTO_MINOR;
        case DG_CSR_BUILD_LO:
            return (uint32_t)BUILD;
        case DG_CSR_BUILD_HI:
            return (uint32_t)((uint64_t)BUILD >> 32);
        case DG_CSR_BOARD:
            return CFG_BOARD;
        case DG_CSR_CLOCK_HZ:
            return 100000000;
        case DG_CSR_CAPS:
            return CFG_KINDS | 1u << DG_CAP_BIT_TABLE | 1u << DG_CAP_BIT_FOLD | 1u << DG_CAP_BIT_VERIFY;
        case DG_CSR_CONTEXTS:
            return CFG_CONTEXTS;
        case DG_CSR_SYNTH:
            return CFG_LANES << 16 | CFG_II;
        case DG_CSR_WINDOW:
            return CFG_WINDOW;
        case DG_CSR_FRAME_WORDS:
            return CFG_FRAME_WORDS;
        case DG_CSR_RX_WORDS:
            return CFG_RX_WORDS;
        case DG_CSR_EPOCH:
            return top.epoch;
        case DG_CSR_SESSION:
            return top.session;
        case DG_CSR_UID_LO:
            return (uint32_t)top.uid;
        case DG_CSR_UID_HI:
            return (uint32_t)(top.uid >> 32);
        case DG_CSR_STALLS:
            return now.stalls;
        case DG_CSR_FRAMES:
            return now.frames;
        case DG_CSR_CRC_ERRORS:
            return now.crc_errors;
        case DG_CSR_OVERRUNS:
            return now.overruns;
        case DG_CSR_REPLAYS:
            return now.replays;
        case DG_CSR_GAPS:
            return now.gaps;
        case DG_CSR_LINK_ERRORS:
            return now.link_errors;
        case DG_CSR_LINK_CLOCKS:
            return top.link_clocks;
        default:
            return 0;
        }
    }

    void drive()
    {
        top.op = random.below(2) != 0;
        top.stall = random.below(3) == 0;
        top.cells = random.below(128);
        top.busy = random.below(4) != 0;
        top.frame = random.below(5) == 0;
        top.crc_error = random.below(6) == 0;
        top.overrun = random.below(7) == 0;
        top.replay = random.below(8) == 0;
        top.gap = random.below(9) == 0;
        top.link_error = random.below(10) == 0;
        if (random.below(100) == 0) {
            top.epoch = (uint32_t)random.next();
            top.session = (uint32_t)random.next();
            top.uid = random.next();
            top.link_clocks = (uint16_t)random.next();
        }
        top.csr_re = random.below(2) != 0;
        top.csr_addr = (uint8_t)(4 * random.below(DG_CSR_END / 4));
        if (!top.s_axil_arvalid && answered && random.below(2)) {
            top.s_axil_arvalid = 1;
            top.s_axil_araddr = (uint8_t)(random.below(4) ? DG_CSR_CLOCKS_LO + random.below(0x20) : random.below(256));
            answered = false;
        }
        top.s_axil_rready = random.below(2);
        if (!write_open && random.below(4) == 0) {
            top.s_axil_awvalid = top.s_axil_wvalid = write_open = true;
            top.s_axil_awaddr = (uint8_t)random.next();
            top.s_axil_wdata = (uint32_t)random.next();
            top.s_axil_wstrb = 15;
        }
        top.s_axil_bready = random.below(2);
    }

    void count()
    {
        before = now;
        now.clocks++;
        now.ops += top.op;
        now.stalls += top.stall;
        now.cells += top.cells;
        now.busy += top.busy;
        now.frames += top.frame;
        now.crc_errors += top.crc_error;
        now.overruns += top.overrun;
        now.replays += top.replay;
        now.gaps += top.gap;
        now.link_errors += top.link_error;
    }

    void step()
    {
        drive();
        top.clk = 0;
        top.eval();
        require(!own.active || top.csr_data == own.expected, "own port", own.addr, top.csr_data);
        bool asked = top.s_axil_arvalid && top.s_axil_arready, given = top.s_axil_rvalid && top.s_axil_rready;
        bool addressed = top.s_axil_awvalid && top.s_axil_awready, written = top.s_axil_wvalid && top.s_axil_wready;
        require(!top.s_axil_rvalid || axil.active, "a word nobody asked for");
        if (given) {
            bool inside = axil.addr < DG_CSR_END;
            require(top.s_axil_rdata == axil.expected, "AXI4-Lite", axil.addr, top.s_axil_rdata);
            require(top.s_axil_rresp == (inside ? 0 : 2), "RRESP", axil.addr);
            errors += !inside;
            axil_reads++;
            axil.active = false;
        }
        if (top.s_axil_bvalid)
            require(write_open && !top.s_axil_awvalid && !top.s_axil_wvalid && top.s_axil_bresp == 2, "BRESP");
        bool acknowledged = top.s_axil_bvalid && top.s_axil_bready;
        own.active = top.csr_re;
        if (own.active) {
            require(!asked, "both ports at once");
            own.addr = top.csr_addr;
            own.expected = value(own, own.addr);
            own_reads++;
        }
        if (asked) {
            axil.active = true;
            axil.addr = top.s_axil_araddr & ~3u;
            axil.expected = value(axil, axil.addr);
        }
        uint32_t rdata = top.s_axil_rdata;
        bool stalled = top.s_axil_rvalid && !top.s_axil_rready;
        count();
        top.clk = 1;
        top.eval();
        clock++;
        require(!stalled || (top.s_axil_rvalid && top.s_axil_rdata == rdata), "not stable while stalled");
        if (asked)
            top.s_axil_arvalid = 0;
        if (given)
            answered = true;
        if (addressed)
            top.s_axil_awvalid = 0;
        if (written)
            top.s_axil_wvalid = 0;
        if (acknowledged) {
            write_open = false;
            writes++;
        }
    }

    // So many clocks of 127 cells, in which nobody reads.
    void hurry(int clocks)
    {
        while (!answered || own.active || write_open)
            step();
        top.csr_re = top.s_axil_arvalid = top.s_axil_awvalid = top.s_axil_wvalid = 0;
        top.cells = 127;
        for (int i = 0; i < clocks; i++) {
            top.clk = 0;
            top.eval();
            count();
            top.clk = 1;
            top.eval();
        }
    }
};

int main()
{
    Bench b;
    b.top.rst = 1;
    for (int i = 0; i < 4; i++) {
        b.top.clk = i % 2 != 0;
        b.top.eval();
    }
    b.top.rst = 0;
    for (int i = 0; i < 300000; i++)
        b.step();
    // All counters are looked at on the way to the carry, and behind it.
    uint64_t reads = b.axil_reads;
    while (b.now.cells >> 32 == 0) {
        b.hurry(1 << 20);
        reads = b.axil_reads;
        for (int i = 0; i < 3000; i++)
            b.step();
    }
    require(b.axil_reads > reads + 100, "reads after the carry");
    require(b.writes > 10000 && b.errors > 1000, "too few writes or stray reads", b.writes, b.errors);
    std::printf("csr: seed 99, %llu AXI4-Lite reads, %llu own reads, %llu writes refused\n",
                (unsigned long long)b.axil_reads, (unsigned long long)b.own_reads, (unsigned long long)b.writes);
    return 0;
}
