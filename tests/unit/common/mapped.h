// SPDX-License-Identifier: Apache-2.0
// Memories and maps of them, for tests; every failure ends the test.
#ifndef MAPPED_H
#define MAPPED_H

#include <stdbool.h>
#include <stdint.h>

#include <deltagen/map.h>

enum { SEED = 77, PAGE_WORDS = 512 };

// ThreadSanitizer has a shadow of all addresses, and no threads in children.
#ifdef __SANITIZE_THREAD__
enum { SANITIZES_THREADS = 1 };
#else
enum { SANITIZES_THREADS = 0 };
#endif

// A memory, and a map of it.
dg_genmem *memory(dg_kind kind, uint64_t quota);
dg_map *mapped(dg_genmem *mem, uint64_t first, uint64_t cells, unsigned flags, uint64_t resident);

uint64_t written(const dg_genmem *mem); // cells
uint64_t cell_of(const dg_genmem *mem, uint64_t addr);
dg_map_info about(dg_map *map);

// Whether this system has maps; if not, says that the tests are skipped.
bool has_maps(void);

#endif
