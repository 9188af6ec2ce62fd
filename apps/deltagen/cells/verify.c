// SPDX-License-Identifier: Apache-2.0
// deltagen verify: reads data in chunks, has the device compare them, and says where they differ.
#include <inttypes.h>
#include <string.h>

#include "cells.h"
#include "chunk.h"
#include "cli.h"
#include "input.h"
#include "interrupt.h"
#include "ranges.h"

struct verification {
    const struct options *options;
    dg_device *dev;
    struct chunk data, expected;
    struct ranges ranges;
    uint64_t bytes; // compared, whole chunks
    uint64_t wrong; // cells, a cut one at the end included
};

// How many bytes to compare, unless the data end before.
static uint64_t asked(const struct verification *v)
{
    return v->options->given & OPT_BYTES ? v->options->bytes : UINT64_MAX;
}

static bool is_short(const struct verification *v)
{
    return v->options->given & OPT_BYTES && v->bytes < v->options->bytes;
}

// Compare a chunk with what the device generates, cell by cell. *whole: wrong cells but for a cut one at the end.
static int look_closely(struct verification *v, const uint8_t *data, size_t bytes, uint64_t *whole)
{
    const struct options *options = v->options;
    size_t size = dg_cell_size(options->kind);
    uint64_t addr = options->base + v->bytes / size;
    const uint8_t *expected = v->expected.bytes;
    dg_error err = {0};
    if (dg_synth_run(v->dev, options->kind, options->seed, addr, (bytes + size - 1) / size, v->expected.bytes, &err) !=
        DG_OK)
        return library_failed(options->device, &err);
    for (size_t i = 0; i < bytes; i += size) {
        size_t n = bytes - i < size ? bytes - i : size;
        if (memcmp(data + i, expected + i, n) == 0)
            continue;
        ranges_add(&v->ranges, &(struct wrong_cell){.offset = v->bytes + i,
                                                    .addr = addr + i / size,
                                                    .bytes = n,
                                                    .found = cell_raw(data + i, n),
                                                    .expected = cell_raw(expected + i, n)});
        v->wrong++;
        *whole += n == size;
    }
    return EXIT_DONE;
}

// Whole cells are the device's to compare; only a chunk with a difference is looked at closely.
static int verify_chunk(struct verification *v, const uint8_t *data, size_t bytes)
{
    const struct options *options = v->options;
    size_t size = dg_cell_size(options->kind);
    uint64_t addr = options->base + v->bytes / size;
    dg_synth_verdict verdict = {0};
    dg_error err = {0};
    if (dg_synth_verify(v->dev, options->kind, options->seed, addr, data, bytes / size, &verdict, &err) != DG_OK)
        return library_failed(options->device, &err);
    if (verdict.mismatches == 0 && bytes % size == 0)
        return EXIT_DONE;
    uint64_t whole = 0;
    int exit_code = look_closely(v, data, bytes, &whole);
    if (exit_code == EXIT_DONE && whole != verdict.mismatches) {
        complain("%s: its verifier counts %" PRIu64 " wrong cells where %" PRIu64 " differ from what it generates; run "
                 "'deltagen selftest'",
                 options->device, verdict.mismatches, whole);
        return EXIT_BROKEN;
    }
    return exit_code;
}

static int verify_all(struct verification *v, struct input *in)
{
    int exit_code = EXIT_DONE;
    bool more = true;
    uint64_t total = v->options->given & OPT_BYTES ? v->options->bytes : in->size; // 0: not known
    struct progress progress = progress_start("B", in->size > 0 && in->size < total ? in->size : total);
    v->ranges.progress = &progress;
    while (more && exit_code == EXIT_DONE && !v->ranges.out->error) {
        uint64_t left = asked(v) - v->bytes;
        size_t size = left < v->data.size ? (size_t)left : v->data.size;
        size_t n = input_read(in, v->data.bytes, size);
        if (n > 0)
            exit_code = verify_chunk(v, v->data.bytes, n);
        v->bytes += n;
        more = size > 0 && n == size;
        progress_show(&progress, v->bytes);
    }
    ranges_end(&v->ranges);
    progress_hide(&progress);
    return in->failed ? EXIT_BROKEN : exit_code;
}

static void print_head(struct json *json, const struct options *options, const char *name)
{
    json_object(json);
    json_name(json, "file");
    json_text(json, name);
    json_name(json, "kind");
    json_text(json, dg_kind_name(options->kind));
    json_name(json, "seed");
    json_hex(json, options->seed, 1);
    json_name(json, "base");
    json_hex(json, options->base, 16);
    json_name(json, "ranges");
    json_array(json);
}

static void print_json_summary(const struct verification *v, uint64_t cells, bool complete)
{
    struct json *json = v->ranges.json;
    json_end(json);
    json_name(json, "bytes");
    json_count(json, v->bytes);
    json_name(json, "cells");
    json_count(json, cells);
    json_name(json, "wrong_cells");
    json_count(json, v->wrong);
    if (v->options->given & OPT_BYTES) {
        json_name(json, "bytes_asked");
        json_count(json, v->options->bytes);
        json_name(json, "shorter_than_asked");
        json_bool(json, is_short(v));
    }
    json_name(json, "complete");
    json_bool(json, complete);
    json_end(json);
}

static void print_text_summary(const struct verification *v, const char *name, uint64_t cells)
{
    struct output *out = v->ranges.out;
    output_text(out, name);
    output_print(out, ": %" PRIu64 " bytes, ", v->bytes);
    if (v->wrong == 0)
        output_print(out, "all %" PRIu64 " cells as generated", cells);
    else
        output_print(out, "%" PRIu64 " of %" PRIu64 " cells differ, ranges: %" PRIu64, v->wrong, cells,
                     v->ranges.count);
    if (is_short(v))
        output_print(out, ", shorter than asked (%" PRIu64 " bytes)", v->options->bytes);
    output_print(out, "\n");
}

static void print_summary(const struct verification *v, const char *name, bool complete)
{
    size_t size = dg_cell_size(v->options->kind);
    uint64_t cells = v->bytes / size + (v->bytes % size > 0);
    if (v->ranges.json)
        print_json_summary(v, cells, complete);
    else if (complete)
        print_text_summary(v, name, cells);
}

// With a line for each range, or a JSON document.
static int report(struct verification *v, struct input *in)
{
    struct output out;
    output_stdout(&out);
    struct json json = json_on(&out);
    bool as_json = v->options->given & OPT_JSON;
    v->ranges = (struct ranges){.out = &out, .json = as_json ? &json : NULL, .options = v->options};
    if (as_json)
        print_head(&json, v->options, in->name);
    int exit_code = verify_all(v, in);
    print_summary(v, in->name, exit_code == EXIT_DONE);
    if (exit_code == EXIT_DONE && (v->wrong > 0 || is_short(v)))
        exit_code = EXIT_DIFFERS;
    return output_close(&out, exit_code);
}

static int verify(const struct options *options, struct input *in)
{
    struct verification v = {.options = options};
    int exit_code = device_open(options, DG_DEVICE_FAILOVER, &v.dev);
    if (exit_code == EXIT_DONE)
        exit_code = chunk_get(&v.data, v.dev, options);
    if (exit_code == EXIT_DONE)
        exit_code = chunk_get(&v.expected, v.dev, options);
    if (exit_code == EXIT_DONE)
        exit_code = report(&v, in);
    chunk_free(&v.expected);
    chunk_free(&v.data);
    dg_device_close(v.dev);
    return exit_code;
}

static int run(const struct options *options)
{
    if (options->kind == DG_FEISTEL_INV)
        return wrong_use("verify", "--kind: data are verified against what gen wrote; 'feistel_inv' is for fetch");
    struct input in;
    interrupt_catch();
    int exit_code = input_open(&in, options->operands > 1 ? options->operand[1] : NULL, options->given & OPT_DIRECT);
    if (exit_code != EXIT_DONE)
        return exit_code;
    exit_code = verify(options, &in);
    input_close(&in);
    return exit_code;
}

const struct command command_verify = {
    .name = "verify",
    .run = run,
    .summary = "compare a file with the run it should hold",
    .needs_device = true,
    .takes = OPT_KIND | OPT_SEED | OPT_BASE | OPT_BYTES | OPT_JSON | OPT_DIRECT | OPT_THREADS,
    .requires = OPT_KIND | OPT_SEED,
    .operands_max = 1,
    .usage = "--kind K --seed S [--base ADDR] [--bytes SIZE] [--json] [--direct] [--threads N] [FILE]",
    .details = "Compares FILE (default: stdin) with what 'deltagen gen' writes for the same\n"
               "kind, seed and base.\n"
               "Prints a line for each range of bytes that differs, with the first word found\n"
               "in it and the word expected there, and a summary as the last line.\n"
               "The exit code is 1 if anything differs.\n"
               "Data of any length can be right, none too; --bytes says how many are expected:\n"
               "fewer are \"shorter than asked\", with the exit code 1, and what follows them is\n"
               "not read.\n"
               "With --direct FILE is read past the page cache; stdin is read as it is.\n"
               "\n"
               "A word of feistel tells which address it is the cell of, so a block in the\n"
               "wrong place is reported with the byte offset and the address where it belongs.\n"
               "A word counts as misplaced if it names the address after the one that the\n"
               "word before it names, or one within 2^32 cells of where it stands.\n",
    .examples = "deltagen verify --kind feistel --seed 7 --bytes 1G disk.img\n"
                "dd if=/dev/sdX bs=1M | deltagen verify --kind feistel --seed 7\n",
};
