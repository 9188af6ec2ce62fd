// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <string.h>

#include "operations.h"

enum { TARGET_MAX_BYTES = 4095 };

static void forget(struct volume *volume, uint64_t ino, uint64_t n)
{
    (void)pthread_rwlock_wrlock(&volume->lock);
    catalog_forget(&volume->catalog, ino, n);
    unlock(volume);
}

static void reply_entry(fuse_req_t req, const struct fuse_entry_param *entry, int error)
{
    struct volume *volume = fuse_req_userdata(req);
    if (error != 0)
        (void)fuse_reply_err(req, error);
    else if (fuse_reply_entry(req, entry) != 0 && entry->ino != 0)
        forget(volume, entry->ino, 1); // the answer did not arrive
}

void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
    if (strlen(name) > NAME_MAX_BYTES) {
        (void)fuse_reply_err(req, ENAMETOOLONG);
        return;
    }
    struct volume *volume = lock_to_read(req);
    struct fuse_entry_param reply = {.entry_timeout = FOREVER_S}; // of a name that is not there
    const struct node *folder = catalog_node(&volume->catalog, parent);
    const struct entry *entry = folder ? catalog_entry(&volume->catalog, folder, name, strlen(name)) : NULL;
    if (entry)
        fill_entry(entry->node, &reply);
    unlock(volume);
    reply_entry(req, &reply, 0);
}

void op_forget(fuse_req_t req, fuse_ino_t ino, uint64_t n)
{
    forget(fuse_req_userdata(req), ino, n);
    fuse_reply_none(req);
}

void op_forget_multi(fuse_req_t req, size_t count, struct fuse_forget_data *forgets)
{
    for (size_t i = 0; i < count; i++)
        forget(fuse_req_userdata(req), forgets[i].ino, forgets[i].nlookup);
    fuse_reply_none(req);
}

// Where a new name may be put.
static int check_new(const struct volume *volume, const struct node *folder, const char *name)
{
    size_t length = strlen(name);
    if (!folder || !node_is_alive(folder))
        return ENOENT;
    if (length > NAME_MAX_BYTES)
        return ENAMETOOLONG;
    return catalog_entry(&volume->catalog, folder, name, length) ? EEXIST : 0;
}

// A new node; its group is the directory's where that says so.
static struct attributes attributes_of_new(fuse_req_t req, const struct node *folder, mode_t mode, dev_t rdev)
{
    const struct fuse_ctx *who = fuse_req_ctx(req);
    struct attributes new = {.mode = mode, .uid = who->uid, .gid = who->gid, .rdev = (uint32_t)rdev};
    if (folder->attributes.mode & S_ISGID) {
        new.gid = folder->attributes.gid;
        if (S_ISDIR(mode))
            new.mode |= S_ISGID;
    }
    new.atime = new.mtime = new.ctime = now();
    return new;
}

// What mknod, mkdir, create and symlink have in common. target: of a symbolic link, else NULL.
static int make(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev, const char *target,
                struct fuse_entry_param *reply)
{
    struct volume *volume = lock_to_change(req);
    struct catalog *catalog = &volume->catalog;
    const struct node *folder = catalog_node(catalog, parent);
    int error = check_new(volume, folder, name);
    if (error == 0) {
        struct attributes new = attributes_of_new(req, folder, mode, rdev);
        struct changes changes;
        changes_begin(&changes);
        uint64_t ino = catalog->next_ino;
        if (target)
            new.size = strlen(target);
        change_node(&changes, ino, &new);
        if (target)
            change_target(&changes, ino, target);
        change_entry(&changes, parent, name, ino);
        touch(&changes, folder, true, new.mtime);
        error = volume_change(volume, &changes, NULL);
        if (error == 0)
            fill_entry(catalog_node(catalog, ino), reply);
    }
    unlock_changed(volume);
    return error;
}

void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev)
{
    struct fuse_entry_param reply;
    int error = make(req, parent, name, mode, rdev, NULL, &reply);
    reply_entry(req, &reply, error);
}

void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode)
{
    struct fuse_entry_param reply;
    int error = make(req, parent, name, (mode & ~(mode_t)S_IFMT) | S_IFDIR, 0, NULL, &reply);
    reply_entry(req, &reply, error);
}

void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, struct fuse_file_info *file)
{
    struct fuse_entry_param reply;
    int error = make(req, parent, name, (mode & ~(mode_t)S_IFMT) | S_IFREG, 0, NULL, &reply);
    struct volume *volume = fuse_req_userdata(req);
    file->keep_cache = 1;
    if (error != 0)
        (void)fuse_reply_err(req, error);
    else if (fuse_reply_create(req, &reply, file) != 0)
        forget(volume, reply.ino, 1);
}

void op_symlink(fuse_req_t req, const char *target, fuse_ino_t parent, const char *name)
{
    struct fuse_entry_param reply;
    bool fits = strlen(target) <= TARGET_MAX_BYTES;
    int error = fits ? make(req, parent, name, S_IFLNK | 0777, 0, target, &reply) : ENAMETOOLONG;
    reply_entry(req, &reply, error);
}

void op_readlink(fuse_req_t req, fuse_ino_t ino)
{
    char target[TARGET_MAX_BYTES + 1] = "";
    struct volume *volume = lock_to_read(req);
    const struct node *node = catalog_node(&volume->catalog, ino);
    if (node && node->target)
        memcpy(target, node->target, strlen(node->target) + 1);
    unlock(volume);
    (void)(target[0] ? fuse_reply_readlink(req, target) : fuse_reply_err(req, EINVAL));
}

void op_link(fuse_req_t req, fuse_ino_t ino, fuse_ino_t parent, const char *name)
{
    struct fuse_entry_param reply;
    struct volume *volume = lock_to_change(req);
    struct node *node = catalog_node(&volume->catalog, ino);
    const struct node *folder = catalog_node(&volume->catalog, parent);
    int error = node && node_is_alive(node) ? check_new(volume, folder, name) : ENOENT;
    if (error == 0 && node_is(node, S_IFDIR))
        error = EPERM;
    if (error == 0) {
        struct timespec time = now();
        struct changes changes;
        changes_begin(&changes);
        change_entry(&changes, parent, name, ino);
        touch(&changes, node, false, time);
        touch(&changes, folder, true, time);
        error = volume_change(volume, &changes, NULL);
    }
    if (error == 0)
        fill_entry(node, &reply);
    unlock_changed(volume);
    reply_entry(req, &reply, error);
}
