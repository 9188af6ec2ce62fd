// SPDX-License-Identifier: Apache-2.0
// Memory that runs out when a test wants it to, in programs that are linked with the wraps ALLOCATIONS (mk/unit.mk).
#ifndef SCARCE_H
#define SCARCE_H

#include <stdbool.h>

// So many allocations succeed, then one fails.
void scarce_begin(long successes);

// Whether one has failed. From here on none does.
bool scarce_end(void);

#endif
