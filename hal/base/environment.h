// SPDX-License-Identifier: Apache-2.0
// The environment that the process was given. Whoever starts a program with raised rights (setuid, setgid,
// capabilities) must not choose by it what is loaded and written, so there it counts as empty.
#ifndef DG_BASE_ENVIRONMENT_H
#define DG_BASE_ENVIRONMENT_H

#include <stdbool.h>

bool dg_rights_are_raised(void);

// The value of a variable; NULL where it is not set, or empty, or not to be trusted.
const char *dg_environment(const char *name);

#endif
