// SPDX-License-Identifier: Apache-2.0
// A volume: the catalog, and the log that it is kept in. A change is made in memory and appended to the log before it
// is answered, so that the log's order is that of the changes; what is in it up to any record is a whole volume.
//
// Locks, in the order to take them: the volume's, a node's, the log's own. With the volume's for reading, files may be
// read and, with their node's for writing, written; all other changes take the volume's for writing.
//
// Functions that return int give 0 or an errno.
#ifndef VOLUME_H
#define VOLUME_H

#include <sys/statvfs.h>

#include "change.h"

struct dg_log;

struct volume {
    const char *path; // of the log
    struct dg_log *log;
    struct ground ground;

    pthread_rwlock_t lock;
    struct catalog catalog;

    atomic_uint_least64_t position;      // behind what was appended last
    atomic_uint_least64_t appended, due; // bytes since the log was compacted, and when it will be again
    atomic_uint_least64_t look;          // when a compaction for want of room is thought of again
    atomic_bool failed;                  // the log; nothing changes any more
    atomic_bool scarce;                  // something was removed while the host had hardly any room
};

// Opens the volume at path, which is made if there is none. The device generates; NULL: this CPU. A dg_code.
int volume_open(struct volume *volume, const char *path, dg_device *device, dg_error *err);
// After a sync. A dg_code: the sync's.
int volume_close(struct volume *volume, dg_error *err);

// The volume's lock is held for writing. What concerns only a node that nobody will find again is not kept; otherwise
// node may be NULL.
int volume_change(struct volume *volume, const struct changes *changes, const struct node *node);
// The same, of what leaves less in the volume: it may use the room that others leave free.
int volume_shrink(struct volume *volume, const struct changes *changes, const struct node *node);

// Writes to a file, whose node's lock is held for writing.
int volume_write(struct volume *volume, struct node *node, uint64_t offset, const void *bytes, size_t n);

// After each change, with no lock held: makes durable what is some seconds old, and compacts a log that is mostly past.
void volume_tend(struct volume *volume);

// Everything that was changed until now is durable.
int volume_sync(struct volume *volume);

int volume_errno(int code);
int volume_statvfs(struct volume *volume, struct statvfs *out);

#endif
