// SPDX-License-Identifier: Apache-2.0
// Tenants: directories at the root with a file for each generator.
#ifndef TENANTS_H
#define TENANTS_H

#include "volume.h"

// Makes those of a list NAME=SEED,NAME=SEED... that are not there. An exit code, after a complaint.
int tenants_make(struct volume *volume, const char *list);

#endif
