// SPDX-License-Identifier: Apache-2.0
// dg_torus_iter against the C library: 10^6 cells of each format, a cell every 8 clocks.
#include "torus_bench.hpp"

int main() {
    return torus_bench(8, 99);
}
