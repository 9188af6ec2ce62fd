// SPDX-License-Identifier: Apache-2.0
// Finding and loading the simulation models, libdeltagen-sim-MODEL.so.
#ifndef DG_SIM_LIBRARY_H
#define DG_SIM_LIBRARY_H

#include <stdbool.h>

#include "dg_sim.h"
#include <deltagen/error.h>

// Is there a file for the model?
bool dg_sim_library_found(const char *model);

// Loads it, for as long as the process lives. place: the file itself, or the folder in which it is; NULL: where the
// environment says, else where models lie. Errors: ARGUMENT (a model's name is letters, digits, '-'), NO_DEVICE (no
// such file, or it cannot be loaded), VERSION (made for another library).
int dg_sim_library_load(const char *model, const char *place, const struct dg_sim_api **api, dg_error *err);

#endif
