// SPDX-License-Identifier: Apache-2.0
#include "command.h"

#include <stddef.h>
#include <string.h>

// The row whose name ends in a word, behind what `skip` says.
static const struct command *find(const struct command *const *commands, size_t skip, const char *word)
{
    for (int i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name + skip, word) == 0)
            return commands[i];
    }
    return NULL;
}

const struct command *command_find(const struct cli *cli, int words, char *const *word, int *used)
{
    *used = 0;
    const struct command *command = words > 0 ? find(cli->commands, 0, word[0]) : NULL;
    if (!command)
        return NULL;
    *used = 1;
    const struct command *member =
        command->family && words > 1 ? find(command->family, strlen(command->name) + 1, word[1]) : NULL;
    if (!member)
        return command;
    *used = 2;
    return member;
}

bool command_is(const struct command *const *commands, const char *name)
{
    for (int i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0 || (commands[i]->family && command_is(commands[i]->family, name)))
            return true;
    }
    return false;
}
