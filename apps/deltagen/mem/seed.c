// SPDX-License-Identifier: Apache-2.0
// deltagen mem import and export: the files of the seed's programs.
#include <inttypes.h>

#include "mem.h"

static dg_genmem_format format_of(const struct options *options)
{
    return options->format == FORMAT_SEED_LOG ? DG_GENMEM_SEED_LOG : DG_GENMEM_SEED_SNAPSHOT;
}

static int run_import(const struct options *options)
{
    struct mem mem;
    int exit_code = mem_open(options, true, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_error err = {0};
    uint64_t cut = 0;
    if (dg_genmem_import(mem.memory, format_of(options), options->operand[2], NULL, &cut, &err) != DG_OK)
        exit_code = library_failed("mem", &err);
    else if (cut > 0)
        complain("%s: %" PRIu64 " bytes at the end are no record, and left out", options->operand[2], cut);
    return mem_close(&mem, exit_code);
}

static int run_export(const struct options *options)
{
    struct mem mem;
    int exit_code = mem_open(options, false, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_error err = {0};
    if (dg_genmem_export(mem.memory, format_of(options), options->operand[2], &err) != DG_OK)
        exit_code = library_failed("mem", &err);
    return mem_close(&mem, exit_code);
}

#define SEED_FORMATS                                                                                                   \
    "Formats: seed, a snapshot of version 1 (\"GMEM\", seed, cells); seed-log, an\n"                                   \
    "address and a value in 12 bytes for each write, without any check.\n"

const struct command command_mem_import = {
    .name = "mem import",
    .run = run_import,
    .summary = "write the cells of a foreign file into a memory",
    .takes = OPT_FORMAT,
    .requires = OPT_FORMAT,
    .formats = 1 << FORMAT_SEED | 1 << FORMAT_SEED_LOG,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "--format F STORE FILE",
    .details = "Writes what FILE holds into STORE, whose cells must be f32.\n"
               "Nothing is written if a snapshot is damaged or says another seed.\n"
               "Bytes at the end of a log that are no record are left out, with a message.\n"
               "\n" SEED_FORMATS,
    .examples = "deltagen mem import --format seed-log scores.dgm delta.aof\n",
};

const struct command command_mem_export = {
    .name = "mem export",
    .run = run_export,
    .summary = "write a memory's cells as a foreign file",
    .takes = OPT_FORMAT,
    .requires = OPT_FORMAT,
    .formats = 1 << FORMAT_SEED | 1 << FORMAT_SEED_LOG,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "--format F STORE FILE",
    .details = "Writes the written cells of STORE, which must be f32, to FILE, which must not\n"
               "be there yet.\n"
               "After a failure there is none.\n"
               "\n" SEED_FORMATS,
    .examples = "deltagen mem export --format seed scores.dgm snapshot.gmem\n",
};
