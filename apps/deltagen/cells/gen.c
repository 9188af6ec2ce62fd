// SPDX-License-Identifier: Apache-2.0
// deltagen gen: a run of cells as bytes or text, of any length, in chunks.
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "cells.h"
#include "chunk.h"
#include "cli.h"
#include "interrupt.h"
#include "progress.h"

static void print_cells(struct output *out, const struct options *options, uint64_t addr, const uint8_t *cells,
                        size_t bytes)
{
    size_t size = dg_cell_size(options->kind);
    for (size_t i = 0; i < bytes / size; i++) {
        uint64_t raw = cell_raw(cells + i * size, size);
        if (options->format == FORMAT_CSV)
            output_print(out, "0x%016" PRIx64 ",", addr + i);
        cell_print_raw(out, options->kind, raw);
        if (options->format == FORMAT_CSV) {
            output_write(out, ",", 1);
            cell_print_value(out, options->kind, raw);
        }
        output_write(out, "\n", 1);
    }
}

static int generate(const struct options *options, uint64_t bytes, dg_device *dev, struct chunk *chunk,
                    struct output *out)
{
    size_t size = dg_cell_size(options->kind);
    int exit_code = EXIT_DONE;
    struct progress progress = progress_start("B", bytes);
    if (options->format == FORMAT_CSV)
        output_print(out, "address,raw,value\n");
    for (uint64_t done = 0; done < bytes && !out->error && exit_code == EXIT_DONE;) {
        size_t n = bytes - done < chunk->size ? (size_t)(bytes - done) : chunk->size;
        uint64_t addr = options->base + done / size;
        dg_error err = {0};
        if (dg_synth_run(dev, options->kind, options->seed, addr, (n + size - 1) / size, chunk->bytes, &err) != DG_OK)
            exit_code = library_failed(options->device, &err);
        else if (options->format == FORMAT_RAW)
            output_write(out, chunk->bytes, n);
        else
            print_cells(out, options, addr, chunk->bytes, n);
        done += n;
        if (interrupted() && !out->error)
            out->error = EINTR;
        progress_show(&progress, done);
    }
    progress_hide(&progress);
    return exit_code;
}

static int generate_to(const struct options *options, uint64_t bytes, dg_device *dev, struct chunk *chunk)
{
    struct output out;
    int exit_code = EXIT_DONE;
    if (options->output)
        exit_code =
            output_file(&out, options->output, options->given & OPT_DIRECT, options->format == FORMAT_RAW ? bytes : 0);
    else
        output_stdout(&out);
    if (exit_code == EXIT_DONE)
        exit_code = output_close(&out, generate(options, bytes, dev, chunk, &out));
    return exit_code;
}

// The length of the run in bytes, and whether that makes sense.
static int check_length(const struct options *options, uint64_t *bytes)
{
    size_t size = dg_cell_size(options->kind);
    if (options->given & OPT_COUNT) {
        *bytes = options->count * size;
        return check_count("gen", options->kind, options->count);
    }
    *bytes = options->bytes;
    if (options->format != FORMAT_RAW && *bytes % size != 0)
        return wrong_use("gen", "--bytes: %" PRIu64 " is no whole number of %zu-byte cells, which lines of text need",
                         *bytes, size);
    return EXIT_DONE;
}

static int run(const struct options *options)
{
    uint64_t bytes;
    int exit_code = check_length(options, &bytes);
    if (exit_code != EXIT_DONE)
        return exit_code;
    if (!(options->given & (OPT_FORMAT | OPT_OUTPUT)) && isatty(STDOUT_FILENO))
        return wrong_use("gen", "bytes are not written to a terminal; use --output, a pipe, or --format hex");
    if ((options->given & OPT_DIRECT) && (!options->output || options->format != FORMAT_RAW))
        return wrong_use("gen", "--direct is for bytes into a file: it needs --output, and no --format");
    dg_device *dev;
    exit_code = device_open(options, DG_DEVICE_FAILOVER, &dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    struct chunk chunk;
    interrupt_catch();
    exit_code = chunk_get(&chunk, dev, options);
    if (exit_code == EXIT_DONE)
        exit_code = generate_to(options, bytes, dev, &chunk);
    chunk_free(&chunk);
    dg_device_close(dev);
    return exit_code;
}

const struct command command_gen = {
    .name = "gen",
    .run = run,
    .summary = "write a run of generated cells",
    .needs_device = true,
    .takes =
        OPT_KIND | OPT_SEED | OPT_BASE | OPT_COUNT | OPT_BYTES | OPT_FORMAT | OPT_OUTPUT | OPT_DIRECT | OPT_THREADS,
    .formats = 1 << FORMAT_RAW | 1 << FORMAT_HEX | 1 << FORMAT_CSV,
    .requires = OPT_KIND | OPT_SEED,
    .one_of = OPT_COUNT | OPT_BYTES,
    .usage =
        "--kind K --seed S [--base ADDR] (--count N | --bytes SIZE) [--format F] [-o FILE] [--direct] [--threads N]",
    .details = "Writes the cells of the addresses ADDR, ADDR + 1, ... to stdout or FILE.\n"
               "Addresses wrap modulo 2^64.\n"
               "With --bytes the last cell may be cut, in raw format only.\n"
               "\n"
               "A regular FILE is written under another name beside it, and takes its name\n"
               "when it is complete and on the disk, so a run that fails or is interrupted\n"
               "leaves FILE as it was.\n"
               "Where that cannot be (something is mounted on FILE, its folder may not be\n"
               "written, it is another user's, or the disk has no room for both) it is written\n"
               "in place; a message says so before.\n"
               "Devices and pipes are written directly, /dev/stdout, /dev/fd/N and - through\n"
               "that descriptor, behind what is there; after a failure the message tells how\n"
               "many bytes went there.\n"
               "With --direct they go past the page cache, where the file system can do that;\n"
               "a last part that is no whole block does not.\n"
               "Where the data do not reach the disk, the exit code is 3.\n",
    .examples = "deltagen gen --kind feistel --seed 7 --bytes 1G -o disk.img\n"
                "deltagen gen --kind shuffled32 --seed 1 --count 1000 --format csv\n",
};
