// SPDX-License-Identifier: Apache-2.0
// The environment that the process was given. Whoever starts a program with raised rights (setuid, setgid,
// capabilities) must not choose by it what is loaded and written, so there it counts as empty.
#ifndef DG_BASE_ENVIRONMENT_H
#define DG_BASE_ENVIRONMENT_H

#include <stdbool.h>

// All that the library reads. Each can be said in a device name too, which goes before.
#define DG_VARIABLE_KERNELS   "DELTAGEN_KERNELS"   // soft:kernels=
#define DG_VARIABLE_SIM       "DELTAGEN_SIM"       // sim:library=
#define DG_VARIABLE_SIM_TRACE "DELTAGEN_SIM_TRACE" // sim:trace=

bool dg_rights_are_raised(void);

// The value of a variable; NULL where it is not set, or empty, or not to be trusted.
const char *dg_environment(const char *name);

#endif
