// SPDX-License-Identifier: Apache-2.0
// Memories with written cells, beside khash, the hash table of htslib, with the same cells. An item is a cell of 4
// bytes. What is written and looked up is `in`, a list of addresses; what a look-up gives is checked.
#ifndef BENCH_WRITTEN_H
#define BENCH_WRITTEN_H

#include "contest.h"

// From nothing to all cells, by a call each, by one list, by runs of pages; `with` of the others is what these made.
work_fn write_cells, write_list, write_pages, write_khash;
work_fn read_cells, read_list, read_khash; // `with`: a memory, a khash

// The run from BENCH_BASE on: by dg_cell_run, from a memory `with`. An item is a byte.
work_fn run_plain, run_memory;

// With the cells of n addresses; NULL: no memory. Bytes taken for each cell.
dg_genmem *memory_of(const uint64_t *addrs, size_t n);
dg_genmem *memory_of_pages(size_t n);
double memory_bytes_a_cell(const dg_genmem *mem);

// A memory of which one page in a hundred is written, among `bytes` from BENCH_BASE on.
dg_genmem *memory_with_dirt(size_t bytes);

// Why there is no khash, or NULL.
const char *khash_missing(void);
void *khash_of(const uint64_t *addrs, size_t n);
double khash_bytes_a_cell(const void *hash);
void khash_free(void *hash);

#endif
