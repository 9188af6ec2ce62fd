// SPDX-License-Identifier: Apache-2.0
// The kernel tables that can be tested here.
#ifndef SETS_H
#define SETS_H

#include "numerics/kernels/kernels.h"

enum { SETS_MAX = 4 };

// The tables of this architecture whose instructions this CPU has, ended by NULL. What it lacks is said aloud.
const struct dg_kernels *const *sets_here(void);

#endif
