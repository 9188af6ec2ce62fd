// SPDX-License-Identifier: Apache-2.0
// The bytes of a log, as docs/log.md has them.
#ifndef DG_LOG_FORMAT_H
#define DG_LOG_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include <deltagen/error.h>

#include "log.h"

#define DG_LOG_MAGIC "DGLOG\r\n\x1a"

enum {
    DG_LOG_MAGIC_BYTES = 8,
    DG_LOG_VERSION = 1,
    DG_LOG_FIXED_BYTES = 40,
    DG_LOG_HEADER_ROOM = DG_LOG_FIXED_BYTES + DG_LOG_HEADER_MAX,
    DG_LOG_HEAD_BYTES = 20,
    DG_LOG_WORD = 8, // records begin at multiples of it
};

// The header of a file. The checks of its records begin with its own, so they are those of no other file.
struct dg_log_header {
    uint32_t application, length, check;
    uint64_t generation, nonce;
    uint8_t bytes[DG_LOG_HEADER_MAX];
};

// What stands before a payload. A record knows how many words before it its writer had not yet made durable: where
// those are damaged they are the traces of a crash.
struct dg_log_head {
    uint32_t length, type, loose, check;
};

static inline uint64_t dg_log_padded(uint64_t n)
{
    return (n + DG_LOG_WORD - 1) / DG_LOG_WORD * DG_LOG_WORD;
}

static inline uint64_t dg_log_record_bytes(uint32_t length)
{
    return dg_log_padded((uint64_t)DG_LOG_HEAD_BYTES + length);
}

// Sets header->check. Returns the bytes.
size_t dg_log_encode_header(struct dg_log_header *header, uint8_t out[DG_LOG_HEADER_ROOM]);

// Of n bytes from the file's beginning, all or DG_LOG_HEADER_ROOM; *start is where records begin. path is for messages.
int dg_log_decode_header(const char *path, const uint8_t *bytes, size_t n, struct dg_log_header *out, uint64_t *start,
                         dg_error *err);

// The check of a payload in parts and of so many zeros behind it.
uint32_t dg_log_payload_check(const struct iovec *parts, int n, size_t padding);

// A head for its position in the file whose header has a check. False: it is none.
void dg_log_encode_head(const struct dg_log_head *head, uint32_t file_check, uint64_t position,
                        uint8_t out[DG_LOG_HEAD_BYTES]);
bool dg_log_decode_head(const uint8_t bytes[DG_LOG_HEAD_BYTES], uint32_t file_check, uint64_t position,
                        struct dg_log_head *out);

#endif
