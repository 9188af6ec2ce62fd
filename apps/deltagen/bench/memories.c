// SPDX-License-Identifier: Apache-2.0
// The contests of memories: tasks.h, written.h.
#include <stdio.h>

#include "tasks.h"

// Cells of addresses that have nothing to do with each other. `bytes` is those of the cells.
static struct contest *begin_written(struct bench *bench, const char *task, size_t bytes, unsigned threads,
                                     struct work *work)
{
    struct contest *c = bench_begin(bench, task, bytes, threads);
    *work = (struct work){.in = bench->buffer[1], .n = bytes / sizeof(float)};
    snprintf(c->where, sizeof c->where, "%zu K cells", work->n >> 10);
    c->unit = "Mcell/s";
    c->scale = 1e6;
    return c;
}

void bench_write_memory(struct bench *bench, size_t bytes, unsigned threads)
{
    struct work work;
    struct contest *c = begin_written(bench, "write to a memory", bytes, threads, &work);
    if (!khash_missing())
        bench_add_peer(c, "khash", write_khash, &work, 1);
    bench_add_plain(bench, c, "dg_genmem_write", write_cells, &work);
    bench_add_plain(bench, c, "dg_genmem_write_list", write_list, &work);
    dg_genmem *pages = memory_of_pages(work.n);
    char name[40];
    snprintf(name, sizeof name, "pages by runs, %.1f B a cell", memory_bytes_a_cell(pages));
    dg_genmem_release(pages);
    bench_add_plain(bench, c, name, write_pages, &work);
}

void bench_read_memory(struct bench *bench, size_t bytes, unsigned threads)
{
    struct work work;
    char name[40];
    struct contest *c = begin_written(bench, "read what was written", bytes, threads, &work);
    const uint64_t *addrs = (const uint64_t *)(const void *)work.in;
    bench->lone = memory_of(addrs, work.n);
    if (!khash_missing()) {
        work.with = bench->khash = khash_of(addrs, work.n);
        snprintf(name, sizeof name, "khash, %.1f B a cell", khash_bytes_a_cell(bench->khash));
        bench_add_peer(c, name, read_khash, &work, 1);
    }
    work.with = bench->lone;
    snprintf(name, sizeof name, "dg_genmem_fetch, %.1f B a cell", memory_bytes_a_cell(bench->lone));
    bench_add_plain(bench, c, name, read_cells, &work);
    bench_add_plain(bench, c, "dg_genmem_fetch_list", read_list, &work);
}

void bench_read_together(struct bench *bench, size_t bytes, unsigned threads)
{
    enum { READERS = 8 };
    struct work work;
    struct contest *c = begin_written(bench, "read by 1 and 8 threads", bytes, threads, &work);
    c->threads = READERS;
    work.with = bench->lone;
    bench_add_plain(bench, c, "1 thread", read_cells, &work);
    bench_add_plain(bench, c, "8 threads", read_cells, &work);
    c->entry[1].threads = READERS;
}

void bench_read_run(struct bench *bench, size_t bytes, unsigned threads)
{
    struct contest *c = bench_begin(bench, "read a run of a memory", bytes, threads);
    struct work work = {.out = bench->buffer[0], .n = bytes};
    bench->dirty = memory_with_dirt(bytes);
    bench_add_plain(bench, c, "dg_cell_run, torus32", run_plain, &work);
    work.with = bench->lone;
    bench_add_plain(bench, c, "clean", run_memory, &work);
    work.with = bench->dirty;
    bench_add_plain(bench, c, "1 % of the pages written", run_memory, &work);
}
