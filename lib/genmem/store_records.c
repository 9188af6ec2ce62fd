// SPDX-License-Identifier: Apache-2.0
// store.h
#include "genmem/store.h"

#include <stdlib.h>

#include "base/bytes.h"

enum {
    APPLICATION = 0x4D454D47,
    HEADER_BYTES = 24,
    RUN = 1,
    LIST = 2,
    CLEAR = 3,
    BATCH = 1 << 16, // cells that compaction takes at a time
    RUN_LEAST = 4,   // cells that are cheaper as a run than in a list
};

// --- From a log ---

static int load_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    struct dg_loader *loader = user;
    const uint8_t *p = bytes;
    if (n != HEADER_BYTES || dg_load32_le(p + 4) != 0)
        return dg_fail(err, DG_ERR_VERSION, "the store's header is unknown here: use a newer libdeltagen");
    if (dg_cell_size((dg_kind)dg_load32_le(p)) == 0 || dg_load32_le(p) == DG_FEISTEL_INV)
        return dg_fail(err, DG_ERR_VERSION, "the store is of kind %u, unknown here: use a newer libdeltagen",
                       dg_load32_le(p));
    dg_genmem_options options = {.size = sizeof options,
                                 .kind = (dg_kind)dg_load32_le(p),
                                 .seed = dg_load64_le(p + 8),
                                 .device = loader->device};
    loader->quota = dg_load64_le(p + 16);
    return dg_genmem_create(&options, &loader->mem, err);
}

static int no_change(uint32_t type, size_t n, dg_error *err)
{
    return dg_fail(err, DG_ERR_VERSION,
                   "the store has a record of type %u with %zu bytes, which is no change known here: use a newer "
                   "libdeltagen",
                   type, n);
}

static int load_list(struct dg_loader *loader, const uint8_t *payload, size_t n, dg_error *err)
{
    if (n > loader->room) {
        uint64_t *larger = realloc(loader->addrs, n * sizeof *larger);
        if (!larger)
            return dg_fail(err, DG_ERR_MEMORY, "no memory to read %zu addresses", n);
        loader->addrs = larger;
        loader->room = n;
    }
    for (size_t i = 0; i < n; i++)
        loader->addrs[i] = dg_load64_le(payload + 8 * i);
    return dg_genmem_write_list(loader->mem, loader->addrs, n, payload + 8 * n, err);
}

static int load_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    struct dg_loader *loader = user;
    size_t cell = loader->mem->cell_size;
    const uint8_t *p = payload;
    if (type == LIST && n > 0 && n % (8 + cell) == 0)
        return load_list(loader, p, n / (8 + cell), err);
    if (type == RUN && n > 8 && n % cell == 0 && (n - 8) / cell - 1 <= UINT64_MAX - dg_load64_le(p))
        return dg_genmem_write_run(loader->mem, dg_load64_le(p), (n - 8) / cell, p + 8, err);
    if (type == CLEAR && n == 16 && dg_load64_le(p) <= dg_load64_le(p + 8))
        return dg_genmem_clear(loader->mem, dg_load64_le(p), dg_load64_le(p + 8), err);
    return no_change(type, n, err);
}

struct dg_log_reader dg_loader_reader(struct dg_loader *loader)
{
    return (struct dg_log_reader){APPLICATION, load_header, load_record, loader};
}

void dg_loader_finish(struct dg_loader *loader)
{
    loader->mem->quota = loader->quota;
    if (loader->quota != 0)
        loader->mem->cells = dg_overlay_count(loader->mem->overlay);
}

// --- To a log ---

int dg_store_create(const char *path, dg_kind kind, uint64_t seed, uint64_t quota, dg_error *err)
{
    uint8_t header[HEADER_BYTES] = {0};
    dg_store32_le(header, (uint32_t)kind);
    dg_store64_le(header + 8, seed);
    dg_store64_le(header + 16, quota);
    return dg_log_create(path, APPLICATION, header, sizeof header, err);
}

static int append_run(struct dg_log *log, const dg_genmem *mem, const struct dg_genmem_change *change,
                      uint64_t *position, dg_error *err)
{
    size_t most = (DG_LOG_PAYLOAD_MAX - 8) / mem->cell_size;
    int code = DG_OK;
    for (size_t done = 0, n; code == DG_OK && done < change->n; done += n) {
        uint8_t base[8];
        n = change->n - done < most ? change->n - done : most;
        dg_store64_le(base, change->first + done);
        struct iovec parts[] = {{base, sizeof base},
                                {(void *)(change->cells + done * mem->cell_size), n * mem->cell_size}};
        code = dg_log_append(log, RUN, parts, 2, position, err);
    }
    return code;
}

static int append_list(struct dg_log *log, const dg_genmem *mem, const struct dg_genmem_change *change,
                       uint64_t *position, dg_error *err)
{
    size_t most = DG_LOG_PAYLOAD_MAX / (8 + mem->cell_size);
    most = change->n < most ? change->n : most;
    uint8_t one[8], *addrs = most == 1 ? one : malloc(most * 8);
    if (!addrs)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to write %zu cells to the store: nothing was written", change->n);
    int code = DG_OK;
    for (size_t done = 0, n; code == DG_OK && done < change->n; done += n) {
        n = change->n - done < most ? change->n - done : most;
        for (size_t i = 0; i < n; i++)
            dg_store64_le(addrs + 8 * i, change->addrs[done + i]);
        struct iovec parts[] = {{addrs, 8 * n}, {(void *)(change->cells + done * mem->cell_size), n * mem->cell_size}};
        code = dg_log_append(log, LIST, parts, 2, position, err);
    }
    if (addrs != one)
        free(addrs);
    return code;
}

int dg_store_append(struct dg_log *log, const dg_genmem *mem, const struct dg_genmem_change *change, uint64_t *position,
                    dg_error *err)
{
    if (change->op == DG_CHANGE_RUN)
        return append_run(log, mem, change, position, err);
    if (change->op == DG_CHANGE_LIST)
        return append_list(log, mem, change, position, err);
    uint8_t range[16];
    dg_store64_le(range, change->first);
    dg_store64_le(range + 8, change->last);
    return dg_log_append(log, CLEAR, &(struct iovec){range, sizeof range}, 1, position, err);
}

// Written cells in rising order, and those of them that are in no run.
struct batch {
    uint64_t addrs[BATCH];
    uint8_t cells[BATCH * 8];
    uint8_t lone_addrs[BATCH * 8], lone_cells[BATCH * 8];
};

static int put_run(struct dg_log_sink *sink, uint64_t base, const uint8_t *cells, size_t bytes, dg_error *err)
{
    uint8_t first[8];
    dg_store64_le(first, base);
    return dg_log_put(sink, RUN, (struct iovec[]){{first, sizeof first}, {(void *)cells, bytes}}, 2, err);
}

static int put_batch(struct dg_log_sink *sink, size_t cell, struct batch *batch, size_t n, dg_error *err)
{
    size_t lone = 0;
    int code = DG_OK;
    for (size_t i = 0, next; code == DG_OK && i < n; i = next) {
        for (next = i + 1; next < n && batch->addrs[next] == batch->addrs[i] + (next - i);)
            next++;
        if (next - i >= RUN_LEAST) {
            code = put_run(sink, batch->addrs[i], batch->cells + i * cell, (next - i) * cell, err);
            continue;
        }
        for (size_t k = i; k < next; k++, lone++) {
            dg_store64_le(batch->lone_addrs + 8 * lone, batch->addrs[k]);
            memcpy(batch->lone_cells + cell * lone, batch->cells + cell * k, cell);
        }
    }
    if (code != DG_OK || lone == 0)
        return code;
    return dg_log_put(sink, LIST, (struct iovec[]){{batch->lone_addrs, 8 * lone}, {batch->lone_cells, cell * lone}}, 2,
                      err);
}

int dg_store_state(void *user, struct dg_log_sink *sink, dg_error *err)
{
    const dg_genmem *mem = user;
    struct batch *batch = malloc(sizeof *batch);
    if (!batch)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to write the cells anew (%zu bytes)", sizeof *batch);
    uint64_t from = 0;
    size_t got;
    int code = DG_OK;
    do {
        code = dg_genmem_list_dirty(mem, from, BATCH, batch->addrs, batch->cells, &got, err);
        if (code == DG_OK && got > 0) {
            code = put_batch(sink, mem->cell_size, batch, got, err);
            from = batch->addrs[got - 1] + 1;
        }
    } while (code == DG_OK && got == BATCH && from != 0);
    free(batch);
    return code;
}
