// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "operations.h"

void op_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file)
{
    (void)file;
    struct stat attributes;
    struct volume *volume = lock_to_read(req);
    struct node *node = catalog_node(&volume->catalog, ino);
    if (node)
        fill_attributes(node, &attributes);
    unlock(volume);
    (void)(node ? fuse_reply_attr(req, &attributes, FOREVER_S) : fuse_reply_err(req, ENOENT));
}

// Through a file that is open, a size is set even where it is the same.
static void take(struct attributes *attributes, const struct stat *wanted, int set, bool open)
{
    struct timespec time = now();
    if (set & FUSE_SET_ATTR_MODE)
        attributes->mode = (attributes->mode & S_IFMT) | (wanted->st_mode & ~(mode_t)S_IFMT);
    if (set & FUSE_SET_ATTR_UID)
        attributes->uid = wanted->st_uid;
    if (set & FUSE_SET_ATTR_GID)
        attributes->gid = wanted->st_gid;
    if ((set & FUSE_SET_ATTR_SIZE) && (open || attributes->size != (uint64_t)wanted->st_size)) {
        attributes->size = (uint64_t)wanted->st_size;
        attributes->mtime = time;
    }
    if (set & (FUSE_SET_ATTR_ATIME | FUSE_SET_ATTR_ATIME_NOW))
        attributes->atime = set & FUSE_SET_ATTR_ATIME_NOW ? time : wanted->st_atim;
    if (set & (FUSE_SET_ATTR_MTIME | FUSE_SET_ATTR_MTIME_NOW))
        attributes->mtime = set & FUSE_SET_ATTR_MTIME_NOW ? time : wanted->st_mtim;
    attributes->ctime = time;
}

void op_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *wanted, int set, struct fuse_file_info *file)
{
    struct stat after;
    struct volume *volume = lock_to_change(req);
    struct node *node = catalog_node(&volume->catalog, ino);
    int error = node ? 0 : ENOENT;
    if (error == 0 && (set & FUSE_SET_ATTR_SIZE) && (!node_is(node, S_IFREG) || wanted->st_size < 0))
        error = EINVAL;
    if (error == 0) {
        struct attributes attributes = node->attributes;
        struct changes changes;
        changes_begin(&changes);
        bool shrinks = (set & FUSE_SET_ATTR_SIZE) && (uint64_t)wanted->st_size < attributes.size;
        take(&attributes, wanted, set, file);
        change_node(&changes, ino, &attributes);
        error = (shrinks ? volume_shrink : volume_change)(volume, &changes, node);
    }
    if (error == 0)
        fill_attributes(node, &after);
    unlock_changed(volume);
    (void)(error == 0 ? fuse_reply_attr(req, &after, FOREVER_S) : fuse_reply_err(req, error));
}

void op_statfs(fuse_req_t req, fuse_ino_t ino)
{
    (void)ino;
    struct statvfs out;
    struct volume *volume = lock_to_read(req);
    int error = volume_statvfs(volume, &out);
    unlock(volume);
    (void)(error == 0 ? fuse_reply_statfs(req, &out) : fuse_reply_err(req, error));
}
