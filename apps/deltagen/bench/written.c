// SPDX-License-Identifier: Apache-2.0
#include "written.h"

#include <stdlib.h>
#include <string.h>

#include "tasks.h"

enum { PAGE = 64, PART = 1 << 12 }; // cells; addresses of a list at a time

static dg_genmem *make(void)
{
    const dg_genmem_options options = {.size = sizeof options, .kind = DG_TORUS32, .seed = BENCH_SEED};
    dg_genmem *mem;
    (void)dg_genmem_create(&options, &mem, NULL);
    return mem;
}

// What was made, or nothing where not all went well.
static dg_genmem *whole(dg_genmem *mem, bool done)
{
    if (done)
        return mem;
    dg_genmem_release(mem);
    return NULL;
}

static const uint64_t *addresses(const struct work *work)
{
    return (const uint64_t *)(const void *)work->in;
}

dg_genmem *memory_of(const uint64_t *addrs, size_t n)
{
    dg_genmem *mem = make();
    bool done = mem;
    for (size_t i = 0; done && i < n; i++)
        done = dg_genmem_write(mem, addrs[i], (uint32_t)i, NULL) == DG_OK;
    return whole(mem, done);
}

dg_genmem *memory_of_pages(size_t n)
{
    static const float cells[PART];
    dg_genmem *mem = make();
    bool done = mem;
    for (size_t i = 0; done && i < n; i += PART)
        done = dg_genmem_write_run(mem, BENCH_BASE + i, n - i < PART ? n - i : PART, cells, NULL) == DG_OK;
    return whole(mem, done);
}

dg_genmem *memory_with_dirt(size_t bytes)
{
    static const float cells[PAGE];
    size_t pages = bytes / sizeof(float) / PAGE;
    dg_genmem *mem = make();
    bool done = mem;
    for (size_t i = 0; done && i < pages / 100; i++)
        done = dg_genmem_write_run(mem, BENCH_BASE + i * BENCH_STRIDE % pages * PAGE, PAGE, cells, NULL) == DG_OK;
    return whole(mem, done);
}

double memory_bytes_a_cell(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    if (!mem || dg_genmem_get_info(mem, &info, NULL) != DG_OK || info.cells == 0)
        return 0;
    return (double)info.memory / (double)info.cells;
}

static bool release(dg_genmem *mem)
{
    dg_genmem_release(mem);
    return mem;
}

bool write_cells(const struct work *work)
{
    return release(memory_of(addresses(work), work->n));
}

bool write_list(const struct work *work)
{
    uint32_t cells[PART];
    dg_genmem *mem = make();
    bool done = mem;
    for (size_t i = 0; done && i < work->n; i += PART) {
        size_t n = work->n - i < PART ? work->n - i : PART;
        for (size_t k = 0; k < n; k++)
            cells[k] = (uint32_t)(i + k);
        done = dg_genmem_write_list(mem, addresses(work) + i, n, cells, NULL) == DG_OK;
    }
    dg_genmem_release(mem);
    return done;
}

bool write_pages(const struct work *work)
{
    return release(memory_of_pages(work->n));
}

bool read_cells(const struct work *work)
{
    bool right = work->with;
    for (size_t i = work->first; right && i < work->first + work->n; i++) {
        uint64_t bits;
        right = dg_genmem_fetch(work->with, addresses(work)[i], &bits, NULL) == DG_OK && bits == (uint32_t)i;
    }
    return right;
}

bool read_list(const struct work *work)
{
    uint32_t cells[PART];
    bool right = work->with;
    for (size_t i = work->first; right && i < work->first + work->n; i += PART) {
        size_t rest = work->first + work->n - i, n = rest < PART ? rest : PART;
        right = dg_genmem_fetch_list(work->with, addresses(work) + i, n, cells, NULL) == DG_OK;
        for (size_t k = 0; right && k < n; k++)
            right = cells[k] == (uint32_t)(i + k);
    }
    return right;
}

bool run_plain(const struct work *work)
{
    dg_cell_run(DG_TORUS32, BENCH_SEED, BENCH_BASE + work->first / sizeof(float), work->n / sizeof(float),
                work->out + work->first);
    return true;
}

bool run_memory(const struct work *work)
{
    return work->with && dg_genmem_fetch_run(work->with, BENCH_BASE + work->first / sizeof(float),
                                             work->n / sizeof(float), work->out + work->first, NULL) == DG_OK;
}
