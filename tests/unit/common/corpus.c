// SPDX-License-Identifier: Apache-2.0
// corpus.h
#include "corpus.h"

#include "unit.h"

#include "vectors.h"

#include "base/bytes.h"
#include "log/format.h"

enum { FILES = 400 };

struct corpus {
    uint64_t random;
    uint32_t count;
    struct {
        uint8_t bytes[CORPUS_FILE];
        size_t n;
    } file[FILES];
};

struct corpus *corpus_load(const char *name)
{
    struct corpus *corpus = calloc(1, sizeof *corpus);
    assert_non_null(corpus);
    for (struct vectors v = vectors_open(name); vectors_next(&v); corpus->count++) {
        assert_true(corpus->count < FILES);
        if (strcmp(name, "logs.txt") == 0)
            (void)vectors_u64(&v);
        corpus->file[corpus->count].n = vectors_bytes(&v, corpus->file[corpus->count].bytes, CORPUS_FILE);
    }
    return corpus;
}

static uint32_t draw(struct corpus *corpus, uint32_t below)
{
    corpus->random = corpus->random * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)((corpus->random >> 33) * below >> 31);
}

// A record's head with checks that are right, so that what is behind them is reached.
static void forge(struct corpus *corpus, uint8_t *bytes, size_t n)
{
    static const uint32_t lengths[] = {0, 1, 12, 16, 100, 1000, DG_LOG_PAYLOAD_MAX, DG_LOG_PAYLOAD_MAX + 1};
    size_t at = draw(corpus, (uint32_t)n / 8) * 8;
    if (n < 40 || n - at < DG_LOG_HEAD_BYTES)
        return;
    uint32_t was = dg_load32_le(bytes + at + 4);
    struct dg_log_head head = {.length = draw(corpus, 2) ? was : lengths[draw(corpus, 8)], .type = draw(corpus, 5)};
    head.loose = draw(corpus, 3) == 0 ? UINT32_MAX : draw(corpus, 9);
    if (head.length <= n - at - DG_LOG_HEAD_BYTES) {
        size_t zeros = (size_t)(dg_log_record_bytes(head.length) - DG_LOG_HEAD_BYTES - head.length);
        head.check = dg_log_payload_check(&(struct iovec){bytes + at + DG_LOG_HEAD_BYTES, head.length}, 1, zeros);
    }
    dg_log_encode_head(&head, dg_load32_le(bytes + 36), at, bytes + at);
}

static size_t mutate(struct corpus *corpus, uint8_t *bytes, size_t n)
{
    uint32_t other = draw(corpus, corpus->count);
    size_t from = n > 0 ? draw(corpus, (uint32_t)n) : 0, many = draw(corpus, 40), rest = n - from;
    switch (draw(corpus, 6)) {
    case 0:
        if (n > 0)
            bytes[from] ^= (uint8_t)(1 << draw(corpus, 8));
        return n;
    case 1:
        return from;
    case 2:
        memset(bytes + from, (int)draw(corpus, 2) * 255, many < rest ? many : rest);
        return n;
    case 3: // bytes go
        many = many < rest ? many : rest;
        memmove(bytes + from, bytes + from + many, rest - many);
        return n - many;
    case 4: // what another has from there on
        if (from >= corpus->file[other].n)
            return n;
        memcpy(bytes + from, corpus->file[other].bytes + from, corpus->file[other].n - from);
        return corpus->file[other].n;
    default:
        forge(corpus, bytes, n);
        return n;
    }
}

size_t corpus_draw(struct corpus *corpus, uint8_t out[CORPUS_FILE])
{
    uint32_t which = draw(corpus, corpus->count);
    size_t n = corpus->file[which].n;
    memcpy(out, corpus->file[which].bytes, n);
    for (uint32_t steps = draw(corpus, 6); steps > 0; steps--)
        n = mutate(corpus, out, n);
    return n;
}
