// SPDX-License-Identifier: Apache-2.0
#include "change.h"

#include <stdio.h>
#include <string.h>

// A change is a head of two 32-bit words, its type and the bytes that follow; all numbers are little-endian.
enum { CHANGE_NODE = 1, CHANGE_TARGET = 2, CHANGE_ENTRY = 3, CHANGE_DATA = 4, CHANGE_RESET = 5 };
enum { HEAD_BYTES = 8, NODE_BYTES = 88, TARGET_MAX_BYTES = 4095, RESET_BYTES = 24 };

void changes_begin(struct changes *changes)
{
    changes->bytes = changes->room;
    changes->used = 0;
}

static void put32(struct changes *changes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        changes->bytes[changes->used++] = (uint8_t)(value >> 8 * i);
}

static void put64(struct changes *changes, uint64_t value)
{
    put32(changes, (uint32_t)value);
    put32(changes, (uint32_t)(value >> 32));
}

static void put_time(struct changes *changes, struct timespec time)
{
    put64(changes, (uint64_t)time.tv_sec);
    put32(changes, (uint32_t)time.tv_nsec);
}

static void put_text(struct changes *changes, const char *text, size_t length)
{
    memcpy(changes->bytes + changes->used, text, length);
    changes->used += length;
}

static void put_head(struct changes *changes, uint32_t type, size_t bytes)
{
    put32(changes, type);
    put32(changes, (uint32_t)bytes);
}

void change_node(struct changes *changes, uint64_t ino, const struct attributes *attributes)
{
    put_head(changes, CHANGE_NODE, NODE_BYTES);
    put64(changes, ino);
    put32(changes, attributes->mode);
    put32(changes, attributes->uid);
    put32(changes, attributes->gid);
    put32(changes, attributes->rdev);
    put64(changes, attributes->size);
    put_time(changes, attributes->atime);
    put_time(changes, attributes->mtime);
    put_time(changes, attributes->ctime);
    put32(changes, attributes->generator.set ? 1 + (uint32_t)attributes->generator.kind : 0);
    put64(changes, attributes->generator.seed);
    put64(changes, attributes->generator.base);
}

void change_target(struct changes *changes, uint64_t ino, const char *text)
{
    size_t length = strlen(text);
    put_head(changes, CHANGE_TARGET, 8 + length);
    put64(changes, ino);
    put_text(changes, text, length);
}

void change_entry(struct changes *changes, uint64_t folder, const char *name, uint64_t ino)
{
    size_t length = strlen(name);
    put_head(changes, CHANGE_ENTRY, 16 + length);
    put64(changes, folder);
    put64(changes, ino);
    put_text(changes, name, length);
}

void change_reset(struct changes *changes, uint64_t ino, uint64_t offset, uint64_t bytes)
{
    put_head(changes, CHANGE_RESET, RESET_BYTES);
    put64(changes, ino);
    put64(changes, offset);
    put64(changes, bytes);
}

void change_data(struct changes *changes, uint64_t ino, uint64_t offset, size_t n)
{
    put_head(changes, CHANGE_DATA, 16 + n);
    put64(changes, ino);
    put64(changes, offset);
}

// What is left of a change's bytes.
struct reading {
    const uint8_t *at;
    size_t left;
    struct catalog *catalog;
    dg_error *err;
};

static uint32_t get32(struct reading *r)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value |= (uint32_t)r->at[i] << 8 * i;
    r->at += 4;
    r->left -= 4;
    return value;
}

static uint64_t get64(struct reading *r)
{
    uint64_t low = get32(r);
    return low | (uint64_t)get32(r) << 32;
}

static struct timespec get_time(struct reading *r)
{
    int64_t seconds = (int64_t)get64(r);
    return (struct timespec){.tv_sec = seconds, .tv_nsec = get32(r)};
}

static int unfit(struct reading *r, const char *what)
{
    if (r->err) {
        r->err->code = DG_ERR_PROTOCOL;
        snprintf(r->err->message, sizeof r->err->message, "a change in the log of the volume %s", what);
    }
    return DG_ERR_PROTOCOL;
}

static int apply_node(struct reading *r)
{
    if (r->left != NODE_BYTES)
        return unfit(r, "of a node has another length");
    struct attributes a = {0};
    uint64_t ino = get64(r);
    a.mode = get32(r);
    a.uid = get32(r);
    a.gid = get32(r);
    a.rdev = get32(r);
    a.size = get64(r);
    a.atime = get_time(r);
    a.mtime = get_time(r);
    a.ctime = get_time(r);
    uint32_t kind = get32(r); // 0: no generator
    a.generator = (struct generator){.set = kind > 0, .kind = (dg_kind)(kind - (kind > 0))};
    a.generator.seed = get64(r);
    a.generator.base = get64(r);
    const struct node *node = catalog_node(r->catalog, ino);
    if (ino == 0 || a.size > INT64_MAX || kind > DG_FEISTEL_INV)
        return unfit(r, "of a node has a number out of range");
    if (node && ((node->attributes.mode ^ a.mode) & S_IFMT) != 0)
        return unfit(r, "makes one type of file another");
    return catalog_set_node(r->catalog, ino, &a, r->err);
}

static int apply_target(struct reading *r)
{
    struct node *node = r->left > 8 && r->left <= 8 + TARGET_MAX_BYTES ? catalog_node(r->catalog, get64(r)) : NULL;
    if (!node || !node_is(node, S_IFLNK) || memchr(r->at, '\0', r->left))
        return unfit(r, "is no symbolic link's");
    return catalog_set_target(node, (const char *)r->at, r->left);
}

static bool is_name(const uint8_t *name, size_t length)
{
    bool special = (length == 1 && memcmp(name, ".", 1) == 0) || (length == 2 && memcmp(name, "..", 2) == 0);
    return length >= 1 && length <= NAME_MAX_BYTES && !special && !memchr(name, '/', length) &&
           !memchr(name, '\0', length);
}

static int apply_entry(struct reading *r)
{
    if (r->left < 16 || !is_name(r->at + 16, r->left - 16))
        return unfit(r, "is of something that is no name");
    struct node *folder = catalog_node(r->catalog, get64(r));
    uint64_t ino = get64(r);
    struct node *node = ino != 0 ? catalog_node(r->catalog, ino) : NULL;
    if (!folder || !node_is(folder, S_IFDIR) || (ino != 0 && !node) || ino == ROOT_INO)
        return unfit(r, "names what is not there");
    return catalog_set_entry(r->catalog, folder, (const char *)r->at, r->left, node);
}

static struct node *file_of(struct reading *r)
{
    struct node *node = catalog_node(r->catalog, get64(r));
    return node && node_is(node, S_IFREG) ? node : NULL;
}

static int apply_data(struct reading *r)
{
    struct node *node = r->left >= 16 ? file_of(r) : NULL;
    uint64_t offset = node ? get64(r) : 0;
    if (!node || offset > INT64_MAX || r->left > INT64_MAX - offset)
        return unfit(r, "is data of no file");
    return content_write(&node->content, offset, r->left, r->at, r->err);
}

static int apply_reset(struct reading *r)
{
    struct node *node = r->left == RESET_BYTES ? file_of(r) : NULL;
    uint64_t offset = node ? get64(r) : 0, bytes = node ? get64(r) : 0;
    if (bytes == 0 || offset > INT64_MAX || bytes > INT64_MAX - offset)
        return unfit(r, "is a hole in no file");
    return content_reset(&node->content, offset, offset + bytes - 1, r->err);
}

static int apply(struct reading *r, uint32_t type)
{
    switch (type) {
    case CHANGE_NODE:
        return apply_node(r);
    case CHANGE_TARGET:
        return apply_target(r);
    case CHANGE_ENTRY:
        return apply_entry(r);
    case CHANGE_DATA:
        return apply_data(r);
    case CHANGE_RESET:
        return apply_reset(r);
    default:
        return unfit(r, "has an unknown type");
    }
}

int changes_apply(struct catalog *catalog, const void *bytes, size_t n, dg_error *err)
{
    struct reading all = {.at = bytes, .left = n, .catalog = catalog, .err = err};
    int code = DG_OK;
    while (code == DG_OK && all.left > 0) {
        if (all.left < HEAD_BYTES) {
            code = unfit(&all, "is cut off");
            break;
        }
        uint32_t type = get32(&all), length = get32(&all);
        struct reading one = {.at = all.at, .left = length, .catalog = catalog, .err = err};
        code = length <= all.left ? apply(&one, type) : unfit(&all, "is cut off");
        all.at += length;
        all.left -= length;
    }
    catalog_settle(catalog);
    return code;
}
