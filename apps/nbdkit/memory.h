// SPDX-License-Identifier: Apache-2.0
// The memory whose cells are on the disk, with what it needs.
#ifndef MEMORY_H
#define MEMORY_H

#include <deltagen/genmem.h>

#include "settings.h"

struct memory {
    dg_device *device; // NULL: this CPU
    dg_genmem *stored; // with a store; NULL: none
    dg_genmem *mem;    // what is read and written
    dg_kind kind;
};

// As given. Makes the store if it is not there. After a failure nothing is open.
int memory_open(struct memory *memory, const struct settings *given, dg_error *err);

// Of nothing open, nothing. Errors: what was written may not be on the disk.
int memory_close(struct memory *memory, dg_error *err);

#endif
