// SPDX-License-Identifier: Apache-2.0
// Opening by name, closing, and what a device says of itself: deltagen/device.h.
#include "device.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/sized.h"
#include "failover.h"
#include "link.h"

enum { DEFAULT_TIMEOUT_MS = 5000, LISTED_MAX = 16, NAME_LONGEST = PATH_MAX + 255 };

// name is "TYPE" or "TYPE:REST".
static int open_link(const struct dg_link_type *type, const char *name, const dg_device_options *options,
                     struct dg_backend **out, dg_error *err)
{
    const char *rest = strchr(name, ':');
    struct dg_link *link;
    struct dg_backend *remote;
    int code = dg_link_open(type, rest ? rest + 1 : "", &link, err);
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
    struct dg_link_listing listing;
};

// Can it be opened, as far as no byte is sent? Closes it again. Errors: those of the link.
static int try_link(const struct choice *choice, dg_error *err)
{
    const char *rest = strchr(choice->listing.name, ':');
    struct dg_link *link;
    int code = choice->type->open(rest ? rest + 1 : "", &link, err);
    if (code == DG_OK)
        link->type->close(link);
    return code;
}

// The hardware that is there and that no other program holds. Errors: a link that is there and broken.
static int find_free(struct choice out[LISTED_MAX], size_t *n, dg_error *err)
{
    *n = 0;
    for (size_t i = 0; dg_link_types[i]; i++) {
        struct dg_link_listing found[LISTED_MAX];
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

static int set_name(dg_device *dev, const char *name, dg_error *err)
{
    size_t bytes = strlen(name) + 1;
    char *copy = malloc(bytes);
    if (!copy)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for the name of a device (%zu bytes)", bytes);
    memcpy(copy, name, bytes);
    free(dev->name);
    dev->name = copy;
    return DG_OK;
}

// The hardware that is free, if it is one; else this CPU. Which of several, only the user can know.
static int open_auto(dg_device *dev, struct dg_backend **out, dg_error *err)
{
    struct choice hardware[LISTED_MAX];
    size_t n = 0;
    int code = find_free(hardware, &n, err);
    if (code == DG_OK && n > 1)
        return dg_fail(err, DG_ERR_ARGUMENT, "\"auto\" could be %s, %s%s: name one of them", hardware[0].listing.name,
                       hardware[1].listing.name, n > 2 ? " or others" : "");
    if (code == DG_OK && n == 1)
        code = set_name(dev, hardware[0].listing.name, err);
    if (code == DG_OK && n == 1)
        code = open_link(hardware[0].type, dev->name, &dev->options, out, err);
    bool is_gone = code == DG_ERR_NO_DEVICE || code == DG_ERR_BUSY;
    if (n == 0 ? code != DG_OK : !is_gone)
        return code;
    code = set_name(dev, "soft", err);
    return code == DG_OK ? dg_soft_open("", dev->options.threads, out, err) : code;
}

static int unknown_name(const char *name, dg_error *err)
{
    char known[128] = "";
    for (size_t i = 0; dg_link_types[i]; i++) {
        size_t used = strlen(known);
        (void)snprintf(known + used, sizeof known - used, ", \"%s\"", dg_link_types[i]->name);
    }
    return dg_fail(err, DG_ERR_ARGUMENT, "name is \"%.80s\": it must begin with one of \"auto\", \"soft\"%s", name,
                   known);
}

static int open_backend(dg_device *dev, struct dg_backend **out, dg_error *err)
{
    const char *name = dev->name;
    size_t length = strcspn(name, ":");
    if (strcmp(name, "soft") == 0 || strncmp(name, "soft:", 5) == 0)
        return dg_soft_open(name[4] == ':' ? name + 5 : "", dev->options.threads, out, err);
    if (strcmp(name, "auto") == 0)
        return open_auto(dev, out, err);
    if (strncmp(name, "auto:", 5) == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "name is \"%.80s\": \"auto\" takes nothing after it", name);
    for (size_t i = 0; dg_link_types[i]; i++)
        if (strlen(dg_link_types[i]->name) == length && memcmp(dg_link_types[i]->name, name, length) == 0)
            return open_link(dg_link_types[i], name, &dev->options, out, err);
    return unknown_name(name, err);
}

// From the caller's options, which may be NULL, to complete ones.
static int take_options(const dg_device_options *given, dg_device_options *own, dg_error *err)
{
    *own = (dg_device_options){.size = sizeof *own};
    int code = given ? dg_sized_take(own, sizeof *own, given, "dg_device_options", err) : DG_OK;
    if (code != DG_OK)
        return code;
    if ((own->flags & ~DG_DEVICE_FAILOVER) != 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "options.flags is 0x%x: it must be 0 or DG_DEVICE_FAILOVER (%u)",
                       own->flags, DG_DEVICE_FAILOVER);
    if (own->threads > DG_DEVICE_THREADS_MAX)
        return dg_fail(err, DG_ERR_ARGUMENT, "options.threads is %u: it must be at most %u", own->threads,
                       DG_DEVICE_THREADS_MAX);
    if (own->timeout_ms == 0)
        own->timeout_ms = DEFAULT_TIMEOUT_MS;
    return DG_OK;
}

static int open_handle(dg_device *dev, const char *name, dg_error *err)
{
    struct dg_backend *backend = NULL;
    int code = set_name(dev, name, err);
    if (code == DG_OK)
        code = open_backend(dev, &backend, err);
    if (!backend)
        return code;
    dev->info = backend->info;
    dev->info.name = dev->name;
    if (!dev->info.kernels)
        dev->info.kernels = "";
    dg_process_note(&dev->process);
    dg_attach(dev, backend);
    return DG_OK;
}

static void free_handle(dg_device *dev)
{
    dg_lock_destroy(&dev->lock);
    free(dev->name);
    free(dev);
}

int dg_device_open(const char *name, const dg_device_options *options, dg_device **out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the device");
    *out = NULL;
    if (!name)
        return dg_fail(err, DG_ERR_ARGUMENT, "name is NULL: it must name a device, \"auto\" for instance");
    if (strlen(name) > NAME_LONGEST)
        return dg_fail(err, DG_ERR_ARGUMENT, "name has %zu bytes: it must have at most %d", strlen(name), NAME_LONGEST);
    dg_device_options own;
    int code = take_options(options, &own, err);
    if (code != DG_OK)
        return code;
    dg_device *dev = calloc(1, sizeof *dev);
    if (!dev || dg_lock_init(&dev->lock) != 0) {
        free(dev);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for the device handle (%zu bytes)", sizeof *dev);
    }
    dev->options = own;
    code = open_handle(dev, name, err);
    if (code == DG_OK)
        *out = dev;
    else
        free_handle(dev);
    return code;
}

void dg_device_close(dg_device *dev)
{
    if (dg_device_valid(dev, NULL) != DG_OK)
        return;
    dg_detach(dev);
    dg_process_forget(&dev->process);
    free_handle(dev);
}

int dg_device_get_info(dg_device *dev, dg_device_info *out, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_device_info");
    code = dg_sized_check(out, 0, sizeof *out, "dg_device_info", err);
    if (code != DG_OK)
        return code;
    dg_enter(dev);
    dg_sized_give(out, &dev->info, sizeof dev->info);
    dg_leave(dev);
    return DG_OK;
}

int dg_device_get_counters(dg_device *dev, dg_device_counters *out, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_device_counters");
    code = dg_sized_check(out, 0, sizeof *out, "dg_device_counters", err);
    if (code != DG_OK)
        return code;
    dg_device_counters counters;
    dg_enter(dev);
    code = dev->dead.code != DG_OK ? dg_pass_error(err, &dev->dead)
                                   : dev->backend->type->counters(dev->backend, &counters, err);
    dg_leave(dev);
    if (code == DG_OK)
        dg_sized_give(out, &counters, sizeof counters);
    return code;
}

int dg_device_list(dg_device_listing **out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for a list");
    *out = NULL;
    size_t max = 1, n = 1;
    for (size_t i = 0; dg_link_types[i]; i++)
        max += dg_link_types[i]->list(NULL, 0);
    dg_device_listing *list = calloc(max, sizeof *list + sizeof(struct dg_link_listing));
    if (!list)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a list of %zu devices", max);
    struct dg_link_listing *found = (struct dg_link_listing *)(list + max);
    found[0] = (struct dg_link_listing){.name = "soft", .description = "this CPU", .available = true};
    for (size_t i = 0; dg_link_types[i]; i++) {
        size_t listed = dg_link_types[i]->list(found + n, max - n);
        n = listed < max - n ? n + listed : max; // more have come meanwhile: next time
    }
    for (size_t i = 0; i < n; i++)
        list[i] = (dg_device_listing){i + 1 < n ? &list[i + 1] : NULL, found[i].name, found[i].description,
                                      found[i].available};
    *out = list;
    return DG_OK;
}

void dg_device_list_free(dg_device_listing *list)
{
    free(list);
}
