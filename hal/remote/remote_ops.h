// SPDX-License-Identifier: Apache-2.0
// Requests as frames and replies as results (docs/protocol.md, "Lists" and "Runs"): one row per operation, no state.
#ifndef DG_REMOTE_OPS_H
#define DG_REMOTE_OPS_H

#include <deltagen/async.h>

#include "window.h"

// What a request has gathered from its frames so far; zero at its start.
struct dg_gathered {
    uint64_t folded;
    uint64_t mismatches;
    uint64_t first; // index of the first mismatching cell, where there is a mismatch
    uint64_t origin;
};

// How many units (records, words or cells) of the request go into one frame of this device; 1 for CLEAR.
uint64_t dg_ops_units(const dg_device_info *info, const dg_request *request);

// Makes the frame of the slot's request, first and count: fills the rest of the slot, gives the header's opcode and
// arg.
void dg_ops_write(const dg_device_info *info, struct dg_slot *slot, uint8_t *opcode, uint8_t *arg);

// Takes in the reply that the slot holds.
void dg_ops_read(const struct dg_slot *slot, struct dg_gathered *gathered);

// The request's frames are all in: outputs that need all of them.
void dg_ops_finish(const dg_request *request, const struct dg_gathered *gathered);

#endif
