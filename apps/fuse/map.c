// SPDX-License-Identifier: Apache-2.0
#include "map.h"

#include <stdlib.h>

enum { BUCKETS_AT_FIRST = 256 };

bool map_open(struct map *map)
{
    *map = (struct map){.bucket = calloc(BUCKETS_AT_FIRST, sizeof(struct link *)), .buckets = BUCKETS_AT_FIRST};
    return map->bucket;
}

void map_close(struct map *map)
{
    free(map->bucket);
    *map = (struct map){0};
}

static struct link **place(const struct map *map, uint64_t hash)
{
    return &map->bucket[hash & (map->buckets - 1)];
}

static void put(struct map *map, struct link *link)
{
    struct link **head = place(map, link->hash);
    link->next = *head;
    *head = link;
}

// Without memory for more buckets, the lists get longer.
static void grow(struct map *map)
{
    struct map more = {.bucket = calloc(map->buckets * 2, sizeof(struct link *)), .buckets = map->buckets * 2};
    if (!more.bucket)
        return;
    for (size_t i = 0; i < map->buckets; i++) {
        for (struct link *link = map->bucket[i], *next; link; link = next) {
            next = link->next;
            put(&more, link);
        }
    }
    free(map->bucket);
    map->bucket = more.bucket;
    map->buckets = more.buckets;
}

void map_add(struct map *map, struct link *link, uint64_t hash)
{
    link->hash = hash;
    if (map->count >= map->buckets)
        grow(map);
    put(map, link);
    map->count++;
}

void map_remove(struct map *map, struct link *link)
{
    struct link **at = place(map, link->hash);
    while (*at != link)
        at = &(*at)->next;
    *at = link->next;
    map->count--;
}

static struct link *from(struct link *link, uint64_t hash)
{
    while (link && link->hash != hash)
        link = link->next;
    return link;
}

struct link *map_first(const struct map *map, uint64_t hash)
{
    return from(*place(map, hash), hash);
}

struct link *map_next(const struct link *link)
{
    return from(link->next, link->hash);
}
