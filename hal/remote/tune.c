// SPDX-License-Identifier: Apache-2.0
// Trying a line: tune.h.
#include "tune.h"

#include <string.h>
#include <sys/random.h>

#include <deltagen/numerics.h>

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/error.h"
#include "dg_defs.h"
#include "hello.h"

enum {
    CONTROL_BYTES = 8 * DG_LIMIT_CONTROL_WORDS,
    HELLOS = 6,       // at once: they need no more credit than the smallest device has
    ECHOES = 16,      // per tuning
    ECHOES_LOST = 4,  // so many lost, and the tuning is given up
    PARTS = 10,       // of the timeout that a tuning gets
    ANSWERS = 8,      // an echo may take so many times as long as the answer to the call
    LISTEN_US = 5000, // between the first call and the second
};
// 20 KiB that a bridge may have kept of dead sessions, 10 bits each, at 1 bit a second.
#define HELD_NS 200000000000000u

struct tuner {
    struct dg_line *line;
    uint64_t seed;        // of everything random
    uint64_t draws;       // how much has been drawn
    uint64_t timeout_ns;  // of a tuning, and what bytes of dead sessions may add to it
    uint64_t patience_ns; // both together; once the device has answered, what its pace adds, too
    uint64_t round_trip_ns;
};

static int send_frame(struct tuner *t, const uint8_t *frame, size_t bytes, dg_error *err)
{
    dg_line_put(t->line, frame, bytes);
    uint64_t start = dg_deadline_clock();
    do {
        int code = dg_line_send(t->line, err);
        if (code != DG_OK || !dg_line_sending(t->line))
            return code;
    } while (dg_deadline_clock() - start < t->patience_ns);
    return dg_line_reset(t->line, err);
}

// Is it the reply to one of the HELLOs since `first`?
static bool is_hello(const struct tuner *t, const uint8_t *reply, size_t bytes, uint64_t first)
{
    if (bytes < DG_FRAME_HEADER + 8 || dg_header_load(reply).opcode != (DG_OPC_HELLO | DG_FRAME_REPLY))
        return false;
    uint64_t nonce = dg_load64_le(reply + DG_FRAME_HEADER);
    for (uint64_t k = first; k < t->draws; k++)
        if (nonce == dg_feistel(k, t->seed))
            return true;
    return false;
}

static int say_hello(struct tuner *t, dg_error *err)
{
    uint8_t frame[DG_HELLO_BYTES];
    uint64_t nonce = dg_feistel(t->draws++, t->seed);
    dg_hello_store(frame, nonce);
    return send_frame(t, frame, sizeof frame, err);
}

// Call until the device answers. What comes meanwhile is of other sessions, or noise.
static int call(struct tuner *t, bool *answered, dg_error *err)
{
    const uint64_t first = t->draws;
    struct dg_deadline deadline = {.timeout_ns = t->patience_ns};
    dg_deadline_restart(&deadline);
    uint64_t start = dg_deadline_clock(), next_ns = 0;
    uint64_t pause_ns = LISTEN_US * UINT64_C(1000); // doubled, so that calls do not pile up on a slow line
    int code = DG_OK;
    size_t n = 0;
    bool silent = false;
    *answered = false;
    while (code == DG_OK && !*answered && !dg_deadline_passed(&deadline)) {
        if (dg_deadline_clock() >= next_ns) {
            for (int i = 0; code == DG_OK && i < HELLOS; i++)
                code = say_hello(t, err);
            next_ns = dg_deadline_clock() + pause_ns;
            pause_ns *= 2;
        }
        if (code == DG_OK)
            code = dg_line_receive(t->line, LISTEN_US, &n, &silent, err);
        *answered = n > 0 && is_hello(t, t->line->decoder.frame, n, first);
    }
    uint64_t took = dg_deadline_clock() - start;
    // The replies to the other calls: what follows needs their credit.
    while (code == DG_OK && !silent && !dg_deadline_passed(&deadline))
        code = dg_line_receive(t->line, LISTEN_US, &n, &silent, err);
    t->patience_ns += ANSWERS * took;
    return code;
}

// One ECHO of random bytes. *whole: it came back as it was sent.
static int echo(struct tuner *t, bool *whole, dg_error *err)
{
    uint8_t frame[CONTROL_BYTES];
    uint64_t number = dg_feistel(t->draws++, t->seed);
    dg_header_store(frame, dg_control_header(DG_OPC_ECHO, number));
    for (size_t i = DG_FRAME_HEADER; i < sizeof frame; i += 8)
        dg_store64_le(frame + i, dg_feistel(t->draws++, t->seed));
    struct dg_deadline deadline = {.timeout_ns = t->patience_ns};
    dg_deadline_restart(&deadline);
    uint64_t start = dg_deadline_clock();
    int code = send_frame(t, frame, sizeof frame, err);
    frame[0] |= DG_FRAME_REPLY;
    *whole = false;
    while (code == DG_OK && !*whole && !dg_deadline_passed(&deadline)) {
        size_t n = 0;
        bool silent = false;
        code = dg_line_receive(t->line, LISTEN_US, &n, &silent, err);
        *whole = n == sizeof frame && memcmp(t->line->decoder.frame, frame, n) == 0;
    }
    uint64_t took = dg_deadline_clock() - start;
    if (*whole && (t->round_trip_ns == 0 || took < t->round_trip_ns))
        t->round_trip_ns = took;
    return code;
}

// Everything about one tuning: how many of the echoes it lost, ECHOES where nothing answers.
static int try_one(struct tuner *t, unsigned k, unsigned *lost, dg_error *err)
{
    struct dg_link *link = t->line->link;
    bool answered = false;
    *lost = ECHOES;
    t->round_trip_ns = 0;
    int code = link->type->tune(link, k, err);
    if (code == DG_OK)
        code = dg_line_reset(t->line, err);
    t->patience_ns = t->timeout_ns + (link->rate > 0 ? HELD_NS / link->rate : 0);
    if (code == DG_OK)
        code = call(t, &answered, err);
    if (code != DG_OK || !answered)
        return code;
    *lost = 0;
    for (unsigned i = 0; code == DG_OK && i < ECHOES && *lost < ECHOES_LOST; i++) {
        bool whole = false;
        code = echo(t, &whole, err);
        *lost += !whole;
    }
    return code;
}

static int try_all(struct tuner *t, const char *name, dg_error *err)
{
    struct dg_link *link = t->line->link;
    unsigned best = 0, fewest = ECHOES;
    for (unsigned k = 0; k < link->tunings; k++) {
        unsigned lost = ECHOES;
        dg_error why;
        int code = try_one(t, k, &lost, &why);
        if (code != DG_OK && code != DG_ERR_IO)
            return dg_pass_error(err, &why);
        if (lost == 0)
            return DG_OK;
        if (lost < fewest) {
            best = k;
            fewest = lost;
        }
    }
    if (fewest == ECHOES)
        return dg_fail(
            err, DG_ERR_NO_DEVICE,
            "nothing that speaks Deltagen answers at %.80s at any of %u bit rates: is it loaded, is it this port? "
            "deltagen doctor looks",
            name, link->tunings);
    int code = fewest < ECHOES_LOST ? try_one(t, best, &fewest, err) : DG_OK;
    if (code != DG_OK || fewest < ECHOES_LOST)
        return code;
    return dg_fail(err, DG_ERR_IO, "%.80s answers but loses frames at every bit rate: try another cable or port", name);
}

int dg_tune(struct dg_line *line, const char *name, unsigned timeout_ms, dg_device_info *info, dg_error *err)
{
    struct tuner t = {.line = line, .timeout_ns = (uint64_t)timeout_ms * 1000000u / PARTS};
    int code = dg_line_init(line, line->link, CONTROL_BYTES, err);
    if (code == DG_OK && getrandom(&t.seed, sizeof t.seed, 0) != (ssize_t)sizeof t.seed)
        code = dg_fail(err, DG_ERR_IO, "the operating system gives no random numbers");
    if (code == DG_OK)
        code = try_all(&t, name, err);
    info->line_rate = line->link->rate;
    info->round_trip_us = (unsigned)(t.round_trip_ns / 1000 + 1);
    return code;
}
