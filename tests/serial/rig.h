// SPDX-License-Identifier: Apache-2.0
// A board on a pseudo-terminal: the Verilated dg_serial, joined bit by bit to a model of the BL702 bridge (Tang Nano
// 9K):
//
// - towards the board 12 KiB of buffer, from which nothing can be purged; no byte is lost there;
// - towards the host 64-byte chunks (what is left over when the line falls silent), which vanish whole and silently
// when
//   the ring is full;
// - 8N1 at the rate that `delivered` makes of the one asked for, which the rig reads from the terminal's settings;
// - until a program has set the terminal, it echoes what the board says;
// - bits that flip, pulses, breaks; bytes of other programs; a host that does not poll for a while.
//
// The board runs in a thread of its own, as fast as it can, and stands still while nothing happens. Time is counted in
// its clocks. All randomness comes from the seed; how the two threads meet does not.
#ifndef RIG_H
#define RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { RIG_CLOCK_HZ = 24000000 };

struct rig_config {
    uint64_t seed;
    double noise;     // probability for each bit on the line to be hit
    double breaks;    // probability for each byte to the board to be followed by a break of some bytes
    double intruders; // probability for each byte to the board to be followed by another program's
    double blind;     // probability for each chunk to the host to be followed by a time without polling
    unsigned ring;    // bytes, 0 = 8192
    double (*delivered)(unsigned asked); // bits a second, NULL = as asked
};

struct rig_counts {
    uint64_t clocks, bytes_down, bytes_up;
    uint64_t chunks_dropped, bits_hit, breaks, intrusions, stale;
};

struct rig;

// A board out of reset, plugged in at `port`, a symbolic link that the rig makes.
struct rig *rig_new(const struct rig_config *config, const char *port);
void rig_free(struct rig *rig);

// Pull the cable; after `bytes` more bytes to the board. The board runs on. Plug it in again: what the bridge held is
// sent once more, in both directions.
void rig_unplug_after(struct rig *rig, uint64_t bytes);
bool rig_is_plugged(struct rig *rig);
void rig_plug(struct rig *rig);

// Bytes that somebody sends to the board at that rate while nobody has the port open.
void rig_inject(struct rig *rig, const void *bytes, size_t n, double rate);

void rig_set(struct rig *rig, const struct rig_config *config); // from now on
struct rig_counts rig_count(struct rig *rig);

#ifdef __cplusplus
}
#endif
#endif
