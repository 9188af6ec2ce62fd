// SPDX-License-Identifier: Apache-2.0
// Parts: shared objects that the library loads when they are asked for, so that it needs neither what they are linked
// to nor them. The simulation models and the USB driver are such.
#ifndef DG_PART_H
#define DG_PART_H

#include <limits.h>
#include <stdbool.h>

#include <deltagen/error.h>

// Where `make install` puts parts.
extern const char dg_part_folder[];

// The path of the part's file. place: the file itself, or the folder in which it is; NULL: beside the library or the
// program, in the build tree of either, where parts are installed. With raised rights only the last.
bool dg_part_find(const char *file, const char *place, char path[PATH_MAX]);

// Loads the file, for as long as the process lives. *symbol is the address of what has that name, NULL if nothing has.
// `of` begins a message. Errors: NO_DEVICE (it cannot be loaded).
int dg_part_load(const char *of, const char *path, const char *name, void **symbol, dg_error *err);

#endif
