// SPDX-License-Identifier: Apache-2.0
#include "disk.h"

#include <string.h>

#include <deltagen/synth.h>

enum { CELL_MAX = 8 };

bool disk_fits(const struct disk *disk)
{
    size_t size = dg_cell_size(disk->kind);
    uint64_t cells = disk->bytes / size + (disk->bytes % size != 0);
    return cells == 0 || disk->base <= UINT64_MAX - (cells - 1);
}

static int read_cells(const struct disk *disk, uint64_t index, size_t n, void *out, dg_error *err)
{
    return dg_synth_run(disk->device, disk->kind, disk->seed, disk->base + index, n, out, err);
}

// The n bytes of a cell that begin at byte `skip` of it.
static int read_part(const struct disk *disk, uint64_t index, size_t skip, size_t n, uint8_t *out, dg_error *err)
{
    uint8_t cell[CELL_MAX];
    int code = read_cells(disk, index, 1, cell, err);
    if (code == DG_OK)
        memcpy(out, cell + skip, n);
    return code;
}

int disk_read(const struct disk *disk, uint64_t offset, size_t n, void *out, dg_error *err)
{
    uint8_t *to = out;
    size_t size = dg_cell_size(disk->kind);
    uint64_t index = offset / size;
    size_t skip = offset % size;
    int code = DG_OK;
    if (skip > 0) {
        size_t part = n < size - skip ? n : size - skip;
        code = read_part(disk, index++, skip, part, to, err);
        to += part;
        n -= part;
    }
    if (code == DG_OK && n / size > 0)
        code = read_cells(disk, index, n / size, to, err);
    if (code == DG_OK && n % size > 0)
        code = read_part(disk, index + n / size, 0, n % size, to + n / size * size, err);
    return code;
}
