// SPDX-License-Identifier: Apache-2.0
// What the failover backend needs of the software device, whose table is its shadow.
#ifndef DG_SOFT_H
#define DG_SOFT_H

#include "backend.h"

// The contexts of a backend that dg_soft_open made: DG_TABLE_CONTEXTS_MAX of them.
dg_table_context *dg_soft_table(struct dg_backend *be);

// The effect on the table of a request that another device has run; folded is the result of a FOLD.
void dg_soft_follow(struct dg_backend *be, const dg_request *request, uint64_t folded);

#endif
