// SPDX-License-Identifier: Apache-2.0
#include "memory.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int wrong(dg_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int wrong(dg_error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return err->code = DG_ERR_ARGUMENT;
}

// A memory computes by itself what soft would.
static int open_device(struct memory *memory, const char *name, dg_error *err)
{
    dg_device_info info = {.size = sizeof info};
    if (strcmp(name, "soft") == 0)
        return DG_OK;
    int code = dg_device_open(name, NULL, &memory->device, err);
    if (code == DG_OK)
        code = dg_device_get_info(memory->device, &info, err);
    if (code == DG_OK && strcmp(info.name, "soft") == 0) { // auto has found no hardware
        dg_device_close(memory->device);
        memory->device = NULL;
    }
    return code;
}

static dg_genmem_options options_of(const struct memory *memory, const struct settings *settings)
{
    return (dg_genmem_options){.size = sizeof(dg_genmem_options),
                               .kind = settings->kind,
                               .seed = settings->seed,
                               .quota = settings->quota,
                               .device = memory->device};
}

static int make_store(const struct memory *memory, const struct settings *settings, dg_error *err)
{
    if (settings->cow)
        return wrong(err, "store=%.100s is not there, and cow=true writes none", settings->store);
    if (!settings->has_kind || !settings->has_seed)
        return wrong(err, "store=%.100s is not there: with kind= and seed= it is made", settings->store);
    const dg_genmem_options options = options_of(memory, settings);
    return dg_genmem_store_create(settings->store, &options, err);
}

// What is said of a store that there is has to be true.
static int check_store(const struct settings *settings, const dg_genmem_report *report, dg_error *err)
{
    if (settings->has_kind && settings->kind != report->kind)
        return wrong(err, "store=%.100s is of kind=%s, not %s", settings->store, dg_kind_name(report->kind),
                     dg_kind_name(settings->kind));
    if (settings->has_seed && settings->seed != report->seed)
        return wrong(err, "store=%.100s is of seed=%" PRIu64 ", not %" PRIu64, settings->store, report->seed,
                     settings->seed);
    if (settings->has_quota && !settings->cow && settings->quota != report->quota)
        return wrong(err, "store=%.100s was made with quota=%" PRIu64 ", not %" PRIu64, settings->store, report->quota,
                     settings->quota);
    return DG_OK;
}

static int open_store(struct memory *memory, struct settings *settings, dg_error *err)
{
    const dg_genmem_store_options how = {.size = sizeof how,
                                         .flags = settings->cow ? DG_GENMEM_READ_ONLY : 0,
                                         .policy = DG_GENMEM_NONE, // clients flush when they want it
                                         .device = memory->device};
    dg_genmem_report report = {.size = sizeof report};
    int code = access(settings->store, F_OK) == 0 ? DG_OK : make_store(memory, settings, err);
    if (code == DG_OK)
        code = dg_genmem_store_open(settings->store, &how, &memory->stored, &report, err);
    if (code == DG_OK)
        code = check_store(settings, &report, err);
    settings->kind = report.kind;
    settings->seed = report.seed;
    return code;
}

// Over a store that stays as it is, or over nothing.
static int open_mem(struct memory *memory, const struct settings *settings, dg_error *err)
{
    if (memory->stored && !settings->cow) {
        memory->mem = memory->stored;
        return DG_OK;
    }
    const dg_genmem_options options = options_of(memory, settings);
    int code = dg_genmem_create(&options, &memory->mem, err);
    if (code == DG_OK && memory->stored)
        code = dg_genmem_set_mirror(memory->mem, memory->stored, err);
    return code;
}

int memory_open(struct memory *memory, const struct settings *given, dg_error *err)
{
    struct settings settings = *given;
    *memory = (struct memory){0};
    int code = open_device(memory, settings.device, err);
    if (code == DG_OK && settings.store)
        code = open_store(memory, &settings, err);
    if (code == DG_OK)
        code = open_mem(memory, &settings, err);
    memory->kind = settings.kind;
    if (code != DG_OK)
        (void)memory_close(memory, NULL);
    return code;
}

int memory_close(struct memory *memory, dg_error *err)
{
    int code = memory->mem ? dg_genmem_sync(memory->mem, err) : DG_OK;
    if (memory->mem != memory->stored)
        dg_genmem_release(memory->mem);
    dg_genmem_release(memory->stored);
    dg_device_close(memory->device);
    *memory = (struct memory){0};
    return code;
}
