// SPDX-License-Identifier: Apache-2.0
// Structs that callers allocate begin with their size as a uint32_t, so that they can grow at their end while callers
// and library are of different age (docs/stability.md). `own` is such a struct as this library knows it, `given` the
// caller's.
#ifndef DG_SIZED_H
#define DG_SIZED_H

#include <stddef.h>

#include <deltagen/error.h>

// Can given->size be the size of such a struct, and has it `least` bytes? Errors: ARGUMENT; type and name stand in the
// message.
int dg_sized_check(const void *given, size_t least, size_t own_size, const char *type, dg_error *err);

// Has the caller left zero what this library does not know? Errors: ARGUMENT.
int dg_sized_understood(const void *given, size_t own_size, const char *type, dg_error *err);

// From the caller: both checks, then what he does not know is zero in *own. On failure *own is as it was.
int dg_sized_take(void *own, size_t own_size, const void *given, const char *type, dg_error *err);

// To the caller, after dg_sized_check: as much as he has room for; what this library does not know becomes zero.
void dg_sized_give(void *given, const void *own, size_t own_size);

#endif
