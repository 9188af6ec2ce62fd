// SPDX-License-Identifier: Apache-2.0
// deltagen mem create, stat, check and compact: the file around a memory.
#include "mem.h"
#include "record.h"

static int run_create(const struct options *options)
{
    dg_genmem_options own = {.size = sizeof own, .kind = options->kind, .seed = options->seed, .quota = options->quota};
    dg_error err = {0};
    if (dg_genmem_store_create(options->operand[1], &own, &err) != DG_OK)
        return library_failed("mem", &err);
    return EXIT_DONE;
}

const struct command command_mem_create = {
    .name = "mem create",
    .run = run_create,
    .summary = "make a memory in a file",
    .takes = OPT_KIND | OPT_SEED | OPT_QUOTA,
    .requires = OPT_KIND | OPT_SEED,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "--kind K --seed S [--quota SIZE] STORE",
    .details = "Makes the file STORE, a memory of 2^64 cells that nobody has written: each has\n"
               "its generator's value, and the file takes a few bytes.\n"
               "A STORE that is there already stays as it is.\n"
               "With --quota, a write that would make the written cells more than SIZE bytes is\n"
               "refused as a whole.\n",
    .examples = "deltagen mem create --kind torus32 --seed 42 scores.dgm\n"
                "deltagen mem create --kind feistel --seed 7 --quota 1G words.dgm\n",
};

static int run_stat(const struct options *options)
{
    struct mem mem;
    struct output out;
    dg_genmem_info info = {.size = sizeof info};
    dg_error err = {0};
    int exit_code = mem_open(options, false, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    if (dg_genmem_get_info(mem.memory, &info, &err) != DG_OK)
        return mem_close(&mem, library_failed("mem", &err));
    output_stdout(&out);
    struct record record = record_begin(&out, options->given & OPT_JSON);
    record_text(&record, "store", mem.store);
    record_text(&record, "kind", dg_kind_name(info.kind));
    record_hex(&record, "seed", info.seed);
    record_count(&record, "quota", info.quota);
    record_count(&record, "cells", info.cells);
    record_count(&record, "bytes", info.cells * mem.cell);
    record_count(&record, "memory", info.memory);
    record_end(&record);
    exit_code = output_close(&out, EXIT_DONE);
    return mem_close(&mem, exit_code);
}

const struct command command_mem_stat = {
    .name = "mem stat",
    .run = run_stat,
    .summary = "print what a memory is and holds",
    .takes = OPT_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "[--json] STORE",
    .details = "Prints kind, seed, quota (0: none), how many cells are written and their bytes,\n"
               "and what they take in RAM when the memory is open.\n",
    .examples = "deltagen mem stat scores.dgm\n",
};

// Whether a store was read to its end; its records may be damaged all the same.
static bool was_read(int code, const dg_genmem_report *report)
{
    return code == DG_OK || (code == DG_ERR_IO && report->damaged > 0);
}

static int print_report(const struct options *options, const dg_genmem_report *report, const char *why)
{
    struct output out;
    output_stdout(&out);
    struct record record = record_begin(&out, options->given & OPT_JSON);
    record_text(&record, "store", options->operand[1]);
    record_bool(&record, "whole", !why);
    if (why)
        record_text(&record, "why", why);
    record_count(&record, "damaged", report->damaged);
    record_count(&record, "unfinished", report->cut);
    record_count(&record, "generation", report->generation);
    record_count(&record, "records", report->records);
    record_count(&record, "cells", report->cells);
    record_end(&record);
    return output_close(&out, why ? EXIT_DIFFERS : EXIT_DONE);
}

static int run_check(const struct options *options)
{
    dg_genmem_report report = {.size = sizeof report};
    dg_error err = {0};
    int code = dg_genmem_store_check(options->operand[1], &report, &err);
    if (!was_read(code, &report))
        return library_failed("mem", &err);
    return print_report(options, &report, code == DG_OK ? NULL : err.message);
}

const struct command command_mem_check = {
    .name = "mem check",
    .run = run_check,
    .summary = "read a memory's file and say whether it is whole",
    .takes = OPT_JSON,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "[--json] STORE",
    .details = "Reads all of STORE without changing it; another program may be writing to it.\n"
               "Prints whether it is whole, the damaged places, the bytes of a write that was\n"
               "never finished, which the next writer cuts off, the generation, 1 and one more\n"
               "with each compaction, the records and the written cells.\n"
               "\n"
               "Exits with 1 if it is damaged.\n",
    .examples = "deltagen mem check scores.dgm\n",
};

static int run_salvage(const struct options *options)
{
    dg_genmem_report report = {.size = sizeof report};
    dg_error err = {0};
    if (dg_genmem_store_salvage(options->operand[1], options->operand[2], &report, &err) != DG_OK)
        return library_failed("mem", &err);
    return print_report(options, &report, report.damaged > 0 ? "records are lost at the damaged places" : NULL);
}

const struct command command_mem_salvage = {
    .name = "mem salvage",
    .run = run_salvage,
    .summary = "make a new memory of what is whole in a damaged one",
    .takes = OPT_JSON,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--json] STORE NEW",
    .details = "Makes the store NEW of all that is whole in STORE, which stays as it is, and\n"
               "prints about STORE what 'deltagen mem check' does.\n"
               "\n"
               "Exits with 1 if something is lost.\n",
    .examples = "deltagen mem salvage broken.dgm mended.dgm\n",
};

static int run_compact(const struct options *options)
{
    struct mem mem;
    int exit_code = mem_open(options, true, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_error err = {0};
    if (dg_genmem_compact(mem.memory, &err) != DG_OK)
        exit_code = library_failed("mem", &err);
    return mem_close(&mem, exit_code);
}

const struct command command_mem_compact = {
    .name = "mem compact",
    .run = run_compact,
    .summary = "make a memory's file as short as what it holds",
    .operands_min = 1,
    .operands_max = 1,
    .usage = "STORE",
    .details = "Writes what STORE holds into a new file beside it, which then takes its place.\n"
               "A crash at any moment leaves the old one or the new one.\n",
    .examples = "deltagen mem compact scores.dgm\n",
};
