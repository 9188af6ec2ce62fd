// SPDX-License-Identifier: Apache-2.0
#include "nbd.h"

#include <stdio.h>
#include <string.h>

#include "child.h"

enum { LATE_S = 600 };

static const char *find_programs(struct nbd *nbd)
{
    struct tree_path nbdcopy;
    if (!nbdkit_find(&nbd->nbdkit))
        return "no nbdkit here";
    if (!tree_program("nbdcopy", &nbdcopy))
        return "no nbdcopy here";
    return nbdkit_find_plugin(&nbd->plugin) ? NULL : "no plugin of nbdkit here";
}

void nbd_find(struct nbd *nbd)
{
    static const struct nbd_disk disks[NBD_DISKS] = {
        {.name = "null", .plugin = "null"},
        {.name = "torus32", .word = {"kind=torus32", "seed=1"}, .ours = true},
        {.name = "feistel", .word = {"kind=feistel", "seed=1"}, .ours = true},
        {.name = "sparse-random, a byte a block", .plugin = "sparse-random", .word = {"percent=100"}},
        {.name = "sparse-random, real content",
         .plugin = "sparse-random",
         .word = {"percent=100", "random-content=true"}},
        {.name = "pattern", .plugin = "pattern"},
    };
    nbd->missing = find_programs(nbd);
    memcpy(nbd->disk, disks, sizeof disks);
    for (struct nbd_disk *disk = nbd->disk; disk < nbd->disk + NBD_DISKS; disk++) {
        disk->nbdkit = nbd->nbdkit.text;
        if (disk->ours)
            disk->plugin = nbd->plugin.text;
    }
}

bool nbd_read(const struct work *work)
{
    const struct nbd_disk *disk = work->with;
    char size[32];
    snprintf(size, sizeof size, "size=%zu", work->n);
    // What is said to be a hole would not be read.
    const char *const line[] = {disk->nbdkit,
                                "--unix",
                                "-",
                                "--run",
                                "nbdcopy --no-extents \"$uri\" null:",
                                disk->plugin,
                                size,
                                disk->word[0],
                                disk->word[0] ? disk->word[1] : NULL,
                                NULL};
    struct child child;
    return child_run(line, LATE_S, &child) == 0 && child.exit_code == 0 && !child.late;
}
