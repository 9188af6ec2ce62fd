// SPDX-License-Identifier: Apache-2.0
// Finding and loading parts: part.h.
#include "part.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/error.h"

#ifndef DG_LIBDIR
#define DG_LIBDIR "/usr/local/lib" // where `make install` puts libraries
#endif

const char dg_part_folder[] = DG_LIBDIR "/deltagen";

static bool is_file(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

// The part in a folder, given by its first `length` characters, and what stands between folder and file.
static bool try_folder(const char *folder, size_t length, const char *between, const char *part, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%.*s%s/%s", (int)length, folder, between, part);
    return n > 0 && n < PATH_MAX && is_file(path);
}

// Around a program or library: in its folder, where `make install` puts parts, in the build tree it lies in, from
// within: a tree that is built in another one has parts of its own.
static bool try_around(const char *file, const char *part, char path[PATH_MAX])
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return false;
    size_t length = (size_t)(slash - file);
    if (try_folder(file, length, "", part, path) || try_folder(file, length, "/deltagen", part, path) ||
        try_folder(file, length, "/../lib/deltagen", part, path))
        return true;
    const char *build = NULL;
    for (const char *at = file; (at = strstr(at, "/build/")) != NULL; at++)
        build = at;
    for (; build && length > (size_t)(build - file); length--)
        if (file[length] == '/' && try_folder(file, length, "", part, path))
            return true;
    return false;
}

bool dg_part_find(const char *file, const char *place, char path[PATH_MAX])
{
    if (dg_rights_are_raised()) // the caller chooses where a program stands, by a link to it
        return try_folder(dg_part_folder, strlen(dg_part_folder), "", file, path);
    if (place) {
        int n = snprintf(path, PATH_MAX, "%s", place);
        return (n < PATH_MAX && is_file(path)) || try_folder(place, strlen(place), "", file, path);
    }
    static const char here; // an address inside this library
    char around[PATH_MAX];
    Dl_info self;
    if (dladdr(&here, &self) != 0 && realpath(self.dli_fname, around) && try_around(around, file, path))
        return true;
    ssize_t n = readlink("/proc/self/exe", around, sizeof around - 1);
    around[n > 0 ? n : 0] = '\0';
    return try_around(around, file, path) || try_folder(dg_part_folder, strlen(dg_part_folder), "", file, path);
}

int dg_part_load(const char *of, const char *path, const char *name, void **symbol, dg_error *err)
{
    // Never unloaded: its run-time library may keep what it has allocated, which the next load would allocate again.
    void *part = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!part)
        return dg_fail(err, DG_ERR_NO_DEVICE, "%s: cannot load %.100s: %.100s", of, path,
                       dg_loader_text((char[DG_SYSTEM_TEXT]){0}));
    *symbol = dlsym(part, name);
    return DG_OK;
}
