// SPDX-License-Identifier: Apache-2.0
// A log that is open for writing.
#ifndef DG_LOG_INTERNAL_H
#define DG_LOG_INTERNAL_H

#include "base/lock.h"
#include "base/process.h"
#include "file.h"
#include "format.h"
#include "log.h"

// Where records are put.
struct dg_log_sink {
    struct dg_log_file file;
    uint32_t check; // of its header
    uint64_t end;   // of its records
};

struct dg_log {
    struct dg_process process;
    enum dg_log_policy policy;
    uint64_t interval_ns;
    struct dg_log_header header;
    struct dg_lock lock;     // of all below; one who syncs or compacts reads `sink` without
    struct dg_log_sink sink; // not replaced while syncing, not appended to while compacting
    uint64_t end, durable;   // positions, as callers know them: they go on when a new file begins
    uint64_t synced_ns;
    bool syncing, compacting;
    dg_error failure; // for good
};

// Begin a file with a header that it draws a nonce for.
int dg_log_start(struct dg_log_sink *sink, struct dg_log_header *header, dg_error *err);

int dg_log_check_process(const struct dg_log *log, dg_error *err);
void dg_log_wait(struct dg_log *log) DG_REQUIRES(log->lock);

#endif
