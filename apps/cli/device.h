// SPDX-License-Identifier: Apache-2.0
// The device of a subcommand.
#ifndef DEVICE_H
#define DEVICE_H

#include <deltagen/deltagen.h>

#include "options.h"

// Open the device that the options name. Prints what went wrong and returns the exit code for it.
// flags: DG_DEVICE_FAILOVER if the work may go on in software, with a line on stderr, when hardware that "auto" found
// vanishes.
int device_open(const struct options *options, unsigned flags, dg_device **out);
// Prints the error of a library call and returns the exit code for it.
int library_failed(const char *what, const dg_error *err);

#endif
