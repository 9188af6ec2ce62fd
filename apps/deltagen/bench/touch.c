// SPDX-License-Identifier: Apache-2.0
// touch.h
#include "touch.h"

#include <sys/mman.h>

#include "peers.h"

enum { IN_ORDER = 1, AT_RANDOM = 2654435 }; // steps from page to page, odd, so that each is touched once

static void touch(const unsigned char *memory, size_t pages, size_t step)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < pages; i++)
        sum += *(const volatile unsigned char *)&memory[(i * step & (pages - 1)) * TOUCH_PAGE];
    keep_word(sum);
}

static bool touch_mapped(const struct work *work, size_t step)
{
    dg_map *map = NULL;
    const dg_map_options options = {.size = sizeof options, .flags = DG_MAP_READ_ONLY};
    uint64_t cells = work->n * TOUCH_PAGE / dg_cell_size(work->kind);
    dg_genmem *memory = *(dg_genmem *const *)work->with;
    if (dg_map_open(memory, 0, cells, &options, &map, NULL) != DG_OK)
        return false;
    touch(dg_map_address(map), work->n, step);
    return dg_map_close(map, NULL) == DG_OK;
}

static bool touch_cached(const struct work *work, size_t step)
{
    size_t bytes = work->n * TOUCH_PAGE;
    void *memory = mmap(NULL, bytes, PROT_READ, MAP_SHARED, work->fd, 0);
    if (memory == MAP_FAILED)
        return false;
    touch(memory, work->n, step);
    return munmap(memory, bytes) == 0;
}

bool touch_map(const struct work *work)
{
    return touch_mapped(work, IN_ORDER);
}

bool touch_file(const struct work *work)
{
    return touch_cached(work, IN_ORDER);
}

bool touch_map_at_random(const struct work *work)
{
    return touch_mapped(work, AT_RANDOM);
}

bool touch_file_at_random(const struct work *work)
{
    return touch_cached(work, AT_RANDOM);
}
