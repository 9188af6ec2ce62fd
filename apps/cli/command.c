// SPDX-License-Identifier: Apache-2.0
#include "command.h"

#include <stddef.h>
#include <string.h>

const struct command *command_find(const struct cli *cli, const char *name)
{
    for (int i = 0; cli->commands[i]; i++) {
        if (strcmp(cli->commands[i]->name, name) == 0)
            return cli->commands[i];
    }
    return NULL;
}
