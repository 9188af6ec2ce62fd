// SPDX-License-Identifier: Apache-2.0
// Frames on the line: frame.h.
#include "frame.h"

#include <zlib.h>

#include "base/bytes.h"
#include "dg_defs.h"

void dg_header_store(uint8_t *frame, struct dg_header header)
{
    frame[0] = header.opcode;
    frame[1] = header.arg;
    frame[2] = (uint8_t)header.seq;
    frame[3] = (uint8_t)(header.seq >> 8);
    dg_store32_le(frame + 4, header.session);
}

struct dg_header dg_header_load(const uint8_t *frame)
{
    return (struct dg_header){
        .opcode = frame[0],
        .arg = frame[1],
        .seq = (uint16_t)(frame[2] | frame[3] << 8),
        .session = dg_load32_le(frame + 4),
    };
}

static uint32_t crc_of(const uint8_t *bytes, size_t n)
{
    return (uint32_t)crc32_z(0, bytes, n);
}

static uint8_t *escape(uint8_t *line, const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = bytes[i];
        if (byte == DG_PROTO_FLAG || byte == DG_PROTO_ESCAPE) {
            *line++ = DG_PROTO_ESCAPE;
            byte ^= DG_PROTO_ESCAPE_XOR;
        }
        *line++ = byte;
    }
    return line;
}

size_t dg_frame_encode(const uint8_t *frame, size_t n, bool lead, uint8_t *line)
{
    uint8_t crc[DG_FRAME_CRC];
    dg_store32_le(crc, crc_of(frame, n));
    uint8_t *end = line;
    if (lead)
        *end++ = DG_PROTO_FLAG;
    end = escape(end, frame, n);
    end = escape(end, crc, sizeof crc);
    *end++ = DG_PROTO_FLAG;
    return (size_t)(end - line);
}

// The flag has come: the length of the frame before it, 0 where there is none to use.
static size_t finish(struct dg_frame_decoder *d)
{
    size_t used = d->used;
    bool empty = used == 0 && !d->escaped && !d->spoilt;
    bool whole = !d->escaped && !d->spoilt && used >= DG_FRAME_HEADER + DG_FRAME_CRC;
    d->used = 0;
    d->escaped = false;
    d->spoilt = false;
    if (empty)
        return 0;
    if (whole && crc_of(d->frame, used - DG_FRAME_CRC) == dg_load32_le(d->frame + used - DG_FRAME_CRC))
        return used - DG_FRAME_CRC;
    d->bad++;
    return 0;
}

static void take(struct dg_frame_decoder *d, uint8_t byte)
{
    if (byte == DG_PROTO_ESCAPE) {
        d->escaped = true;
        return;
    }
    if (d->escaped)
        byte ^= DG_PROTO_ESCAPE_XOR;
    d->escaped = false;
    if (d->used < d->room)
        d->frame[d->used++] = byte;
    else
        d->spoilt = true;
}

size_t dg_frame_decode(struct dg_frame_decoder *d, const uint8_t *line, size_t n, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < n; i++) {
        if (line[i] != DG_PROTO_FLAG) {
            take(d, line[i]);
            continue;
        }
        *length = finish(d);
        if (*length != 0)
            return i + 1;
    }
    return n;
}
