// SPDX-License-Identifier: Apache-2.0
// Frames on the line (docs/protocol.md, "Frames on the line"): header and payload, CRC-32, escaped, then the flag.
// Pure functions over memory; the header's fields have their accessors here too.
#ifndef DG_FRAME_H
#define DG_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DG_FRAME_HEADER 8u
#define DG_FRAME_CRC    4u
#define DG_FRAME_REPLY  0x80u // set in a reply's opcode

// Bytes on the line of a frame of n bytes (CRC not counted) where every byte is escaped, with both flags.
#define DG_FRAME_LINE_MAX(n) (2 * ((n) + DG_FRAME_CRC) + 2)

struct dg_header {
    uint8_t opcode;
    uint8_t arg; // in a reply: status
    uint16_t seq;
    uint32_t session;
};

void dg_header_store(uint8_t *frame, struct dg_header header);
struct dg_header dg_header_load(const uint8_t *frame);

// Writes the n bytes of a frame to `line` as they go over the line, behind a flag of their own where `lead` is set.
// Returns how many bytes that makes, at most DG_FRAME_LINE_MAX(n).
size_t dg_frame_encode(const uint8_t *frame, size_t n, bool lead, uint8_t *line);

// The receiving side. `frame` has `room` bytes, 4 more than the longest frame; the rest starts as zero.
struct dg_frame_decoder {
    uint8_t *frame;
    size_t room;
    size_t used;
    bool escaped; // the last byte was the escape
    bool spoilt;  // this frame did not fit
    uint64_t bad; // frames dropped: CRC, length, aborted
};

// Takes line bytes up to the end of the next intact frame and returns how many it took. *length is that frame's
// length without CRC, 0 where the bytes ended first. The frame stays in d->frame until the next call.
size_t dg_frame_decode(struct dg_frame_decoder *d, const uint8_t *line, size_t n, size_t *length);

#endif
