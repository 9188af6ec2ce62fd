// SPDX-License-Identifier: Apache-2.0
// Generated from rtl/board/boards.toml by tools/gen_boards.py. Do not edit.
// Names of the boards by the number in the core's register BOARD.
#ifndef DG_BOARDS_H
#define DG_BOARDS_H

static const char *const dg_board_names[] = {
    [0] = "simulation",
    [1] = "tangnano9k",
    [2] = "ulx3s-25f",
    [3] = "ulx3s-85f",
    [4] = "orangecrab",
    [5] = "icebreaker",
};

#endif
