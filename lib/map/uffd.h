// SPDX-License-Identifier: Apache-2.0
// Linux's userfaultfd: the system tells a descriptor which pages of a region are missing or written to, and whoever
// reads it makes them, while the thread that touched them waits.
#ifndef DG_MAP_UFFD_H
#define DG_MAP_UFFD_H

#include <stdbool.h>
#include <stddef.h>

#include <deltagen/error.h>

struct dg_uffd {
    int fd;
    bool user_only; // accesses by system calls fail instead of waiting
};

// A descriptor for a region; `tracked`: writes are told too. Errors: UNSUPPORTED with what to set, MEMORY.
int dg_uffd_open(struct dg_uffd *uffd, void *region, size_t bytes, bool tracked, dg_error *err);

// Make the pages from `to` on that are missing with the contents of `from`, and let go who waits for them; locked: the
// next write to them is told. False where the system refuses.
bool dg_uffd_copy(const struct dg_uffd *uffd, unsigned char *to, const unsigned char *from, size_t bytes, size_t page,
                  bool locked);

// Tell the next write to these pages, or let writes go on.
bool dg_uffd_lock(const struct dg_uffd *uffd, void *from, size_t bytes, bool locked);

// Let go who waits for these pages.
void dg_uffd_wake(const struct dg_uffd *uffd, void *from, size_t bytes);

// From now on these pages cannot be accessed; who waits for them is told so by SIGSEGV.
void dg_uffd_refuse(const struct dg_uffd *uffd, void *from, size_t bytes);

#endif
