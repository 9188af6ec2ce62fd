// SPDX-License-Identifier: Apache-2.0
// log.h
#include "log_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/error.h"
#include "replay.h"

enum { SLEEP_US = 1000000 };

int dg_log_start(struct dg_log_sink *sink, struct dg_log_header *header, dg_error *err)
{
    uint8_t bytes[DG_LOG_HEADER_ROOM];
    if (getrandom(&header->nonce, sizeof header->nonce, 0) != sizeof header->nonce)
        return dg_fail(err, DG_ERR_IO, "%s: the system gives no random numbers", sink->file.path);
    struct iovec part = {bytes, dg_log_encode_header(header, bytes)};
    sink->check = header->check;
    sink->end = part.iov_len;
    int number = dg_log_file_write(sink->file.fd, &part, 1, 0);
    return number == 0 ? DG_OK : dg_log_file_fail(err, "write", sink->file.path, number);
}

// Puts a record behind the others of a file, of whose bytes `loose` may not be durable.
static int put(struct dg_log_sink *sink, uint64_t loose, uint32_t type, const struct iovec *parts, int n, dg_error *err)
{
    static const uint8_t zeros[DG_LOG_WORD];
    uint8_t bytes[DG_LOG_HEAD_BYTES];
    struct iovec all[DG_LOG_PARTS_MAX + 2] = {{bytes, sizeof bytes}};
    uint64_t length = 0;
    for (int i = 0; i < n; i++) {
        all[1 + i] = parts[i];
        length += parts[i].iov_len;
    }
    uint64_t size = dg_log_record_bytes((uint32_t)length), padding = size - DG_LOG_HEAD_BYTES - length;
    all[1 + n] = (struct iovec){(void *)zeros, padding};
    loose /= DG_LOG_WORD;
    struct dg_log_head head = {
        .length = (uint32_t)length,
        .type = type,
        .loose = loose < UINT32_MAX ? (uint32_t)loose : UINT32_MAX,
        .check = dg_log_payload_check(parts, n, padding),
    };
    dg_log_encode_head(&head, sink->check, sink->end, bytes);
    int number = dg_log_file_write(sink->file.fd, all, n + 2, sink->end);
    if (number != 0)
        return dg_log_file_fail(err, "write", sink->file.path, number);
    sink->end += size;
    return DG_OK;
}

static int check_record(const char *path, uint32_t type, const struct iovec *parts, int n, dg_error *err)
{
    size_t room = DG_LOG_PAYLOAD_MAX;
    if (type == 0 || n < 0 || n > DG_LOG_PARTS_MAX)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s: a record has a type of 1 or more and at most %d parts", path,
                       DG_LOG_PARTS_MAX);
    for (int i = 0; i < n; i++) {
        if (parts[i].iov_len > room)
            return dg_fail(err, DG_ERR_ARGUMENT, "%s: a record has at most %d bytes: cut it into several", path,
                           DG_LOG_PAYLOAD_MAX);
        room -= parts[i].iov_len;
    }
    return DG_OK;
}

int dg_log_put(struct dg_log_sink *sink, uint32_t type, const struct iovec *parts, int n, dg_error *err)
{
    int code = check_record(sink->file.path, type, parts, n, err);
    return code == DG_OK ? put(sink, 0, type, parts, n, err) : code;
}

int dg_log_create(const char *path, uint32_t application, const void *bytes, size_t n, dg_error *err)
{
    struct dg_log_header header = {.application = application, .length = (uint32_t)n, .generation = 1};
    struct dg_log_sink sink;
    bool placed;
    if (n > DG_LOG_HEADER_MAX)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s: a header of %zu bytes, at most %d", path, n, DG_LOG_HEADER_MAX);
    if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "%s exists: choose another name, or remove it", path);
    if (n > 0)
        memcpy(header.bytes, bytes, n);
    int code = dg_log_file_begin(path, NULL, &sink.file, err);
    if (code != DG_OK)
        return code;
    code = dg_log_start(&sink, &header, err);
    if (code == DG_OK)
        code = dg_log_file_place(&sink.file, path, false, &placed, err);
    if (code == DG_OK)
        dg_log_file_close(&sink.file);
    else
        dg_log_file_discard(&sink.file);
    return code;
}

int dg_log_read(const char *path, const struct dg_log_reader *reader, bool salvage, struct dg_log_report *report,
                dg_error *err)
{
    struct dg_log_header header;
    struct dg_log_file file;
    struct dg_log_report found;
    int code = dg_log_file_open(path, false, &file, err);
    if (code != DG_OK)
        return code;
    code = dg_log_replay(&file, reader, salvage, &header, report ? report : &found, err);
    dg_log_file_close(&file);
    return code;
}

// What came back is built upon from now on, so it is made durable before anything else is acknowledged.
static int prepare(struct dg_log *log, const struct dg_log_report *report, dg_error *err)
{
    int fd = log->sink.file.fd;
    if (report->cut > 0 && ftruncate(fd, (off_t)report->end) != 0)
        return dg_log_file_fail(err, "cut the torn tail off", log->sink.file.path, errno);
    int code = dg_log_file_settle(&log->sink.file, err);
    if (code != DG_OK)
        return code;
    int number = dg_lock_init(&log->lock);
    if (number != 0)
        return dg_fail(err, DG_ERR_MEMORY, "%s: no memory for a lock", log->sink.file.path);
    dg_process_note(&log->process);
    log->sink.check = log->header.check;
    log->sink.end = log->end = log->durable = report->end;
    log->synced_ns = dg_deadline_clock();
    return DG_OK;
}

int dg_log_open(const char *path, const struct dg_log_reader *reader, enum dg_log_policy policy, uint32_t interval_ms,
                struct dg_log **out, struct dg_log_report *report, dg_error *err)
{
    struct dg_log_report found;
    *out = NULL;
    struct dg_log *log = calloc(1, sizeof *log);
    if (!log)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a log");
    log->policy = policy;
    log->interval_ns = (uint64_t)interval_ms * 1000000;
    int code = dg_log_file_open(path, true, &log->sink.file, err);
    if (code == DG_OK) {
        code = dg_log_replay(&log->sink.file, reader, false, &log->header, &found, err);
        if (code == DG_OK)
            code = prepare(log, &found, err);
        if (code != DG_OK)
            dg_log_file_close(&log->sink.file);
    }
    if (code != DG_OK) {
        free(log);
        return code;
    }
    if (report)
        *report = found;
    *out = log;
    return DG_OK;
}

int dg_log_check_process(const struct dg_log *log, dg_error *err)
{
    return dg_process_is_here(&log->process)
               ? DG_OK
               : dg_fail(err, DG_ERR_STATE, "this log belongs to the process that opened it: open another here");
}

void dg_log_wait(struct dg_log *log)
{
    dg_lock_sleep(&log->lock, SLEEP_US);
}

int dg_log_append(struct dg_log *log, uint32_t type, const struct iovec *parts, int n, uint64_t *position,
                  dg_error *err)
{
    int code = dg_log_check_process(log, err);
    if (code != DG_OK)
        return code;
    dg_lock_acquire(&log->lock);
    while (log->compacting)
        dg_log_wait(log);
    code = check_record(log->sink.file.path, type, parts, n, err);
    if (code == DG_OK && log->failure.code == DG_OK) {
        uint64_t loose = log->policy == DG_LOG_NONE ? 0 : log->end - log->durable, before = log->sink.end;
        (void)put(&log->sink, loose, type, parts, n, &log->failure);
        log->end += log->sink.end - before;
        *position = log->end;
    }
    if (code == DG_OK && log->failure.code != DG_OK)
        code = dg_pass_error(err, &log->failure);
    dg_lock_release(&log->lock);
    return code;
}

// Makes everything up to now durable; the lock is given back meanwhile.
static void sync_now(struct dg_log *log) DG_REQUIRES(log->lock);
static void sync_now(struct dg_log *log)
{
    uint64_t end = log->end;
    log->syncing = true;
    dg_lock_release(&log->lock);
    int number = dg_log_file_sync(log->sink.file.fd);
    dg_lock_acquire(&log->lock);
    log->syncing = false;
    if (number != 0 && log->failure.code == DG_OK)
        (void)dg_log_file_fail(&log->failure, "make durable what was written to", log->sink.file.path, number);
    if (number == 0) {
        log->durable = end;
        log->synced_ns = dg_deadline_clock();
    }
    dg_lock_wake(&log->lock);
}

// Waits until everything up to a position is durable: one of those who wait does it for all.
static int make_durable(struct dg_log *log, uint64_t position, dg_error *err) DG_REQUIRES(log->lock);
static int make_durable(struct dg_log *log, uint64_t position, dg_error *err)
{
    while (log->failure.code == DG_OK && log->durable < position)
        if (log->syncing || log->compacting)
            dg_log_wait(log);
        else
            sync_now(log);
    return log->failure.code == DG_OK ? DG_OK : dg_pass_error(err, &log->failure);
}

static bool is_due(const struct dg_log *log) DG_REQUIRES(log->lock);
static bool is_due(const struct dg_log *log)
{
    return !log->syncing && dg_deadline_clock() - log->synced_ns >= log->interval_ns;
}

int dg_log_commit(struct dg_log *log, uint64_t position, dg_error *err)
{
    int code = dg_log_check_process(log, err);
    if (code != DG_OK)
        return code;
    dg_lock_acquire(&log->lock);
    bool waits = log->policy == DG_LOG_ALWAYS || (log->policy == DG_LOG_INTERVAL && is_due(log));
    code = make_durable(log, waits ? position : 0, err);
    dg_lock_release(&log->lock);
    return code;
}

int dg_log_sync(struct dg_log *log, dg_error *err)
{
    int code = dg_log_check_process(log, err);
    if (code != DG_OK)
        return code;
    dg_lock_acquire(&log->lock);
    code = make_durable(log, log->end, err);
    dg_lock_release(&log->lock);
    return code;
}

int dg_log_close(struct dg_log *log, dg_error *err)
{
    if (!log)
        return DG_OK;
    bool here = dg_process_is_here(&log->process);
    int code = here && log->policy != DG_LOG_NONE ? dg_log_sync(log, err) : DG_OK;
    dg_log_file_close(&log->sink.file);
    if (here) // else another thread may have held it when the process was forked
        dg_lock_destroy(&log->lock);
    dg_process_forget(&log->process);
    free(log);
    return code;
}
