// SPDX-License-Identifier: Apache-2.0
// Disks that nbdkit serves, ours and its own, read by nbdcopy.
#ifndef BENCH_NBD_H
#define BENCH_NBD_H

#include "contest.h"
#include "serve/nbdkit.h"

enum { NBD_DISKS = 6, NBD_WORDS = 2 };

struct nbd_disk {
    const char *name, *nbdkit, *plugin, *word[NBD_WORDS]; // of the plugin, NULL behind the last
    bool ours;
};

struct nbd {
    const char *missing; // what of it, or NULL
    struct tree_path nbdkit, plugin;
    struct nbd_disk disk[NBD_DISKS]; // the yardstick first
};

// It stays where it is: the disks point into it.
void nbd_find(struct nbd *nbd);

// The first work->n bytes of a struct nbd_disk, from the start of the server to its end.
bool nbd_read(const struct work *work);

#endif
