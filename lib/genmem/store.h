// SPDX-License-Identifier: Apache-2.0
// Changes of a memory as records of a log: docs/genmem-store.md.
#ifndef DG_GENMEM_STORE_H
#define DG_GENMEM_STORE_H

#include "genmem/genmem.h"
#include "log/log.h"

// A memory that is made of a log.
struct dg_loader {
    dg_device *device;
    dg_genmem *mem; // after the header
    uint64_t quota;
    uint64_t *addrs; // room for those of a list
    size_t room;
};

// Does what the records say. The caller releases the memory, and frees addrs.
struct dg_log_reader dg_loader_reader(struct dg_loader *loader);

// The memory is whole: its quota counts from now on.
void dg_loader_finish(struct dg_loader *loader);

int dg_store_create(const char *path, dg_kind kind, uint64_t seed, uint64_t quota, dg_error *err);

// Append a change. Errors: MEMORY, and then nothing was appended, and those of the log.
int dg_store_append(struct dg_log *log, const dg_genmem *mem, const struct dg_genmem_change *change, uint64_t *position,
                    dg_error *err);

// dg_log_state_fn; user is a memory.
int dg_store_state(void *user, struct dg_log_sink *sink, dg_error *err);

#endif
