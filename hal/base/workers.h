// SPDX-License-Identifier: Apache-2.0
// Threads that do the parts of one job together with the thread that brings it.
#ifndef DG_WORKERS_H
#define DG_WORKERS_H

#include <stddef.h>

struct dg_workers;

// Does part 0, 1, ... of a job. Any thread of the workers, any order, several at once.
typedef void dg_part_fn(void *job, size_t part);

// A workers of so many threads, 2 or more, of which one is the caller of dg_workers_run. The others take no signals.
// NULL where memory or threads are lacking.
struct dg_workers *dg_workers_open(unsigned threads);

// Returns when all parts are done. One call at a time.
void dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job);

// NULL is allowed.
void dg_workers_close(struct dg_workers *workers);

#endif
