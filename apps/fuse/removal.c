// SPDX-License-Identifier: Apache-2.0
// Names that go, or go elsewhere.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "operations.h"

static const struct entry *find(const struct volume *volume, fuse_ino_t folder, const char *name)
{
    const struct node *node = catalog_node(&volume->catalog, folder);
    return node ? catalog_entry(&volume->catalog, node, name, strlen(name)) : NULL;
}

static int remove_name(fuse_req_t req, fuse_ino_t parent, const char *name, bool is_folder)
{
    struct volume *volume = lock_to_change(req);
    const struct entry *entry = find(volume, parent, name);
    int error = 0;
    if (!entry)
        error = ENOENT;
    else if (node_is(entry->node, S_IFDIR) != is_folder)
        error = is_folder ? ENOTDIR : EISDIR;
    else if (entry->node->first)
        error = ENOTEMPTY;
    if (error == 0) {
        struct timespec time = now();
        struct changes changes;
        changes_begin(&changes);
        touch(&changes, entry->node, false, time);
        touch(&changes, entry->folder, true, time);
        change_entry(&changes, parent, name, 0);
        error = volume_shrink(volume, &changes, NULL);
    }
    unlock_changed(volume);
    return error;
}

void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name)
{
    (void)fuse_reply_err(req, remove_name(req, parent, name, false));
}

void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name)
{
    (void)fuse_reply_err(req, remove_name(req, parent, name, true));
}

// Whether from may take the place of to, or change places with it; the kernel has seen to it that no directory comes
// into itself.
static int check_rename(const struct entry *from, const struct node *new_folder, const struct entry *to, unsigned flags)
{
    if (flags & ~(unsigned)(RENAME_NOREPLACE | RENAME_EXCHANGE))
        return EINVAL;
    if (!from || !new_folder || !node_is_alive(new_folder))
        return ENOENT;
    if (!to)
        return flags & RENAME_EXCHANGE ? ENOENT : 0;
    if (flags & RENAME_NOREPLACE)
        return EEXIST;
    if (flags & RENAME_EXCHANGE)
        return 0;
    if (node_is(from->node, S_IFDIR) != node_is(to->node, S_IFDIR))
        return node_is(to->node, S_IFDIR) ? EISDIR : ENOTDIR;
    return to->node->first ? ENOTEMPTY : 0;
}

static void note_rename(struct changes *changes, const struct entry *from, const struct node *new_folder,
                        const struct entry *to, const char *new_name, unsigned flags)
{
    struct timespec time = now();
    touch(changes, from->node, false, time);
    if (to)
        touch(changes, to->node, false, time);
    touch(changes, from->folder, true, time);
    if (new_folder != from->folder)
        touch(changes, new_folder, true, time);
    change_entry(changes, new_folder->ino, new_name, from->node->ino);
    change_entry(changes, from->folder->ino, from->name, flags & RENAME_EXCHANGE ? to->node->ino : 0);
}

void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name, fuse_ino_t new_parent, const char *new_name,
               unsigned flags)
{
    struct volume *volume = lock_to_change(req);
    const struct entry *from = find(volume, parent, name), *to = find(volume, new_parent, new_name);
    const struct node *new_folder = catalog_node(&volume->catalog, new_parent);
    int error = strlen(new_name) > NAME_MAX_BYTES ? ENAMETOOLONG : check_rename(from, new_folder, to, flags);
    if (error == 0 && !(to && to->node == from->node)) { // two names of one file stay
        struct changes changes;
        changes_begin(&changes);
        note_rename(&changes, from, new_folder, to, new_name, flags);
        error = volume_change(volume, &changes, NULL);
    }
    unlock_changed(volume);
    (void)fuse_reply_err(req, error);
}
