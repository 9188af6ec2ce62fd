// SPDX-License-Identifier: Apache-2.0
// Tenants: directories at the root with a file for each generator.
#ifndef TENANTS_H
#define TENANTS_H

#include "volume.h"

struct tenant {
    char *name; // in text
    uint64_t seed;
};

struct tenants {
    char *text;
    struct tenant *tenant;
    size_t n;
};

// Functions that return int give an exit code, after a complaint.

// Reads a list NAME=SEED,NAME=SEED..., NULL: none. To be freed in any case.
int tenants_read(struct tenants *tenants, const char *list);
void tenants_free(struct tenants *tenants);

// Makes those that are not there; none where one of them cannot be.
int tenants_make(struct volume *volume, const struct tenants *tenants);

#endif
