// SPDX-License-Identifier: Apache-2.0
// A catalog as changes that make it from nothing: what a log is compacted to.
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "change.h"

struct dg_log_sink;

// A dg_code.
int snapshot_put(struct catalog *catalog, struct dg_log_sink *sink, dg_error *err);

// About how many it will be.
uint64_t snapshot_bytes(const struct catalog *catalog);

#endif
