// SPDX-License-Identifier: Apache-2.0
#include "environment.h"

#include <stddef.h>
#include <stdlib.h>

const char *environment(const char *name)
{
    const char *value = secure_getenv(name);
    return value && *value ? value : NULL;
}
