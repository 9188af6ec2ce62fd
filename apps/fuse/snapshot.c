// SPDX-License-Identifier: Apache-2.0
#include "snapshot.h"

#include <stdlib.h>

#include "log/log.h"

enum { RUN_CELLS = 8192, NODE_ABOUT_BYTES = 200 };

// Written cells of a file, in rising order.
struct cells {
    uint64_t addr[RUN_CELLS];
    uint8_t cell[RUN_CELLS * 8];
    size_t n;
};

struct snapshot {
    struct dg_log_sink *sink;
    struct cells *cells;
    dg_error *err;
};

static int put(struct snapshot *s, const struct changes *changes, const void *data, size_t n)
{
    const struct iovec parts[] = {{changes->bytes, changes->used}, {(void *)data, n}};
    return dg_log_put(s->sink, RECORD_CHANGES, parts, 2, s->err);
}

static int put_run(struct snapshot *s, const struct node *node, size_t from, size_t to)
{
    size_t size = dg_cell_size(node->content.generator.kind);
    struct changes data;
    changes_begin(&data);
    change_data(&data, node->ino, (s->cells->addr[from] - node->content.generator.base) * size, (to - from) * size);
    return put(s, &data, s->cells->cell + from * size, (to - from) * size);
}

static int put_runs(struct snapshot *s, const struct node *node)
{
    const uint64_t *addr = s->cells->addr;
    int code = DG_OK;
    for (size_t from = 0, to = 1; code == DG_OK && from < s->cells->n; to++) {
        if (to == s->cells->n || addr[to] != addr[to - 1] + 1) {
            code = put_run(s, node, from, to);
            from = to;
        }
    }
    return code;
}

static int put_content(struct snapshot *s, const struct node *node)
{
    struct cells *cells = s->cells;
    uint64_t from = node->content.generator.base;
    if (!node->content.mem)
        return DG_OK;
    do {
        int code =
            dg_genmem_list_dirty(node->content.mem, from, RUN_CELLS, cells->addr, cells->cell, &cells->n, s->err);
        if (code == DG_OK)
            code = put_runs(s, node);
        if (code != DG_OK)
            return code;
        if (cells->n > 0)
            from = cells->addr[cells->n - 1] + 1; // files end far before the last address
    } while (cells->n == RUN_CELLS);
    return DG_OK;
}

static int put_entry(struct snapshot *s, const struct entry *entry)
{
    struct node *node = entry->node;
    struct changes changes;
    changes_begin(&changes);
    change_node(&changes, node->ino, &node->attributes);
    if (node->target)
        change_target(&changes, node->ino, node->target);
    change_entry(&changes, entry->folder->ino, entry->name, node->ino);
    return put(s, &changes, NULL, 0);
}

static int put_root(struct snapshot *s, const struct node *root)
{
    struct changes changes;
    changes_begin(&changes);
    change_node(&changes, ROOT_INO, &root->attributes);
    return put(s, &changes, NULL, 0);
}

// The one behind it, in an order in which a directory comes before what is in it; NULL: it is the last one.
static const struct entry *entry_after(const struct entry *entry)
{
    if (node_is(entry->node, S_IFDIR) && entry->node->first && entry->node->place == entry)
        return entry->node->first;
    while (entry && !entry->next)
        entry = entry->folder->place;
    return entry ? entry->next : NULL;
}

static int put_names(struct snapshot *s, const struct node *root)
{
    int code = put_root(s, root);
    for (const struct entry *entry = root->first; entry && code == DG_OK; entry = entry_after(entry))
        code = put_entry(s, entry);
    return code;
}

static int put_contents(struct snapshot *s, const struct map *nodes)
{
    int code = DG_OK;
    for (size_t i = 0; i < nodes->buckets; i++) {
        for (const struct link *link = nodes->bucket[i]; link && code == DG_OK; link = link->next) {
            const struct node *node = (const struct node *)link;
            if (node_is_alive(node))
                code = put_content(s, node);
        }
    }
    return code;
}

int snapshot_put(struct catalog *catalog, struct dg_log_sink *sink, dg_error *err)
{
    struct snapshot s = {.sink = sink, .cells = malloc(sizeof(struct cells)), .err = err};
    if (!s.cells)
        return DG_ERR_MEMORY;
    int code = put_names(&s, catalog_node(catalog, ROOT_INO));
    if (code == DG_OK)
        code = put_contents(&s, &catalog->nodes);
    free(s.cells);
    return code;
}

uint64_t snapshot_bytes(const struct catalog *catalog)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < catalog->nodes.buckets; i++) {
        for (const struct link *link = catalog->nodes.bucket[i]; link; link = link->next) {
            const struct node *node = (const struct node *)link;
            if (node_is_alive(node))
                bytes += NODE_ABOUT_BYTES + content_kept(&node->content);
        }
    }
    return bytes;
}
