// SPDX-License-Identifier: Apache-2.0
// dg_torus_iter against the C library: 10^6 cells of each format, a cell every 8 clocks.
#include "torus_bench.hpp"

int main()
{
#ifdef CFG_HALF
    return torus_bench(8, 103);
#else
    return torus_bench(8, 100);
#endif
}
