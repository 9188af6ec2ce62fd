// SPDX-License-Identifier: Apache-2.0
// What the command line of nbdkit says of the disk.
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <deltagen/numerics.h>

struct settings {
    bool has_kind, has_seed, has_size, has_quota;
    dg_kind kind;
    uint64_t seed, base, size, quota;
    const char *device, *store; // store: an absolute path, or NULL
    bool cow;
};

extern const char settings_help[];

// Take key=value. As all of nbdkit's: -1 after a message of what is wrong.
int settings_take(struct settings *settings, const char *key, const char *value);

// Whether they make a disk, as far as they alone can tell.
int settings_check(const struct settings *settings);

#endif
