// SPDX-License-Identifier: Apache-2.0
#include "board.h"

#include <string.h>

const struct dg_board *dg_board_named(const char *name)
{
    for (const struct dg_board *board = dg_boards; board->name; board++)
        if (strcmp(board->name, name) == 0)
            return board;
    return NULL;
}

const struct dg_board *dg_board_numbered(uint32_t id)
{
    for (const struct dg_board *board = dg_boards; board->name; board++)
        if (board->id == id)
            return board;
    return NULL;
}
