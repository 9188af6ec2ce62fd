// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <time.h>

enum { BLOCK_BYTES = 512, IO_BYTES = 4096 };

struct volume *lock_to_read(fuse_req_t req)
{
    struct volume *volume = fuse_req_userdata(req);
    (void)pthread_rwlock_rdlock(&volume->lock);
    return volume;
}

struct volume *lock_to_change(fuse_req_t req)
{
    struct volume *volume = fuse_req_userdata(req);
    (void)pthread_rwlock_wrlock(&volume->lock);
    return volume;
}

void unlock(struct volume *volume)
{
    (void)pthread_rwlock_unlock(&volume->lock);
}

void unlock_changed(struct volume *volume)
{
    unlock(volume);
    volume_tend(volume);
}

struct timespec now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_REALTIME, &time);
    return time;
}

void fill_attributes(struct node *node, struct stat *out)
{
    (void)pthread_rwlock_rdlock(&node->lock);
    const struct attributes *a = &node->attributes;
    *out = (struct stat){
        .st_ino = node->ino,
        .st_mode = a->mode,
        .st_nlink = node_links(node),
        .st_uid = a->uid,
        .st_gid = a->gid,
        .st_rdev = a->rdev,
        .st_size = (off_t)a->size,
        .st_blksize = IO_BYTES,
        .st_blocks = (blkcnt_t)((content_kept(&node->content) + BLOCK_BYTES - 1) / BLOCK_BYTES),
        .st_atim = a->atime,
        .st_mtim = a->mtime,
        .st_ctim = a->ctime,
    };
    (void)pthread_rwlock_unlock(&node->lock);
}

void fill_entry(struct node *node, struct fuse_entry_param *entry)
{
    *entry = (struct fuse_entry_param){.ino = node->ino, .attr_timeout = FOREVER_S, .entry_timeout = FOREVER_S};
    fill_attributes(node, &entry->attr);
    node->lookups++;
}

void touch(struct changes *changes, const struct node *node, bool mtime, struct timespec time)
{
    struct attributes attributes = node->attributes;
    attributes.ctime = time;
    if (mtime)
        attributes.mtime = time;
    change_node(changes, node->ino, &attributes);
}
