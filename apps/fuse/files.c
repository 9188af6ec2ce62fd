// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "operations.h"

static struct node *file_of(const struct volume *volume, fuse_ino_t ino)
{
    struct node *node = catalog_node(&volume->catalog, ino);
    return node && node_is(node, S_IFREG) ? node : NULL;
}

// O_TRUNC, unlike truncate(), is a change of an empty file too. From who is not root, it takes the set-user bits.
static int empty_file(fuse_req_t req, fuse_ino_t ino)
{
    struct volume *volume = lock_to_change(req);
    const struct node *node = file_of(volume, ino);
    int error = node ? 0 : EBADF;
    if (node) {
        struct attributes attributes = node->attributes;
        struct changes changes;
        attributes.size = 0;
        attributes.mtime = attributes.ctime = now();
        if (fuse_req_ctx(req)->uid != 0)
            attributes.mode &= ~(uint32_t)(S_ISUID | (attributes.mode & S_IXGRP ? S_ISGID : 0));
        changes_begin(&changes);
        change_node(&changes, ino, &attributes);
        error = volume_shrink(volume, &changes, node);
    }
    unlock_changed(volume);
    return error;
}

void op_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file)
{
    int error = file->flags & O_TRUNC ? empty_file(req, ino) : 0;
    file->keep_cache = 1;
    (void)(error == 0 ? fuse_reply_open(req, file) : fuse_reply_err(req, error));
}

// *size shrinks to what is there.
static int read_file(struct node *node, uint64_t offset, size_t *size, uint8_t *buffer, uint8_t **bytes)
{
    (void)pthread_rwlock_rdlock(&node->lock);
    uint64_t end = node->attributes.size;
    if (offset >= end)
        *size = 0;
    else if (*size > end - offset)
        *size = (size_t)(end - offset);
    *bytes = buffer;
    int error = *size > 0 ? volume_errno(content_read(&node->content, offset, *size, buffer, bytes, NULL)) : 0;
    (void)pthread_rwlock_unlock(&node->lock);
    return error;
}

void op_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    uint8_t *buffer = malloc(size + CONTENT_SLACK), *bytes = NULL;
    struct volume *volume = lock_to_read(req);
    struct node *node = file_of(volume, ino);
    int error = buffer ? EBADF : ENOMEM;
    if (buffer && node)
        error = read_file(node, (uint64_t)offset, &size, buffer, &bytes);
    unlock(volume);
    (void)(error == 0 ? fuse_reply_buf(req, (const char *)bytes, size) : fuse_reply_err(req, error));
    free(buffer);
}

void op_write(fuse_req_t req, fuse_ino_t ino, const char *bytes, size_t size, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    struct volume *volume = lock_to_read(req);
    struct node *node = file_of(volume, ino);
    int error = EBADF;
    if (node) {
        (void)pthread_rwlock_wrlock(&node->lock);
        error = volume_write(volume, node, (uint64_t)offset, bytes, size);
        (void)pthread_rwlock_unlock(&node->lock);
    }
    unlock_changed(volume);
    (void)(error == 0 ? fuse_reply_write(req, size) : fuse_reply_err(req, error));
}

// Zeros that take no room. Space is not set aside, for a promise that later writes will fit could not be kept.
static int check_hole(const struct node *node, int mode)
{
    if (!node)
        return EBADF;
    bool punch = mode == (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
    bool zero = (mode & ~FALLOC_FL_KEEP_SIZE) == FALLOC_FL_ZERO_RANGE;
    return (punch || zero) && !node->attributes.generator.set ? 0 : EOPNOTSUPP;
}

static void note_hole(struct changes *changes, const struct node *node, int mode, uint64_t offset, uint64_t length)
{
    struct attributes attributes = node->attributes;
    uint64_t end = offset + length;
    if (offset < attributes.size)
        change_reset(changes, node->ino, offset, (end < attributes.size ? end : attributes.size) - offset);
    if (!(mode & FALLOC_FL_KEEP_SIZE) && end > attributes.size)
        attributes.size = end;
    attributes.mtime = attributes.ctime = now();
    change_node(changes, node->ino, &attributes);
}

void op_fallocate(fuse_req_t req, fuse_ino_t ino, int mode, off_t offset, off_t length, struct fuse_file_info *file)
{
    (void)file;
    struct volume *volume = lock_to_change(req);
    const struct node *node = file_of(volume, ino);
    int error = check_hole(node, mode);
    if (error == 0) {
        struct changes changes;
        changes_begin(&changes);
        note_hole(&changes, node, mode, (uint64_t)offset, (uint64_t)length);
        error = volume_change(volume, &changes, node);
    }
    unlock_changed(volume);
    (void)fuse_reply_err(req, error);
}

// What a generator makes is data everywhere.
static int seek(struct node *node, uint64_t offset, int whence, uint64_t *found)
{
    uint64_t size = node->attributes.size;
    if (offset >= size)
        return ENXIO;
    bool data = whence == SEEK_DATA;
    *found = data ? offset : size;
    if (node->attributes.generator.set)
        return 0;
    bool is_found = content_next(&node->content, offset, data, found) && *found < size;
    if (data)
        return is_found ? 0 : ENXIO;
    if (!is_found)
        *found = size; // behind the end is a hole
    return 0;
}

void op_lseek(fuse_req_t req, fuse_ino_t ino, off_t offset, int whence, struct fuse_file_info *file)
{
    (void)file;
    uint64_t found = 0;
    struct volume *volume = lock_to_read(req);
    struct node *node = file_of(volume, ino);
    int error = EINVAL;
    if (node && (whence == SEEK_DATA || whence == SEEK_HOLE)) {
        (void)pthread_rwlock_rdlock(&node->lock);
        error = seek(node, (uint64_t)offset, whence, &found);
        (void)pthread_rwlock_unlock(&node->lock);
    }
    unlock(volume);
    (void)(error == 0 ? fuse_reply_lseek(req, (off_t)found) : fuse_reply_err(req, error));
}

void op_fsync(fuse_req_t req, fuse_ino_t ino, int only_data, struct fuse_file_info *file)
{
    (void)ino;
    (void)only_data;
    (void)file;
    (void)fuse_reply_err(req, volume_sync(fuse_req_userdata(req)));
}
