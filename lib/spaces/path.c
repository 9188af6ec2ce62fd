// SPDX-License-Identifier: Apache-2.0
// Cells by the paths of JSON documents: deltagen/spaces.h.
#include <deltagen/spaces.h>

#include <string.h>

#include "base/error.h"

static uint64_t hash(const char *text, uint64_t salt)
{
    return dg_fnv1a_bytes(text, text ? strlen(text) : 0, salt);
}

uint64_t dg_spaces_path_address(const char *schema, const char *path)
{
    return hash(path, schema && *schema != '\0' ? hash(schema, 0) : 0);
}

int dg_spaces_fetch_path(const dg_genmem *mem, const char *schema, const char *path, uint64_t *bits, dg_error *err)
{
    return dg_genmem_fetch(mem, dg_spaces_path_address(schema, path), bits, err);
}

int dg_spaces_write_path(dg_genmem *mem, const char *schema, const char *path, uint64_t bits, dg_error *err)
{
    return dg_genmem_write(mem, dg_spaces_path_address(schema, path), bits, err);
}
