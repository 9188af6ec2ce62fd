// SPDX-License-Identifier: Apache-2.0
#include "nbdkit.h"

#include <libgen.h>
#include <unistd.h>

#ifndef DG_NBDKITDIR
#define DG_NBDKITDIR "/usr/local/lib/nbdkit/plugins" // where `make install` puts it
#endif

static const char plugin[] = "nbdkit-deltagen-plugin.so";

bool nbdkit_find_plugin(struct tree_path *path)
{
    char program[TREE_PATH];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    *path = tree_path("%s/%s", dirname(program), plugin);
    if (access(path->text, R_OK) == 0)
        return true;
    *path = tree_path("%s/%s", DG_NBDKITDIR, plugin);
    return access(path->text, R_OK) == 0;
}

bool nbdkit_find(struct tree_path *path)
{
    return tree_program("nbdkit", path);
}
