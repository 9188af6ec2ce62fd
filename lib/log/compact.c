// SPDX-License-Identifier: Apache-2.0
// dg_log_compact: a new file in the place of the old.
#include "base/deadline.h"
#include "base/error.h"
#include "log_internal.h"

// The new file, whole and in its place; *placed says whether it came that far.
static int make_file(const struct dg_log *log, struct dg_log_header *header, struct dg_log_sink *sink,
                     dg_log_state_fn *state, void *user, bool *placed, dg_error *err)
{
    const struct dg_log_file *old = &log->sink.file;
    *placed = false;
    int code = dg_log_file_begin(old->path, old, &sink->file, err);
    if (code != DG_OK)
        return code;
    header->generation++;
    code = dg_log_start(sink, header, err);
    if (code == DG_OK)
        code = state(user, sink, err);
    if (code == DG_OK)
        code = dg_log_file_place(&sink->file, old->path, true, placed, err);
    if (!*placed)
        dg_log_file_discard(&sink->file);
    return code;
}

static int begin(struct dg_log *log, dg_error *err)
{
    dg_lock_acquire(&log->lock);
    while (log->compacting || log->syncing)
        dg_log_wait(log);
    int code = log->failure.code == DG_OK ? DG_OK : dg_pass_error(err, &log->failure);
    log->compacting = code == DG_OK;
    dg_lock_release(&log->lock);
    return code;
}

int dg_log_compact(struct dg_log *log, dg_log_state_fn *state, void *user, dg_error *err)
{
    int code = dg_log_check_process(log, err);
    if (code == DG_OK)
        code = begin(log, err);
    if (code != DG_OK)
        return code;
    dg_error why = {0};
    struct dg_log_header header = log->header;
    struct dg_log_sink sink;
    bool placed;
    code = make_file(log, &header, &sink, state, user, &placed, &why);
    dg_lock_acquire(&log->lock);
    if (placed) {
        dg_log_file_close(&log->sink.file);
        log->sink = sink;
        log->header = header;
    }
    if (placed && code == DG_OK) {
        log->durable = log->end;
        log->synced_ns = dg_deadline_clock();
    } else if (placed) { // after a crash either may stand there: what only the new one has would be lost
        log->failure = why;
    }
    log->compacting = false;
    dg_lock_wake(&log->lock);
    dg_lock_release(&log->lock);
    return code == DG_OK ? DG_OK : dg_pass_error(err, &why);
}
