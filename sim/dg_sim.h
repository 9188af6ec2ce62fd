// SPDX-License-Identifier: Apache-2.0
// The C face of a Verilated core in a shared object, libdeltagen-sim-MODEL.so: one symbol, dg_sim_entry, that gives a
// table of functions. Most are a dg_core, which takes and gives bytes; some stand behind a simulated line, whose faults
// the configuration sets. Time is counted in clocks of the core. Instances are independent of each other; one instance
// is used by one thread at a time. No function throws, exits or prints.
#ifndef DG_SIM_H
#define DG_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Raised when something in here changes its meaning. The structs grow at their ends only: `size` tells how far they go.
#define DG_SIM_ABI 1u

struct dg_sim; // one core

struct dg_sim_config {
    size_t size;  // of this struct, as the caller knows it
    uint64_t uid; // the core's `uid` input

    // Models with a line only. Probabilities are 0 to 1.
    double bit_error;   // for each bit on the line to be another
    double handshake;   // for each handshake to be lost or damaged
    double suspend;     // for each transaction to be broken off at a random bit by a suspend
    int32_t offset_ppm; // how much faster the device's clock is than the host's
};

struct dg_sim_api {
    size_t size;           // of this struct, as the shared object knows it
    uint32_t abi;          // DG_SIM_ABI
    uint32_t clock_hz;     // the core's CLOCK_HZ: what a clock stands for
    const char *model;     // the MODEL it was built as
    const char *verilator; // version that built it

    // A core just out of reset; NULL where memory is short.
    struct dg_sim *(*create)(const struct dg_sim_config *config);
    void (*destroy)(struct dg_sim *sim);

    // Lets up to `clocks` clocks pass. Offers the core the n bytes of in; *taken tells how many it took. What it sends
    // goes to out, up to max bytes in *got: returns when out is full, and at the first clock without a byte after one.
    // Returns how many clocks have passed.
    uint64_t (*run)(struct dg_sim *sim, const uint8_t *in, size_t n, size_t *taken, uint8_t *out, size_t max,
                    size_t *got, uint64_t clocks);

    // Clocks since reset.
    uint64_t (*clocks)(const struct dg_sim *sim);

    // Record every signal to an FST file (one clock = 10 time units), a line to a VCD file (picoseconds), until
    // trace_stop or destroy. 0, or -1 where the file cannot be written.
    int (*trace_start)(struct dg_sim *sim, const char *path);
    void (*trace_stop)(struct dg_sim *sim);

    bool has_line;
    // Of a line: lets time pass until what is under way is broken off at a random bit; bytes that run has taken or not
    // yet given are lost, the core's state stays. NULL where there is none.
    void (*reset)(struct dg_sim *sim);
    // How much damage configuration and reset have done to the line so far. NULL where there is none.
    uint64_t (*faults)(const struct dg_sim *sim);
    // The first thing the core did on its line that hosts do not forgive, in words; NULL if there is none so far. It
    // stays until destroy. NULL where there is no line.
    const char *(*violation)(const struct dg_sim *sim);
};

typedef const struct dg_sim_api *dg_sim_entry_fn(void);
#define DG_SIM_ENTRY "dg_sim_entry" // the symbol's name

#ifdef __cplusplus
}
#endif
#endif
