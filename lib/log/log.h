// SPDX-License-Identifier: Apache-2.0
// An append-only log of typed records in one file: docs/log.md. It knows bytes; what they mean is the application's.
//
// A record that was acknowledged (dg_log_commit under ALWAYS, dg_log_sync under any policy) is there after a crash of
// the machine; one that was appended, after the death of the process. Records come back in the order of their append,
// each whole, and none that was not appended. One that was appended and not acknowledged may come back or not.
//
// A write or sync that fails makes the log failed for good: that call and every later append, commit and sync fail
// with its reason, for nobody can know what of it has reached the disk. Opening anew finds out.
//
// Threads: append, commit, sync and compact from any number of threads at once. Commits share one fdatasync. No
// thread is started: under INTERVAL the thread that commits when the time has come is the one that waits for it.
//
// Processes: a log open for writing holds a lock, so that there is one writer, and after fork() it is the parent's: in
// the child every call but close fails. A child that lives on without exec keeps the lock until it closes the log too.
#ifndef DG_LOG_H
#define DG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include <deltagen/error.h>

struct dg_log;
struct dg_log_sink;

enum {
    DG_LOG_HEADER_MAX = 4096,     // bytes of the application in the header
    DG_LOG_PAYLOAD_MAX = 1 << 26, // bytes of a record
    DG_LOG_PARTS_MAX = 4,         // that a payload may come in
};

// When a commit waits until what was appended is durable.
enum dg_log_policy {
    DG_LOG_NONE,     // never, nor does close: the operating system writes when it likes
    DG_LOG_INTERVAL, // when the last time is interval_ms ago; else it returns at once. Close waits.
    DG_LOG_ALWAYS,   // always
};

// Who reads. Types are 1 and above. The bytes are there during the call only and need not be aligned. What a function
// returns but DG_OK ends the reading, which then fails with it.
struct dg_log_reader {
    uint32_t application;
    int (*header)(void *user, const void *bytes, size_t n, dg_error *err);
    int (*record)(void *user, uint32_t type, const void *payload, size_t n, dg_error *err);
    void *user;
};

// What was found. What is behind `end` are the remains of records that were never acknowledged, as a crash leaves them.
struct dg_log_report {
    uint64_t generation, records;
    uint64_t end, cut; // position behind the last record, and bytes from there on
    const char *why;   // they are no records; "" if cut is 0
    uint64_t damaged;  // places that were passed over, by a reader that salvages
};

// Make an empty log, with the application's n bytes in its header. Errors: ARGUMENT (there is a file already, n), IO.
int dg_log_create(const char *path, uint32_t application, const void *bytes, size_t n, dg_error *err);

// Read a log without touching it or asking for its lock; a writer may be at work. Errors: ARGUMENT (no log, another
// application), VERSION, MEMORY, IO (also: damaged amid what was durable). A reader that salvages passes over damaged
// places, and so gets all that is whole.
int dg_log_read(const char *path, const struct dg_log_reader *reader, bool salvage, struct dg_log_report *report,
                dg_error *err);

// Read a log, then cut its torn tail off and take it for writing. report may be NULL. Errors: those, BUSY (another has
// it); the file is then untouched.
int dg_log_open(const char *path, const struct dg_log_reader *reader, enum dg_log_policy policy, uint32_t interval_ms,
                struct dg_log **out, struct dg_log_report *report, dg_error *err);

// Add a record; *position is what to commit for it. Errors: ARGUMENT (payload too long; nothing has happened then), IO.
int dg_log_append(struct dg_log *log, uint32_t type, const struct iovec *parts, int n, uint64_t *position,
                  dg_error *err);

// Wait, as the policy says, for everything up to a position.
int dg_log_commit(struct dg_log *log, uint64_t position, dg_error *err);

// Wait for everything appended so far, whatever the policy.
int dg_log_sync(struct dg_log *log, dg_error *err);

// Put a log of what `state` puts into the sink in the place of the file, with the next generation. Appends wait
// meanwhile, so state calls dg_log_put and no other function of the log. A crash leaves the old or the new, whole. A
// failure leaves the old; but if it comes after the new one is in place, the log is failed. Mode and owner stay, and a
// symbolic link to the file; further hard links keep the old one. Positions go on.
typedef int dg_log_state_fn(void *user, struct dg_log_sink *sink, dg_error *err);
int dg_log_compact(struct dg_log *log, dg_log_state_fn *state, void *user, dg_error *err);
int dg_log_put(struct dg_log_sink *sink, uint32_t type, const struct iovec *parts, int n, dg_error *err);

// Free the log, after a sync unless the policy is NONE. NULL is allowed. Errors: the sync's; it is closed anyway.
int dg_log_close(struct dg_log *log, dg_error *err);

#endif
