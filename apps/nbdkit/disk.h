// SPDX-License-Identifier: Apache-2.0
// A disk: bytes in whose cell number i, little-endian, lies the cell base + i of a generative memory.
//
// Any number of threads may read and write at once. A write to some bytes of a cell never takes another one's away, be
// it to other bytes of the same cell.
#ifndef DISK_H
#define DISK_H

#include <pthread.h>

#include <deltagen/genmem.h>

struct disk {
    dg_genmem *mem; // which nobody else changes
    size_t cell;    // bytes of one
    uint64_t base;  // address of the first cell
    uint64_t bytes; // at most INT64_MAX; the last cell may be cut
    // For writing while cells are read to be written back with some bytes changed; for reading in all other changes.
    pthread_rwlock_t parts;
};

// Of a memory, which stays the caller's.
void disk_open(struct disk *disk, dg_genmem *mem, dg_kind kind, uint64_t base, uint64_t bytes);
void disk_close(struct disk *disk);

// Whether all of its cells have addresses.
bool disk_fits(const struct disk *disk);

// n bytes from offset on, all of them on the disk. A write that fails has written nothing.
int disk_read(const struct disk *disk, uint64_t offset, size_t n, void *out, dg_error *err);
int disk_write(struct disk *disk, uint64_t offset, size_t n, const void *in, dg_error *err);

// Of n bytes, the cells that lie in them whole are as if never written.
int disk_reset(struct disk *disk, uint64_t offset, uint64_t n, dg_error *err);

#endif
