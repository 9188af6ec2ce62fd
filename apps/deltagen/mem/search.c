// SPDX-License-Identifier: Apache-2.0
// deltagen mem search: the inverse of a memory's monotonic view.
#include "cells/search.h"
#include "mem.h"

static int search(const struct options *options, const struct mem *mem, double target)
{
    uint64_t addr;
    double value;
    dg_error err = {0};
    if (dg_genmem_search64(mem->memory, target, &addr, &err) != DG_OK ||
        dg_genmem_monotonic64(mem->memory, addr, &value, &err) != DG_OK)
        return library_failed("mem", &err);
    return search_print(options, addr, value);
}

static int run(const struct options *options)
{
    double target;
    struct mem mem;
    int exit_code = search_target(options, 2, "mem search", &target);
    if (exit_code == EXIT_DONE)
        exit_code = mem_open(options, false, &mem);
    return exit_code == EXIT_DONE ? mem_close(&mem, search(options, &mem, target)) : exit_code;
}

const struct command command_mem_search = {
    .name = "mem search",
    .run = run,
    .summary = "find the address of a value in a memory",
    .takes = OPT_JSON,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--json] STORE TARGET",
    .details = "Prints the first address into which TARGET was written; if there is none, the\n"
               "one that 'deltagen search' finds for it in the monotonic view of the seed.\n"
               "Behind it stands the value of the view there.\n",
    .examples = "deltagen mem search scores.dgm 0.75\n",
};
