// SPDX-License-Identifier: Apache-2.0
#ifndef COMPLETE_H
#define COMPLETE_H

#include "command.h"

// Prints what the last of the words, which is being typed, can become, for the shell's completion. Returns the exit
// code.
int complete(const struct cli *cli, int words, char **word);

#endif
