// SPDX-License-Identifier: Apache-2.0
// Whole frames over a link: line.h.
#include "line.h"

#include <stdlib.h>

#include "base/error.h"

int dg_line_init(struct dg_line *line, struct dg_link *link, size_t frame_bytes, dg_error *err)
{
    uint8_t *out = malloc(DG_FRAME_LINE_MAX(frame_bytes));
    uint8_t *in = malloc(frame_bytes + DG_FRAME_CRC);
    if (!out || !in) {
        free(out);
        free(in);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for frames of %zu bytes", frame_bytes);
    }
    dg_line_free(line);
    line->link = link;
    line->frame_bytes = frame_bytes;
    line->out = out;
    line->out_bytes = line->out_taken = 0;
    line->paused = true;
    line->decoder =
        (struct dg_frame_decoder){.frame = in, .room = frame_bytes + DG_FRAME_CRC, .bad = line->decoder.bad};
    return DG_OK;
}

void dg_line_free(struct dg_line *line)
{
    free(line->out);
    free(line->decoder.frame);
    line->out = line->decoder.frame = NULL;
}

bool dg_line_sending(const struct dg_line *line)
{
    return line->out_taken < line->out_bytes;
}

void dg_line_put(struct dg_line *line, const uint8_t *frame, size_t n)
{
    line->out_bytes = dg_frame_encode(frame, n, line->paused, line->out);
    line->out_taken = 0;
    line->paused = false;
    line->frames_sent++;
}

int dg_line_send(struct dg_line *line, dg_error *err)
{
    while (dg_line_sending(line)) {
        size_t taken = 0;
        const struct dg_link_type *type = line->link->type;
        int code =
            type->send(line->link, line->out + line->out_taken, line->out_bytes - line->out_taken, &taken, 0, err);
        if (code != DG_OK)
            return code;
        if (taken == 0)
            return DG_OK;
        line->out_taken += taken;
        line->bytes_sent += taken;
    }
    return DG_OK;
}

int dg_line_receive(struct dg_line *line, uint32_t timeout_us, size_t *n, bool *silent, dg_error *err)
{
    *n = 0;
    *silent = false;
    if (line->in_taken == line->in_bytes) {
        line->in_bytes = line->in_taken = 0;
        int code = line->link->type->receive(line->link, line->in, sizeof line->in, &line->in_bytes, timeout_us, err);
        if (code != DG_OK)
            return code;
        line->bytes_received += line->in_bytes;
        *silent = line->in_bytes == 0;
        if (*silent)
            line->paused = true;
    }
    line->in_taken += dg_frame_decode(&line->decoder, line->in + line->in_taken, line->in_bytes - line->in_taken, n);
    return DG_OK;
}

int dg_line_reset(struct dg_line *line, dg_error *err)
{
    line->out_bytes = line->out_taken = 0;
    line->in_bytes = line->in_taken = 0;
    line->decoder.used = 0;
    line->decoder.escaped = false;
    line->decoder.spoilt = false;
    line->paused = true;
    return line->link->type->reset(line->link, err);
}
