// SPDX-License-Identifier: Apache-2.0
// Putting a list of numbers in order.
#ifndef DG_GENMEM_SORT_H
#define DG_GENMEM_SORT_H

#include <stddef.h>
#include <stdint.h>

enum { DG_SORT_MOST = 1024 };

// Sorts n numbers, DG_SORT_MOST or fewer, and drops those that come twice; how many are left.
size_t dg_sort_unique(uint64_t *numbers, size_t n);

#endif
