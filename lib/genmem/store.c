// SPDX-License-Identifier: Apache-2.0
// Memories whose changes are kept in a file: deltagen/genmem.h.
#include "genmem/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sized.h"

enum { INTERVAL_MS = 1000 };

struct dg_store {
    const dg_genmem *mem;
    struct dg_log *log;
};

static int append(void *user, const struct dg_genmem_change *change, uint64_t *ticket, dg_error *err)
{
    const struct dg_store *store = user;
    return dg_store_append(store->log, store->mem, change, ticket, err);
}

static int commit(void *user, uint64_t ticket, dg_error *err)
{
    const struct dg_store *store = user;
    return dg_log_commit(store->log, ticket, err);
}

static void close_log(void *user)
{
    struct dg_store *store = user;
    (void)dg_log_close(store->log, NULL);
    free(store);
}

static int refuse(void *user, const struct dg_genmem_change *change, uint64_t *ticket, dg_error *err)
{
    (void)user;
    (void)change;
    (void)ticket;
    return dg_fail(err, DG_ERR_ARGUMENT, "the store is open read-only: open it without DG_GENMEM_READ_ONLY to write");
}

static void close_nothing(void *user)
{
    (void)user;
}

static const struct dg_genmem_observer writer = {append, commit, close_log}, reader = {refuse, commit, close_nothing};

// --- Opening ---

static int check_path(const char *path, dg_error *err)
{
    return path ? DG_OK : dg_fail(err, DG_ERR_ARGUMENT, "path is NULL: it must be that of a store");
}

static int check_report(const dg_genmem_report *report, dg_error *err)
{
    return report ? dg_sized_check(report, 0, sizeof *report, "dg_genmem_report", err) : DG_OK;
}

static void give_report(dg_genmem_report *out, const struct dg_loader *loader, const struct dg_log_report *found)
{
    const dg_genmem *mem = loader->mem;
    if (!out || !mem)
        return;
    dg_genmem_report report = {.kind = mem->kind,
                               .seed = mem->seed,
                               .quota = mem->quota,
                               .cells = dg_overlay_count(mem->overlay),
                               .generation = found->generation,
                               .records = found->records,
                               .bytes = found->end,
                               .cut = found->cut,
                               .damaged = found->damaged};
    (void)snprintf(report.why, sizeof report.why, "%s", found->why);
    dg_sized_give(out, &report, sizeof report);
}

static int take_options(dg_genmem_store_options *options, const dg_genmem_store_options *given, dg_error *err)
{
    *options = (dg_genmem_store_options){.size = sizeof *options};
    int code = given ? dg_sized_take(options, sizeof *options, given, "dg_genmem_store_options", err) : DG_OK;
    if (code == DG_OK && (options->flags & ~DG_GENMEM_READ_ONLY) != 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "flags are 0x%x: they must be DG_GENMEM_READ_ONLY or 0", options->flags);
    if (code == DG_OK && (unsigned)options->policy > DG_GENMEM_NONE)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "policy is %d: it must be DG_GENMEM_ALWAYS, DG_GENMEM_INTERVAL or DG_GENMEM_NONE",
                       (int)options->policy);
    if (options->interval_ms == 0)
        options->interval_ms = INTERVAL_MS;
    return code;
}

static int load(const char *path, bool salvage, struct dg_loader *loader, struct dg_log_report *found, dg_error *err)
{
    struct dg_log_reader records = dg_loader_reader(loader);
    int code = dg_log_read(path, &records, salvage, found, err);
    if (code == DG_OK)
        dg_loader_finish(loader);
    return code;
}

static void unload(struct dg_loader *loader)
{
    dg_genmem_release(loader->mem);
    free(loader->addrs);
}

static int load_to_write(const char *path, const dg_genmem_store_options *options, struct dg_loader *loader,
                         struct dg_log_report *found, dg_error *err)
{
    static const enum dg_log_policy policies[] = {
        [DG_GENMEM_ALWAYS] = DG_LOG_ALWAYS, [DG_GENMEM_INTERVAL] = DG_LOG_INTERVAL, [DG_GENMEM_NONE] = DG_LOG_NONE};
    struct dg_store *store = malloc(sizeof *store);
    if (!store)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a store");
    struct dg_log_reader records = dg_loader_reader(loader);
    int code = dg_log_open(path, &records, policies[options->policy], options->interval_ms, &store->log, found, err);
    if (code != DG_OK) {
        free(store);
        return code;
    }
    dg_loader_finish(loader);
    store->mem = loader->mem;
    dg_genmem_observe(loader->mem, &writer, store);
    return DG_OK;
}

int dg_genmem_store_open(const char *path, const dg_genmem_store_options *given, dg_genmem **out,
                         dg_genmem_report *report, dg_error *err)
{
    dg_genmem_store_options options;
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the memory");
    *out = NULL;
    int code = check_path(path, err);
    if (code == DG_OK)
        code = check_report(report, err);
    if (code == DG_OK)
        code = take_options(&options, given, err);
    if (code != DG_OK)
        return code;
    struct dg_loader loader = {.device = options.device};
    struct dg_log_report found;
    if (options.flags & DG_GENMEM_READ_ONLY) {
        code = load(path, false, &loader, &found, err);
        if (code == DG_OK)
            dg_genmem_observe(loader.mem, &reader, NULL);
    } else {
        code = load_to_write(path, &options, &loader, &found, err);
    }
    if (code != DG_OK) {
        unload(&loader);
        return code;
    }
    free(loader.addrs);
    give_report(report, &loader, &found);
    *out = loader.mem;
    return DG_OK;
}

int dg_genmem_store_create(const char *path, const dg_genmem_options *options, dg_error *err)
{
    dg_genmem *mem;
    int code = check_path(path, err);
    if (code == DG_OK)
        code = dg_genmem_create(options, &mem, err);
    if (code != DG_OK)
        return code;
    code = dg_store_create(path, mem->kind, mem->seed, mem->quota, err);
    dg_genmem_release(mem);
    return code;
}

// --- Whole files ---

int dg_genmem_store_check(const char *path, dg_genmem_report *report, dg_error *err)
{
    struct dg_loader loader = {0}, whole = {0};
    struct dg_log_report found;
    int code = check_path(path, err);
    if (code == DG_OK)
        code = check_report(report, err);
    if (code != DG_OK)
        return code;
    code = load(path, false, &loader, &found, err);
    if (code == DG_OK)
        give_report(report, &loader, &found);
    else if (load(path, true, &whole, &found, NULL) == DG_OK)
        give_report(report, &whole, &found);
    unload(&loader);
    unload(&whole);
    return code;
}

// Into a store that is empty.
static int fill(const char *path, dg_genmem *mem, dg_error *err)
{
    struct dg_loader loader = {0};
    struct dg_log_reader records = dg_loader_reader(&loader);
    struct dg_log *log;
    int code = dg_log_open(path, &records, DG_LOG_NONE, 0, &log, NULL, err);
    if (code == DG_OK) {
        code = dg_log_compact(log, dg_store_state, mem, err);
        (void)dg_log_close(log, NULL);
    }
    unload(&loader);
    return code;
}

int dg_genmem_store_salvage(const char *path, const char *new_path, dg_genmem_report *report, dg_error *err)
{
    struct dg_loader loader = {0};
    struct dg_log_report found;
    int code = check_path(path, err);
    if (code == DG_OK)
        code = check_path(new_path, err);
    if (code == DG_OK)
        code = check_report(report, err);
    if (code == DG_OK)
        code = load(path, true, &loader, &found, err);
    if (code == DG_OK)
        code = dg_store_create(new_path, loader.mem->kind, loader.mem->seed, loader.mem->quota, err);
    if (code == DG_OK) {
        code = fill(new_path, loader.mem, err);
        if (code == DG_OK)
            give_report(report, &loader, &found);
        else
            (void)unlink(new_path);
    }
    unload(&loader);
    return code;
}

// --- The file of a memory ---

int dg_genmem_sync(dg_genmem *mem, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK || mem->observer != &writer)
        return code;
    const struct dg_store *store = mem->user;
    return dg_log_sync(store->log, err);
}

int dg_genmem_compact(dg_genmem *mem, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    if (mem->observer != &writer)
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "the memory has no store that is open for writing: open one with "
                       "dg_genmem_store_open, without DG_GENMEM_READ_ONLY");
    const struct dg_store *store = mem->user;
    dg_genmem_freeze(mem);
    code = dg_log_compact(store->log, dg_store_state, mem, err);
    dg_genmem_thaw(mem);
    return code;
}
