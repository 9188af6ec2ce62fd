// SPDX-License-Identifier: Apache-2.0
#include "ours.h"

#include <string.h>
#include <unistd.h>

#include "peers.h"
#include "tasks.h"

static uint64_t address(const struct work *work)
{
    return BENCH_BASE + work->first / dg_cell_size(work->kind);
}

static size_t cells(const struct work *work)
{
    return work->n / dg_cell_size(work->kind);
}

bool our_run(const struct work *work)
{
    return dg_synth_run(work->dev, work->kind, BENCH_SEED, address(work), cells(work), work->out + work->first, NULL) ==
           DG_OK;
}

bool our_file(const struct work *work)
{
    enum { CHUNK = 256 << 10 }; // chunk.h
    size_t size = dg_cell_size(work->kind);
    bool done = lseek(work->fd, 0, SEEK_SET) == 0;
    for (size_t at = 0; at < work->n && done; at += CHUNK)
        done = dg_synth_run(work->dev, work->kind, BENCH_SEED, BENCH_BASE + at / size, CHUNK / size, work->out, NULL) ==
                   DG_OK &&
               write(work->fd, work->out, CHUNK) == (ssize_t)CHUNK;
    return done && ftruncate(work->fd, 0) == 0;
}

bool our_list(const struct work *work)
{
    return dg_synth_list(work->dev, work->kind, BENCH_SEED, (const uint64_t *)(const void *)work->in + work->first,
                         work->n, work->out + work->first * dg_cell_size(work->kind), NULL) == DG_OK;
}

// Sums of the cells' bits, not of the cells: a sum in a register that calls destroy would be what is measured.
bool our_torus32(const struct work *work)
{
    uint64_t sum = 0;
    for (size_t i = work->first; i < work->first + work->n; i++) {
        float cell = dg_torus32(i * BENCH_STRIDE, BENCH_SEED);
        uint32_t bits;
        memcpy(&bits, &cell, sizeof bits);
        sum += bits;
    }
    keep_word(sum);
    return true;
}

bool our_torus64(const struct work *work)
{
    uint64_t sum = 0;
    for (size_t i = work->first; i < work->first + work->n; i++) {
        double cell = dg_torus64(i * BENCH_STRIDE, BENCH_SEED);
        uint64_t bits;
        memcpy(&bits, &cell, sizeof bits);
        sum += bits;
    }
    keep_word(sum);
    return true;
}

bool our_feistel(const struct work *work)
{
    uint64_t sum = 0;
    for (size_t i = work->first; i < work->first + work->n; i++)
        sum += dg_feistel(i * BENCH_STRIDE, BENCH_SEED);
    keep_word(sum);
    return true;
}

bool our_verify(const struct work *work)
{
    dg_synth_verdict verdict;
    return dg_synth_verify(work->dev, work->kind, BENCH_SEED, address(work), work->in + work->first, cells(work),
                           &verdict, NULL) == DG_OK &&
           verdict.mismatches == 0;
}

bool our_xor(const struct work *work)
{
    return dg_table_accum_run(work->dev, 0, (const uint64_t *)(const void *)(work->in + work->first), work->n / 8,
                              NULL) == DG_OK;
}

bool our_accum(const struct work *work)
{
    return dg_table_accum_list(work->dev, work->in2 + work->first,
                               (const uint64_t *)(const void *)work->in + work->first, work->n, NULL) == DG_OK;
}

bool our_fingerprint(const struct work *work)
{
    keep_word(dg_fingerprint(work->in + work->first, work->n));
    return true;
}
