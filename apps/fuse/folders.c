// SPDX-License-Identifier: Apache-2.0
// Reading directories: who reads from the start gets the entries of that moment.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "operations.h"

struct item {
    uint64_t ino;
    mode_t mode;
    size_t name; // where in names
};

struct listing {
    struct item *items;
    char *names;
    size_t n, used;
};

static struct listing *listing_of(const struct fuse_file_info *file)
{
    return (struct listing *)(uintptr_t)file->fh; // NOLINT(performance-no-int-to-ptr): libfuse keeps it so
}

void op_opendir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file)
{
    (void)ino;
    struct listing *listing = calloc(1, sizeof *listing);
    file->fh = (uintptr_t)listing;
    if (!listing)
        (void)fuse_reply_err(req, ENOMEM);
    else if (fuse_reply_open(req, file) != 0)
        free(listing);
}

static void add(struct listing *listing, const struct node *node, const char *name)
{
    size_t bytes = strlen(name) + 1;
    listing->items[listing->n++] = (struct item){node->ino, node->attributes.mode, listing->used};
    memcpy(listing->names + listing->used, name, bytes);
    listing->used += bytes;
}

static void clear(struct listing *listing)
{
    free(listing->items);
    free(listing->names);
    *listing = (struct listing){0};
}

static int list(struct listing *listing, const struct node *folder)
{
    size_t n = 2, bytes = sizeof "." + sizeof "..";
    for (const struct entry *entry = folder->first; entry; entry = entry->next, n++)
        bytes += entry->length + 1;
    clear(listing);
    listing->items = calloc(n, sizeof *listing->items);
    listing->names = malloc(bytes);
    if (!listing->items || !listing->names)
        return ENOMEM;
    add(listing, folder, ".");
    add(listing, folder->place ? folder->place->folder : folder, "..");
    for (const struct entry *entry = folder->first; entry; entry = entry->next)
        add(listing, entry->node, entry->name);
    return 0;
}

static void reply_items(fuse_req_t req, const struct listing *listing, size_t at, size_t size)
{
    char *buffer = malloc(size);
    if (!buffer) {
        (void)fuse_reply_err(req, ENOMEM);
        return;
    }
    size_t used = 0;
    for (; at < listing->n; at++) {
        const struct item *item = &listing->items[at];
        const struct stat attributes = {.st_ino = item->ino, .st_mode = item->mode};
        size_t bytes =
            fuse_add_direntry(req, buffer + used, size - used, listing->names + item->name, &attributes, (off_t)at + 1);
        if (bytes > size - used)
            break;
        used += bytes;
    }
    (void)fuse_reply_buf(req, buffer, used);
    free(buffer);
}

void op_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset, struct fuse_file_info *file)
{
    struct listing *listing = listing_of(file);
    int error = 0;
    if (offset == 0 || listing->n == 0) {
        struct volume *volume = lock_to_read(req);
        const struct node *folder = catalog_node(&volume->catalog, ino);
        error = folder ? list(listing, folder) : ENOENT;
        unlock(volume);
    }
    if (error != 0)
        (void)fuse_reply_err(req, error);
    else
        reply_items(req, listing, (size_t)offset, size);
}

void op_releasedir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *file)
{
    (void)ino;
    struct listing *listing = listing_of(file);
    clear(listing);
    free(listing);
    (void)fuse_reply_err(req, 0);
}
