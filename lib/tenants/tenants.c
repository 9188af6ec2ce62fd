// SPDX-License-Identifier: Apache-2.0
// Memories by name: deltagen/tenants.h. The table has a hold of each memory, so that a call needs the lock only to find
// it; what takes long, making a memory and giving one up, is done outside.
#include <deltagen/tenants.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/lock.h"
#include "base/sized.h"
#include "names.h"

enum { LIMIT = 1024, FIRST_ROOM = 8 };

struct tenant {
    dg_genmem *memory;
    dg_archetype archetype;
    char *name;
};

struct dg_tenants {
    dg_tenants_options options;
    struct dg_lock lock;
    struct tenant *table; // in the order of the names; by lock, as what follows
    size_t count, room;
};

int dg_tenants_create(const dg_tenants_options *options, dg_tenants **out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to room for the tenants");
    *out = NULL;
    dg_tenants_options own = {.size = sizeof own};
    int code = options ? dg_sized_take(&own, sizeof own, options, "dg_tenants_options", err) : DG_OK;
    if (code != DG_OK)
        return code;
    if (own.limit == 0)
        own.limit = LIMIT;
    dg_tenants *tenants = calloc(1, sizeof *tenants);
    if (!tenants || dg_lock_init(&tenants->lock) != 0) {
        free(tenants);
        return dg_fail(err, DG_ERR_MEMORY, "no memory for tenants");
    }
    tenants->options = own;
    *out = tenants;
    return DG_OK;
}

static void forget(struct tenant *tenant)
{
    dg_genmem_release(tenant->memory);
    free(tenant->name);
}

void dg_tenants_release(dg_tenants *tenants)
{
    if (!tenants)
        return;
    for (size_t i = 0; i < tenants->count; i++)
        forget(&tenants->table[i]);
    free(tenants->table);
    dg_lock_destroy(&tenants->lock);
    free(tenants);
}

static int check_tenants(const dg_tenants *tenants, dg_error *err)
{
    return tenants ? DG_OK : dg_fail(err, DG_ERR_ARGUMENT, "tenants is NULL: it must be from dg_tenants_create");
}

// The place of the first tenant whose name is not below; *equal: it has this name.
static size_t place_of(const dg_tenants *tenants, const char *name, bool *equal) DG_REQUIRES(tenants->lock)
{
    size_t low = 0, high = tenants->count;
    *equal = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(tenants->table[middle].name, name);
        *equal |= order == 0;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Takes over what the tenant holds, unless it fails.
static int insert(dg_tenants *tenants, struct tenant *tenant, dg_error *err) DG_REQUIRES(tenants->lock)
{
    bool taken;
    size_t place = place_of(tenants, tenant->name, &taken);
    if (taken)
        return dg_fail(err, DG_ERR_ARGUMENT, "there is a tenant \"%s\": open it, or take another name", tenant->name);
    if (tenants->count >= tenants->options.limit)
        return dg_fail(err, DG_ERR_BUSY, "there are %u tenants, the limit: remove one, or set a higher limit",
                       tenants->options.limit);
    if (tenants->count == tenants->room) {
        size_t room = tenants->room > 0 ? 2 * tenants->room : FIRST_ROOM;
        struct tenant *table = realloc(tenants->table, room * sizeof *table);
        if (!table)
            return dg_fail(err, DG_ERR_MEMORY, "no memory for another tenant");
        tenants->table = table;
        tenants->room = room;
    }
    struct tenant *at = tenants->table + place;
    memmove(at + 1, at, (tenants->count - place) * sizeof *at);
    *at = *tenant;
    tenants->count++;
    *tenant = (struct tenant){0};
    return DG_OK;
}

// Its memory: the given one, with a hold more, or a new one.
static int find_memory(const dg_tenants *tenants, const dg_tenants_new *what, dg_genmem **memory, dg_error *err)
{
    if (what->memory) {
        *memory = what->memory;
        dg_genmem_retain(what->memory);
        return DG_OK;
    }
    dg_genmem_options options = {.size = sizeof options,
                                 .kind = what->kind,
                                 .seed = what->seed,
                                 .quota = what->quota != 0 ? what->quota : tenants->options.quota,
                                 .device = tenants->options.device};
    return dg_genmem_create(&options, memory, err);
}

// What it holds is to be forgotten, also after a failure.
static int make_tenant(const dg_tenants *tenants, const dg_tenants_new *what, struct tenant *out, dg_error *err)
{
    char of_seed[DG_TENANTS_NAME];
    dg_tenants_name_of_seed(what->seed, of_seed);
    const char *name = what->name ? what->name : of_seed;
    int code = dg_tenants_check_name(name, err);
    if (code != DG_OK)
        return code;
    if (dg_archetype_count(what->archetype) == 0)
        return dg_fail(err, DG_ERR_ARGUMENT, "archetype is %d: it must be one of dg_archetype", (int)what->archetype);
    size_t size = strlen(name) + 1;
    out->archetype = what->archetype;
    out->name = malloc(size);
    if (!out->name)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for another tenant");
    memcpy(out->name, name, size);
    return find_memory(tenants, what, &out->memory, err);
}

static int add(dg_tenants *tenants, struct tenant *tenant, dg_genmem **mem, dg_error *err)
{
    dg_genmem *memory = tenant->memory;
    dg_lock_acquire(&tenants->lock);
    int code = insert(tenants, tenant, err);
    if (code == DG_OK && mem) {
        *mem = memory;
        dg_genmem_retain(memory);
    }
    dg_lock_release(&tenants->lock);
    return code;
}

int dg_tenants_add(dg_tenants *tenants, const dg_tenants_new *what, dg_genmem **mem, dg_error *err)
{
    if (mem)
        *mem = NULL;
    int code = check_tenants(tenants, err);
    if (code != DG_OK)
        return code;
    if (!what)
        return dg_fail(err, DG_ERR_ARGUMENT, "what is NULL: it must point to a dg_tenants_new");
    dg_tenants_new own;
    code = dg_sized_take(&own, sizeof own, what, "dg_tenants_new", err);
    if (code != DG_OK)
        return code;
    struct tenant tenant = {0};
    code = make_tenant(tenants, &own, &tenant, err);
    if (code == DG_OK)
        code = add(tenants, &tenant, mem, err);
    forget(&tenant);
    return code;
}

// The tenant of a name. Errors: ARGUMENT.
static int find(const dg_tenants *tenants, const char *name, size_t *place, dg_error *err) DG_REQUIRES(tenants->lock)
{
    bool equal;
    *place = place_of(tenants, name, &equal);
    return equal ? DG_OK : dg_fail(err, DG_ERR_ARGUMENT, "there is no tenant \"%s\": dg_tenants_next lists them", name);
}

static int check_both(const dg_tenants *tenants, const char *name, dg_error *err)
{
    int code = check_tenants(tenants, err);
    return code == DG_OK ? dg_tenants_check_name(name, err) : code;
}

int dg_tenants_open(dg_tenants *tenants, const char *name, dg_genmem **mem, dg_error *err)
{
    if (!mem)
        return dg_fail(err, DG_ERR_ARGUMENT, "mem is NULL: it must point to room for the memory");
    *mem = NULL;
    int code = check_both(tenants, name, err);
    if (code != DG_OK)
        return code;
    size_t place;
    dg_lock_acquire(&tenants->lock);
    code = find(tenants, name, &place, err);
    if (code == DG_OK) {
        *mem = tenants->table[place].memory;
        dg_genmem_retain(*mem);
    }
    dg_lock_release(&tenants->lock);
    return code;
}

int dg_tenants_remove(dg_tenants *tenants, const char *name, dg_error *err)
{
    int code = check_both(tenants, name, err);
    if (code != DG_OK)
        return code;
    struct tenant tenant = {0};
    size_t place;
    dg_lock_acquire(&tenants->lock);
    code = find(tenants, name, &place, err);
    if (code == DG_OK) {
        struct tenant *at = tenants->table + place;
        tenant = *at;
        memmove(at, at + 1, (tenants->count - place - 1) * sizeof *at);
        tenants->count--;
    }
    dg_lock_release(&tenants->lock);
    forget(&tenant);
    return code;
}

// What the table knows of a tenant, and a hold of its memory.
static dg_genmem *copy(const struct tenant *tenant, dg_tenants_info *info)
{
    info->archetype = tenant->archetype;
    memcpy(info->name, tenant->name, strlen(tenant->name) + 1);
    dg_genmem_retain(tenant->memory);
    return tenant->memory;
}

// Add what the memory knows, and give it up.
static int complete(dg_genmem *memory, dg_tenants_info *info, dg_tenants_info *out, dg_error *err)
{
    dg_genmem_info held = {.size = sizeof held};
    int code = dg_genmem_get_info(memory, &held, err);
    dg_genmem_release(memory);
    if (code != DG_OK)
        return code;
    info->kind = held.kind;
    info->seed = held.seed;
    info->quota = held.quota;
    info->cells = held.cells;
    info->memory = held.memory;
    dg_sized_give(out, info, sizeof *info);
    return DG_OK;
}

static int check_info(dg_tenants_info *out, dg_error *err)
{
    if (!out)
        return dg_fail(err, DG_ERR_ARGUMENT, "out is NULL: it must point to a dg_tenants_info");
    return dg_sized_check(out, 0, sizeof *out, "dg_tenants_info", err);
}

int dg_tenants_get_info(dg_tenants *tenants, const char *name, dg_tenants_info *out, dg_error *err)
{
    int code = check_both(tenants, name, err);
    if (code == DG_OK)
        code = check_info(out, err);
    if (code != DG_OK)
        return code;
    dg_tenants_info info = {.size = sizeof info};
    dg_genmem *memory = NULL;
    size_t place;
    dg_lock_acquire(&tenants->lock);
    code = find(tenants, name, &place, err);
    if (code == DG_OK)
        memory = copy(&tenants->table[place], &info);
    dg_lock_release(&tenants->lock);
    return code == DG_OK ? complete(memory, &info, out, err) : code;
}

int dg_tenants_next(dg_tenants *tenants, const char *after, dg_tenants_info *out, bool *found, dg_error *err)
{
    if (!found)
        return dg_fail(err, DG_ERR_ARGUMENT, "found is NULL: it must point to room for the answer");
    int code = check_tenants(tenants, err);
    if (code == DG_OK)
        code = check_info(out, err);
    if (code != DG_OK)
        return code;
    dg_tenants_info info = {.size = sizeof info};
    dg_genmem *memory = NULL;
    bool equal = false;
    dg_lock_acquire(&tenants->lock);
    size_t place = after ? place_of(tenants, after, &equal) + equal : 0;
    if (place < tenants->count)
        memory = copy(&tenants->table[place], &info);
    dg_lock_release(&tenants->lock);
    *found = memory;
    return memory ? complete(memory, &info, out, err) : DG_OK;
}

uint32_t dg_tenants_count(dg_tenants *tenants)
{
    if (!tenants)
        return 0;
    dg_lock_acquire(&tenants->lock);
    uint32_t count = (uint32_t)tenants->count;
    dg_lock_release(&tenants->lock);
    return count;
}
