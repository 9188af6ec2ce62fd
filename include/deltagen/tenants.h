// SPDX-License-Identifier: Apache-2.0
/**
 * @file tenants.h
 * Tenants: generative memories by name, with a limit on their number and a quota for each. A file system shows each as
 * a directory, laid out as its archetype says (docs/tenants.md).
 *
 * A name is UTF-8 of 1 to 255 bytes without '/' and control characters, and neither "." nor ".."; those that have none
 * get that of their seed, "seed_0x" and 16 hexadecimal digits.
 *
 * Errors: ARGUMENT (a name that is none, unknown or taken; NULL; size of a struct), BUSY (as many tenants as there may
 * be), MEMORY, and those of dg_genmem_create. A call that fails changes nothing and leaves *mem NULL.
 * Threads: any number of threads may call everything at once, but for dg_tenants_release, which is the last call.
 * A memory that was opened stays whole until its last hold is given up by dg_genmem_release, whoever removes the tenant
 * meanwhile.
 * Processes: after fork() the child has a copy of its own, if no other thread was in a call; a device that generates is
 * the parent's (device.h). Everything must be released before dlclose().
 */
#ifndef DELTAGEN_TENANTS_H
#define DELTAGEN_TENANTS_H

#include <deltagen/archetype.h>
#include <deltagen/genmem.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dg_tenants dg_tenants;

#define DG_TENANTS_NAME 256 /**< room for a name with its end */

/** What holds for all. What is zero is the default. */
typedef struct dg_tenants_options {
    uint32_t size;     /**< sizeof(dg_tenants_options) */
    uint32_t limit;    /**< most tenants at once; 0 = 1024 */
    uint64_t quota;    /**< of a tenant that says none: dg_genmem_options.quota; 0 = no limit */
    dg_device *device; /**< generates for all: dg_genmem_options.device */
} dg_tenants_options;

/** No tenants yet. options may be NULL. *out is NULL after a failure. */
DG_API int dg_tenants_create(const dg_tenants_options *options, dg_tenants **out, dg_error *err);

/** Forget all; NULL is allowed. Memories that are open stay with those who hold them. */
DG_API void dg_tenants_release(dg_tenants *tenants);

/** A tenant that is to be. What is zero is the default. */
typedef struct dg_tenants_new {
    uint32_t size; /**< sizeof(dg_tenants_new) */
    dg_kind kind;
    uint64_t seed;
    uint64_t quota; /**< 0 = that of the options */
    dg_archetype archetype;
    const char *name;  /**< NULL = that of the seed; copied */
    dg_genmem *memory; /**< one that exists, of which the tenants take a hold of their own; kind, seed and quota are
                            its. NULL = make one */
} dg_tenants_new;

/** Add a tenant. mem may be NULL; otherwise *mem is a hold of its memory, as by dg_tenants_open. */
DG_API int dg_tenants_add(dg_tenants *tenants, const dg_tenants_new *what, dg_genmem **mem, dg_error *err);

/** A hold of the memory of a tenant, to be given up by dg_genmem_release. */
DG_API int dg_tenants_open(dg_tenants *tenants, const char *name, dg_genmem **mem, dg_error *err);

/** Forget a tenant: its name is free at once. */
DG_API int dg_tenants_remove(dg_tenants *tenants, const char *name, dg_error *err);

/** What a tenant is and holds. */
typedef struct dg_tenants_info {
    uint32_t size; /**< sizeof(dg_tenants_info), set by the caller */
    dg_kind kind;
    uint64_t seed;
    uint64_t quota;
    uint64_t cells;  /**< that are written */
    uint64_t memory; /**< bytes that they take */
    dg_archetype archetype;
    char name[DG_TENANTS_NAME];
} dg_tenants_info;

DG_API int dg_tenants_get_info(dg_tenants *tenants, const char *name, dg_tenants_info *out, dg_error *err);

/** List them, in the order of their names' bytes: the tenant whose name is the next after `after`; NULL begins. *found
 *  is whether there is one, else *out is untouched. Tenants that come or go meanwhile may be in the list or not, all
 *  others are in it once. `after` may be out->name. */
DG_API int dg_tenants_next(dg_tenants *tenants, const char *after, dg_tenants_info *out, bool *found, dg_error *err);

/** How many there are. */
DG_API uint32_t dg_tenants_count(dg_tenants *tenants);

#ifdef __cplusplus
}
#endif
#endif
