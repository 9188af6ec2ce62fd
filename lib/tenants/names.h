// SPDX-License-Identifier: Apache-2.0
// The names of tenants (deltagen/tenants.h).
#ifndef DG_TENANTS_NAMES_H
#define DG_TENANTS_NAMES_H

#include <stdint.h>

#include <deltagen/tenants.h>

// Can it be the name of a tenant? Errors: ARGUMENT.
int dg_tenants_check_name(const char *name, dg_error *err);

// The name of those that have none.
void dg_tenants_name_of_seed(uint64_t seed, char name[DG_TENANTS_NAME]);

#endif
