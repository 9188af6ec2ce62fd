// SPDX-License-Identifier: Apache-2.0
/**
 * @file heap.h
 * Arrays of cells of their own: each allocation is a generative memory whose cells are generated until they are
 * written, so that it costs what is written into it (docs/heap.md). The n-th allocation that succeeds, from 0 on, has
 * the seed dg_xi(n, dg_fnv1a_u64(seed)).
 *
 * A handle is a number, never 0. Once it is freed it is refused, for ever, also where its place is used again.
 *
 * Errors: ARGUMENT (a handle that is none or was freed; cells beyond the allocation; no cells at all; NULL; size of a
 * struct), BUSY (as many allocations as there may be, quota), MEMORY, and those of genmem.h. A call that fails changes
 * nothing.
 * Threads: any number of threads may call everything at once, but for dg_heap_release, which is the last call.
 * Reads and writes that have begun before the allocation is freed by another thread end as if they had come before.
 * Processes: after fork() the child has a copy of its own, if no other thread was in a call; a device that generates is
 * the parent's (device.h). Everything must be released before dlclose().
 */
#ifndef DELTAGEN_HEAP_H
#define DELTAGEN_HEAP_H

#include <deltagen/genmem.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dg_heap dg_heap;

/** What holds for all allocations. What is zero is the default. */
typedef struct dg_heap_options {
    uint32_t size;     /**< sizeof(dg_heap_options) */
    dg_kind kind;      /**< of the cells */
    uint64_t seed;     /**< from which those of the allocations follow */
    uint64_t quota;    /**< of each allocation: dg_genmem_options.quota; 0 = no limit */
    uint32_t limit;    /**< most allocations at once; 0 = 65536 */
    dg_device *device; /**< generates for all: dg_genmem_options.device */
} dg_heap_options;

/** Nothing allocated yet. *out is NULL after a failure. */
DG_API int dg_heap_create(const dg_heap_options *options, dg_heap **out, dg_error *err);

/** Free everything; NULL is allowed. */
DG_API void dg_heap_release(dg_heap *heap);

/** Allocate cells, at least one. */
DG_API int dg_heap_alloc(dg_heap *heap, uint64_t cells, uint64_t *handle, dg_error *err);

/** Free an allocation: what was written into it is gone. */
DG_API int dg_heap_free(dg_heap *heap, uint64_t handle, dg_error *err);

/** count cells from cell number offset of an allocation on. */
DG_API int dg_heap_read(dg_heap *heap, uint64_t handle, uint64_t offset, size_t count, void *out, dg_error *err);
DG_API int dg_heap_write(dg_heap *heap, uint64_t handle, uint64_t offset, size_t count, const void *cells,
                         dg_error *err);

/** What an allocation is and holds. */
typedef struct dg_heap_info {
    uint32_t size;    /**< sizeof(dg_heap_info), set by the caller */
    uint64_t cells;   /**< as allocated */
    uint64_t seed;    /**< of its generator */
    uint64_t written; /**< cells that are written */
    uint64_t memory;  /**< bytes that they take */
} dg_heap_info;

DG_API int dg_heap_get_info(dg_heap *heap, uint64_t handle, dg_heap_info *out, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
