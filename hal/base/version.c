// SPDX-License-Identifier: Apache-2.0
#include <deltagen/version.h>

const char *dg_version(void)
{
    return DG_VERSION;
}
