// SPDX-License-Identifier: Apache-2.0
// Linear ranges and sectors, blocks of neighbouring cells somewhere in the memory: deltagen/spaces.h.
#include <deltagen/spaces.h>

#include <stdbool.h>
#include <stdlib.h>

#include "base/error.h"

enum { PAGE_BITS = 12, SECTOR_LEAST = 512, SECTOR_MOST = 4096 };

// Where blocks of 2^bits cells lie.
struct space {
    dg_spaces_mapping mapping;
    bool sectors;
    unsigned bits;
    size_t cell; // bytes
    uint64_t seed;
};

// A range of it: cells from one of the block on.
struct range {
    uint64_t block;
    size_t offset, count;
};

static uint64_t place(const struct space *space, uint64_t block)
{
    if (space->mapping == DG_SPACES_SCATTER)
        return dg_scatter(block << space->bits, space->bits, space->seed);
    return space->sectors ? dg_xi(block, space->seed) : dg_phi(block << space->bits, space->seed);
}

// Take from the range as many cells as are neighbours in the memory; how many, and the address of the first.
static size_t take(const struct space *space, struct range *range, uint64_t *addr)
{
    size_t room = ((size_t)1 << space->bits) - range->offset;
    *addr = place(space, range->block) + range->offset;
    uint64_t to_last = UINT64_MAX - *addr; // a sector by xi goes on at the memory's first cell
    if (room - 1 > to_last)
        room = (size_t)to_last + 1;
    if (room > range->count)
        room = range->count;
    range->offset += room;
    range->count -= room;
    if (range->offset >> space->bits != 0) {
        range->block++;
        range->offset = 0;
    }
    return room;
}

static int read_range(const dg_genmem *mem, const struct space *space, struct range range, void *out, dg_error *err)
{
    uint8_t *to = out;
    int code = DG_OK;
    while (range.count > 0 && code == DG_OK) {
        uint64_t addr;
        size_t n = take(space, &range, &addr);
        code = dg_genmem_fetch_run(mem, addr, n, to, err);
        to += n * space->cell;
    }
    return code;
}

// What is not one run is written as a list, which the memory takes or refuses as a whole.
static int write_list(dg_genmem *mem, const struct space *space, struct range range, const void *cells, dg_error *err)
{
    size_t count = range.count, done = 0;
    uint64_t *addrs = count <= SIZE_MAX / sizeof *addrs ? malloc(count * sizeof *addrs) : NULL;
    if (!addrs)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for %zu addresses: write fewer cells at once", count);
    while (range.count > 0) {
        uint64_t addr;
        for (size_t n = take(space, &range, &addr); n > 0; n--)
            addrs[done++] = addr++;
    }
    int code = dg_genmem_write_list(mem, addrs, count, cells, err);
    free(addrs);
    return code;
}

static int write_range(dg_genmem *mem, const struct space *space, struct range range, const void *cells, dg_error *err)
{
    struct range rest = range;
    uint64_t addr;
    if (range.count == 0)
        return DG_OK;
    if (take(space, &rest, &addr) == range.count)
        return dg_genmem_write_run(mem, addr, range.count, cells, err);
    return write_list(mem, space, range, cells, err);
}

// What the memory and the mapping say of a space, and whether there is a buffer for count elements of `size` bytes, 0
// for that of a cell.
static int find_space(const dg_genmem *mem, dg_spaces_mapping mapping, size_t size, size_t count, const void *buffer,
                      struct space *space, dg_error *err)
{
    dg_genmem_info info = {.size = sizeof info};
    if (!mem)
        return dg_fail(err, DG_ERR_ARGUMENT, "mem is NULL: it must be a memory");
    if (mapping != DG_SPACES_SCATTER && mapping != DG_SPACES_HASHED)
        return dg_fail(err, DG_ERR_ARGUMENT, "mapping is %d: it must be DG_SPACES_SCATTER or DG_SPACES_HASHED",
                       (int)mapping);
    int code = dg_genmem_get_info(mem, &info, err);
    if (code != DG_OK)
        return code;
    *space = (struct space){.mapping = mapping, .cell = dg_cell_size(info.kind), .seed = info.seed};
    if (size == 0)
        size = space->cell;
    if (count > SIZE_MAX / size)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "%zu times %zu bytes are more than there are addresses: give a smaller count", count, size);
    if (!buffer && count > 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "the buffer is NULL: it must have room for %zu times %zu bytes", count,
                       size);
    return DG_OK;
}

static int find_linear(const dg_genmem *mem, dg_spaces_mapping mapping, uint64_t base, size_t count, const void *buffer,
                       struct space *space, struct range *range, dg_error *err)
{
    int code = find_space(mem, mapping, 0, count, buffer, space, err);
    if (code != DG_OK)
        return code;
    if (count > 0 && count - 1 > UINT64_MAX - base)
        return dg_fail(err, DG_ERR_ARGUMENT, "%zu cells from %llu on go past the last address: give a smaller count",
                       count, (unsigned long long)base);
    space->bits = PAGE_BITS;
    *range = (struct range){base >> PAGE_BITS, (size_t)(base & (((uint64_t)1 << PAGE_BITS) - 1)), count};
    return DG_OK;
}

int dg_spaces_read_linear(const dg_genmem *mem, dg_spaces_mapping mapping, uint64_t base, size_t count, void *out,
                          dg_error *err)
{
    struct space space = {0};
    struct range range = {0};
    int code = find_linear(mem, mapping, base, count, out, &space, &range, err);
    return code == DG_OK ? read_range(mem, &space, range, out, err) : code;
}

int dg_spaces_write_linear(dg_genmem *mem, dg_spaces_mapping mapping, uint64_t base, size_t count, const void *cells,
                           dg_error *err)
{
    struct space space = {0};
    struct range range = {0};
    int code = find_linear(mem, mapping, base, count, cells, &space, &range, err);
    return code == DG_OK ? write_range(mem, &space, range, cells, err) : code;
}

static int find_sectors(const dg_genmem *mem, dg_spaces_mapping mapping, size_t size, uint64_t first, size_t count,
                        const void *buffer, struct space *space, struct range *range, dg_error *err)
{
    if (size < SECTOR_LEAST || size > SECTOR_MOST || (size & (size - 1)) != 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "sector_size is %zu: it must be 512, 1024, 2048 or 4096", size);
    int code = find_space(mem, mapping, size, count, buffer, space, err);
    if (code != DG_OK)
        return code;
    space->sectors = true;
    space->bits = (unsigned)(__builtin_ctzl(size) - __builtin_ctzl(space->cell));
    uint64_t last = mapping == DG_SPACES_SCATTER ? UINT64_MAX >> space->bits : UINT64_MAX;
    if (count > 0 && (first > last || count - 1 > last - first))
        return dg_fail(err, DG_ERR_ARGUMENT, "%zu sectors from %llu on go past the last, %llu: give a smaller count",
                       count, (unsigned long long)first, (unsigned long long)last);
    *range = (struct range){first, 0, count << space->bits};
    return DG_OK;
}

int dg_spaces_read_sectors(const dg_genmem *mem, dg_spaces_mapping mapping, size_t sector_size, uint64_t first,
                           size_t count, void *out, dg_error *err)
{
    struct space space = {0};
    struct range range = {0};
    int code = find_sectors(mem, mapping, sector_size, first, count, out, &space, &range, err);
    return code == DG_OK ? read_range(mem, &space, range, out, err) : code;
}

int dg_spaces_write_sectors(dg_genmem *mem, dg_spaces_mapping mapping, size_t sector_size, uint64_t first, size_t count,
                            const void *data, dg_error *err)
{
    struct space space = {0};
    struct range range = {0};
    int code = find_sectors(mem, mapping, sector_size, first, count, data, &space, &range, err);
    return code == DG_OK ? write_range(mem, &space, range, data, err) : code;
}
