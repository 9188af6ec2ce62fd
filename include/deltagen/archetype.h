// SPDX-License-Identifier: Apache-2.0
/**
 * @file archetype.h
 * Archetypes: layouts of files in a generative memory, names, sizes and ranges of cells, that follow from a seed alone
 * (docs/archetype.md, to the bit). A file system shows a memory as such files; nothing is kept for those that nobody
 * has changed.
 *
 * Entries are numbered from 0, the root directory, on; those of a directory follow each other, ordered by their names,
 * behind the directory itself. The cells of no two files meet, and all lie below DG_ARCHETYPE_CELLS: what is above is
 * free for files that are created.
 *
 * Errors: ARGUMENT (archetype, index, NULL, size of a struct).
 * Threads: all may be called by any thread at any time; nothing is kept.
 * Processes: the same in a child of fork(). Names end with dlclose().
 */
#ifndef DELTAGEN_ARCHETYPE_H
#define DELTAGEN_ARCHETYPE_H

#include <deltagen/numerics.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Layouts. */
typedef enum dg_archetype {
    DG_ARCHETYPE_RAW = 0,    /**< one file, memory.raw, of all that a file can hold */
    DG_ARCHETYPE_VOLUME = 1, /**< a file of 1 TiB, and five of 64 MiB in a directory */
    DG_ARCHETYPE_TREE = 2    /**< 16 directories of 16 files, of 0 to 16 MiB as the seed says */
} dg_archetype;

#define DG_ARCHETYPE_CELLS ((uint64_t)1 << 63)

/** A file or directory. */
typedef struct dg_archetype_entry {
    uint32_t size;        /**< sizeof(dg_archetype_entry), set by the caller */
    uint32_t parent;      /**< the directory that it is in; the root is in itself */
    uint32_t first_entry; /**< of a directory: the first of its entries */
    uint32_t entries;     /**< of a directory: how many; 0 for a file */
    const char *name;     /**< "" for the root */
    uint64_t first_cell;  /**< of a file */
    uint64_t bytes;       /**< of a file */
} dg_archetype_entry;

/** "raw", "volume", "tree"; NULL for a value that is no archetype. */
DG_API const char *dg_archetype_name(dg_archetype archetype);

/** The archetype of a name, or -1. */
DG_API int dg_archetype_from_name(const char *name);

/** Number of its entries, 0 for a value that is no archetype. */
DG_API uint32_t dg_archetype_count(dg_archetype archetype);

DG_API int dg_archetype_get(dg_archetype archetype, uint64_t seed, uint32_t index, dg_archetype_entry *out,
                            dg_error *err);

/** The entry of a path such as "assets/asset_000.raw", "" being the root; -1 where there is none. */
DG_API int64_t dg_archetype_find(dg_archetype archetype, const char *path);

#ifdef __cplusplus
}
#endif
#endif
