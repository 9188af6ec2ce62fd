// SPDX-License-Identifier: Apache-2.0
// nbdkit and the plugin of apps/nbdkit, where they are here.
#ifndef NBDKIT_H
#define NBDKIT_H

#include "tree.h"

// Beside this program, where it was built; else where `make install` puts it. If it is nowhere, that place and false.
bool nbdkit_find_plugin(struct tree_path *path);

// The server, by PATH.
bool nbdkit_find(struct tree_path *path);

#endif
