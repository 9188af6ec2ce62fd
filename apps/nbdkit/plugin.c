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

// As the command line says it. It is written before nbdkit begins to serve, and read from then on.
static struct disk disk;
static bool has_kind, has_seed, has_size;
static const char *device = "soft";

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
    disk.kind = (dg_kind)kind;
    has_kind = true;
    return 0;
}

static int take_size(const char *value)
{
    int64_t bytes = nbdkit_parse_size(value);
    if (bytes < 0)
        return -1;
    disk.bytes = (uint64_t)bytes;
    has_size = true;
    return 0;
}

static int config(const char *key, const char *value)
{
    if (strcmp(key, "kind") == 0)
        return take_kind(value);
    if (strcmp(key, "seed") == 0) {
        has_seed = true;
        return take_number(key, value, &disk.seed);
    }
    if (strcmp(key, "size") == 0)
        return take_size(value);
    if (strcmp(key, "base") == 0)
        return take_number(key, value, &disk.base);
    if (strcmp(key, "device") == 0) {
        device = value;
        return 0;
    }
    nbdkit_error("%s= is unknown here: there are kind=, seed=, size=, base= and device=", key);
    return -1;
}

static int config_complete(void)
{
    if (!has_kind || !has_seed || !has_size) {
        nbdkit_error("%s= is missing: a disk is said by kind=, seed= and size=, as in kind=feistel seed=7 size=1T",
                     !has_kind   ? "kind"
                     : !has_seed ? "seed"
                                 : "size");
        return -1;
    }
    if (!disk_fits(&disk)) {
        nbdkit_error("size=%" PRIu64 " from base=%" PRIu64 " on goes past the last address, 2^64 - 1", disk.bytes,
                     disk.base);
        return -1;
    }
    return 0;
}

static int fail(const dg_error *err)
{
    nbdkit_error("%s", err->message);
    nbdkit_set_error(err->code == DG_ERR_MEMORY ? ENOMEM : EIO);
    return -1;
}

static void close_disk(void)
{
    dg_device_close(disk.device);
    disk.device = NULL;
}

static int open_disk(void)
{
    dg_error err = {0};
    return dg_device_open(device, NULL, &disk.device, &err) == DG_OK ? 0 : fail(&err);
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
    return (int64_t)disk.bytes;
}

// All connections see the same disk.
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
                   "device=NAME   what computes: soft (the default), sim, tty, usb, auto",
    .dump_plugin = dump_plugin,
    .get_ready = get_ready,
    .after_fork = open_disk,
    .cleanup = close_disk,
    .open = open_handle,
    .get_size = get_size,
    .can_multi_conn = can_multi_conn,
    .can_cache = can_cache,
    .block_size = block_size,
    .pread = pread_disk,
};

struct nbdkit_plugin *plugin_init(void);
NBDKIT_REGISTER_PLUGIN(plugin)
