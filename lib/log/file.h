// SPDX-License-Identifier: Apache-2.0
// Files of logs: found behind symbolic links, locked, replaced by a new one.
#ifndef DG_LOG_FILE_H
#define DG_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include <deltagen/error.h>

struct dg_log_file {
    char *path; // without symbolic links
    int fd;
};

// Opens a regular file; a writer gets its lock. Errors: BUSY, IO, MEMORY.
int dg_log_file_open(const char *path, bool writer, struct dg_log_file *out, dg_error *err);
void dg_log_file_close(struct dg_log_file *file);

// PATH.new, empty and locked, which will be in the place of PATH: with the mode and the owner of `old`, unless that is
// NULL. What a crash left there is overwritten.
int dg_log_file_begin(const char *path, const struct dg_log_file *old, struct dg_log_file *out, dg_error *err);

// Put it there, durably: in the place of a file or, replace being false, where there is none. *placed: it stands there,
// whatever failed afterwards. The file then has PATH as its path.
int dg_log_file_place(struct dg_log_file *fresh, const char *path, bool replace, bool *placed, dg_error *err);

// Close it and remove it, wherever it stands.
void dg_log_file_discard(struct dg_log_file *fresh);

// Remove what a crash left of PATH.new, if it is ours and nobody's any more; and make durable that PATH is what it is.
int dg_log_file_settle(const struct dg_log_file *file, dg_error *err);

// All n bytes, or an error number; a read ends at the end of the file, *got says where.
int dg_log_file_read(int fd, void *buffer, size_t n, uint64_t position, size_t *got);
int dg_log_file_write(int fd, struct iovec *parts, int n, uint64_t position);
int dg_log_file_sync(int fd); // of the data
int dg_log_file_sync_all(int fd);

// Fills *err with what failed and why.
int dg_log_file_fail(dg_error *err, const char *what, const char *path, int number);

#endif
