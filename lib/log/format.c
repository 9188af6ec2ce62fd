// SPDX-License-Identifier: Apache-2.0
// format.h
#include "format.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/error.h"

static const uint8_t zeros[DG_LOG_WORD];

static uint32_t crc(uint32_t start, const void *bytes, size_t n)
{
    return (uint32_t)crc32(start, bytes, (uInt)n);
}

// Over all of the header but the check itself.
static uint32_t header_check(const uint8_t *bytes, size_t padded)
{
    return crc(crc(0, bytes, DG_LOG_FIXED_BYTES - 4), bytes + DG_LOG_FIXED_BYTES, padded);
}

size_t dg_log_encode_header(struct dg_log_header *header, uint8_t out[DG_LOG_HEADER_ROOM])
{
    size_t padded = dg_log_padded(header->length);
    memset(out, 0, DG_LOG_FIXED_BYTES + padded);
    memcpy(out, DG_LOG_MAGIC, DG_LOG_MAGIC_BYTES);
    dg_store32_le(out + 8, DG_LOG_VERSION);
    dg_store32_le(out + 12, header->application);
    dg_store64_le(out + 16, header->generation);
    dg_store64_le(out + 24, header->nonce);
    dg_store32_le(out + 32, header->length);
    memcpy(out + DG_LOG_FIXED_BYTES, header->bytes, header->length);
    header->check = header_check(out, padded);
    dg_store32_le(out + 36, header->check);
    return DG_LOG_FIXED_BYTES + padded;
}

static int cut_short(const char *path, dg_error *err)
{
    return dg_fail(err, DG_ERR_IO,
                   "%s: its header is cut short, so nothing of it can be read: take a copy of it, or make it anew",
                   path);
}

int dg_log_decode_header(const char *path, const uint8_t *bytes, size_t n, struct dg_log_header *out, uint64_t *start,
                         dg_error *err)
{
    if (memcmp(bytes, DG_LOG_MAGIC, n < DG_LOG_MAGIC_BYTES ? n : DG_LOG_MAGIC_BYTES) != 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s: this is not a file of Deltagen's logs: give the path of one", path);
    if (n < DG_LOG_FIXED_BYTES)
        return cut_short(path, err);
    uint32_t version = dg_load32_le(bytes + 8);
    if (version != DG_LOG_VERSION)
        return dg_fail(err, DG_ERR_VERSION,
                       "%s: its format has version %u, this library knows %d: use the library that wrote it, or a "
                       "newer one",
                       path, version, DG_LOG_VERSION);
    *out = (struct dg_log_header){
        .application = dg_load32_le(bytes + 12),
        .length = dg_load32_le(bytes + 32),
        .check = dg_load32_le(bytes + 36),
        .generation = dg_load64_le(bytes + 16),
        .nonce = dg_load64_le(bytes + 24),
    };
    size_t padded = out->length <= DG_LOG_HEADER_MAX ? dg_log_padded(out->length) : 0;
    if (n < DG_LOG_FIXED_BYTES + padded)
        return cut_short(path, err);
    if (out->length > DG_LOG_HEADER_MAX || header_check(bytes, padded) != out->check)
        return dg_fail(err, DG_ERR_IO, "%s: its header is damaged, so nothing of it can be read: take a copy of it",
                       path);
    memcpy(out->bytes, bytes + DG_LOG_FIXED_BYTES, out->length);
    *start = DG_LOG_FIXED_BYTES + padded;
    return DG_OK;
}

uint32_t dg_log_payload_check(const struct iovec *parts, int n, size_t padding)
{
    uint32_t check = 0;
    for (int i = 0; i < n; i++)
        if (parts[i].iov_len > 0)
            check = crc(check, parts[i].iov_base, parts[i].iov_len);
    return crc(check, zeros, padding);
}

static uint32_t head_check(const uint8_t *bytes, uint32_t file_check, uint64_t position)
{
    uint8_t place[8];
    dg_store64_le(place, position);
    return crc(crc(file_check, place, sizeof place), bytes + 4, DG_LOG_HEAD_BYTES - 4);
}

void dg_log_encode_head(const struct dg_log_head *head, uint32_t file_check, uint64_t position,
                        uint8_t out[DG_LOG_HEAD_BYTES])
{
    dg_store32_le(out + 4, head->length);
    dg_store32_le(out + 8, head->type);
    dg_store32_le(out + 12, head->loose);
    dg_store32_le(out + 16, head->check);
    dg_store32_le(out, head_check(out, file_check, position));
}

bool dg_log_decode_head(const uint8_t bytes[DG_LOG_HEAD_BYTES], uint32_t file_check, uint64_t position,
                        struct dg_log_head *out)
{
    *out = (struct dg_log_head){
        .length = dg_load32_le(bytes + 4),
        .type = dg_load32_le(bytes + 8),
        .loose = dg_load32_le(bytes + 12),
        .check = dg_load32_le(bytes + 16),
    };
    return out->type != 0 && out->length <= DG_LOG_PAYLOAD_MAX &&
           dg_load32_le(bytes) == head_check(bytes, file_check, position);
}
