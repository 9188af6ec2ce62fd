// SPDX-License-Identifier: Apache-2.0
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

bool catalog_open(struct catalog *catalog, const struct ground *ground)
{
    *catalog = (struct catalog){.next_ino = ROOT_INO + 1, .ground = ground};
    if (map_open(&catalog->nodes) && map_open(&catalog->entries))
        return true;
    catalog_close(catalog);
    return false;
}

static void free_node(struct node *node)
{
    content_close(&node->content);
    (void)pthread_rwlock_destroy(&node->lock);
    free(node->target);
    free(node);
}

void catalog_close(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->entries.buckets; i++) {
        for (struct link *link = catalog->entries.bucket[i], *next; link; link = next) {
            next = link->next;
            free(link);
        }
    }
    for (size_t i = 0; i < catalog->nodes.buckets; i++) {
        for (struct link *link = catalog->nodes.bucket[i], *next; link; link = next) {
            next = link->next;
            free_node((struct node *)link);
        }
    }
    map_close(&catalog->entries);
    map_close(&catalog->nodes);
}

// Inodes are numbered one after the other.
static uint64_t hash_ino(uint64_t ino)
{
    return ino;
}

static uint64_t hash_entry(uint64_t folder, const char *name, size_t length)
{
    return dg_fnv1a_bytes(name, length, dg_fnv1a_u64(folder));
}

struct node *catalog_node(const struct catalog *catalog, uint64_t ino)
{
    return (struct node *)map_first(&catalog->nodes, hash_ino(ino));
}

struct entry *catalog_entry(const struct catalog *catalog, const struct node *folder, const char *name, size_t length)
{
    struct entry *entry = (struct entry *)map_first(&catalog->entries, hash_entry(folder->ino, name, length));
    while (entry && (entry->folder != folder || entry->length != length || memcmp(entry->name, name, length) != 0))
        entry = (struct entry *)map_next(&entry->link);
    return entry;
}

bool node_is_alive(const struct node *node)
{
    return node->names > 0 || node->ino == ROOT_INO;
}

static void loosen(struct catalog *catalog, struct node *node)
{
    if (node->is_loose || node_is_alive(node))
        return;
    node->is_loose = true;
    node->next_loose = catalog->loose;
    catalog->loose = node;
}

void catalog_settle(struct catalog *catalog)
{
    while (catalog->loose) {
        struct node *node = catalog->loose;
        catalog->loose = node->next_loose;
        node->is_loose = false;
        if (node_is_alive(node) || node->lookups > 0 || node->first)
            continue;
        map_remove(&catalog->nodes, &node->link);
        free_node(node);
    }
}

void catalog_forget(struct catalog *catalog, uint64_t ino, uint64_t n)
{
    struct node *node = catalog_node(catalog, ino);
    if (!node)
        return;
    node->lookups -= n < node->lookups ? n : node->lookups;
    loosen(catalog, node);
    catalog_settle(catalog);
}

static int make_node(struct catalog *catalog, uint64_t ino, const struct attributes *attributes)
{
    struct node *node = calloc(1, sizeof *node);
    if (!node)
        return DG_ERR_MEMORY;
    if (pthread_rwlock_init(&node->lock, NULL) != 0) {
        free(node);
        return DG_ERR_MEMORY;
    }
    content_open(&node->content, catalog->ground, &attributes->generator);
    node->ino = ino;
    node->attributes = *attributes;
    map_add(&catalog->nodes, &node->link, hash_ino(ino));
    if (ino >= catalog->next_ino)
        catalog->next_ino = ino + 1;
    loosen(catalog, node);
    return DG_OK;
}

int catalog_set_node(struct catalog *catalog, uint64_t ino, const struct attributes *attributes, dg_error *err)
{
    struct node *node = catalog_node(catalog, ino);
    if (!node)
        return make_node(catalog, ino, attributes);
    int code = DG_OK;
    if (attributes->size < node->attributes.size)
        code = content_reset(&node->content, attributes->size, UINT64_MAX >> 1, err);
    if (code == DG_OK)
        node->attributes = *attributes;
    return code;
}

int catalog_set_target(struct node *node, const char *text, size_t length)
{
    char *target = strndup(text, length);
    if (!target)
        return DG_ERR_MEMORY;
    free(node->target);
    node->target = target;
    return DG_OK;
}

static void enter(struct entry *entry, struct node *node)
{
    entry->node = node;
    node->names++;
    if (node_is(node, S_IFDIR)) {
        node->place = entry;
        entry->folder->folders++;
    }
}

static void leave(struct catalog *catalog, struct entry *entry)
{
    struct node *node = entry->node;
    node->names--;
    if (node_is(node, S_IFDIR))
        entry->folder->folders--;
    if (node->place == entry)
        node->place = NULL;
    loosen(catalog, node);
}

static void remove_entry(struct catalog *catalog, struct entry *entry)
{
    leave(catalog, entry);
    *(entry->previous ? &entry->previous->next : &entry->folder->first) = entry->next;
    *(entry->next ? &entry->next->previous : &entry->folder->last) = entry->previous;
    map_remove(&catalog->entries, &entry->link);
    free(entry);
}

static int add_entry(struct catalog *catalog, struct node *folder, const char *name, size_t length, struct node *node)
{
    struct entry *entry = calloc(1, sizeof *entry + length + 1);
    if (!entry)
        return DG_ERR_MEMORY;
    entry->folder = folder;
    entry->length = length;
    memcpy(entry->name, name, length);
    entry->previous = folder->last;
    *(folder->last ? &folder->last->next : &folder->first) = entry;
    folder->last = entry;
    map_add(&catalog->entries, &entry->link, hash_entry(folder->ino, name, length));
    enter(entry, node);
    return DG_OK;
}

int catalog_set_entry(struct catalog *catalog, struct node *folder, const char *name, size_t length, struct node *node)
{
    struct entry *entry = catalog_entry(catalog, folder, name, length);
    if (!entry)
        return node ? add_entry(catalog, folder, name, length, node) : DG_OK;
    if (!node) {
        remove_entry(catalog, entry);
        return DG_OK;
    }
    leave(catalog, entry);
    enter(entry, node);
    return DG_OK;
}

uint64_t node_links(const struct node *node)
{
    if (!node_is(node, S_IFDIR))
        return node->names;
    return node_is_alive(node) ? 2 + node->folders : 0;
}
