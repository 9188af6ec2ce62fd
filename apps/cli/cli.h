// SPDX-License-Identifier: Apache-2.0
// A program of subcommands, and what the files of the subcommands need: its main is a table and a call of cli_main.
#ifndef CLI_H
#define CLI_H

#include <deltagen/deltagen.h>

#include "command.h"
#include "device.h"
#include "message.h"
#include "options.h"

extern const struct command command_help; // for the table

// Finds the subcommand, checks its options, runs it. Returns the exit code. `complete WORD...` is for the shell.
int cli_main(const struct cli *cli, int argc, char **argv);

#endif
