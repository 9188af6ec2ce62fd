// SPDX-License-Identifier: Apache-2.0
// A disk of generated cells: bytes of a size, in which cell number base + i lies, little-endian, at i times its size.
#ifndef DISK_H
#define DISK_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/device.h>
#include <deltagen/numerics.h>

struct disk {
    dg_kind kind;
    uint64_t seed;
    uint64_t base;  // address of the first cell
    uint64_t bytes; // at most INT64_MAX; the last cell may be cut
    dg_device *device;
};

// Whether the addresses of all cells fit 64 bits.
bool disk_fits(const struct disk *disk);

// n bytes from offset on; no further than the end of the disk.
int disk_read(const struct disk *disk, uint64_t offset, size_t n, void *out, dg_error *err);

#endif
