// SPDX-License-Identifier: Apache-2.0
/**
 * @file map.h
 * Generative memory as a pointer: a range of cells as ordinary memory of this process. A page is made when it is first
 * touched (userfaultfd), so that terabytes of addresses cost what is touched. What the program changes in it goes into
 * the memory's overlay at dg_map_sync or dg_map_close, and only the cells that differ.
 *
 * Units: cells as in genmem.h; the mapping is cells * cell size bytes, rounded up to whole pages. What lies behind the
 * last cell is zero and is not kept.
 *
 * Errors: ARGUMENT; UNSUPPORTED (the system does not allow userfaultfd, or cannot track writes; the message says what
 * to set); MEMORY (addresses, threads); and those of the memory. A page that cannot be made, because the memory's
 * device is lost for instance, ends the access with SIGSEGV, as an unreadable page of a mapped file does with SIGBUS.
 *
 * Threads: the mapping may be used by any number of threads, and a call may be made by any; open and close of one map
 * must not overlap with its use. A map has one thread of the library's, which makes the pages; it takes no signals.
 * Writes to the memory that go past the map are seen in it only in pages that are not there yet. Buffers given to calls
 * on a memory must not lie in a map of it.
 *
 * Processes: a child of fork() does not have the mapping, and every map must be closed before dlclose(). Where only
 * faults of user mode are allowed (info tells), system calls cannot read from a page that nobody has touched, nor write
 * to one that nobody has written to: they fail with EFAULT.
 */
#ifndef DELTAGEN_MAP_H
#define DELTAGEN_MAP_H

#include <deltagen/genmem.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DG_MAP_READ_ONLY 1u /**< a write to the mapping ends with SIGSEGV */

typedef struct dg_map dg_map;

/** How to map. What is zero is the default. */
typedef struct dg_map_options {
    uint32_t size;     /**< sizeof(dg_map_options) */
    unsigned flags;    /**< DG_MAP_READ_ONLY or 0 */
    uint64_t resident; /**< most bytes of clean pages that stay; the longest there are dropped first. 0 = no limit */
} dg_map_options;

/** Map cells from first_cell on; options may be NULL. The memory is released after the map is closed. *out is NULL
 * after a failure. */
DG_API int dg_map_open(dg_genmem *mem, uint64_t first_cell, uint64_t cells, const dg_map_options *options, dg_map **out,
                       dg_error *err);

/** Where the first cell is, on a page border. */
DG_API void *dg_map_address(const dg_map *map);

/** Put what was changed before the call into the memory. A memory with a store is made durable by its own sync. After a
 *  failure what is not in the memory is still in the map. */
DG_API int dg_map_sync(dg_map *map, dg_error *err);

/** Sync and unmap; NULL is allowed. After a failure of the sync the map is open as before. */
DG_API int dg_map_close(dg_map *map, dg_error *err);

/** Unmap without a sync; NULL is allowed. */
DG_API void dg_map_discard(dg_map *map);

/** What a map does. */
typedef struct dg_map_info {
    uint32_t size;          /**< sizeof(dg_map_info), set by the caller */
    bool user_faults_only;  /**< system calls cannot touch what nobody has touched */
    uint64_t bytes;         /**< of the mapping */
    uint64_t page;          /**< bytes of a page */
    uint64_t faults;        /**< accesses that waited for the library */
    uint64_t pages_made;    /**< pages from the memory, read ahead or asked for */
    uint64_t pages_dropped; /**< clean ones, because of the limit */
    uint64_t pages_dirty;   /**< changed and not yet in the memory */
} dg_map_info;

DG_API int dg_map_get_info(dg_map *map, dg_map_info *out, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
