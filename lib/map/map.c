// SPDX-License-Identifier: Apache-2.0
// deltagen/map.h: opening, closing, and what goes back into the memory.
#include "map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/signals.h"
#include "base/sized.h"

// The shape of the map, and whether it is one.
static int shape(struct dg_map *map, const dg_map_options *options, dg_error *err)
{
    dg_genmem_info info = {.size = sizeof info};
    int code = dg_genmem_get_info(map->mem, &info, err);
    if (code != DG_OK)
        return code;
    map->cell = dg_cell_size(info.kind);
    map->page = (size_t)sysconf(_SC_PAGESIZE);
    if (map->cells == 0 || map->cells - 1 > UINT64_MAX - map->first_cell)
        return dg_fail(err, DG_ERR_ARGUMENT, "cells: a map has at least one cell, and none past the address 2^64 - 1");
    if (map->cells > (PTRDIFF_MAX - map->page) / map->cell)
        return dg_fail(err, DG_ERR_ARGUMENT, "cells: a process has no room for so many bytes of addresses");
    map->pages = (map->cells * map->cell + map->page - 1) / map->page;
    map->writable = !(options->flags & DG_MAP_READ_ONLY);
    map->resident = options->resident / map->page + (options->resident % map->page != 0);
    return DG_OK;
}

static int allocate(struct dg_map *map, dg_error *err)
{
    int protection = map->writable ? PROT_READ | PROT_WRITE : PROT_READ;
    void *memory = mmap(NULL, map->pages * map->page, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    map->memory = memory == MAP_FAILED ? NULL : memory;
    map->made = map->memory ? aligned_alloc(map->page, 3 * DG_MAP_STAGE_PAGES * map->page) : NULL;
    if (!map->made || !dg_page_set_open(&map->dirty, map->pages) || !dg_page_queue_open(&map->clean, map->pages))
        return dg_fail(err, DG_ERR_MEMORY, "no room for a map of %llu pages: map less at once",
                       (unsigned long long)map->pages);
    map->changed = map->made + DG_MAP_STAGE_PAGES * map->page;
    map->before = map->changed + DG_MAP_STAGE_PAGES * map->page;
    (void)madvise(map->memory, map->pages * map->page, MADV_DONTFORK);
    return DG_OK;
}

static void release(struct dg_map *map)
{
    if (map->memory)
        munmap(map->memory, map->pages * map->page);
    free(map->made);
    if (map->dirty.bits)
        dg_page_set_close(&map->dirty);
    dg_page_queue_close(&map->clean);
    free(map);
}

static int start(struct dg_map *map, dg_error *err)
{
    map->stop = eventfd(0, EFD_CLOEXEC);
    if (map->stop < 0)
        return dg_fail(err, DG_ERR_MEMORY, "no descriptor for a map's thread");
    sigset_t before;
    dg_signals_block(&before);
    int number = pthread_create(&map->maker, NULL, dg_map_make, map);
    dg_signals_restore(&before);
    if (number == 0)
        return DG_OK;
    close(map->stop);
    return dg_fail(err, DG_ERR_MEMORY, "no thread for a map");
}

static int open_map(struct dg_map *map, const dg_map_options *options, dg_error *err)
{
    int code = shape(map, options, err);
    if (code == DG_OK)
        code = allocate(map, err);
    if (code == DG_OK)
        code = dg_uffd_open(&map->uffd, map->memory, map->pages * map->page, map->writable, err);
    if (code != DG_OK)
        return code;
    code = start(map, err);
    if (code != DG_OK)
        close(map->uffd.fd);
    return code;
}

int dg_map_open(dg_genmem *mem, uint64_t first_cell, uint64_t cells, const dg_map_options *options, dg_map **out,
                dg_error *err)
{
    *out = NULL;
    dg_map_options own = {.size = sizeof own};
    int code = options ? dg_sized_take(&own, sizeof own, options, "dg_map_options", err) : DG_OK;
    if (code != DG_OK)
        return code;
    if (own.flags & ~DG_MAP_READ_ONLY)
        return dg_fail(err, DG_ERR_ARGUMENT, "flags: 0x%x is not a flag of a map", own.flags & ~DG_MAP_READ_ONLY);
    struct dg_map *map = calloc(1, sizeof *map);
    if (!map)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a map");
    map->mem = mem;
    map->first_cell = first_cell;
    map->cells = cells;
    pthread_mutex_init(&map->syncing, NULL);
    pthread_mutex_init(&map->state, NULL);
    code = open_map(map, &own, err);
    if (code == DG_OK)
        *out = map;
    else
        release(map);
    return code;
}

void *dg_map_address(const dg_map *map)
{
    return map->memory;
}

// Takes the next dirty pages behind *span for storing: from here on, a write to them makes them dirty again. None are
// left where *span has none.
static int take_dirty(struct dg_map *map, struct dg_map_span *span, dg_error *err)
{
    int code = DG_OK;
    *span = (struct dg_map_span){.first = span->first + span->count};
    pthread_mutex_lock(&map->state);
    span->count = dg_page_set_next(&map->dirty, &span->first, DG_MAP_STAGE_PAGES);
    if (span->count > 0 &&
        !dg_uffd_lock(&map->uffd, map->memory + span->first * map->page, span->count * map->page, true))
        code = dg_fail(err, DG_ERR_MEMORY, "the system cannot track writes to the map now: sync again");
    for (uint64_t i = 0; code == DG_OK && i < span->count; i++)
        dg_page_set_remove(&map->dirty, span->first + i);
    map->storing = code == DG_OK ? *span : (struct dg_map_span){0};
    pthread_mutex_unlock(&map->state);
    return code;
}

static void give_back(struct dg_map *map, struct dg_map_span span, bool stored)
{
    pthread_mutex_lock(&map->state);
    map->storing = (struct dg_map_span){0};
    for (uint64_t i = 0; i < span.count; i++) {
        if (!stored)
            dg_page_set_add(&map->dirty, span.first + i);
        else if (map->resident)
            dg_page_queue_push(&map->clean, span.first + i);
    }
    pthread_mutex_unlock(&map->state);
}

// The cells that differ, each stretch of them by one call.
static int store_cells(struct dg_map *map, uint64_t base, size_t cells, dg_error *err)
{
    size_t size = map->cell;
    int code = dg_genmem_fetch_run(map->mem, base, cells, map->before, err);
    for (size_t i = 0; code == DG_OK && i < cells;) {
        size_t end = i;
        while (end < cells && memcmp(map->changed + end * size, map->before + end * size, size) != 0)
            end++;
        if (end > i)
            code = dg_genmem_write_run(map->mem, base + i, end - i, map->changed + i * size, err);
        i = end + 1;
    }
    return code;
}

// Whole words, as threads may write to the pages meanwhile.
static void copy_pages(struct dg_map *map, struct dg_map_span span)
{
    const uint64_t *from = (const uint64_t *)(const void *)(map->memory + span.first * map->page);
    uint64_t *to = (uint64_t *)(void *)map->changed;
    for (size_t i = 0; i < span.count * map->page / sizeof *to; i++)
        to[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}

static int store(struct dg_map *map, struct dg_map_span span, dg_error *err)
{
    size_t cells = (size_t)dg_map_cells_of(map, span);
    copy_pages(map, span);
    return store_cells(map, dg_map_cell_of(map, span.first), cells, err);
}

int dg_map_sync(dg_map *map, dg_error *err)
{
    struct dg_map_span span = {0};
    pthread_mutex_lock(&map->syncing);
    int code = take_dirty(map, &span, err);
    while (code == DG_OK && span.count > 0) {
        code = store(map, span, err);
        give_back(map, span, code == DG_OK);
        if (code == DG_OK)
            code = take_dirty(map, &span, err);
    }
    pthread_mutex_unlock(&map->syncing);
    return code;
}

void dg_map_discard(dg_map *map)
{
    if (!map)
        return;
    (void)eventfd_write(map->stop, 1);
    pthread_join(map->maker, NULL);
    close(map->stop);
    close(map->uffd.fd);
    pthread_mutex_destroy(&map->syncing);
    pthread_mutex_destroy(&map->state);
    release(map);
}

int dg_map_close(dg_map *map, dg_error *err)
{
    int code = map ? dg_map_sync(map, err) : DG_OK;
    if (code == DG_OK)
        dg_map_discard(map);
    return code;
}

int dg_map_get_info(dg_map *map, dg_map_info *out, dg_error *err)
{
    dg_map_info own = {.size = sizeof own};
    int code = dg_sized_check(out, 0, sizeof own, "dg_map_info", err);
    if (code != DG_OK)
        return code;
    own.user_faults_only = map->uffd.user_only;
    own.bytes = map->pages * map->page;
    own.page = map->page;
    pthread_mutex_lock(&map->state);
    own.faults = map->faults;
    own.pages_made = map->pages_made;
    own.pages_dropped = map->pages_dropped;
    own.pages_dirty = map->dirty.size;
    pthread_mutex_unlock(&map->state);
    dg_sized_give(out, &own, sizeof own);
    return DG_OK;
}
