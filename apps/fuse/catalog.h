// SPDX-License-Identifier: Apache-2.0
// Files, directories and their names, as they are in memory. Nothing here is checked against the rules of a file
// system: who changes the catalog has done that.
//
// Threads: who changes the catalog is alone with it. Those who only read it may be many; then the counts of look-ups
// change atomically, and a node's times, size and content under its own lock.
#ifndef CATALOG_H
#define CATALOG_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "content.h"
#include "map.h"

enum { ROOT_INO = 1, NAME_MAX_BYTES = 255 };

struct attributes {
    uint32_t mode, uid, gid, rdev;
    uint64_t size;
    struct timespec atime, mtime, ctime;
    struct generator generator; // of a file
};

struct entry;

struct node {
    struct link link; // in catalog.nodes
    uint64_t ino;
    atomic_uint_least64_t lookups; // the kernel's
    uint64_t names;                // entries that mean it
    char *target;                  // of a symbolic link
    struct entry *place;           // of a directory: its entry; NULL: it has none
    struct entry *first, *last;    // of a directory, in the order of their making
    uint64_t folders;              // of a directory, in it
    struct node *next_loose;
    bool is_loose;

    pthread_rwlock_t lock; // of what follows
    struct attributes attributes;
    struct content content; // of a regular file
};

struct entry {
    struct link link; // in catalog.entries
    struct entry *previous, *next;
    struct node *folder, *node;
    size_t length;
    char name[]; // with a zero behind
};

struct catalog {
    struct map nodes, entries;
    uint64_t next_ino;
    const struct ground *ground;
    struct node *loose; // that may have neither a name nor a look-up
};

// A catalog without a root. False: no memory.
bool catalog_open(struct catalog *catalog, const struct ground *ground);
void catalog_close(struct catalog *catalog);

struct node *catalog_node(const struct catalog *catalog, uint64_t ino);
struct entry *catalog_entry(const struct catalog *catalog, const struct node *folder, const char *name, size_t length);

// Make the node ino, or give it other attributes: a file's content ends where its size does.
int catalog_set_node(struct catalog *catalog, uint64_t ino, const struct attributes *attributes, dg_error *err);
int catalog_set_target(struct node *node, const char *text, size_t length);

// A name means node; NULL: it is there no more.
int catalog_set_entry(struct catalog *catalog, struct node *folder, const char *name, size_t length, struct node *node);

// Forget nodes that have neither a name nor a look-up; at the end of each change.
void catalog_settle(struct catalog *catalog);

// The kernel has forgotten n of its look-ups.
void catalog_forget(struct catalog *catalog, uint64_t ino, uint64_t n);

uint64_t node_links(const struct node *node);
bool node_is_alive(const struct node *node);

static inline bool node_is(const struct node *node, mode_t type)
{
    return (node->attributes.mode & S_IFMT) == type;
}

#endif
