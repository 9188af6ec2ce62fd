// SPDX-License-Identifier: Apache-2.0
// The backend behind which a device answers over a link: backend.h. It keeps the queue of requests; what they are as
// frames is in remote_ops.c, how frames get there and back in window.c.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "base/bytes.h"
#include "base/error.h"
#include "dg_defs.h"
#include "remote_ops.h"
#include "session.h"
#include "tune.h"

enum {
    SLICE_US = 1000, // of waiting in calls that block
    COUNTER_FIRST = DG_CSR_CLOCKS_LO,
    COUNTER_REGISTERS = (DG_CSR_END - DG_CSR_CLOCKS_LO) / 4,
};

struct remote {
    struct dg_backend base;
    struct dg_line line;
    struct dg_window window;
    // Requests in order, linked by next_. Those before `split` are wholly in the window; of split itself, `done` units.
    dg_request *head, *tail, *split;
    uint64_t done;
    struct dg_gathered gathered; // what head's replies gave so far
    dg_error dead;               // code 0 while the backend lives
    uint32_t counters[COUNTER_REGISTERS];
    enum { COUNTING_NO, COUNTING_WANTED, COUNTING_SENT } counting;
};

static struct remote *remote_of(struct dg_backend *be)
{
    return (struct remote *)be;
}

static void complete_head(struct remote *r, const dg_error *why)
{
    dg_request *request = r->head;
    r->head = request->next_;
    if (!r->head)
        r->tail = NULL;
    r->gathered = (struct dg_gathered){0};
    request->next_ = NULL;
    r->base.complete(r->base.owner, request, why);
}

static void die(struct remote *r, const dg_error *why)
{
    r->dead = *why;
    r->split = NULL;
    while (r->head)
        complete_head(r, why);
}

// The next frame of the request that is being split.
static void push_part(struct remote *r, struct dg_slot *slot)
{
    dg_request *request = r->split;
    uint64_t left = request->op == DG_OP_CLEAR ? 1 : request->n - r->done;
    uint64_t units = dg_ops_units(&r->base.info, request);
    uint8_t opcode = 0, arg = 0;
    slot->request = request;
    slot->first = r->done;
    slot->count = left < units ? left : units;
    slot->last = slot->count == left;
    dg_ops_write(&r->base.info, slot, &opcode, &arg);
    dg_window_push(&r->window, opcode, arg);
    r->done = slot->last ? 0 : r->done + slot->count;
    if (slot->last)
        r->split = request->next_;
}

static void push_counters(struct remote *r, struct dg_slot *slot)
{
    slot->request = NULL;
    slot->bytes = DG_FRAME_HEADER + 8;
    slot->reply_bytes = DG_FRAME_HEADER + sizeof r->counters;
    slot->work_ns = 0;
    dg_store64_le(slot->frame + DG_FRAME_HEADER, COUNTER_FIRST);
    dg_window_push(&r->window, DG_OPC_CSR_READ, COUNTER_REGISTERS);
    r->counting = COUNTING_SENT;
}

static void fill_window(struct remote *r)
{
    struct dg_slot *slot;
    while ((r->counting == COUNTING_WANTED || r->split) && (slot = dg_window_slot(&r->window)) != NULL) {
        if (r->counting == COUNTING_WANTED)
            push_counters(r, slot);
        else
            push_part(r, slot);
    }
}

static void take_counters(struct remote *r, const struct dg_slot *slot)
{
    const uint8_t *values = slot->frame + DG_FRAME_HEADER;
    for (size_t i = 0; i < COUNTER_REGISTERS; i++)
        r->counters[i] = dg_load32_le(values + 4 * i);
    r->counting = COUNTING_NO;
}

// Take in the replies that are there, in order. Returns how many requests that completed.
static unsigned collect(struct remote *r)
{
    unsigned completed = 0;
    for (struct dg_slot *slot; (slot = dg_window_answered(&r->window)) != NULL; dg_window_pop(&r->window)) {
        if (!slot->request) {
            take_counters(r, slot);
            continue;
        }
        dg_ops_read(slot, &r->gathered);
        if (!slot->last)
            continue;
        dg_ops_finish(slot->request, &r->gathered);
        complete_head(r, NULL);
        completed++;
    }
    return completed;
}

// Work until a request completes, nothing is left or timeout_us of link time have passed.
static int work(struct dg_backend *be, uint32_t timeout_us, dg_error *err)
{
    struct remote *r = remote_of(be);
    uint32_t waited = 0;
    if (r->dead.code != DG_OK)
        return dg_pass_error(err, &r->dead);
    do {
        dg_error why = {.code = DG_OK};
        uint32_t silent = 0;
        fill_window(r);
        if (dg_window_step(&r->window, timeout_us - waited, &silent, &why) != DG_OK) {
            die(r, &why);
            return dg_pass_error(err, &why);
        }
        waited += silent < timeout_us - waited ? silent : timeout_us - waited;
    } while (collect(r) == 0 && r->window.open > 0 && waited < timeout_us);
    return DG_OK;
}

static void submit(struct dg_backend *be, dg_request *request)
{
    struct remote *r = remote_of(be);
    request->next_ = NULL;
    if (r->dead.code != DG_OK) {
        be->complete(be->owner, request, &r->dead);
        return;
    }
    if (request->n == 0 && request->op != DG_OP_CLEAR) {
        dg_ops_finish(request, &(struct dg_gathered){0});
        be->complete(be->owner, request, NULL);
        return;
    }
    if (r->tail)
        r->tail->next_ = request;
    else
        r->head = request;
    r->tail = request;
    if (!r->split)
        r->split = request;
    (void)work(be, 0, NULL); // its failure is the request's
}

static uint64_t counter64(const struct remote *r, unsigned address)
{
    const uint32_t *low = &r->counters[(address - COUNTER_FIRST) / 4];
    return low[0] | (uint64_t)low[1] << 32;
}

static uint32_t counter32(const struct remote *r, unsigned address)
{
    return r->counters[(address - COUNTER_FIRST) / 4];
}

// To the nearest bit a second.
static uint32_t line_rate(const struct remote *r)
{
    uint32_t clocks = counter32(r, DG_CSR_LINK_CLOCKS);
    return clocks == 0 ? 0 : (uint32_t)(((uint64_t)r->base.info.clock_hz + clocks / 2) / clocks);
}

static int counters(struct dg_backend *be, dg_device_counters *out, dg_error *err)
{
    struct remote *r = remote_of(be);
    const struct dg_link *link = r->line.link;
    int code = DG_OK;
    r->counting = COUNTING_WANTED;
    while (code == DG_OK && r->counting != COUNTING_NO)
        code = work(be, SLICE_US, err);
    if (code != DG_OK)
        return code;
    *out = (dg_device_counters){
        .clocks = counter64(r, DG_CSR_CLOCKS_LO),
        .ops = counter64(r, DG_CSR_OPS_LO),
        .cells = counter64(r, DG_CSR_CELLS_LO),
        .busy = counter64(r, DG_CSR_BUSY_LO),
        .stalls = counter32(r, DG_CSR_STALLS),
        .frames = counter32(r, DG_CSR_FRAMES),
        .crc_errors = counter32(r, DG_CSR_CRC_ERRORS),
        .overruns = counter32(r, DG_CSR_OVERRUNS),
        .replays = counter32(r, DG_CSR_REPLAYS),
        .gaps = counter32(r, DG_CSR_GAPS),
        .link_errors = counter32(r, DG_CSR_LINK_ERRORS),
        .line_rate = line_rate(r),
        .bytes_sent = r->line.bytes_sent,
        .bytes_received = r->line.bytes_received,
        .frames_sent = r->line.frames_sent,
        .retransmissions = r->window.retransmissions,
        .bad_frames = r->line.decoder.bad + r->window.unexpected,
        .faults = link->type->faults ? link->type->faults(link) : 0,
    };
    return DG_OK;
}

static void free_remote(struct remote *r)
{
    r->line.link->type->close(r->line.link);
    dg_window_free(&r->window);
    dg_line_free(&r->line);
    free(r);
}

static void close_remote(struct dg_backend *be)
{
    const dg_error why = {.code = DG_ERR_LOST, .message = "the device was closed"};
    struct remote *r = remote_of(be);
    die(r, &why);
    free_remote(r);
}

static const struct dg_backend_type remote_type = {
    .name = "remote",
    .submit = submit,
    .work = work,
    .counters = counters,
    .close = close_remote,
};

int dg_remote_open(const char *name, struct dg_link *link, const dg_device_options *options, struct dg_backend **out,
                   dg_error *err)
{
    struct dg_session session = {0};
    struct remote *r = calloc(1, sizeof *r);
    if (!r) {
        link->type->close(link);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for device %s", name);
    }
    r->base.type = &remote_type;
    r->line.link = link;
    dg_device_info *info = &r->base.info;
    info->name = name;
    info->backend = link->type->name;
    int code = link->tunings > 0 ? dg_tune(&r->line, name, options->timeout_ms, info, err) : DG_OK;
    if (code == DG_OK)
        code = dg_session_open(&r->line, name, options->timeout_ms, &session, info, err);
    if (code == DG_OK && link->board && strcmp(link->board, info->board) != 0)
        code = dg_fail(err, DG_ERR_NO_DEVICE, "%.80s is board %s, not %s", name, info->board, link->board);
    if (code == DG_OK)
        code = dg_window_init(&r->window, &r->line, session, info, options->timeout_ms, err);
    if (code != DG_OK) {
        free_remote(r);
        return code;
    }
    *out = &r->base;
    return DG_OK;
}
