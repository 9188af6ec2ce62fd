// SPDX-License-Identifier: Apache-2.0
// Finding and loading the simulation models: library.h.
#include "library.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <deltagen/version.h>

#include "base/environment.h"
#include "base/error.h"
#include "part.h"

static bool find(const char *model, const char *place, char path[PATH_MAX])
{
    char file[PATH_MAX];
    int n = snprintf(file, sizeof file, "libdeltagen-sim-%s.so", model);
    return n > 0 && n < PATH_MAX && dg_part_find(file, place, path);
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
                       place ? place : dg_part_folder, DG_VARIABLE_SIM);
    void *symbol = NULL;
    int code = dg_part_load("sim", path, DG_SIM_ENTRY, &symbol, err);
    if (code != DG_OK)
        return code;
    dg_sim_entry_fn *entry = NULL;
    memcpy(&entry, &symbol, sizeof entry); // C has no cast from an object's to a function's address
    *api = entry ? entry() : NULL;
    if (!*api || (*api)->abi != DG_SIM_ABI || (*api)->size < sizeof **api)
        return dg_fail(err, DG_ERR_VERSION,
                       "sim: %.100s has interface %u, this library (%s) needs %u: build it again with `make sim`", path,
                       *api ? (*api)->abi : 0, dg_version(), DG_SIM_ABI);
    return DG_OK;
}
