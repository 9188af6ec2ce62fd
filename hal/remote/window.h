// SPDX-License-Identifier: Apache-2.0
// The host's half of "exactly once" (docs/protocol.md): a window of sequenced frames, each sent until its reply is
// there, handed back in order. Keeps within the device's window and credit; sends again what was lost.
//
// Time: when to send again is decided by the link's own time, as counted by the waits in which receive() got nothing,
// so that a simulation repeats itself. The real clock only decides when to give up.
#ifndef DG_WINDOW_H
#define DG_WINDOW_H

#include <deltagen/async.h>

#include "base/deadline.h"
#include "line.h"

struct dg_slot {
    // Filled by the user of the window before dg_window_push. The request's header is written by push.
    uint8_t *frame;     // room for the device's longest frame; holds the request, and once answered the reply
    size_t bytes;       // of what is in frame, header included
    size_t reply_bytes; // of the reply, header included: anything else breaks the protocol
    uint64_t work_ns;   // that the device may need to run it
    dg_request *request;
    uint64_t first, count; // which part of the request it is; `last` tells that none follows
    bool last;
    // The window's own.
    uint8_t opcode;
    uint64_t turn; // when it was last sent, counted in frames; 0 = not yet
    bool repeated; // sent more than once
    bool again;    // to be sent once more
    bool answered;
};

// A session that session.h has opened.
struct dg_session {
    uint32_t number;
    uint64_t ns_per_byte; // of link time, by the faster of HELLO and OPEN
};

struct dg_window {
    struct dg_line *line;
    struct dg_session session;
    struct dg_slot *slots; // of frame `seq` in slots[seq % size]
    uint8_t *frames;
    unsigned size;               // power of two
    size_t credit;               // words that may be unanswered
    size_t used;                 // words that are
    size_t reply_credit;         // bytes of replies that may be under way, 0 = any number
    size_t due;                  // bytes of replies to unanswered frames
    uint16_t oldest;             // sequence number of the first frame that is not popped
    unsigned open;               // frames from there on
    unsigned sent;               // how many of them have been sent at least once
    uint64_t turns;              // frames sent
    unsigned backoff;            // resends in a row without an answer
    uint64_t silence_us;         // link time since the last frame sent or answered
    struct dg_deadline deadline; // in which an answer must come
    uint64_t nudge_ns;           // resend when so much of it is over, whatever the link's time says
    uint64_t retransmissions, unexpected;
};

// Window and credit come from info. Errors: MEMORY.
int dg_window_init(struct dg_window *w, struct dg_line *line, struct dg_session session, const dg_device_info *info,
                   unsigned timeout_ms, dg_error *err);
void dg_window_free(struct dg_window *w);

// The slot for the next frame, NULL while the window is full. Fill it, then push it.
struct dg_slot *dg_window_slot(struct dg_window *w);
void dg_window_push(struct dg_window *w, uint8_t opcode, uint8_t arg);

// The oldest frame if its reply is there, else NULL; pop frees it.
struct dg_slot *dg_window_answered(struct dg_window *w);
void dg_window_pop(struct dg_window *w);

// Send what can be sent and take in what comes, waiting at most timeout_us of link time for it; *waited_us is how long
// nothing came. Errors, after which the window is dead: LOST, STATE (the session is gone), PROTOCOL.
int dg_window_step(struct dg_window *w, uint32_t timeout_us, uint32_t *waited_us, dg_error *err);

#endif
