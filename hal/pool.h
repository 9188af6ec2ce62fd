// SPDX-License-Identifier: Apache-2.0
// Threads that do the parts of one job together with the thread that brings it.
#ifndef DG_POOL_H
#define DG_POOL_H

#include <stddef.h>

struct dg_pool;

// Does part 0, 1, ... of a job. Any thread of the pool, any order, several at once.
typedef void dg_part_fn(void *job, size_t part);

// A pool of so many threads, 2 or more, of which one is the caller of dg_pool_run. The others take no signals. NULL
// where memory or threads are lacking.
struct dg_pool *dg_pool_open(unsigned threads);

// Returns when all parts are done. One call at a time.
void dg_pool_run(struct dg_pool *pool, size_t parts, dg_part_fn *work, void *job);

// NULL is allowed.
void dg_pool_close(struct dg_pool *pool);

#endif
