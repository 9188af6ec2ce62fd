// SPDX-License-Identifier: Apache-2.0
// The plugin of nbdkit: a generated disk for whoever speaks NBD.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <deltagen/deltagen.h>

#include "disk.h"
#include "options.h"

// Requests run side by side.
#define THREAD_MODEL NBDKIT_THREAD_MODEL_PARALLEL

// As the command line says it.
static struct {
    bool has_kind, has_seed, has_size;
    dg_kind kind;
    uint64_t seed, base, size, quota;
    const char *device;
    int cow;
} settings = {.device = "soft"};

// Opened before nbdkit serves, closed when it has ended.
static dg_device *device; // NULL: this CPU
static dg_genmem *mem;
static struct disk disk;

static int take_number(const char *key, const char *value, uint64_t *out)
{
    const char *wrong = parse_number(value, out);
    if (wrong)
        nbdkit_error("%s=%s %s", key, value, wrong);
    return wrong ? -1 : 0;
}

static int take_kind(const char *value)
{
    int kind = dg_kind_from_name(value);
    if (kind < 0 || kind == DG_FEISTEL_INV) {
        nbdkit_error("kind=%s is no generator of cells: it must be torus32, torus64, feistel, shuffled32 or shuffled64",
                     value);
        return -1;
    }
    settings.kind = (dg_kind)kind;
    settings.has_kind = true;
    return 0;
}

static int take_size(const char *value, uint64_t *out)
{
    int64_t bytes = nbdkit_parse_size(value);
    if (bytes >= 0)
        *out = (uint64_t)bytes;
    return bytes < 0 ? -1 : 0;
}

static int config(const char *key, const char *value)
{
    if (strcmp(key, "kind") == 0)
        return take_kind(value);
    if (strcmp(key, "seed") == 0) {
        settings.has_seed = true;
        return take_number(key, value, &settings.seed);
    }
    if (strcmp(key, "size") == 0) {
        settings.has_size = true;
        return take_size(value, &settings.size);
    }
    if (strcmp(key, "base") == 0)
        return take_number(key, value, &settings.base);
    if (strcmp(key, "cow") == 0) {
        settings.cow = nbdkit_parse_bool(value);
        return settings.cow < 0 ? -1 : 0;
    }
    if (strcmp(key, "quota") == 0)
        return take_size(value, &settings.quota);
    if (strcmp(key, "device") == 0) {
        settings.device = value;
        return 0;
    }
    nbdkit_error("%s= is unknown here: there are kind=, seed=, size=, base=, cow=, quota= and device=", key);
    return -1;
}

static int config_complete(void)
{
    const char *missing = !settings.has_kind ? "kind" : !settings.has_seed ? "seed" : "size";
    if (!settings.has_kind || !settings.has_seed || !settings.has_size) {
        nbdkit_error("%s= is missing: a disk is said by kind=, seed= and size=, as in kind=feistel seed=7 size=1T",
                     missing);
        return -1;
    }
    if (!disk_fits(settings.kind, settings.base, settings.size)) {
        nbdkit_error("size=%" PRIu64 " from base=%" PRIu64 " on goes past the last address, 2^64 - 1", settings.size,
                     settings.base);
        return -1;
    }
    if (settings.quota > 0 && !settings.cow) {
        nbdkit_error("quota= limits what is written, and this disk cannot be written: cow=true is missing");
        return -1;
    }
    return 0;
}

static int fail(const dg_error *err)
{
    nbdkit_error("%s", err->message);
    nbdkit_set_error(err->code == DG_ERR_MEMORY ? ENOMEM : err->code == DG_ERR_BUSY ? ENOSPC : EIO);
    return -1;
}

static void close_disk(void)
{
    if (mem)
        disk_close(&disk);
    dg_genmem_release(mem);
    dg_device_close(device);
    mem = NULL;
    device = NULL;
}

// A memory computes by itself what soft would.
static int open_device(dg_error *err)
{
    dg_device_info info = {.size = sizeof info};
    if (strcmp(settings.device, "soft") == 0)
        return DG_OK;
    int code = dg_device_open(settings.device, NULL, &device, err);
    if (code == DG_OK)
        code = dg_device_get_info(device, &info, err);
    if (code == DG_OK && strcmp(info.name, "soft") == 0) { // auto has found no hardware
        dg_device_close(device);
        device = NULL;
    }
    return code;
}

static int open_disk(void)
{
    dg_error err = {0};
    int code = open_device(&err);
    const dg_genmem_options options = {.size = sizeof options,
                                       .kind = settings.kind,
                                       .seed = settings.seed,
                                       .quota = settings.quota,
                                       .device = device};
    if (code == DG_OK)
        code = dg_genmem_create(&options, &mem, &err);
    if (code == DG_OK)
        disk_open(&disk, mem, settings.kind, settings.base, settings.size);
    else
        close_disk();
    return code == DG_OK ? 0 : fail(&err);
}

// nbdkit may fork now, and a device is the process's that opened it. What is wrong is said before, where it is seen.
static int get_ready(void)
{
    int result = open_disk();
    close_disk();
    return result;
}

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
    return settings.cow;
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
    return 0;
}

static int trim_disk(void *handle, uint32_t n, uint64_t offset, uint32_t flags)
{
    (void)handle, (void)flags;
    dg_error err = {0};
    return disk_reset(&disk, offset, n, &err) == DG_OK ? 0 : fail(&err);
}

static void dump_plugin(void)
{
    printf("deltagen_kinds=");
    for (int kind = 0; kind != DG_FEISTEL_INV; kind++)
        printf("%s%s", kind ? " " : "", dg_kind_name((dg_kind)kind));
    printf("\n");
}

static struct nbdkit_plugin plugin = {
    .name = "deltagen",
    .longname = "nbdkit deltagen plugin",
    .version = DG_VERSION,
    .description = "a disk of any size whose content is computed",
    .config = config,
    .config_complete = config_complete,
    .config_help = "kind=KIND     (required) torus32, torus64, feistel, shuffled32 or shuffled64\n"
                   "seed=NUMBER   (required) seed of the generator, decimal or 0x hex\n"
                   "size=SIZE     (required) bytes of the disk, to 2^63 - 1; takes K, M, G, T, P, E\n"
                   "base=ADDRESS  of the first cell (default 0)\n"
                   "cow=BOOL      it can be written, what is written is lost at the end (default false)\n"
                   "quota=SIZE    bytes that may be written (default 0, no limit)\n"
                   "device=NAME   what computes: soft (the default), sim, tty, usb, auto",
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
