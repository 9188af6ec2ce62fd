// SPDX-License-Identifier: Apache-2.0
// Finding and loading the simulation models: sim_library.h.
#include "library.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deltagen/version.h>

#include "base/environment.h"
#include "base/error.h"

#ifndef DG_LIBDIR
#define DG_LIBDIR "/usr/local/lib" // where `make install` puts libraries
#endif

static bool is_file(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

// The model's file in a folder, given by its first `length` characters, and what stands between folder and file.
static bool try_folder(const char *folder, size_t length, const char *between, const char *model, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%.*s%s/libdeltagen-sim-%s.so", (int)length, folder, between, model);
    return n > 0 && n < PATH_MAX && is_file(path);
}

// Around a program or library: in its folder, where `make install` puts models, in the build tree it lies in.
static bool try_around(const char *file, const char *model, char path[PATH_MAX])
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return false;
    if (try_folder(file, (size_t)(slash - file), "", model, path) ||
        try_folder(file, (size_t)(slash - file), "/deltagen", model, path) ||
        try_folder(file, (size_t)(slash - file), "/../lib/deltagen", model, path))
        return true;
    const char *build = NULL;
    for (const char *at = file; (at = strstr(at, "/build/")) != NULL; at++)
        build = at;
    return build && try_folder(file, (size_t)(build - file), "/build", model, path);
}

static bool find(const char *model, const char *place, char path[PATH_MAX])
{
    if (dg_rights_are_raised()) // the caller chooses where a program stands, by a link to it
        return try_folder(DG_LIBDIR, strlen(DG_LIBDIR), "/deltagen", model, path);
    if (place) {
        int n = snprintf(path, PATH_MAX, "%s", place);
        return (n < PATH_MAX && is_file(path)) || try_folder(place, strlen(place), "", model, path);
    }
    static const char here; // an address inside this library
    char file[PATH_MAX];
    Dl_info self;
    if (dladdr(&here, &self) != 0 && realpath(self.dli_fname, file) && try_around(file, model, path))
        return true;
    ssize_t n = readlink("/proc/self/exe", file, sizeof file - 1);
    file[n > 0 ? n : 0] = '\0';
    return try_around(file, model, path) || try_folder(DG_LIBDIR, strlen(DG_LIBDIR), "/deltagen", model, path);
}

static bool is_name(const char *model)
{
    return *model != '\0' && model[strspn(model, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

bool dg_sim_library_found(const char *model)
{
    char path[PATH_MAX];
    return is_name(model) && find(model, dg_environment(DG_VARIABLE_SIM), path);
}

int dg_sim_library_load(const char *model, const char *place, const struct dg_sim_api **api, dg_error *err)
{
    char path[PATH_MAX];
    if (!is_name(model))
        return dg_fail(err, DG_ERR_ARGUMENT, "sim: a model's name is small letters, digits and '-', not \"%s\"", model);
    if (!place)
        place = dg_environment(DG_VARIABLE_SIM);
    if (!find(model, place, path))
        return dg_fail(err, DG_ERR_NO_DEVICE,
                       "sim: no libdeltagen-sim-%s.so %s%.100s: run `make sim`, or say where it is by library= behind "
                       "sim: or in %s",
                       model, place ? "in " : "beside the library, in a build tree or in ",
                       place ? place : DG_LIBDIR "/deltagen", DG_VARIABLE_SIM);
    // Never unloaded: its C++ run-time library keeps what it has allocated, which the next load would allocate again.
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return dg_fail(err, DG_ERR_NO_DEVICE, "sim: cannot load %.100s: %.100s", path,
                       dg_loader_text((char[DG_SYSTEM_TEXT]){0}));
    void *symbol = dlsym(library, DG_SIM_ENTRY);
    dg_sim_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); // C has no cast from an object's to a function's address
    *api = entry ? entry() : NULL;
    if (!*api || (*api)->abi != DG_SIM_ABI || (*api)->size < sizeof **api)
        return dg_fail(err, DG_ERR_VERSION,
                       "sim: %.100s has interface %u, this library (%s) needs %u: build it again with `make sim`", path,
                       *api ? (*api)->abi : 0, dg_version(), DG_SIM_ABI);
    return DG_OK;
}
