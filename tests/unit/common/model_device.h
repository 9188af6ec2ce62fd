// SPDX-License-Identifier: Apache-2.0
// A device in software, written from docs/protocol.md and sharing no code with hal/ but the generators (dg_cell): the
// far end for tests of the remote backend, and a second opinion on the protocol. It works off one frame whenever the
// host waits for bytes, so its receive buffer fills as a real one does.
#ifndef MODEL_DEVICE_H
#define MODEL_DEVICE_H

#include "link.h"

enum { MODEL_CONTEXTS = 256, MODEL_WINDOW_MAX = 16, MODEL_WORDS_MAX = 512 };

struct model {
    // What it is; set by model_init, changed by tests before a link is opened.
    uint32_t magic, protocol, board, clock_hz, contexts, lanes, clocks_per_cell, window, frame_words, rx_words;
    uint64_t nonce_seed; // of its link, 0 = another one after each session

    // What tests do to it.
    bool mute;             // takes everything, answers nothing
    bool other_opens;      // after each HELLO another program opens a session
    uint64_t bytes_left;   // both ways, until the link is gone
    uint8_t answer_status; // added to the status of every sequenced reply
    uint8_t answer_extra;  // bytes added to every sequenced reply
    bool run_replays;      // a broken device: runs a frame again instead of replaying it
    bool ignore_crc;       // another: takes damaged frames
    uint64_t other_nonce;  // XORed into the nonce that it answers HELLO with
    bool foreign;          // each control reply comes behind two that are none: another number, another session
    unsigned waits[4];     // so often the host waits in vain for the next reply to that control opcode
    bool eager;            // answers all that there is at once
    unsigned every;        // runs a new frame only each so many times that the host waits, 0 = every time
    unsigned pause_us;     // of real time, whenever the host waits

    // What it counted.
    uint64_t ops, cells;
    uint32_t frames, crc_errors, overruns, replays, gaps;
    size_t words_max; // the most that waited in the receive buffer

    // Its state.
    uint64_t reference[MODEL_CONTEXTS], accumulator[MODEL_CONTEXTS];
    uint32_t count[MODEL_CONTEXTS];
    uint32_t epoch, session;
    uint16_t expected;
    uint32_t run;    // frames run in this session
    unsigned looked; // times that the host has waited since the last new frame
    struct model_frame {
        uint8_t bytes[8 * MODEL_WORDS_MAX];
        size_t n;
    } slots[MODEL_WINDOW_MAX];

    // Its line: bytes since the last flag, intact frames that wait, bytes on their way to the host.
    uint8_t raw[16 * MODEL_WORDS_MAX + 16];
    size_t raw_bytes;
    struct model_frame waiting[4 * MODEL_WINDOW_MAX];
    unsigned waiting_frames;
    size_t waiting_words;
    uint8_t out[65536];
    size_t out_bytes;
};

void model_init(struct model *model);

// Power lost and back: table, session and what is under way are gone.
void model_reset(struct model *model);

// Put a frame on the line to the host.
void model_send(struct model *model, const struct model_frame *frame);

// A link to the model, which outlives it. NULL where memory is short.
struct dg_link *model_link(struct model *model);

#endif
