// SPDX-License-Identifier: Apache-2.0
// Opening by name, closing, and what a device says of itself: deltagen/device.h.
#include "device.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "failover.h"
#include "link.h"

enum { DEFAULT_TIMEOUT_MS = 5000, LISTED_MAX = 16, NAME_LONGEST = PATH_MAX + 255 };

int dg_device_valid(const dg_device *dev, dg_error *err)
{
    if (dev == NULL)
        return dg_fail(err, DG_ERR_ARGUMENT, "dev is NULL: it must be a device that dg_device_open has opened");
    if (!dg_process_is_here(&dev->process))
        return dg_fail(err, DG_ERR_STATE,
                       "the device was opened before fork(): only the parent may use it, this process opens its own");
    return DG_OK;
}

// name is "TYPE" or "TYPE:REST".
static int open_link(const struct dg_link_type *type, const char *name, const dg_device_options *options,
                     struct dg_backend **out, dg_error *err)
{
    const char *rest = strchr(name, ':');
    struct dg_link *link;
    struct dg_backend *remote;
    int code = type->open(rest != NULL ? rest + 1 : "", &link, err);
    if (code == DG_OK)
        code = dg_remote_open(name, link, options, &remote, err);
    if (code == DG_OK && (options->flags & DG_DEVICE_FAILOVER) != 0)
        return dg_failover_open(remote, options->threads, out, err);
    if (code == DG_OK)
        *out = remote;
    return code;
}

struct choice {
    const struct dg_link_type *type;
    dg_device_listing listing;
};

// Can it be opened, as far as no byte is sent? Closes it again. Errors: those of the link.
static int try_link(const struct choice *choice, dg_error *err)
{
    const char *rest = strchr(choice->listing.name, ':');
    struct dg_link *link;
    int code = choice->type->open(rest != NULL ? rest + 1 : "", &link, err);
    if (code == DG_OK)
        link->type->close(link);
    return code;
}

// The hardware that is there and that no other program holds. Errors: a link that is there and broken.
static int find_free(struct choice out[LISTED_MAX], size_t *n, dg_error *err)
{
    *n = 0;
    for (size_t i = 0; dg_link_types[i] != NULL; i++) {
        dg_device_listing found[LISTED_MAX];
        size_t listed = dg_link_types[i]->automatic ? dg_link_types[i]->list(found, LISTED_MAX) : 0;
        for (size_t k = 0; k < listed && k < LISTED_MAX && *n < LISTED_MAX; k++) {
            out[*n] = (struct choice){dg_link_types[i], found[k]};
            int code = found[k].available ? try_link(&out[*n], err) : DG_ERR_NO_DEVICE;
            if (code == DG_OK)
                ++*n;
            else if (code != DG_ERR_NO_DEVICE && code != DG_ERR_BUSY)
                return code;
        }
    }
    return DG_OK;
}

// The hardware that is free, if it is one; else this CPU. Which of several, only the user can know.
static int open_auto(const dg_device_options *options, struct dg_backend **out, dg_error *err)
{
    struct choice hardware[LISTED_MAX];
    size_t n = 0;
    int code = find_free(hardware, &n, err);
    if (code == DG_OK && n > 1)
        return dg_fail(err, DG_ERR_ARGUMENT, "\"auto\" could be %s, %s%s: name one of them", hardware[0].listing.name,
                       hardware[1].listing.name, n > 2 ? " or others" : "");
    if (code == DG_OK && n == 1)
        code = open_link(hardware[0].type, hardware[0].listing.name, options, out, err);
    bool is_gone = code == DG_ERR_NO_DEVICE || code == DG_ERR_BUSY;
    if (n == 0 ? code != DG_OK : !is_gone)
        return code;
    return dg_soft_open(options->threads, out, err);
}

static int unknown_name(const char *name, dg_error *err)
{
    char known[128] = "";
    for (size_t i = 0; dg_link_types[i] != NULL; i++) {
        size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, ", \"%s\"", dg_link_types[i]->name);
    }
    return dg_fail(err, DG_ERR_ARGUMENT, "name is \"%.80s\": it must begin with one of \"auto\", \"soft\"%s", name,
                   known);
}

static int open_backend(const char *name, const dg_device_options *options, struct dg_backend **out, dg_error *err)
{
    size_t length = strcspn(name, ":");
    if (strcmp(name, "soft") == 0)
        return dg_soft_open(options->threads, out, err);
    if (strcmp(name, "auto") == 0)
        return open_auto(options, out, err);
    if (strncmp(name, "soft:", 5) == 0 || strncmp(name, "auto:", 5) == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "name is \"%.80s\": \"%.4s\" takes nothing after it", name, name);
    for (size_t i = 0; dg_link_types[i] != NULL; i++)
        if (strlen(dg_link_types[i]->name) == length && memcmp(dg_link_types[i]->name, name, length) == 0)
            return open_link(dg_link_types[i], name, options, out, err);
    return unknown_name(name, err);
}

static int check_open(const char *name, const dg_device_options *options, dg_error *err)
{
    if (name == NULL)
        return dg_fail(err, DG_ERR_ARGUMENT, "name is NULL: it must name a device, \"auto\" for instance");
    if (strlen(name) > NAME_LONGEST)
        return dg_fail(err, DG_ERR_ARGUMENT, "name has %zu bytes: it must have at most %d", strlen(name), NAME_LONGEST);
    if ((options->flags & ~DG_DEVICE_FAILOVER) != 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "options.flags is 0x%x: it must be 0 or DG_DEVICE_FAILOVER (%u)",
                       options->flags, DG_DEVICE_FAILOVER);
    if (options->threads > DG_DEVICE_THREADS_MAX)
        return dg_fail(err, DG_ERR_ARGUMENT, "options.threads is %u: it must be at most %u", options->threads,
                       DG_DEVICE_THREADS_MAX);
    return DG_OK;
}

int dg_device_open(const char *name, const dg_device_options *options, dg_device **out, dg_error *err)
{
    if (out == NULL)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the device");
    *out = NULL;
    dg_device_options set = options != NULL ? *options : (dg_device_options){0};
    if (set.timeout_ms == 0)
        set.timeout_ms = DEFAULT_TIMEOUT_MS;
    int code = check_open(name, &set, err);
    if (code != DG_OK)
        return code;
    dg_device *dev = calloc(1, sizeof *dev);
    if (dev == NULL || dg_lock_init(&dev->lock) != 0) {
        free(dev);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for the device handle (%zu bytes)", sizeof *dev);
    }
    struct dg_backend *backend = NULL;
    code = open_backend(name, &set, &backend, err);
    if (backend == NULL) {
        dg_lock_destroy(&dev->lock);
        free(dev);
        return code;
    }
    dev->info = backend->info;
    dev->options = set;
    dg_process_note(&dev->process);
    dg_attach(dev, backend);
    *out = dev;
    return DG_OK;
}

void dg_device_close(dg_device *dev)
{
    if (dg_device_valid(dev, NULL) != DG_OK)
        return;
    dg_detach(dev);
    dg_process_forget(&dev->process);
    dg_lock_destroy(&dev->lock);
    free(dev);
}

int dg_device_get_info(dg_device *dev, dg_device_info *out, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    if (out == NULL)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_device_info");
    dg_enter(dev);
    *out = dev->info;
    dg_leave(dev);
    return DG_OK;
}

int dg_device_get_counters(dg_device *dev, dg_device_counters *out, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    if (out == NULL)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_device_counters");
    dg_enter(dev);
    code =
        dev->dead.code != DG_OK ? dg_pass_error(err, &dev->dead) : dev->backend->type->counters(dev->backend, out, err);
    dg_leave(dev);
    return code;
}

size_t dg_device_list(dg_device_listing *out, size_t max)
{
    if (max > 0)
        out[0] = (dg_device_listing){.name = "soft", .description = "this CPU", .available = true};
    size_t n = 1;
    for (size_t i = 0; dg_link_types[i] != NULL; i++)
        n += n < max ? dg_link_types[i]->list(out + n, max - n) : dg_link_types[i]->list(NULL, 0);
    return n;
}

const char *dg_version(void)
{
    return DG_VERSION;
}
