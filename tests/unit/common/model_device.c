// SPDX-License-Identifier: Apache-2.0
// A device in software, its line and sessions: model_device.h. What frames do is in model_run.c.
#include "model_device.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "dg_defs.h"
#include "model_run.h"

struct model_link {
    struct dg_link base;
    struct model *model;
};

static uint32_t crc(const uint8_t *bytes, size_t n)
{
    uint32_t c = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++) {
        c ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            c = c >> 1 ^ ((c & 1) != 0 ? 0xEDB88320u : 0);
    }
    return ~c;
}

static void put_escaped(struct model *m, uint8_t byte)
{
    bool special = byte == 0x7D || byte == 0x7E;
    if (m->out_bytes + 2 > sizeof m->out)
        abort();
    if (special)
        m->out[m->out_bytes++] = 0x7D;
    m->out[m->out_bytes++] = special ? byte ^ 0x20 : byte;
}

void model_send(struct model *m, const struct model_frame *frame)
{
    uint32_t check = crc(frame->bytes, frame->n);
    if (m->out_bytes == 0)
        m->out[m->out_bytes++] = 0x7E;
    for (size_t i = 0; i < frame->n; i++)
        put_escaped(m, frame->bytes[i]);
    for (int i = 0; i < 4; i++)
        put_escaped(m, (uint8_t)(check >> 8 * i));
    m->out[m->out_bytes++] = 0x7E;
}

// What would be a failure if it were taken for the reply: another status, another magic.
static void send_foreign(struct model *m, const struct model_frame *reply)
{
    for (int at = 2; at <= 4; at += 2) { // the sequence number, the session
        struct model_frame other = *reply;
        other.bytes[at] ^= 1;
        other.bytes[1] = DG_ST_BAD_KIND;
        if (other.n > 16)
            other.bytes[16] ^= 0xFF;
        model_send(m, &other);
    }
}

static void control(struct model *m, const struct model_frame *request)
{
    struct model_frame reply = {.n = 8};
    memcpy(reply.bytes, request->bytes, 8);
    reply.bytes[0] |= 0x80;
    reply.bytes[1] = 0;
    uint64_t nonce = request->n >= 16 ? model_word(request, 1) : 0;
    if (request->bytes[0] == DG_OPC_HELLO && request->n == 16) {
        m->epoch += m->epoch == 0 ? (uint32_t)nonce | 1 : 0;
        model_identity(m, nonce ^ m->other_nonce, &reply);
        m->epoch += m->other_opens;
    } else if (request->bytes[0] == DG_OPC_OPEN && request->n == 24) {
        bool repeated = m->session == (uint32_t)nonce && m->run == 0;
        if ((uint32_t)nonce == 0)
            reply.bytes[1] = DG_ST_BAD_SESSION;
        else if (model_word(request, 2) == m->epoch && m->epoch != 0) {
            m->session = (uint32_t)nonce;
            m->expected = 0;
            m->run = 0;
            m->epoch++;
        } else if (!repeated)
            reply.bytes[1] = DG_ST_BAD_EPOCH;
    } else if (request->bytes[0] == DG_OPC_ECHO && request->n <= 16 * 8) {
        reply = *request;
        reply.bytes[0] |= 0x80;
    } else
        reply.bytes[1] = request->bytes[0] > DG_OPC_ECHO ? DG_ST_BAD_OPCODE : DG_ST_BAD_LENGTH;
    if (m->foreign)
        send_foreign(m, &reply);
    model_send(m, &reply);
}

static void sequenced(struct model *m, const struct model_frame *request)
{
    uint16_t seq = (uint16_t)(request->bytes[2] | request->bytes[3] << 8);
    struct model_frame *slot = &m->slots[seq % m->window];
    uint16_t behind = (uint16_t)(m->expected - seq);
    if ((uint32_t)(model_word(request, 0) >> 32) != m->session || m->session == 0) {
        struct model_frame reply = {.n = 8};
        memcpy(reply.bytes, request->bytes, 8);
        reply.bytes[0] |= 0x80;
        reply.bytes[1] = DG_ST_BAD_SESSION;
        model_send(m, &reply);
        return;
    }
    bool replay = behind >= 1 && behind <= m->window && behind <= m->run;
    if (behind != 0 && !replay) {
        m->gaps++;
        return;
    }
    if (!replay || m->run_replays) {
        model_run(m, request, slot);
        slot->bytes[1] += m->answer_status;
        memset(slot->bytes + slot->n, 0, m->answer_extra);
        slot->n += m->answer_extra;
    }
    m->replays += replay;
    m->expected += !replay;
    m->run += !replay;
    model_send(m, slot);
}

static bool is_new(const struct model *m, const struct model_frame *frame)
{
    return frame->bytes[0] >= 0x10 && (frame->bytes[2] | frame->bytes[3] << 8) == m->expected;
}

static bool holds_back(struct model *m, const struct model_frame *frame)
{
    uint8_t opcode = frame->bytes[0];
    if (opcode < sizeof m->waits / sizeof *m->waits)
        return m->waits[opcode] > 0 && m->waits[opcode]-- > 0;
    if (!is_new(m, frame))
        return false;
    if (++m->looked < m->every)
        return true;
    m->looked = 0;
    return false;
}

static void work_off_one(struct model *m)
{
    if (m->waiting_frames == 0)
        return;
    struct model_frame frame = m->waiting[0];
    if (holds_back(m, &frame))
        return;
    m->waiting_words -= (frame.n + 7) / 8;
    memmove(m->waiting, m->waiting + 1, --m->waiting_frames * sizeof frame);
    if (m->mute || (frame.bytes[0] & 0x80) != 0)
        return;
    if (frame.bytes[0] < 0x10)
        control(m, &frame);
    else
        sequenced(m, &frame);
}

// A flag has come: raw[] is a frame, still escaped.
static void end_of_frame(struct model *m)
{
    struct model_frame *frame = &m->waiting[m->waiting_frames];
    uint8_t plain[sizeof m->raw];
    size_t n = 0;
    if (m->raw_bytes == 0)
        return;
    for (size_t i = 0; i < m->raw_bytes; i++)
        plain[n++] = m->raw[i] == 0x7D && i + 1 < m->raw_bytes ? m->raw[++i] ^ 0x20 : m->raw[i];
    bool aborted = m->raw[m->raw_bytes - 1] == 0x7D;
    m->raw_bytes = 0;
    uint32_t check = 0;
    for (int i = 0; n >= 12 && i < 4; i++)
        check |= (uint32_t)plain[n - 4 + (size_t)i] << 8 * i;
    if (aborted || n < 12 || (check != crc(plain, n - 4) && !m->ignore_crc)) {
        m->crc_errors++;
        return;
    }
    n -= 4;
    size_t words = (n + 7) / 8;
    if (words > m->frame_words || m->waiting_words + words > m->rx_words ||
        m->waiting_frames + 1 == sizeof m->waiting / sizeof *m->waiting) {
        m->overruns++;
        return;
    }
    memcpy(frame->bytes, plain, n);
    frame->n = n;
    m->frames++;
    m->waiting_frames++;
    m->waiting_words += words;
    if (m->waiting_words > m->words_max)
        m->words_max = m->waiting_words;
}

static int check_gone(struct model *m, dg_error *err)
{
    return m->bytes_left > 0 ? DG_OK : dg_fail(err, DG_ERR_LOST, "the model was unplugged");
}

static int send_bytes(struct dg_link *link, const uint8_t *bytes, size_t n, size_t *taken, uint32_t timeout_us,
                      dg_error *err)
{
    (void)timeout_us;
    struct model *m = ((struct model_link *)link)->model;
    for (*taken = 0; *taken < n && m->bytes_left > 0; m->bytes_left--) {
        uint8_t byte = bytes[(*taken)++];
        if (byte == 0x7E)
            end_of_frame(m);
        else if (m->raw_bytes < sizeof m->raw)
            m->raw[m->raw_bytes++] = byte;
    }
    return check_gone(m, err);
}

static int receive_bytes(struct dg_link *link, uint8_t *bytes, size_t max, size_t *got, uint32_t timeout_us,
                         dg_error *err)
{
    (void)timeout_us;
    struct model *m = ((struct model_link *)link)->model;
    if (m->pause_us > 0)
        usleep(m->pause_us);
    work_off_one(m);
    while (m->waiting_frames > 0 && (m->eager || (m->every > 0 && !is_new(m, &m->waiting[0]))))
        work_off_one(m);
    *got = m->out_bytes < max ? m->out_bytes : max;
    *got = *got < m->bytes_left ? *got : m->bytes_left;
    memcpy(bytes, m->out, *got);
    memmove(m->out, m->out + *got, m->out_bytes -= *got);
    m->bytes_left -= *got;
    return check_gone(m, err);
}

static int reset(struct dg_link *link, dg_error *err)
{
    struct model *m = ((struct model_link *)link)->model;
    m->out_bytes = 0;
    return check_gone(m, err);
}

static void close_link(struct dg_link *link)
{
    free(link);
}

void model_init(struct model *m)
{
    *m = (struct model){.magic = DG_PROTO_MAGIC,
                        .protocol = DG_PROTO_MAJOR << 16 | DG_PROTO_MINOR,
                        .clock_hz = 1000000,
                        .contexts = MODEL_CONTEXTS,
                        .lanes = 1,
                        .clocks_per_cell = 1,
                        .window = 8,
                        .frame_words = 126,
                        .rx_words = 512,
                        .bytes_left = UINT64_MAX};
}

void model_reset(struct model *m)
{
    memset(m->reference, 0, sizeof m->reference);
    memset(m->accumulator, 0, sizeof m->accumulator);
    memset(m->count, 0, sizeof m->count);
    m->session = m->epoch = m->run = 0;
    m->raw_bytes = m->out_bytes = m->waiting_words = 0;
    m->waiting_frames = 0;
}

struct dg_link *model_link(struct model *model)
{
    static const struct dg_link_type type = {
        .name = "model", .send = send_bytes, .receive = receive_bytes, .reset = reset, .close = close_link};
    struct model_link *link = malloc(sizeof *link);
    if (!link)
        return NULL;
    uint64_t seed = model->nonce_seed != 0 ? model->nonce_seed : 1 + model->epoch;
    *link = (struct model_link){{.type = &type, .nonce_seed = seed}, model};
    return &link->base;
}
