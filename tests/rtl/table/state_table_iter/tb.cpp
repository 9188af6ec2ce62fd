// SPDX-License-Identifier: Apache-2.0
// dg_state_table_iter by the program of dg_state_table: the same operations, one every 8 clocks.
#define CFG_LATENCY  7
#define CFG_INTERVAL 8
#include "../state_table/tb.cpp"
