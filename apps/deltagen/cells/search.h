// SPDX-License-Identifier: Apache-2.0
// What searches in a monotonic view share.
#ifndef SEARCH_H
#define SEARCH_H

#include "cli.h"

// The target, the n-th operand of a command. Returns the exit code.
int search_target(const struct options *options, int n, const char *command, double *target);

// The answer on stdout. Returns the exit code.
int search_print(const struct options *options, uint64_t addr, double value);

#endif
