// SPDX-License-Identifier: Apache-2.0
// Mappings that are made, touched page by page, and given back: pages of generated memory beside those of a file in the
// page cache. An item is a page; `n` is a power of two.
#ifndef BENCH_TOUCH_H
#define BENCH_TOUCH_H

#include "contest.h"

enum { TOUCH_PAGE = 4096 };

work_fn touch_map;  // the memory `with`, by dg_map_open
work_fn touch_file; // the file `fd`, by mmap
work_fn touch_map_at_random;
work_fn touch_file_at_random;

#endif
