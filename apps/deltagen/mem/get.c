// SPDX-License-Identifier: Apache-2.0
// deltagen mem get and dump: cells of a memory, a line each.
#include "cells/cells.h"
#include "json.h"
#include "mem.h"

enum { BATCH = 2048 };

// A document of cells on stdout.
struct listing {
    struct output out;
    struct json json;
    struct json *as_json; // NULL: lines
};

static void begin(struct listing *listing, const struct options *options)
{
    output_stdout(&listing->out);
    listing->json = json_on(&listing->out);
    listing->as_json = options->given & OPT_JSON ? &listing->json : NULL;
    if (listing->as_json)
        json_array(&listing->json);
}

static int end(struct listing *listing, int exit_code)
{
    if (listing->as_json)
        json_end(&listing->json);
    return output_close(&listing->out, exit_code);
}

static int get_cells(const struct mem *mem, uint64_t addr, uint64_t count, struct listing *listing)
{
    uint8_t cells[8 * BATCH];
    while (count > 0 && !listing->out.error) {
        size_t n = count < BATCH ? (size_t)count : BATCH;
        dg_error err = {0};
        if (dg_genmem_fetch_run(mem->memory, addr, n, cells, &err) != DG_OK)
            return library_failed("mem", &err);
        for (size_t i = 0; i < n; i++)
            cell_print_line(&listing->out, listing->as_json, mem->kind, addr + i,
                            cell_raw(cells + i * mem->cell, mem->cell));
        addr += n;
        count -= n;
    }
    return EXIT_DONE;
}

static int run_get(const struct options *options)
{
    uint64_t addr;
    struct mem mem;
    struct listing listing;
    int exit_code = mem_address(options, 2, &addr);
    if (exit_code != EXIT_DONE)
        return exit_code;
    if (options->count > 0 && options->count - 1 > UINT64_MAX - addr)
        return wrong_use("mem get", "--count: the last address is 2^64 - 1, and %llu cells from there on go past it",
                         (unsigned long long)options->count);
    exit_code = mem_open(options, false, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    begin(&listing, options);
    exit_code = end(&listing, get_cells(&mem, addr, options->count, &listing));
    return mem_close(&mem, exit_code);
}

const struct command command_mem_get = {
    .name = "mem get",
    .run = run_get,
    .summary = "print cells of a memory, a line each",
    .takes = OPT_COUNT | OPT_JSON,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--count N] [--json] STORE ADDR",
    .details = "Prints the cells of the addresses ADDR, ADDR + 1, ...; without --count one.\n"
               "A cell has the value that was written, else that of its generator; the lines\n"
               "are those of 'deltagen fetch'.\n",
    .examples = "deltagen mem get scores.dgm 42\n"
                "deltagen mem get --count 16 scores.dgm 0x1000\n",
};

static int dump_cells(const struct mem *mem, struct listing *listing)
{
    uint64_t addrs[BATCH];
    uint8_t cells[8 * BATCH];
    size_t got = BATCH;
    for (uint64_t from = 0; got == BATCH && !listing->out.error; from = addrs[BATCH - 1] + 1) {
        dg_error err = {0};
        if (dg_genmem_list_dirty(mem->memory, from, BATCH, addrs, cells, &got, &err) != DG_OK)
            return library_failed("mem", &err);
        for (size_t i = 0; i < got; i++)
            cell_print_line(&listing->out, listing->as_json, mem->kind, addrs[i],
                            cell_raw(cells + i * mem->cell, mem->cell));
        if (got == BATCH && addrs[BATCH - 1] == UINT64_MAX)
            break;
    }
    return EXIT_DONE;
}

static int run_dump(const struct options *options)
{
    struct mem mem;
    struct listing listing;
    int exit_code = mem_open(options, false, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    begin(&listing, options);
    exit_code = end(&listing, dump_cells(&mem, &listing));
    return mem_close(&mem, exit_code);
}

const struct command command_mem_dump = {
    .name = "mem dump",
    .run = run_dump,
    .summary = "print what was written into a memory",
    .takes = OPT_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "[--json] STORE",
    .details = "Prints the written cells, a line each, in the order of their addresses: address,\n"
               "raw bits and value, as 'deltagen mem get' does. 'deltagen mem load' reads it.\n",
    .examples = "deltagen mem dump scores.dgm\n"
                "deltagen mem dump scores.dgm | deltagen mem load copy.dgm\n",
};
