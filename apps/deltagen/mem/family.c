// SPDX-License-Identifier: Apache-2.0
// deltagen mem: a line for each of its subcommands.
#include <stddef.h>

#include "command.h"

extern const struct command command_mem_create, command_mem_get, command_mem_set, command_mem_load, command_mem_clear,
    command_mem_dump, command_mem_search, command_mem_stat, command_mem_check, command_mem_salvage, command_mem_compact,
    command_mem_import, command_mem_export;

static const struct command *const members[] = {
    &command_mem_create,  &command_mem_get,
    &command_mem_set,     &command_mem_load,
    &command_mem_clear,   &command_mem_dump,
    &command_mem_search,  &command_mem_stat,
    &command_mem_check,   &command_mem_salvage,
    &command_mem_compact, &command_mem_import,
    &command_mem_export,  NULL,
};

const struct command command_mem = {
    .name = "mem",
    .family = members,
    .summary = "generative memories in files",
};
