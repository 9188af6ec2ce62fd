// SPDX-License-Identifier: Apache-2.0
// sets.h
#include "sets.h"

#include <stdio.h>

const struct dg_kernels *const *sets_here(void)
{
#if defined(__x86_64__)
    static const char *const names[] = {"scalar", "avx2", "avx512"};
#elif defined(__aarch64__)
    static const char *const names[] = {"scalar", "neon"};
#else
    static const char *const names[] = {"scalar"};
#endif
    static const struct dg_kernels *sets[SETS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct dg_kernels *set = dg_kernels_find(names[i]);
        if (set)
            sets[n++] = set;
        else
            printf("skipped: the %s kernels, which this CPU cannot run\n", names[i]);
    }
    sets[n] = NULL;
    return sets;
}
