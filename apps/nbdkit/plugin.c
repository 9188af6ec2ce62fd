// SPDX-License-Identifier: Apache-2.0
// The plugin of nbdkit: a generated disk for whoever speaks NBD.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <deltagen/deltagen.h>

#include "disk.h"
#include "memory.h"
#include "settings.h"

// Requests run side by side.
#define THREAD_MODEL NBDKIT_THREAD_MODEL_PARALLEL

static struct settings settings = {.device = "soft"};

// Open from before nbdkit serves until it has ended.
static struct memory memory;
static struct disk disk;

static int fail(const dg_error *err)
{
    nbdkit_error("%s", err->message);
    nbdkit_set_error(err->code == DG_ERR_MEMORY ? ENOMEM : err->code == DG_ERR_BUSY ? ENOSPC : EIO);
    return -1;
}

// ---- Before and after.

static int config(const char *key, const char *value)
{
    return settings_take(&settings, key, value);
}

static int config_complete(void)
{
    return settings_check(&settings);
}

static void close_disk(void)
{
    dg_error err = {0};
    if (!memory.mem)
        return;
    disk_close(&disk);
    if (memory_close(&memory, &err) != DG_OK)
        (void)fail(&err);
}

static int open_disk(void)
{
    dg_error err = {0};
    if (memory_open(&memory, &settings, &err) != DG_OK)
        return fail(&err);
    disk_open(&disk, memory.mem, memory.kind, settings.base, settings.size);
    if (disk_fits(&disk))
        return 0;
    close_disk();
    nbdkit_error("size=%" PRIu64 " from base=%" PRIu64 " on goes past the last address, 2^64 - 1", settings.size,
                 settings.base);
    return -1;
}

// nbdkit may fork now, and devices and stores are the process's that opened them. What is wrong is said before, where
// it is seen.
static int get_ready(void)
{
    int result = open_disk();
    close_disk();
    return result;
}

static void dump_plugin(void)
{
    printf("deltagen_kinds=");
    for (int kind = 0; kind != DG_FEISTEL_INV; kind++)
        printf("%s%s", kind ? " " : "", dg_kind_name((dg_kind)kind));
    printf("\n");
}

// ---- What it is.

static void *open_handle(int readonly)
{
    (void)readonly;
    return NBDKIT_HANDLE_NOT_NEEDED;
}

static int64_t get_size(void *handle)
{
    (void)handle;
    return (int64_t)settings.size;
}

static int can_write(void *handle)
{
    (void)handle;
    return settings.cow || settings.store;
}

// All connections see the same disk, and a flush is for what came by any of them.
static int can_multi_conn(void *handle)
{
    (void)handle;
    return 1;
}

// A disk that is computed gains nothing from reading ahead: such requests succeed at once.
static int can_cache(void *handle)
{
    (void)handle;
    return NBDKIT_CACHE_NATIVE;
}

static int block_size(void *handle, uint32_t *minimum, uint32_t *preferred, uint32_t *maximum)
{
    (void)handle;
    *minimum = 1;
    *preferred = 4096;
    *maximum = UINT32_MAX;
    return 0;
}

// ---- Requests. nbdkit makes writes of zeroes, and a flush of the flag FUA.

static int pread_disk(void *handle, void *out, uint32_t n, uint64_t offset, uint32_t flags)
{
    (void)handle, (void)flags;
    dg_error err = {0};
    return disk_read(&disk, offset, n, out, &err) == DG_OK ? 0 : fail(&err);
}

static int pwrite_disk(void *handle, const void *in, uint32_t n, uint64_t offset, uint32_t flags)
{
    (void)handle, (void)flags;
    dg_error err = {0};
    return disk_write(&disk, offset, n, in, &err) == DG_OK ? 0 : fail(&err);
}

static int flush_disk(void *handle, uint32_t flags)
{
    (void)handle, (void)flags;
    dg_error err = {0};
    return dg_genmem_sync(memory.mem, &err) == DG_OK ? 0 : fail(&err);
}

static int trim_disk(void *handle, uint32_t n, uint64_t offset, uint32_t flags)
{
    (void)handle, (void)flags;
    dg_error err = {0};
    return disk_reset(&disk, offset, n, &err) == DG_OK ? 0 : fail(&err);
}

static struct nbdkit_plugin plugin = {
    .name = "deltagen",
    .longname = "nbdkit deltagen plugin",
    .version = DG_VERSION,
    .description = "a disk of any size whose content is computed",
    .config = config,
    .config_complete = config_complete,
    .config_help = settings_help,
    .dump_plugin = dump_plugin,
    .get_ready = get_ready,
    .after_fork = open_disk,
    .cleanup = close_disk,
    .open = open_handle,
    .get_size = get_size,
    .can_write = can_write,
    .can_multi_conn = can_multi_conn,
    .can_cache = can_cache,
    .block_size = block_size,
    .pread = pread_disk,
    .pwrite = pwrite_disk,
    .flush = flush_disk,
    .trim = trim_disk,
};

struct nbdkit_plugin *plugin_init(void);
NBDKIT_REGISTER_PLUGIN(plugin)
