// SPDX-License-Identifier: Apache-2.0
// dg_torus against the C library: 10^6 cells of each format, a cell a clock.
#include "torus_bench.hpp"

int main() {
    return torus_bench(1, 73);
}
