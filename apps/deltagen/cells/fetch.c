// SPDX-License-Identifier: Apache-2.0
// deltagen fetch: a few cells, a line each.
#include "cells.h"
#include "chunk.h"
#include "cli.h"
#include "json.h"

static int print_cells(const struct options *options, uint64_t addr, dg_device *dev, struct output *out,
                       struct json *json)
{
    uint8_t cells[16384];
    size_t size = dg_cell_size(options->kind);
    for (uint64_t left = options->count; left > 0 && !out->error;) {
        size_t n = left < sizeof cells / size ? (size_t)left : sizeof cells / size;
        dg_error err = {0};
        if (dg_synth_run(dev, options->kind, options->seed, addr, n, cells, &err) != DG_OK)
            return library_failed(options->device, &err);
        for (size_t i = 0; i < n; i++)
            cell_print_line(out, json, options->kind, addr + i, cell_raw(cells + i * size, size));
        addr += n;
        left -= n;
    }
    return EXIT_DONE;
}

static int run(const struct options *options)
{
    uint64_t addr;
    const char *wrong = parse_number(options->operand[1], &addr);
    if (wrong)
        return wrong_use("fetch", "ADDR: '%s' %s", options->operand[1], wrong);
    int exit_code = check_count("fetch", options->kind, options->count);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_device *dev;
    exit_code = device_open(options, DG_DEVICE_FAILOVER, &dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    struct output out;
    output_stdout(&out);
    struct json json = json_on(&out);
    bool as_json = options->given & OPT_JSON;
    if (as_json)
        json_array(&json);
    exit_code = print_cells(options, addr, dev, &out, as_json ? &json : NULL);
    if (as_json)
        json_end(&json);
    dg_device_close(dev);
    return output_close(&out, exit_code);
}

const struct command command_fetch = {
    .name = "fetch",
    .run = run,
    .summary = "print generated cells, a line each",
    .needs_device = true,
    .takes = OPT_KIND | OPT_SEED | OPT_COUNT | OPT_JSON,
    .requires = OPT_KIND | OPT_SEED,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "--kind K --seed S [--count N] [--json] ADDR",
    .details = "Prints the cells of the addresses ADDR, ADDR + 1, ... modulo 2^64; without\n"
               "--count one.\n"
               "A line holds the address, the raw bits and the value, with digits enough to\n"
               "read back the same float.\n",
    .examples = "deltagen fetch --kind torus64 --seed 42 0x1000\n"
                "deltagen fetch --kind feistel --seed 7 --count 16 0\n",
};
