// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/board/boards.toml by tools/gen_boards.py. Do not edit.
#include "board.h"

const struct dg_serial_board dg_serial_boards[] = {
    {"tangnano9k", 0x04036010, "JTAG Debugger", 1, {3000000, 1500000, 1000000, 500000}},
    {"ulx3s-25f", 0x04036015, "ULX3S FPGA*", 0, {3000000, 1500000, 1000000, 500000}},
    {"ulx3s-85f", 0x04036015, "ULX3S FPGA*", 0, {3000000, 1500000, 1000000, 500000}},
    {"icebreaker", 0x04036010, "iCEBreaker*", 1, {3000000, 1000000, 500000, 250000}},
    {"orangecrab", 0, NULL, 0, {3000000, 2000000, 1000000, 500000}},
    {NULL, 0, NULL, 0, {0}},
};
