// SPDX-License-Identifier: Apache-2.0
// The host's half of "exactly once": window.h.
#include "window.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dg_defs.h"

enum {
    SLICE_MAX_US = 1000, // wait no longer at once while the link does not take all we have for it
    SLACK_US = 500,      // allowed to any frame beyond what its bytes and its work need
    OVERHEAD_BYTES = 64, // flags, escapes, CRC and what the link adds
    BACKOFF_MAX = 6,     // the wait is doubled so often
    RESET_FROM = 4,      // the link is reset with the fourth resend in a row, and every one after it
    NUDGES = 4,          // resends within the timeout for callers that only poll
};

static struct dg_slot *slot_at(struct dg_window *w, unsigned index)
{
    return &w->slots[(uint16_t)(w->oldest + index) & (w->size - 1)];
}

int dg_window_init(struct dg_window *w, struct dg_line *line, struct dg_session session, const dg_device_info *info,
                   unsigned timeout_ms, dg_error *err)
{
    *w = (struct dg_window){
        .line = line,
        .session = session,
        .size = info->window,
        .credit = info->credit_bytes / 8,
        .reply_credit = line->link->reply_credit,
        .deadline.timeout_ns = (uint64_t)timeout_ms * 1000000u,
    };
    w->slots = calloc(w->size, sizeof *w->slots);
    w->frames = calloc(w->size, info->frame_bytes);
    if (!w->slots || !w->frames) {
        dg_window_free(w);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a window of %u frames", w->size);
    }
    for (unsigned i = 0; i < w->size; i++)
        w->slots[i].frame = w->frames + (size_t)i * info->frame_bytes;
    return DG_OK;
}

void dg_window_free(struct dg_window *w)
{
    free(w->slots);
    free(w->frames);
    w->slots = NULL;
    w->frames = NULL;
}

static void restart_clock(struct dg_window *w)
{
    dg_deadline_restart(&w->deadline);
    w->nudge_ns = w->deadline.timeout_ns / NUDGES;
}

struct dg_slot *dg_window_slot(struct dg_window *w)
{
    return w->open < w->size ? slot_at(w, w->open) : NULL;
}

void dg_window_push(struct dg_window *w, uint8_t opcode, uint8_t arg)
{
    struct dg_slot *slot = slot_at(w, w->open);
    uint16_t seq = (uint16_t)(w->oldest + w->open);
    dg_header_store(slot->frame, (struct dg_header){opcode, arg, seq, w->session.number});
    slot->opcode = opcode;
    slot->turn = 0;
    slot->repeated = slot->again = slot->answered = false;
    if (w->open++ == 0)
        restart_clock(w);
}

struct dg_slot *dg_window_answered(struct dg_window *w)
{
    return w->open > 0 && slot_at(w, 0)->answered ? slot_at(w, 0) : NULL;
}

void dg_window_pop(struct dg_window *w)
{
    w->oldest++;
    w->open--;
    w->sent--;
}

static size_t words_of(size_t bytes)
{
    return (bytes + 7) / 8;
}

// Of a reply on the line, with an eighth for escapes: random bytes need a 128th.
static size_t line_bytes(size_t bytes)
{
    return bytes + bytes / 8 + OVERHEAD_BYTES;
}

// What goes over the line next: the first frame to be sent again, else the first new one if the credit lasts.
static struct dg_slot *next_to_send(struct dg_window *w)
{
    for (unsigned i = 0; i < w->sent; i++) {
        struct dg_slot *slot = slot_at(w, i);
        if (slot->again && !slot->answered)
            return slot;
    }
    if (w->sent == w->open)
        return NULL;
    struct dg_slot *slot = slot_at(w, w->sent);
    bool replies_fit = w->reply_credit == 0 || w->due == 0 || w->due + line_bytes(slot->reply_bytes) <= w->reply_credit;
    return replies_fit && w->used + words_of(slot->bytes) <= w->credit ? slot : NULL;
}

static int send_frames(struct dg_window *w, dg_error *err)
{
    for (;;) {
        int code = dg_line_send(w->line, err);
        struct dg_slot *slot = code == DG_OK && !dg_line_sending(w->line) ? next_to_send(w) : NULL;
        if (!slot)
            return code;
        if (slot->turn == 0) {
            w->sent++;
            w->used += words_of(slot->bytes);
            w->due += line_bytes(slot->reply_bytes);
        } else {
            slot->repeated = true;
            w->retransmissions++;
        }
        slot->again = false;
        slot->turn = ++w->turns;
        w->silence_us = 0;
        dg_line_put(w->line, slot->frame, slot->bytes);
    }
}

// Link time to wait for the oldest unanswered frame before everything unanswered is sent again.
static uint64_t patience_us(struct dg_window *w)
{
    unsigned i = 0;
    while (i + 1 < w->sent && slot_at(w, i)->answered)
        i++;
    const struct dg_slot *slot = slot_at(w, i);
    uint64_t line_ns = (slot->bytes + slot->reply_bytes + OVERHEAD_BYTES) * w->session.ns_per_byte;
    return ((line_ns + slot->work_ns) * 2 / 1000 + SLACK_US) << w->backoff;
}

static int resend(struct dg_window *w, dg_error *err)
{
    for (unsigned i = 0; i < w->sent; i++)
        slot_at(w, i)->again = true;
    w->silence_us = 0;
    if (w->backoff < BACKOFF_MAX)
        w->backoff++;
    return w->backoff >= RESET_FROM ? dg_line_reset(w->line, err) : DG_OK;
}

static int refuse(const struct dg_slot *slot, struct dg_header reply, size_t n, dg_error *err)
{
    if (reply.arg == DG_ST_BAD_SESSION)
        return dg_fail(err, DG_ERR_STATE,
                       "the device was reset or another program opened it: open it again and load its table anew");
    return dg_fail(err, DG_ERR_PROTOCOL, "the device answered opcode 0x%02x with status %u and %zu bytes, not %zu",
                   slot->opcode, reply.arg, n, slot->reply_bytes);
}

// A frame has come. What is not the first reply to an unanswered frame is ignored.
static int take(struct dg_window *w, const uint8_t *frame, size_t n, bool *progress, dg_error *err)
{
    struct dg_header reply = dg_header_load(frame);
    unsigned index = (uint16_t)(reply.seq - w->oldest);
    struct dg_slot *slot = slot_at(w, index);
    if (reply.session != w->session.number || index >= w->sent || slot->answered ||
        reply.opcode != (slot->opcode | DG_FRAME_REPLY)) {
        w->unexpected++;
        return DG_OK;
    }
    if (reply.arg != DG_ST_OK || n != slot->reply_bytes)
        return refuse(slot, reply, n, err);
    w->used -= words_of(slot->bytes);
    w->due -= line_bytes(slot->reply_bytes);
    memcpy(slot->frame, frame, n);
    slot->bytes = n;
    slot->answered = true;
    // Replies come in the order of sending: where an older frame was sent before this one, its reply is lost.
    for (unsigned i = 0; i < index; i++)
        if (slot_at(w, i)->turn < slot->turn)
            slot_at(w, i)->again = true;
    if (!slot->repeated)
        w->backoff = 0;
    w->silence_us = 0;
    *progress = true;
    return DG_OK;
}

// The real clock: give up, or nudge.
static int look_at_clock(struct dg_window *w, dg_error *err)
{
    if (dg_deadline_passed(&w->deadline))
        return dg_fail(err, DG_ERR_LOST, "the device has not answered for %u ms",
                       (unsigned)(w->deadline.timeout_ns / 1000000u));
    if (w->deadline.idle_ns < w->nudge_ns)
        return DG_OK;
    w->nudge_ns += w->deadline.timeout_ns / NUDGES;
    return resend(w, err);
}

// How long the next receive may wait.
static uint32_t slice_us(struct dg_window *w, uint32_t timeout_us, uint64_t patience)
{
    uint64_t slice = w->deadline.timeout_ns / 1000 / DG_DEADLINE_PARTS;
    if (dg_line_sending(w->line) && slice > SLICE_MAX_US)
        slice = SLICE_MAX_US;
    if (slice > patience - w->silence_us)
        slice = patience - w->silence_us;
    return slice < timeout_us ? (uint32_t)slice : timeout_us;
}

int dg_window_step(struct dg_window *w, uint32_t timeout_us, uint32_t *waited_us, dg_error *err)
{
    *waited_us = 0;
    int code = send_frames(w, err);
    if (code != DG_OK || w->open == 0)
        return code;
    uint64_t patience = patience_us(w);
    uint32_t slice = slice_us(w, timeout_us, patience);
    bool progress = false, silent = false;
    do {
        size_t n = 0;
        code = dg_line_receive(w->line, slice, &n, &silent, err);
        if (code == DG_OK && n > 0)
            code = take(w, w->line->decoder.frame, n, &progress, err);
        if (code != DG_OK)
            return code;
    } while (w->line->in_taken < w->line->in_bytes);
    if (silent)
        *waited_us = slice > 0 ? slice : 1;
    if (!dg_line_sending(w->line))
        w->silence_us += *waited_us;
    if (w->silence_us >= patience)
        code = resend(w, err);
    if (progress)
        restart_clock(w);
    return code == DG_OK ? look_at_clock(w, err) : code;
}
