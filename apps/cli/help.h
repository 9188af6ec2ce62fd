// SPDX-License-Identifier: Apache-2.0
// These print to stdout and return the exit code.
#ifndef HELP_H
#define HELP_H

#include "command.h"

int help_general(const struct cli *cli);
int help_command(const struct cli *cli, const struct command *command);
int help_version(const struct cli *cli);

#endif
