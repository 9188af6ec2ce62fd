// SPDX-License-Identifier: Apache-2.0
// Opening a session: session.h.
#include "session.h"

#include <sys/random.h>

#include <deltagen/numerics.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dg_defs.h"
#include "hello.h"

enum {
    CONTROL_BYTES = 8 * DG_LIMIT_CONTROL_WORDS,
    FIRST_SLICE_US = 16, // waits double from here: link time is known to within a factor of two
    LAST_SLICE_US = 16384,
    FIRST_PATIENCE_US = 1000, // of the first try; it doubles too
    LAST_PATIENCE_US = 256000,
    OPENS_MAX = 8, // sessions lost to others before the device counts as in use
};

// One attempt to get an answer to a control frame.
struct exchange {
    struct dg_line *line;
    const char *name;
    struct dg_deadline deadline;
    uint64_t waited_us; // link time until the answer came
    uint64_t nonces;    // state of the nonce sequence; 0 = the operating system's
};

static int draw_nonce(struct exchange *x, uint64_t *nonce, dg_error *err)
{
    if (x->nonces != 0) {
        *nonce = dg_feistel(x->nonces++, 0x6E6F6E63u);
        return DG_OK;
    }
    if (getrandom(nonce, sizeof *nonce, 0) != (ssize_t)sizeof *nonce)
        return dg_fail(err, DG_ERR_IO, "the operating system gives no random numbers");
    return DG_OK;
}

// Send a frame again and again until a reply with its opcode, sequence number and session comes; that is in the line's
// decoder then.
static int exchange(struct exchange *x, const uint8_t *frame, size_t bytes, size_t *reply_bytes, dg_error *err)
{
    struct dg_header request = dg_header_load(frame);
    uint64_t patience_us = FIRST_PATIENCE_US, next_send_us = 0;
    uint32_t slice_us = FIRST_SLICE_US;
    x->waited_us = 0;
    while (!dg_deadline_passed(&x->deadline)) {
        if (x->waited_us >= next_send_us && !dg_line_sending(x->line)) {
            dg_line_put(x->line, frame, bytes);
            next_send_us = x->waited_us + patience_us;
            patience_us = patience_us * 2 < LAST_PATIENCE_US ? patience_us * 2 : LAST_PATIENCE_US;
        }
        bool silent = false;
        int code = dg_line_send(x->line, err);
        if (code == DG_OK)
            code = dg_line_receive(x->line, slice_us, reply_bytes, &silent, err);
        if (code != DG_OK)
            return code;
        struct dg_header reply = dg_header_load(x->line->decoder.frame);
        if (*reply_bytes > 0 && reply.opcode == (request.opcode | DG_FRAME_REPLY) && reply.seq == request.seq &&
            reply.session == request.session) {
            x->waited_us += slice_us;
            return DG_OK;
        }
        x->waited_us += silent ? slice_us : 0;
        if (silent && slice_us < LAST_SLICE_US)
            slice_us *= 2;
    }
    return dg_fail(err, DG_ERR_LOST,
                   "%.80s does not answer within %u ms: is it switched on, and does it hold Deltagen?", x->name,
                   (unsigned)(x->deadline.timeout_ns / 1000000u));
}

// Link time of an exchange that took so many bytes both ways, per byte. Where frames were lost it is far too much.
static uint64_t measured_ns_per_byte(const struct exchange *x, size_t bytes)
{
    return x->waited_us * 1000 / (bytes + 2UL * DG_FRAME_CRC) + 1;
}

static int say_hello(struct exchange *x, dg_device_info *info, uint32_t *epoch, uint64_t *ns_per_byte, dg_error *err)
{
    uint8_t frame[DG_HELLO_BYTES];
    uint64_t nonce = 0;
    size_t bytes = 0;
    int code = draw_nonce(x, &nonce, err);
    if (code != DG_OK)
        return code;
    dg_hello_store(frame, nonce);
    const uint8_t *reply = x->line->decoder.frame;
    code = exchange(x, frame, sizeof frame, &bytes, err);
    if (code == DG_OK)
        code = dg_hello_check(x->name, nonce, reply, bytes, err);
    if (code == DG_OK)
        code = dg_hello_read(x->name, reply, info, err);
    if (code != DG_OK)
        return code;
    *epoch = dg_load32_le(reply + DG_FRAME_HEADER + 8 + DG_CSR_EPOCH);
    *ns_per_byte = measured_ns_per_byte(x, sizeof frame + bytes);
    return DG_OK;
}

// *ns_per_byte is lowered to what this exchange took.
static int take_session(struct exchange *x, uint32_t epoch, uint32_t *number, uint64_t *ns_per_byte, uint8_t *status,
                        dg_error *err)
{
    uint8_t frame[DG_FRAME_HEADER + 16];
    uint64_t nonce = 0;
    size_t bytes = 0;
    int code = DG_OK;
    while (code == DG_OK && (uint32_t)nonce == 0)
        code = draw_nonce(x, &nonce, err);
    if (code != DG_OK)
        return code;
    *number = (uint32_t)nonce;
    dg_header_store(frame, dg_control_header(DG_OPC_OPEN, nonce));
    dg_store64_le(frame + DG_FRAME_HEADER, nonce);
    dg_store64_le(frame + DG_FRAME_HEADER + 8, epoch);
    code = exchange(x, frame, sizeof frame, &bytes, err);
    if (code != DG_OK)
        return code;
    *status = x->line->decoder.frame[1];
    uint64_t measured = measured_ns_per_byte(x, sizeof frame + bytes);
    if (measured < *ns_per_byte)
        *ns_per_byte = measured;
    return DG_OK;
}

int dg_session_open(struct dg_line *line, const char *name, unsigned timeout_ms, struct dg_session *session,
                    dg_device_info *info, dg_error *err)
{
    struct exchange x = {.line = line,
                         .name = name,
                         .deadline.timeout_ns = (uint64_t)timeout_ms * 1000000u,
                         .nonces = line->link->nonce_seed};
    int code = dg_line_init(line, line->link, CONTROL_BYTES, err);
    dg_deadline_restart(&x.deadline);
    for (int i = 0; code == DG_OK && i < OPENS_MAX; i++) {
        uint32_t epoch = 0;
        uint8_t status = DG_ST_OK;
        code = say_hello(&x, info, &epoch, &session->ns_per_byte, err);
        if (code == DG_OK)
            code = take_session(&x, epoch, &session->number, &session->ns_per_byte, &status, err);
        if (code != DG_OK)
            return code;
        if (status == DG_ST_OK)
            return dg_line_init(line, line->link, info->frame_bytes, err);
        if (status != DG_ST_BAD_EPOCH)
            return dg_fail(err, DG_ERR_PROTOCOL, "%.80s answers OPEN with status %u", name, status);
    }
    return code != DG_OK ? code
                         : dg_fail(err, DG_ERR_BUSY, "%.80s is being opened by another program: try again", name);
}
