// SPDX-License-Identifier: Apache-2.0
#include "tasks.h"
#include "interrupt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/naive.h"
#include "ours.h"
#include "touch.h"

enum { SLOW = 64 }; // parts, of which what is slow does one at a time

static unsigned slow_share(const struct bench *bench, size_t bytes)
{
    return bytes >= bench->memory ? SLOW : 1;
}

// ---- The contests.

static void fill_memory(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "fill memory", bytes, threads);
    struct work work = {.out = bench->buffer[0], .in = bench->buffer[1], .n = bytes};
    unsigned slow = slow_share(bench, bytes);
    bench_add_peer(c, "memset", peer_memset, &work, 1);
    for (int kind = DG_TORUS32; kind <= DG_FEISTEL_INV; kind++) {
        work.kind = (dg_kind)kind;
        bench_add_ours(bench, c, dg_kind_name(work.kind), our_run, &work);
    }
    bench_add_peer(c, "memcpy of stored cells", peer_memcpy, &work, 1);
    if (!philox_missing())
        bench_add_peer(c, "Philox4x32-10 (Random123)", peer_philox, &work, slow);
    if (philox512_runs())
        bench_add_peer(c, "Philox4x32-10 (AVX-512)", peer_philox512, &work, 1);
    bench_add_peer(c, "xoshiro256++", peer_xoshiro, &work, slow);
    bench_add_peer(c, "rand_r", peer_rand_r, &work, slow);
    for (int kind = DG_TORUS32; kind <= DG_SHUFFLED32; kind++) {
        char name[40];
        work.kind = (dg_kind)kind;
        snprintf(name, sizeof name, "naive %s", dg_kind_name(work.kind));
        bench_add_peer(c, name, peer_naive, &work, slow);
    }
}

static void fill_file(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "fill a file in memory", bytes, threads);
    struct work work = {.out = bench->buffer[0], .fd = bench->fd, .n = bytes};
    bench_add_peer(c, "dd if=/dev/zero bs=128K", peer_dd_128k, &work, 1);
    for (int kind = DG_TORUS32; kind <= DG_SHUFFLED32; kind++) {
        work.kind = (dg_kind)kind;
        bench_add_ours(bench, c, dg_kind_name(work.kind), our_file, &work);
    }
    bench_add_peer(c, "dd if=/dev/zero bs=1M", peer_dd_1m, &work, 1);
    bench_add_peer(c, "dd if=/dev/urandom bs=128K", peer_dd_random, &work, SLOW);
}

static void random_access(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "random access, a list", bytes, threads);
    struct work work = {.out = bench->buffer[0], .in = bench->buffer[1], .in2 = bench->buffer[2], .n = bytes / 16};
    unsigned slow = slow_share(bench, bytes);
    c->unit = "Mcell/s";
    c->scale = 1e6;
    work.kind = DG_TORUS32;
    bench_add_peer(c, "naive torus32", peer_naive_list, &work, slow);
    for (int kind = DG_TORUS32; kind <= DG_FEISTEL_INV; kind++) {
        work.kind = (dg_kind)kind;
        bench_add_ours(bench, c, dg_kind_name(work.kind), our_list, &work);
    }
    if (!philox_missing())
        bench_add_peer(c, "Philox4x32-10 (Random123)", peer_philox_list, &work, slow);
    bench_add_peer(c, "stored array of 32 MiB", peer_look_up, &work, 1);
}

static void lone_access(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "random access, a call a cell", bytes, threads);
    struct work work = {.kind = DG_TORUS32, .n = bytes / 8};
    c->unit = "Mcell/s";
    c->scale = 1e6;
    bench_add_peer(c, "naive torus32", peer_naive_lone, &work, 1);
    bench_add_plain(bench, c, "torus32", our_torus32, &work);
    bench_add_plain(bench, c, "torus64", our_torus64, &work);
    bench_add_plain(bench, c, "feistel", our_feistel, &work);
}

static void verify(struct bench *bench, size_t bytes, unsigned threads)
{
    static const dg_kind kinds[] = {DG_TORUS32, DG_TORUS64, DG_FEISTEL};
    struct contest *c = bench_begin(bench, "verify", bytes, threads);
    struct work work = {.in = bench->buffer[0], .in2 = bench->buffer[3], .n = bytes};
    unsigned slow = slow_share(bench, bytes);
    bench_add_peer(c, "sum loop", peer_sum, &work, 1);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t size = dg_cell_size(kinds[i]);
        work.kind = kinds[i];
        work.in = bench->buffer[i];
        (void)dg_synth_run(bench->player[0].one, kinds[i], BENCH_SEED, BENCH_BASE, bytes / size, bench->buffer[i],
                           NULL);
        bench_add_ours(bench, c, dg_kind_name(kinds[i]), our_verify, &work);
    }
    work.kind = DG_TORUS32;
    work.in = bench->buffer[0];
    memcpy(bench->buffer[3], work.in, bytes);
    bench_add_peer(c, "memcmp with a stored copy", peer_memcmp, &work, 1);
    bench_add_peer(c, "naive torus32", peer_naive_verify, &work, slow);
}

static void xor_of_run(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "XOR of a run of deltas", bytes, threads);
    struct work work = {.in = bench->buffer[0], .n = bytes};
    bench_add_peer(c, "sum loop", peer_sum, &work, 1);
    bench_add_ours(bench, c, "dg_table_accum_run", our_xor, &work);
}

static void accumulate(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "accumulate, 256 contexts", bytes, threads);
    struct work work = {.in = bench->buffer[1], .in2 = bench->buffer[0], .n = bytes / 9 & ~(size_t)4095};
    c->unit = "Mdelta/s";
    c->scale = 1e6;
    (void)dg_synth_run(bench->player[0].one, DG_FEISTEL, BENCH_SEED, BENCH_BASE, bytes / 8, bench->buffer[0], NULL);
    bench_add_peer(c, "plain loop", peer_accum, &work, 1);
    bench_add_ours(bench, c, "dg_table_accum_list", our_accum, &work);
}

static void fingerprint(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "fingerprint", bytes, threads);
    struct work work = {.in = bench->buffer[0], .n = bytes, .with = &bench->hashes};
    unsigned slow = slow_share(bench, bytes);
    bench_add_peer(c, "sum loop", peer_sum, &work, 1);
    bench_add_plain(bench, c, "dg_fingerprint", our_fingerprint, &work);
    if (bench->hashes.xxh3)
        bench_add_peer(c, "XXH3, 64 bits", peer_xxh3, &work, 1);
    bench_add_peer(c, "CRC-32 (zlib)", peer_crc32, &work, slow);
    if (bench->hashes.sha256)
        bench_add_peer(c, "SHA-256", peer_sha256, &work, slow);
}

static void read_disk(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "read a disk over NBD", bytes, threads);
    snprintf(c->where, sizeof c->where, "%zu MiB by nbdcopy", bytes >> 20);
    for (const struct nbd_disk *disk = bench->nbd.disk; disk < bench->nbd.disk + NBD_DISKS; disk++) {
        const struct work work = {.n = bytes, .with = disk};
        contest_add(c, disk->name, nbd_read, &work)->kernels = disk->ours ? bench->player[0].kernels : NULL;
    }
}

static void read_mounted(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "read a file through FUSE", bytes, threads);
    for (const struct mounted *file = bench->mounts.file; file < bench->mounts.file + MOUNTED_FILES; file++) {
        const struct work work = {.n = bytes, .with = file, .out = bench->buffer[0]};
        contest_add(c, file->name, mounted_read, &work)->kernels = file->ours ? bench->player[0].kernels : NULL;
    }
}

static void touch_pages(struct bench *bench, const char *task, size_t bytes, work_fn *ours, work_fn *peer)
{
    struct contest *c = bench_begin(bench, task, bytes, 1);
    const struct work work = {.kind = DG_FEISTEL, .n = bytes / TOUCH_PAGE, .with = &bench->generated, .fd = bench->fd};
    c->unit = "Mpage/s";
    c->scale = 1e6;
    contest_add(c, "mmap of a file in the page cache", peer, &work)->share = 1;
    bench_add_plain(bench, c, "dg_map", ours, &work);
}

// The file has as many bytes; what they are is the same to who counts.
static void touch_in_order(struct bench *bench, size_t bytes, unsigned threads)
{
    (void)threads;
    if (pwrite(bench->fd, bench->buffer[0], bytes, 0) == (ssize_t)bytes)
        touch_pages(bench, "touch pages in order", bytes, touch_map, touch_file);
}

static void touch_at_random(struct bench *bench, size_t bytes, unsigned threads)
{
    (void)threads;
    touch_pages(bench, "touch pages at random", bytes, touch_map_at_random, touch_file_at_random);
}

// With a sync each, disks do some hundred a second.
static void append_records(struct bench *bench, int policy, size_t records)
{
    struct appender *appender = &bench->appends.appender[policy];
    struct contest *c = bench_begin(bench, "append records", records * APPEND_BYTES, bench->threads);
    const struct work work = {.n = records, .with = appender};
    snprintf(c->where, sizeof c->where, "%d bytes each, synced: %s", APPEND_BYTES, appender->name);
    c->unit = "krecord/s";
    c->scale = 1e3;
    if (appender->sqlite)
        contest_add(c, "SQLite, a transaction each", append_sqlite, &work);
    bench_add_plain(bench, c, "dg_genmem_write", append_store, &work);
}

static void append_unsynced(struct bench *bench, size_t bytes, unsigned threads)
{
    (void)threads;
    append_records(bench, 0, bytes / APPEND_BYTES);
}

static void append_in_intervals(struct bench *bench, size_t bytes, unsigned threads)
{
    (void)threads;
    append_records(bench, 1, bytes / APPEND_BYTES);
}

static void append_synced(struct bench *bench, size_t bytes, unsigned threads)
{
    (void)bytes;
    (void)threads;
    append_records(bench, 2, 4);
}

// ---- All of it.

// In cache and in memory by one thread, in memory by all, where that makes a difference.
static const struct step {
    void (*begin)(struct bench *bench, size_t bytes, unsigned threads);
    enum { FIRST_LEVEL, CACHE, MEMORY, DISK, MOUNTED, PAGES, FILES, CELLS } size;
    bool all;
} steps[] = {
    {fill_memory, CACHE, false},
    {fill_memory, MEMORY, false},
    {fill_memory, MEMORY, true},
    {fill_file, MEMORY, false},
    {random_access, CACHE, false},
    {random_access, MEMORY, false},
    {random_access, MEMORY, true},
    {lone_access, FIRST_LEVEL, false},
    {verify, CACHE, false},
    {verify, MEMORY, false},
    {verify, MEMORY, true},
    {xor_of_run, FIRST_LEVEL, false},
    {xor_of_run, CACHE, false},
    {xor_of_run, MEMORY, false},
    {xor_of_run, MEMORY, true},
    {accumulate, CACHE, false},
    {accumulate, MEMORY, false},
    {accumulate, MEMORY, true},
    {fingerprint, CACHE, false},
    {fingerprint, MEMORY, false},
    {read_disk, DISK, true},
    {read_mounted, MOUNTED, true},
    {touch_in_order, PAGES, false},
    {touch_at_random, PAGES, false},
    {append_unsynced, FILES, true},
    {append_in_intervals, FILES, true},
    {append_synced, FILES, true},
    {bench_write_memory, CELLS, false},
    {bench_read_memory, CELLS, false},
    {bench_read_together, CELLS, false},
    {bench_read_run, MEMORY, false},
};

// Addresses, and an array to look them up in; whatever is in the other buffers will do.
static void fill_addresses(struct bench *bench)
{
    uint64_t *addrs = (uint64_t *)(void *)bench->buffer[1];
    for (size_t i = 0; i < bench->memory / 8 && !interrupted(); i++)
        addrs[i] = naive_cell(DG_FEISTEL, BENCH_SEED, i);
}

const char *bench_measure(struct bench *bench, void (*begun)(const struct contest *contest))
{
    const size_t sizes[] = {[FIRST_LEVEL] = 32 << 10,  [CACHE] = bench->cache,
                            [MEMORY] = bench->memory,  [DISK] = bench->disk,
                            [MOUNTED] = bench->memory, [PAGES] = 4 << 20,
                            [FILES] = 16 << 10,        [CELLS] = bench->cells * sizeof(float)};
    const char *failed = NULL;
    fill_addresses(bench);
    for (const struct step *step = steps; step < steps + sizeof steps / sizeof steps[0] && !failed; step++) {
        if ((step->all && bench->threads == 1) || (step->size == DISK && bench->nbd.missing) ||
            (step->size == MOUNTED && bench->mounts.missing) || (step->size == PAGES && !bench->maps) ||
            (step->size == FILES && !bench->files))
            continue;
        step->begin(bench, sizes[step->size], step->all ? bench->threads : 1);
        struct contest *contest = &bench->contest[bench->contests - 1];
        begun(contest);
        failed = contest_run(contest, &bench->pace);
    }
    return failed;
}

const char *bench_check(struct bench *bench)
{
    enum { CHECKED = 1 << 14 };
    for (int i = 0; i < bench->players; i++)
        for (int kind = DG_TORUS32; kind <= DG_FEISTEL_INV; kind++) {
            naive_run((dg_kind)kind, BENCH_SEED, BENCH_BASE, CHECKED, bench->buffer[0]);
            if (dg_synth_run(bench->player[i].all, (dg_kind)kind, BENCH_SEED, BENCH_BASE, CHECKED, bench->buffer[1],
                             NULL) != DG_OK ||
                memcmp(bench->buffer[0], bench->buffer[1], CHECKED * dg_cell_size((dg_kind)kind)) != 0)
                return dg_kind_name((dg_kind)kind);
        }
    return NULL;
}
