// SPDX-License-Identifier: Apache-2.0
// Choice of the kernels at run time: kernels.h. Built for the oldest CPU, so nothing here needs what it asks for.
#include "kernels.h"

#include <stdbool.h>
#include <string.h>

#include "base/environment.h"

static const struct dg_kernels *const best_first[] = {
#if defined(__x86_64__)
    &dg_kernels_avx512,
    &dg_kernels_avx2,
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    &dg_kernels_neon,
#endif
    &dg_kernels_scalar,
};

// Whether the CPU has the instructions and the operating system saves their registers: __builtin_cpu_supports asks
// both.
static bool runs(const struct dg_kernels *kernels)
{
#if defined(__x86_64__)
    if (kernels == &dg_kernels_avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512ifma");
    if (kernels == &dg_kernels_avx2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return kernels;
}

const struct dg_kernels *dg_kernels_find(const char *name)
{
    for (size_t i = 0; i < sizeof best_first / sizeof best_first[0]; i++)
        if ((!name || strcmp(name, best_first[i]->name) == 0) && runs(best_first[i]))
            return best_first[i];
    return NULL;
}

const struct dg_kernels *dg_kernels_wanted(void)
{
    return dg_kernels_find(dg_environment(DG_VARIABLE_KERNELS));
}

const struct dg_kernels *dg_kernels(void)
{
    const struct dg_kernels *wanted = dg_kernels_wanted();
    return wanted ? wanted : dg_kernels_find(NULL);
}
