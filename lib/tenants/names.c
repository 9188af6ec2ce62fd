// SPDX-License-Identifier: Apache-2.0
// names.h
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

int dg_tenants_check_name(const char *name, dg_error *err)
{
    if (!name)
        return dg_fail(err, DG_ERR_ARGUMENT, "name is NULL: it must be the name of a tenant");
    size_t n = strnlen(name, DG_TENANTS_NAME);
    if (n == 0 || n == DG_TENANTS_NAME)
        return dg_fail(err, DG_ERR_ARGUMENT, "the name has %s bytes: it must have 1 to %d", n == 0 ? "no" : "too many",
                       DG_TENANTS_NAME - 1);
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "the name is \"%s\", which means a directory: choose another", name);
    for (size_t i = 0, length; i < n; i += length) {
        length = dg_text_character(name + i);
        if (length == 0 || name[i] == '/')
            return dg_fail(err, DG_ERR_ARGUMENT,
                           "byte %zu of the name: it must be UTF-8 without '/' and control characters", i);
    }
    return DG_OK;
}

void dg_tenants_name_of_seed(uint64_t seed, char name[DG_TENANTS_NAME])
{
    (void)snprintf(name, DG_TENANTS_NAME, "seed_0x%016" PRIx64, seed);
}
