// SPDX-License-Identifier: Apache-2.0
// deltagen mem set, load and clear: changes of a memory. Done means that they are on the disk.
#include <limits.h>
#include <string.h>

#include "cells/cells.h"
#include "input.h"
#include "mem.h"

enum { BATCH = 1024 };

// Cells that are written together.
struct batch {
    size_t n;
    uint64_t addrs[BATCH];
    uint8_t cells[8 * BATCH];
};

static void put(struct batch *batch, const struct mem *mem, uint64_t addr, uint64_t raw)
{
    batch->addrs[batch->n] = addr;
    for (size_t i = 0; i < mem->cell; i++)
        batch->cells[batch->n * mem->cell + i] = (uint8_t)(raw >> 8 * i);
    batch->n++;
}

static int write_batch(struct batch *batch, const struct mem *mem)
{
    dg_error err = {0};
    if (batch->n > 0 && dg_genmem_write_list(mem->memory, batch->addrs, batch->n, batch->cells, &err) != DG_OK)
        return library_failed("mem", &err);
    batch->n = 0;
    return EXIT_DONE;
}

// All values are looked at before the first is written.
static int check_values(const struct options *options, const struct mem *mem, uint64_t addr)
{
    uint64_t raw;
    if ((uint64_t)options->operands - 4 > UINT64_MAX - addr)
        return wrong_use("mem set", "ADDR: the last address is 2^64 - 1, and so many values go past it");
    for (int i = 3; i < options->operands; i++) {
        const char *wrong = cell_parse(mem->kind, options->operand[i], &raw);
        if (wrong)
            return wrong_use("mem set", "VALUE: '%s' %s", options->operand[i], wrong);
    }
    return EXIT_DONE;
}

static int set_cells(const struct options *options, const struct mem *mem, uint64_t addr)
{
    struct batch batch = {.n = 0};
    int exit_code = check_values(options, mem, addr);
    for (int i = 3; i < options->operands && exit_code == EXIT_DONE; i++) {
        uint64_t raw;
        (void)cell_parse(mem->kind, options->operand[i], &raw);
        put(&batch, mem, addr + (uint64_t)(i - 3), raw);
        if (batch.n == BATCH)
            exit_code = write_batch(&batch, mem);
    }
    return exit_code == EXIT_DONE ? write_batch(&batch, mem) : exit_code;
}

static int run_set(const struct options *options)
{
    uint64_t addr;
    struct mem mem;
    int exit_code = mem_address(options, 2, &addr);
    if (exit_code == EXIT_DONE)
        exit_code = mem_open(options, true, &mem);
    return exit_code == EXIT_DONE ? mem_close(&mem, set_cells(options, &mem, addr)) : exit_code;
}

const struct command command_mem_set = {
    .name = "mem set",
    .run = run_set,
    .summary = "write cells of a memory",
    .operands_min = 3,
    .operands_max = INT_MAX - 1,
    .usage = "STORE ADDR VALUE...",
    .details = "Writes the cells of the addresses ADDR, ADDR + 1, ..., a VALUE each: a decimal\n"
               "number, or 0x and the cell's raw bits.\n"
               "When it has ended with 0, they are on the disk.\n",
    .examples = "deltagen mem set scores.dgm 42 0.75\n"
                "deltagen mem set words.dgm 0x1000 0xfeedface 7 8\n",
};

#define BAD_LINE(lines, format, ...)                                                                                   \
    (complain("%s:%lu: " format, (lines)->in->name, (lines)->number, __VA_ARGS__), EXIT_WRONG_USE)

// ADDR VALUE, or ADDR RAW VALUE as dump prints it, where the raw bits count.
static int take_line(const struct lines *lines, char *text, const struct mem *mem, struct batch *batch)
{
    char *word[4], *rest = NULL;
    int words = 0;
    text[strcspn(text, "#")] = '\0';
    for (char *p = strtok_r(text, " \t\r\n", &rest); p && words < 4; p = strtok_r(NULL, " \t\r\n", &rest))
        word[words++] = p;
    if (words == 0)
        return EXIT_DONE;
    if (words == 1 || words == 4)
        return BAD_LINE(lines, "too %s words: it is 'ADDR VALUE'", words == 1 ? "few" : "many");
    uint64_t addr, raw;
    const char *wrong = parse_number(word[0], &addr);
    if (wrong)
        return BAD_LINE(lines, "address '%s' %s", word[0], wrong);
    wrong = cell_parse(mem->kind, word[1], &raw);
    if (wrong)
        return BAD_LINE(lines, "value '%s' %s", word[1], wrong);
    put(batch, mem, addr, raw);
    return batch->n == BATCH ? write_batch(batch, mem) : EXIT_DONE;
}

static int load_lines(struct input *in, const struct mem *mem)
{
    struct lines lines = {.in = in};
    struct batch batch = {.n = 0};
    int exit_code = EXIT_DONE;
    while (exit_code == EXIT_DONE) {
        char *text;
        size_t size;
        enum line got = lines_next(&lines, &text, &size);
        if (got == LINE_NONE)
            break;
        if (memchr(text, '\0', size))
            exit_code = BAD_LINE(&lines, "%s", "a zero byte: this is no text");
        else if (got == LINE_TOO_LONG)
            exit_code = BAD_LINE(&lines, "a line of more than %d bytes", LINE_BYTES);
        else
            exit_code = take_line(&lines, text, mem, &batch);
    }
    int last = write_batch(&batch, mem); // what stands before a bad line stays applied
    if (exit_code == EXIT_DONE)
        exit_code = in->failed ? EXIT_BROKEN : last;
    return exit_code;
}

static int run_load(const struct options *options)
{
    struct mem mem;
    struct input in;
    int exit_code = mem_open(options, true, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    exit_code = input_open(&in, options->operands > 2 ? options->operand[2] : NULL, false);
    if (exit_code == EXIT_DONE) {
        exit_code = load_lines(&in, &mem);
        input_close(&in);
    }
    return mem_close(&mem, exit_code);
}

const struct command command_mem_load = {
    .name = "mem load",
    .run = run_load,
    .summary = "write cells from lines of text",
    .operands_min = 1,
    .operands_max = 2,
    .usage = "STORE [FILE]",
    .details = "Reads FILE (default: stdin), a cell a line: 'ADDR VALUE', with a VALUE as 'mem\n"
               "set' takes it, or a line as 'mem dump' prints it.\n"
               "What follows # is a comment; a line has at most 4096 bytes.\n"
               "Of an address that comes twice the later line counts.\n"
               "\n"
               "A bad line ends the run; what stands before it stays written.\n",
    .examples = "printf '10 0.5\\n11 0.25\\n' | deltagen mem load scores.dgm\n",
};

static int run_clear(const struct options *options)
{
    uint64_t addr;
    struct mem mem;
    int exit_code = mem_address(options, 2, &addr);
    if (exit_code != EXIT_DONE)
        return exit_code;
    if (options->count == 0 || options->count - 1 > UINT64_MAX - addr)
        return wrong_use("mem clear", "--count: from ADDR on there are 1 to 2^64 - ADDR cells");
    exit_code = mem_open(options, true, &mem);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_error err = {0};
    if (dg_genmem_clear(mem.memory, addr, addr + (options->count - 1), &err) != DG_OK)
        exit_code = library_failed("mem", &err);
    return mem_close(&mem, exit_code);
}

const struct command command_mem_clear = {
    .name = "mem clear",
    .run = run_clear,
    .summary = "give cells their generator's values back",
    .takes = OPT_COUNT,
    .operands_min = 2,
    .operands_max = 2,
    .usage = "[--count N] STORE ADDR",
    .details = "Makes the cells of the addresses ADDR, ADDR + 1, ... what they would be if never\n"
               "written; without --count one.\n",
    .examples = "deltagen mem clear --count 1000 scores.dgm 0\n",
};
