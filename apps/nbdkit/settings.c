// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include <stddef.h>
#include <string.h>

#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include "options.h"

const char settings_help[] = "size=SIZE     (required) bytes of the disk, to 2^63 - 1; takes K, M, G, T, P, E\n"
                             "kind=KIND     torus32, torus64, feistel, shuffled32 or shuffled64\n"
                             "seed=NUMBER   of the generator, decimal or 0x hex\n"
                             "              (both required without a store that says them)\n"
                             "base=ADDRESS  of the first cell (default 0)\n"
                             "store=FILE    keeps what is written; made if it is not there\n"
                             "cow=BOOL      what is written is lost at the end (default false)\n"
                             "quota=SIZE    bytes that may be written (default no limit)\n"
                             "device=NAME   what computes: soft (the default), sim, tty, usb, auto";

static int take_number(const char *key, const char *value, uint64_t *out)
{
    const char *wrong = parse_number(value, out);
    if (wrong)
        nbdkit_error("%s=%s %s", key, value, wrong);
    return wrong ? -1 : 0;
}

static int take_size(const char *value, uint64_t *out)
{
    int64_t bytes = nbdkit_parse_size(value);
    if (bytes >= 0)
        *out = (uint64_t)bytes;
    return bytes < 0 ? -1 : 0;
}

static int take_kind(struct settings *settings, const char *key, const char *value)
{
    int kind = dg_kind_from_name(value);
    if (kind < 0 || kind == DG_FEISTEL_INV) {
        nbdkit_error("%s=%s is no generator of cells: it must be torus32, torus64, feistel, shuffled32 or shuffled64",
                     key, value);
        return -1;
    }
    settings->kind = (dg_kind)kind;
    settings->has_kind = true;
    return 0;
}

static int take_seed(struct settings *settings, const char *key, const char *value)
{
    settings->has_seed = true;
    return take_number(key, value, &settings->seed);
}

static int take_disk_size(struct settings *settings, const char *key, const char *value)
{
    (void)key;
    settings->has_size = true;
    return take_size(value, &settings->size);
}

static int take_base(struct settings *settings, const char *key, const char *value)
{
    return take_number(key, value, &settings->base);
}

// nbdkit leaves the folder that it is started in.
static int take_store(struct settings *settings, const char *key, const char *value)
{
    (void)key;
    settings->store = nbdkit_absolute_path(value);
    return settings->store ? 0 : -1;
}

static int take_cow(struct settings *settings, const char *key, const char *value)
{
    (void)key;
    int cow = nbdkit_parse_bool(value);
    settings->cow = cow > 0;
    return cow < 0 ? -1 : 0;
}

static int take_quota(struct settings *settings, const char *key, const char *value)
{
    (void)key;
    settings->has_quota = true;
    return take_size(value, &settings->quota);
}

static int take_device(struct settings *settings, const char *key, const char *value)
{
    (void)key;
    settings->device = value;
    return 0;
}

int settings_take(struct settings *settings, const char *key, const char *value)
{
    static const struct {
        const char *key;
        int (*take)(struct settings *settings, const char *key, const char *value);
    } rows[] = {{"kind", take_kind},   {"seed", take_seed}, {"size", take_disk_size}, {"base", take_base},
                {"store", take_store}, {"cow", take_cow},   {"quota", take_quota},    {"device", take_device}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(key, rows[i].key) == 0)
            return rows[i].take(settings, key, value);
    }
    nbdkit_error("%s= is unknown here: there are kind=, seed=, size=, base=, store=, cow=, quota= and device=", key);
    return -1;
}

int settings_check(const struct settings *settings)
{
    bool generator = settings->store || (settings->has_kind && settings->has_seed);
    if (!settings->has_size || !generator) {
        nbdkit_error("%s= is missing: a disk is said by kind=, seed= and size=, as in kind=feistel seed=7 size=1T; a "
                     "store= that there is has kind and seed",
                     generator             ? "size"
                     : !settings->has_kind ? "kind"
                                           : "seed");
        return -1;
    }
    if (settings->has_quota && !settings->cow && !settings->store) {
        nbdkit_error("quota= limits what is written, and this disk cannot be: store= or cow=true is missing");
        return -1;
    }
    return 0;
}
