// SPDX-License-Identifier: Apache-2.0
// Whole frames over a link: one being sent, one being received. Knows escaping and CRC, nothing of their meaning.
#ifndef DG_LINE_H
#define DG_LINE_H

#include "frame.h"
#include "link.h"

struct dg_line {
    struct dg_link *link;
    size_t frame_bytes; // of the longest frame
    // Line bytes of the frame being sent, and how many of them the link has taken.
    uint8_t *out;
    size_t out_bytes, out_taken;
    bool paused; // the line has been silent: the next frame goes behind a flag
    // Line bytes that have arrived, and how many of them are decoded.
    uint8_t in[4096];
    size_t in_bytes, in_taken;
    struct dg_frame_decoder decoder;
    uint64_t bytes_sent, bytes_received, frames_sent;
};

// Room for frames of frame_bytes; may be called again to change it while nothing is being sent. Errors: MEMORY.
int dg_line_init(struct dg_line *line, struct dg_link *link, size_t frame_bytes, dg_error *err);
void dg_line_free(struct dg_line *line);

// Is a frame still being sent?
bool dg_line_sending(const struct dg_line *line);

// Begin to send a frame; none may be under way.
void dg_line_put(struct dg_line *line, const uint8_t *frame, size_t n);

// Give the link what it takes without waiting. Errors: LOST.
int dg_line_send(struct dg_line *line, dg_error *err);

// One frame that has arrived: *n is its length, and it is in line->decoder.frame until the next call. *n = 0 where none
// is complete yet. Waits up to timeout_us of the link's time for a byte; *silent tells that none came. Errors: LOST.
int dg_line_receive(struct dg_line *line, uint32_t timeout_us, size_t *n, bool *silent, dg_error *err);

// Reset the link, and forget what was half sent or half received. Errors: LOST.
int dg_line_reset(struct dg_line *line, dg_error *err);

#endif
