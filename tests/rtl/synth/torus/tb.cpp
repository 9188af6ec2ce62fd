// SPDX-License-Identifier: Apache-2.0
// dg_torus against the C library: 10^6 cells of each format, a cell a clock.
#include "torus_bench.hpp"

int main()
{
#ifdef CFG_COMPACT
    return torus_bench(1, 70);
#else
    return torus_bench(1, 73);
#endif
}
