// SPDX-License-Identifier: Apache-2.0
// sized.h
#include "sized.h"

#include <stdint.h>
#include <string.h>

#include "error.h"

enum {
    LEAST = 8,   // the size and something to say
    MOST = 4096, // beyond it is no size, but memory that nobody has set
};

static uint32_t size_of(const void *sized)
{
    uint32_t size;
    memcpy(&size, sized, sizeof size);
    return size;
}

int dg_sized_check(const void *given, size_t least, size_t own_size, const char *type, dg_error *err)
{
    uint32_t size = size_of(given);
    if (size >= LEAST && size >= least && size <= MOST)
        return DG_OK;
    return dg_fail(err, DG_ERR_ARGUMENT, "size of a %s is %u: set it to sizeof(%s), here %zu, before the call", type,
                   size, type, own_size);
}

int dg_sized_understood(const void *given, size_t own_size, const char *type, dg_error *err)
{
    const unsigned char *bytes = given;
    for (size_t i = own_size; i < size_of(given); i++)
        if (bytes[i] != 0)
            return dg_fail(err, DG_ERR_ARGUMENT,
                           "byte %zu of a %s is set, this library knows %zu: leave zero what is newer, or install a "
                           "newer libdeltagen",
                           i, type, own_size);
    return DG_OK;
}

int dg_sized_take(void *own, size_t own_size, const void *given, const char *type, dg_error *err)
{
    int code = dg_sized_check(given, 0, own_size, type, err);
    if (code == DG_OK)
        code = dg_sized_understood(given, own_size, type, err);
    if (code != DG_OK)
        return code;
    size_t known = size_of(given) < own_size ? size_of(given) : own_size;
    uint32_t size = (uint32_t)own_size;
    memset(own, 0, own_size);
    memcpy(own, given, known);
    memcpy(own, &size, sizeof size);
    return DG_OK;
}

void dg_sized_give(void *given, const void *own, size_t own_size)
{
    size_t size = size_of(given), known = size < own_size ? size : own_size;
    memcpy((unsigned char *)given + sizeof(uint32_t), (const unsigned char *)own + sizeof(uint32_t),
           known - sizeof(uint32_t));
    memset((unsigned char *)given + known, 0, size - known);
}
