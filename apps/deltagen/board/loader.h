// SPDX-License-Identifier: Apache-2.0
// Where the programs that load boards are.
#ifndef LOADER_H
#define LOADER_H

#include "tree.h"

// The loader of that name: in PATH, else in the source tree's build/venv, if this program is in build/. False if it is
// in neither.
bool loader_find(const char *name, struct tree_path *path);

#endif
