// SPDX-License-Identifier: Apache-2.0
// Making a memory, and its end: deltagen/genmem.h, genmem.h.
#include <stdlib.h>

#include "base/sized.h"
#include "genmem/chain.h"

static int check_options(const dg_genmem_options *options, dg_error *err)
{
    if (dg_cell_size(options->kind) == 0 || options->kind == DG_FEISTEL_INV)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "kind %d is no kind of memory: it must be DG_TORUS32, DG_TORUS64, DG_FEISTEL, DG_SHUFFLED32 or "
                       "DG_SHUFFLED64",
                       (int)options->kind);
    return DG_OK;
}

int dg_genmem_create(const dg_genmem_options *given, dg_genmem **out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the memory");
    *out = NULL;
    if (!given)
        return dg_fail(err, DG_ERR_ARGUMENT, "options is NULL: it must say what the memory is made of");
    dg_genmem_options options;
    int code = dg_sized_take(&options, sizeof options, given, "dg_genmem_options", err);
    if (code == DG_OK)
        code = check_options(&options, err);
    if (code != DG_OK)
        return code;
    struct dg_genmem *mem = aligned_alloc(_Alignof(struct dg_genmem), sizeof *mem);
    struct dg_overlay *overlay = dg_overlay_open(dg_cell_size(options.kind));
    if (!mem || !overlay) {
        free(mem);
        dg_overlay_close(overlay);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a generative memory (%zu bytes)", sizeof *mem);
    }
    *mem = (struct dg_genmem){.kind = options.kind,
                              .seed = options.seed,
                              .quota = options.quota,
                              .cell_size = dg_cell_size(options.kind),
                              .device = options.device,
                              .overlay = overlay,
                              .holds = 1};
    pthread_mutex_init(&mem->order, NULL);
    pthread_mutex_init(&mem->chain, NULL);
    *out = mem;
    return DG_OK;
}

void dg_genmem_retain(dg_genmem *mem)
{
    if (mem)
        atomic_fetch_add(&mem->holds, 1);
}

static void drop(dg_genmem *mem, _Atomic(struct dg_source *) *place)
{
    struct dg_source *source;
    (void)dg_chain_set(mem, place, NULL, &source, NULL);
    if (source)
        dg_genmem_release(source->from);
    free(source);
}

void dg_genmem_release(dg_genmem *mem)
{
    if (!mem || atomic_fetch_sub(&mem->holds, 1) != 1)
        return;
    drop(mem, &mem->morph);
    drop(mem, &mem->mirror);
    if (mem->observer)
        mem->observer->close(mem->user);
    pthread_mutex_destroy(&mem->order);
    pthread_mutex_destroy(&mem->chain);
    dg_readers_close(atomic_load(&mem->readers));
    dg_overlay_close(mem->overlay);
    free(mem);
}

int dg_genmem_get_info(const dg_genmem *mem, dg_genmem_info *out, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_genmem_info");
    code = dg_sized_check(out, 0, sizeof *out, "dg_genmem_info", err);
    if (code != DG_OK)
        return code;
    dg_genmem_info info = {.kind = mem->kind,
                           .seed = mem->seed,
                           .quota = mem->quota,
                           .cells = dg_overlay_count(mem->overlay),
                           .memory = dg_overlay_memory(mem->overlay)};
    dg_sized_give(out, &info, sizeof info);
    return DG_OK;
}

void dg_genmem_observe(dg_genmem *mem, const struct dg_genmem_observer *observer, void *user)
{
    mem->observer = observer;
    mem->user = user;
}

void dg_genmem_freeze(dg_genmem *mem)
{
    pthread_mutex_lock(&mem->order);
}

void dg_genmem_thaw(dg_genmem *mem)
{
    pthread_mutex_unlock(&mem->order);
}

int dg_genmem_valid(const dg_genmem *mem, dg_error *err)
{
    return mem ? DG_OK
               : dg_fail(err, DG_ERR_ARGUMENT, "mem is NULL: it must be a memory that dg_genmem_create has made");
}

// Cells in a buffer of the caller's.
static int valid_cells(const dg_genmem *mem, size_t n, const void *cells, dg_error *err)
{
    if (n > SIZE_MAX / mem->cell_size)
        return dg_fail(err, DG_ERR_ARGUMENT, "%zu cells of %zu bytes are more than any buffer holds", n,
                       mem->cell_size);
    if (n > 0 && !cells)
        return dg_fail(err, DG_ERR_ARGUMENT, "the buffer is NULL: it must hold %zu cells of %zu bytes", n,
                       mem->cell_size);
    return DG_OK;
}

int dg_genmem_valid_run(const dg_genmem *mem, uint64_t base, size_t count, const void *cells, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code == DG_OK && count > 0 && count - 1 > UINT64_MAX - base)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "%zu cells from address %llu on go past the last address: at most %llu are left", count,
                       (unsigned long long)base, (unsigned long long)(UINT64_MAX - base) + 1);
    return code == DG_OK ? valid_cells(mem, count, cells, err) : code;
}

int dg_genmem_valid_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, const void *cells, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code == DG_OK && n > 0 && !addrs)
        return dg_fail(err, DG_ERR_ARGUMENT, "addrs is NULL: it must point to %zu addresses", n);
    return code == DG_OK ? valid_cells(mem, n, cells, err) : code;
}
