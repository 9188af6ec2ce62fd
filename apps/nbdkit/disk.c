// SPDX-License-Identifier: Apache-2.0
#include "disk.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_MAX = 8 };

void disk_open(struct disk *disk, dg_genmem *mem, dg_kind kind, uint64_t base, uint64_t bytes)
{
    *disk = (struct disk){.mem = mem, .cell = dg_cell_size(kind), .base = base, .bytes = bytes};
    (void)pthread_rwlock_init(&disk->parts, NULL);
}

void disk_close(struct disk *disk)
{
    (void)pthread_rwlock_destroy(&disk->parts);
}

bool disk_fits(const struct disk *disk)
{
    uint64_t cells = disk->bytes / disk->cell + (disk->bytes % disk->cell != 0);
    return cells == 0 || disk->base <= UINT64_MAX - (cells - 1);
}

// What a range of bytes is made of: the end of a cell, whole cells, the beginning of one; any of them may be empty.
struct range {
    uint64_t head, whole, tail; // addresses of cells
    size_t skip;                // bytes of the head's cell before the range
    size_t head_bytes, tail_bytes;
    uint64_t cells;
};

static struct range range_of(const struct disk *disk, uint64_t offset, uint64_t n)
{
    struct range range = {.head = disk->base + offset / disk->cell, .skip = offset % disk->cell};
    if (range.skip > 0)
        range.head_bytes = n < disk->cell - range.skip ? (size_t)n : disk->cell - range.skip;
    n -= range.head_bytes;
    range.whole = range.head + (range.skip > 0);
    range.cells = n / disk->cell;
    range.tail = range.whole + range.cells;
    range.tail_bytes = n % disk->cell;
    return range;
}

// n bytes of a cell, from `skip` on.
static int read_part(const struct disk *disk, uint64_t addr, size_t skip, size_t n, uint8_t *out, dg_error *err)
{
    uint8_t cell[CELL_MAX];
    int code = n > 0 ? dg_genmem_fetch_run(disk->mem, addr, 1, cell, err) : DG_OK;
    if (code == DG_OK)
        memcpy(out, cell + skip, n);
    return code;
}

int disk_read(const struct disk *disk, uint64_t offset, size_t n, void *out, dg_error *err)
{
    struct range range = range_of(disk, offset, n);
    uint8_t *whole = (uint8_t *)out + range.head_bytes, *tail = whole + range.cells * disk->cell;
    int code = read_part(disk, range.head, range.skip, range.head_bytes, out, err);
    if (code == DG_OK && range.cells > 0)
        code = dg_genmem_fetch_run(disk->mem, range.whole, (size_t)range.cells, whole, err);
    if (code == DG_OK)
        code = read_part(disk, range.tail, 0, range.tail_bytes, tail, err);
    return code;
}

// A write that does not begin and end with a cell, made one that does: done or refused as a whole.
static int write_parts(struct disk *disk, const struct range *range, const uint8_t *in, size_t n, dg_error *err)
{
    size_t head = range->head_bytes > 0, cells = head + (size_t)range->cells + (range->tail_bytes > 0);
    uint64_t first = head ? range->head : range->whole;
    uint8_t *bytes = malloc(cells * disk->cell);
    if (!bytes) {
        *err = (dg_error){DG_ERR_MEMORY, "no memory for a write"};
        return DG_ERR_MEMORY;
    }
    int code = head ? dg_genmem_fetch_run(disk->mem, first, 1, bytes, err) : DG_OK;
    if (code == DG_OK && range->tail_bytes > 0)
        code = dg_genmem_fetch_run(disk->mem, range->tail, 1, bytes + (cells - 1) * disk->cell, err);
    memcpy(bytes + (head ? range->skip : 0), in, n);
    if (code == DG_OK)
        code = dg_genmem_write_run(disk->mem, first, cells, bytes, err);
    free(bytes);
    return code;
}

int disk_write(struct disk *disk, uint64_t offset, size_t n, const void *in, dg_error *err)
{
    struct range range = range_of(disk, offset, n);
    int code = DG_OK;
    if (range.head_bytes + range.tail_bytes > 0) {
        (void)pthread_rwlock_wrlock(&disk->parts);
        code = write_parts(disk, &range, in, n, err);
        (void)pthread_rwlock_unlock(&disk->parts);
    } else if (range.cells > 0) {
        (void)pthread_rwlock_rdlock(&disk->parts);
        code = dg_genmem_write_run(disk->mem, range.whole, (size_t)range.cells, in, err);
        (void)pthread_rwlock_unlock(&disk->parts);
    }
    return code;
}

int disk_reset(struct disk *disk, uint64_t offset, uint64_t n, dg_error *err)
{
    struct range range = range_of(disk, offset, n);
    if (range.cells == 0)
        return DG_OK;
    (void)pthread_rwlock_rdlock(&disk->parts);
    int code = dg_genmem_clear(disk->mem, range.whole, range.tail - 1, err);
    (void)pthread_rwlock_unlock(&disk->parts);
    return code;
}
