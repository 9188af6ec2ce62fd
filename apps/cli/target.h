// SPDX-License-Identifier: Apache-2.0
// What a FILE to be written is, and how its data get there:
// - a regular file, or none yet: into a temporary file beside it, of a name that nobody can foresee, which takes the
//   file's name when it is complete; where that cannot be, in place, which is said before anything is written;
// - a device or a pipe: in place;
// - /dev/stdout, /dev/fd/3, -: through that descriptor, behind what it has written, whatever it is.
// Links are followed, those to nothing too.
#ifndef TARGET_H
#define TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct target {
    int fd;
    int folder;              // -1: nothing to be renamed there
    char temporary[32];      // its name in the folder
    char name[NAME_MAX + 1]; // and the one that it takes
};

// Returns 0 or an errno. direct: O_DIRECT, EINVAL where that cannot be. bytes: what will be written; 0: not known,
// perhaps as much as is there.
int target_open(struct target *target, const char *path, bool direct, uint64_t bytes);
// Stored, closed, and named. Returns 0 or an errno; then no temporary is left.
int target_keep(struct target *target);
// Closed, and no trace left but of what was written in place.
void target_drop(struct target *target);

// Wait until what was written there is on its disk, if it has one. Returns 0 or an errno.
int target_store(int fd);

#endif
