// SPDX-License-Identifier: Apache-2.0
// bulk.h
#include "bulk.h"

#include <pthread.h>

#include "numerics/kernels/blocks.h"

// Cells, words or records of a part: even, so that parts of 4-byte cells begin at a word, a multiple of a tile, and
// long beside the time that a thread takes to wake up.
enum { PART = 1 << 15 };

struct job {
    const struct dg_kernels *kernels;
    dg_kind kind;
    bool stream;
    uint64_t seed, base, n;
    const uint8_t *in, *contexts;
    uint8_t *out;
    pthread_mutex_t mutex; // of what the parts add to
    uint64_t sum;
    dg_synth_verdict verdict;
    dg_table_context *table;
};

static size_t begin_of(size_t part)
{
    return part * PART;
}

static size_t size_of(const struct job *job, size_t part)
{
    uint64_t rest = job->n - begin_of(part);
    return rest < PART ? (size_t)rest : PART;
}

static bool in_parts(const struct dg_bulk *bulk, uint64_t n)
{
    return bulk->workers && n > PART;
}

static void do_parts(const struct dg_bulk *bulk, struct job *job, dg_part_fn *part)
{
    job->kernels = bulk->kernels;
    pthread_mutex_init(&job->mutex, NULL);
    dg_workers_run(bulk->workers, (size_t)((job->n - 1) / PART + 1), part, job);
    pthread_mutex_destroy(&job->mutex);
}

static void run_part(void *argument, size_t part)
{
    struct job *job = argument;
    size_t at = begin_of(part);
    (job->stream ? job->kernels->stream : job->kernels->run)[job->kind](job->seed, job->base + at, size_of(job, part),
                                                                        job->out + at * dg_cell_size(job->kind));
}

void dg_bulk_run(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base, size_t n, uint8_t *out)
{
    const struct dg_kernels *kernels = bulk->kernels;
    bool stream = n * dg_cell_size(kind) >= bulk->stream_from;
    if (!in_parts(bulk, n)) {
        (stream ? kernels->stream : kernels->run)[kind](seed, base, n, out);
        return;
    }
    struct job job = {.kind = kind, .stream = stream, .seed = seed, .base = base, .n = n, .out = out};
    do_parts(bulk, &job, run_part);
}

static void list_part(void *argument, size_t part)
{
    struct job *job = argument;
    size_t at = begin_of(part);
    job->kernels->list[job->kind](job->seed, job->in + 8 * at, size_of(job, part),
                                  job->out + at * dg_cell_size(job->kind));
}

void dg_bulk_list(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)
{
    if (!in_parts(bulk, n)) {
        bulk->kernels->list[kind](seed, addrs, n, out);
        return;
    }
    struct job job = {.kind = kind, .seed = seed, .in = addrs, .n = n, .out = out};
    do_parts(bulk, &job, list_part);
}

// All mismatches, and what is known of the first of them.
static void verify_part(void *argument, size_t part)
{
    struct job *job = argument;
    size_t at = begin_of(part);
    dg_synth_verdict verdict = dg_verify_run(job->kernels, job->kind, job->seed, job->base + at,
                                             job->in + at * dg_cell_size(job->kind), size_of(job, part));
    if (verdict.mismatches == 0)
        return;
    verdict.first += at;
    pthread_mutex_lock(&job->mutex);
    verdict.mismatches += job->verdict.mismatches;
    if (verdict.first < job->verdict.first)
        job->verdict = verdict;
    job->verdict.mismatches = verdict.mismatches;
    pthread_mutex_unlock(&job->mutex);
}

dg_synth_verdict dg_bulk_verify(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base,
                                const uint8_t *data, size_t n)
{
    if (!in_parts(bulk, n))
        return dg_verify_run(bulk->kernels, kind, seed, base, data, n);
    struct job job = {.kind = kind, .seed = seed, .base = base, .n = n, .in = data, .verdict = {.first = UINT64_MAX}};
    do_parts(bulk, &job, verify_part);
    return job.verdict;
}

static void add_to_sum(struct job *job, uint64_t sum)
{
    pthread_mutex_lock(&job->mutex);
    job->sum ^= sum;
    pthread_mutex_unlock(&job->mutex);
}

static void fold_part(void *argument, size_t part)
{
    struct job *job = argument;
    add_to_sum(job, dg_fold_run(job->kernels, job->kind, job->seed, job->base + begin_of(part), size_of(job, part)));
}

uint64_t dg_bulk_fold(const struct dg_bulk *bulk, dg_kind kind, uint64_t seed, uint64_t base, uint64_t n)
{
    if (!in_parts(bulk, n))
        return dg_fold_run(bulk->kernels, kind, seed, base, n);
    struct job job = {.kind = kind, .seed = seed, .base = base, .n = n};
    do_parts(bulk, &job, fold_part);
    return job.sum;
}

static void xor_part(void *argument, size_t part)
{
    struct job *job = argument;
    add_to_sum(job, job->kernels->xor_words(job->in + 8 * begin_of(part), size_of(job, part)));
}

uint64_t dg_bulk_xor(const struct dg_bulk *bulk, const uint8_t *words, size_t n)
{
    if (!in_parts(bulk, n))
        return bulk->kernels->xor_words(words, n);
    struct job job = {.n = n, .in = words};
    do_parts(bulk, &job, xor_part);
    return job.sum;
}

void dg_context_add(dg_table_context *context, uint64_t sum, uint64_t n)
{
    context->accumulator ^= sum;
    context->count = n < UINT32_MAX - context->count ? context->count + (uint32_t)n : UINT32_MAX;
}

static void accum_part(void *argument, size_t part)
{
    struct job *job = argument;
    dg_table_context table[DG_TABLE_CONTEXTS_MAX] = {0};
    size_t at = begin_of(part);
    job->kernels->accum(table, job->contexts + at, job->in + 8 * at, size_of(job, part));
    pthread_mutex_lock(&job->mutex);
    for (size_t i = 0; i < DG_TABLE_CONTEXTS_MAX; i++)
        dg_context_add(&job->table[i], table[i].accumulator, table[i].count);
    pthread_mutex_unlock(&job->mutex);
}

void dg_bulk_accum(const struct dg_bulk *bulk, dg_table_context *table, const uint8_t *contexts, const uint8_t *deltas,
                   size_t n)
{
    if (!in_parts(bulk, n)) {
        bulk->kernels->accum(table, contexts, deltas, n);
        return;
    }
    struct job job = {.n = n, .in = deltas, .contexts = contexts, .table = table};
    do_parts(bulk, &job, accum_part);
}
