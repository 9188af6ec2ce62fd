// SPDX-License-Identifier: Apache-2.0
#include "environment.h"

#include <stddef.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/auxv.h>
#else
#include <unistd.h>
#endif

bool dg_rights_are_raised(void)
{
#ifdef __linux__
    return getauxval(AT_SECURE) != 0;
#else
    return issetugid() != 0;
#endif
}

const char *dg_environment(const char *name)
{
    const char *value = dg_rights_are_raised() ? NULL : getenv(name);
    return value && *value != '\0' ? value : NULL;
}
