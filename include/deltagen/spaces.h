// SPDX-License-Identifier: Apache-2.0
/**
 * @file spaces.h
 * Other names for the cells of a generative memory: linear addresses and sectors, which the memory's seed scatters over
 * the 2^64 cells, and paths in JSON documents. docs/spaces.md says what each is good for.
 *
 * Cells are as in genmem.h: packed, little-endian, in buffers that need no alignment. Addresses and counts of linear
 * ranges are in cells, those of sectors in sectors. A range may end at the last name and not go past it.
 *
 * Errors: ARGUMENT (range, mapping, size of a sector, NULL), MEMORY (a write beyond one page or sector needs 8 bytes a
 * cell while it lasts), and those of genmem.h. A write that fails changes nothing, with the exception of genmem.h;
 * outputs of a read that fails are undefined.
 * Threads: as genmem.h; nothing is kept here.
 * Processes: as genmem.h after fork() and before dlclose().
 */
#ifndef DELTAGEN_SPACES_H
#define DELTAGEN_SPACES_H

#include <deltagen/genmem.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How the cells of a page (4096 cells of a linear range) or sector are placed; within it they are neighbours. */
typedef enum dg_spaces_mapping {
    DG_SPACES_SCATTER = 0, /**< by dg_scatter: each has cells of its own */
    DG_SPACES_HASHED = 1 /**< pages by dg_phi, sectors by dg_xi, as older data are: two may share cells, so that writing
                              one changes the other */
} dg_spaces_mapping;

/** count cells from the linear address base on. */
DG_API int dg_spaces_read_linear(const dg_genmem *mem, dg_spaces_mapping mapping, uint64_t base, size_t count,
                                 void *out, dg_error *err);
DG_API int dg_spaces_write_linear(dg_genmem *mem, dg_spaces_mapping mapping, uint64_t base, size_t count,
                                  const void *cells, dg_error *err);

/** count sectors from number first on, of sector_size bytes: 512, 1024, 2048 or 4096. By DG_SPACES_SCATTER there are
 * 2^64 cells of them, by DG_SPACES_HASHED 2^64, whose cells go on from the last address of the memory to its first. */
DG_API int dg_spaces_read_sectors(const dg_genmem *mem, dg_spaces_mapping mapping, size_t sector_size, uint64_t first,
                                  size_t count, void *out, dg_error *err);
DG_API int dg_spaces_write_sectors(dg_genmem *mem, dg_spaces_mapping mapping, size_t sector_size, uint64_t first,
                                   size_t count, const void *data, dg_error *err);

/** The address that a path has in documents of a schema: FNV-1a over its bytes, salted with that over the schema's name
 *  (NULL or "": 0). Paths are what their bytes are, "a.b" and "a['b']" are two. Of n paths some two share a cell with a
 *  chance of n^2 / 2^65, and whoever wants to can find such paths. NULL is as "". */
DG_API uint64_t dg_spaces_path_address(const char *schema, const char *path);

/** The cell of a path as raw bits, 4-byte cells in the low half. */
DG_API int dg_spaces_fetch_path(const dg_genmem *mem, const char *schema, const char *path, uint64_t *bits,
                                dg_error *err);
DG_API int dg_spaces_write_path(dg_genmem *mem, const char *schema, const char *path, uint64_t bits, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
