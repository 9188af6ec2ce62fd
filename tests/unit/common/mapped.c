// SPDX-License-Identifier: Apache-2.0
#include "mapped.h"

#include "unit.h"

dg_genmem *memory(dg_kind kind, uint64_t quota)
{
    dg_genmem_options options = {.size = sizeof options, .kind = kind, .seed = SEED, .quota = quota};
    dg_genmem *mem = NULL;
    assert_done(dg_genmem_create(&options, &mem, err));
    return mem;
}

dg_map *mapped(dg_genmem *mem, uint64_t first, uint64_t cells, unsigned flags, uint64_t resident)
{
    dg_map_options options = {.size = sizeof options, .flags = flags, .resident = resident};
    dg_map *map = NULL;
    assert_done(dg_map_open(mem, first, cells, &options, &map, err));
    return map;
}

uint64_t written(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    return info.cells;
}

uint64_t cell_of(const dg_genmem *mem, uint64_t addr)
{
    uint64_t bits = 0;
    assert_done(dg_genmem_fetch(mem, addr, &bits, err));
    return bits;
}

dg_map_info about(dg_map *map)
{
    dg_map_info info = {.size = sizeof info};
    assert_done(dg_map_get_info(map, &info, err));
    return info;
}

bool has_maps(void)
{
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = NULL;
    dg_error err;
    int code = dg_map_open(mem, 0, 1, NULL, &map, &err);
    dg_map_discard(map);
    dg_genmem_release(mem);
    if (code == DG_ERR_UNSUPPORTED)
        printf("skipped: %s\n", err.message);
    return code != DG_ERR_UNSUPPORTED;
}
