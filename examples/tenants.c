// SPDX-License-Identifier: Apache-2.0
// Two users with memories of their own: a value for every path of a document, of which one is changed for one of them.
//
// $ ./tenants
// anna: order 3 costs 12119715244456274681, order 4 8205162182082082947; 0 written
// bert: order 3 costs 500, order 4 8972550851974578688; 1 written
#include <deltagen/deltagen.h>
#include <inttypes.h>
#include <stdio.h>

static int add(dg_tenants *tenants, const char *name, uint64_t seed, dg_error *err)
{
    const dg_tenants_new what = {.size = sizeof what, .kind = DG_FEISTEL, .seed = seed, .name = name};
    return dg_tenants_add(tenants, &what, NULL, err);
}

static int set_price(dg_tenants *tenants, const char *name, dg_error *err)
{
    dg_genmem *mem;
    int code = dg_tenants_open(tenants, name, &mem, err);
    if (code != DG_OK)
        return code;
    code = dg_spaces_write_path(mem, "shop", "orders[3].price", 500, err);
    dg_genmem_release(mem);
    return code;
}

static int show(dg_tenants *tenants, const dg_tenants_info *info, dg_error *err)
{
    dg_genmem *mem;
    uint64_t price = 0, next = 0;
    int code = dg_tenants_open(tenants, info->name, &mem, err);
    if (code == DG_OK)
        code = dg_spaces_fetch_path(mem, "shop", "orders[3].price", &price, err);
    if (code == DG_OK)
        code = dg_spaces_fetch_path(mem, "shop", "orders[4].price", &next, err);
    if (code == DG_OK)
        printf("%s: order 3 costs %" PRIu64 ", order 4 %" PRIu64 "; %" PRIu64 " written\n", info->name, price, next,
               info->cells);
    dg_genmem_release(mem);
    return code;
}

int main(void)
{
    dg_error err = {0};
    dg_tenants *tenants;
    int code = dg_tenants_create(NULL, &tenants, &err);
    if (code == DG_OK)
        code = add(tenants, "anna", 1, &err);
    if (code == DG_OK)
        code = add(tenants, "bert", 2, &err);
    if (code == DG_OK)
        code = set_price(tenants, "bert", &err);
    dg_tenants_info info = {.size = sizeof info};
    bool found = code == DG_OK;
    for (const char *after = NULL; code == DG_OK && found; after = info.name) {
        code = dg_tenants_next(tenants, after, &info, &found, &err);
        if (code == DG_OK && found)
            code = show(tenants, &info, &err);
    }
    if (code != DG_OK)
        fprintf(stderr, "%s\n", err.message);
    dg_tenants_release(tenants);
    return code != DG_OK;
}
