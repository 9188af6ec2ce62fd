// SPDX-License-Identifier: Apache-2.0
#include "board.h"

#include <string.h>

const struct board *board_find(const char *name)
{
    for (const struct board *board = boards; board->name; board++) {
        if (strcmp(board->name, name) == 0)
            return board;
    }
    return NULL;
}
