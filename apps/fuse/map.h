// SPDX-License-Identifier: Apache-2.0
// A hash table of what has a struct link as its first member. Adding needs no memory that could be missing.
#ifndef MAP_H
#define MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link {
    struct link *next;
    uint64_t hash;
};

struct map {
    struct link **bucket;
    size_t buckets; // a power of 2
    size_t count;
};

// False: no memory.
bool map_open(struct map *map);
void map_close(struct map *map);

void map_add(struct map *map, struct link *link, uint64_t hash);
void map_remove(struct map *map, struct link *link);

// The first with this hash, and the next one after link; NULL: there is none.
struct link *map_first(const struct map *map, uint64_t hash);
struct link *map_next(const struct link *link);

#endif
