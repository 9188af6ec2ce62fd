// SPDX-License-Identifier: Apache-2.0
// What the operations of the kernel have in common. `struct volume` is the session's user data.
#ifndef REQUEST_H
#define REQUEST_H

#define FUSE_USE_VERSION 35
#include <fuse3/fuse_lowlevel.h>

#include "volume.h"

// The session changes everything, so the kernel may keep what it knows.
#define FOREVER_S 1e9

// The volume of a request, locked.
struct volume *lock_to_read(fuse_req_t req);
struct volume *lock_to_change(fuse_req_t req);
void unlock(struct volume *volume);
// unlock after a change, and what has to be done then.
void unlock_changed(struct volume *volume);

// Fills the reply of a look-up and counts it; the volume is locked.
void fill_entry(struct node *node, struct fuse_entry_param *entry);
void fill_attributes(struct node *node, struct stat *out);
struct timespec now(void);
// A directory of which an entry was changed, or (mtime false) a node whose entry was.
void touch(struct changes *changes, const struct node *node, bool mtime, struct timespec time);

#endif
