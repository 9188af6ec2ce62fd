// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <string.h>

#include <deltagen/device.h>

#include "message.h"

static const char *take_device(struct options *options, const char *text)
{
    options->device = text;
    return NULL;
}

static const char *take_output(struct options *options, const char *text)
{
    options->output = text;
    return NULL;
}

static const char *take_usb(struct options *options, const char *text)
{
    options->usb = text;
    return NULL;
}

static const char *take_loader(struct options *options, const char *text)
{
    options->loader = text;
    return NULL;
}

static const char *take_tenant(struct options *options, const char *text)
{
    options->tenant = text;
    return NULL;
}

static const char *take_kind(struct options *options, const char *text)
{
    int kind = dg_kind_from_name(text);
    if (kind < 0)
        return "is no generator (torus32, torus64, feistel, shuffled32, shuffled64, feistel_inv)";
    options->kind = (dg_kind)kind;
    return NULL;
}

const char *const format_names[FORMATS] = {[FORMAT_RAW] = "raw",
                                           [FORMAT_HEX] = "hex",
                                           [FORMAT_CSV] = "csv",
                                           [FORMAT_SEED] = "seed",
                                           [FORMAT_SEED_LOG] = "seed-log"};

static const char *take_format(struct options *options, const char *text)
{
    for (int i = 0; i < FORMATS; i++) {
        if (strcmp(text, format_names[i]) == 0) {
            options->format = (enum format)i;
            return NULL;
        }
    }
    return "is no format (raw, hex, csv, seed, seed-log)";
}

static const char *take_seed(struct options *options, const char *text)
{
    return parse_number(text, &options->seed);
}

static const char *take_base(struct options *options, const char *text)
{
    return parse_number(text, &options->base);
}

static const char *take_count(struct options *options, const char *text)
{
    return parse_number(text, &options->count);
}

static const char *take_bytes(struct options *options, const char *text)
{
    return parse_size(text, &options->bytes);
}

static const char *take_store(struct options *options, const char *text)
{
    options->store = text;
    return NULL;
}

static const char *take_quota(struct options *options, const char *text)
{
    return parse_size(text, &options->quota);
}

static const char *take_ops(struct options *options, const char *text)
{
    return parse_number(text, &options->ops);
}

static const char *take_threads(struct options *options, const char *text)
{
    uint64_t threads;
    const char *wrong = parse_number(text, &threads);
    if (wrong)
        return wrong;
    options->threads = (unsigned)threads;
    return threads >= 1 && threads <= DG_DEVICE_THREADS_MAX ? NULL : "is not from 1 to 256";
}

static const char *take_plot(struct options *options, const char *text)
{
    options->plot = text;
    return NULL;
}

static const char *take_summary(struct options *options, const char *text)
{
    options->summary = text;
    return NULL;
}

const struct option_row option_rows[] = {
    {OPT_KIND, 0, "--kind", "K",
     "generator: torus32, torus64, feistel, shuffled32,\n"
     "shuffled64 or feistel_inv",
     take_kind},
    {OPT_SEED, 0, "--seed", "S", "seed, 64 bits", take_seed},
    {OPT_BASE, 0, "--base", "ADDR", "address of the first cell (default 0)", take_base},
    {OPT_COUNT, 0, "--count", "N", "number of cells", take_count},
    {OPT_BYTES, 0, "--bytes", "SIZE", "number of bytes; takes K, M, G, T, powers of 1024", take_bytes},
    {OPT_FORMAT, 0, "--format", "F",
     "raw (bytes, the default), hex (a line a cell) or csv\n(address,raw,value); of mem import and export: seed (a\n"
     "snapshot, version 1) or seed-log (records of 12 bytes)",
     take_format},
    {OPT_QUOTA, 0, "--quota", "SIZE", "most bytes of written cells (default: no limit)", take_quota},
    {OPT_OUTPUT, 'o', "--output", "FILE", "write to FILE, which changes when all is complete", take_output},
    {OPT_DIRECT, 0, "--direct", NULL, "past the page cache (O_DIRECT)", NULL},
    {OPT_THREADS, 0, "--threads", "N", "threads that compute in software, 1 to 256", take_threads},
    {OPT_OPS, 0, "--ops", "N", "number of random operations (default 1000)", take_ops},
    {OPT_PERSIST, 0, "--persist", NULL, "write the flash memory, so that it stays", NULL},
    {OPT_USB, 0, "--usb", "U", "the board at USB port U (as 1-2.3) or with serial\nnumber U", take_usb},
    {OPT_LOADER, 0, "--loader", "FILE", "the program that loads, instead of the one in PATH", take_loader},
    {OPT_TENANT, 0, "--tenant", "LIST", "directories of generated files: NAME=SEED,NAME=SEED...", take_tenant},
    {OPT_STORE, 0, "--store", "STORE", "file that keeps what is written, made if it is not there", take_store},
    {OPT_COW, 0, "--cow", NULL, "what is written is lost at the end", NULL},
    {OPT_FOREGROUND, 0, "--foreground", NULL, "do not go to the background", NULL},
    {OPT_PLOT, 0, "--plot", "FILE", "also draw the figures: FILE becomes an SVG", take_plot},
    {OPT_SUMMARY, 0, "--summary", "FILE", "also draw the six bars that say most: FILE becomes an\nSVG", take_summary},
    {OPT_QUICK, 0, "--quick", NULL, "few and short samples, only to see that it works", NULL},
    {OPT_MAN, 0, "--man", NULL, "print the subcommands' part of the manual page", NULL},
    {OPT_JSON, 0, "--json", NULL, "print one JSON document instead of text", NULL},
    {OPT_DEVICE, 0, "--device", "D",
     "device: auto, soft, sim, tty, usb, or with options as in\ntty:/dev/ttyUSB1 (default: $DELTAGEN_DEVICE, else "
     "auto)",
     take_device},
    {OPT_HELP, 'h', "--help", NULL, "print this help", NULL},
    {OPT_VERSION, 0, "--version", NULL, "print the version", NULL},
    {0, 0, NULL, NULL, NULL, NULL},
};

// The row of "--name", "--name=value" or "-x".
static const struct option_row *find_row(const char *word, size_t length)
{
    for (const struct option_row *row = option_rows; row->name; row++) {
        bool is_long = strlen(row->name) == length && memcmp(row->name, word, length) == 0;
        bool is_short = row->letter && length == 2 && word[0] == '-' && word[1] == row->letter;
        if (is_long || is_short)
            return row;
    }
    return NULL;
}

// "-" is a file's name and "-0.5" a number.
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && word[1] != '.' && !(word[1] >= '0' && word[1] <= '9');
}

// The option at word[0]; returns how many words it took, 0 when it is wrong.
static int take_option(int words, char **word, struct options *out)
{
    const char *command = out->operands > 0 ? out->operand[0] : NULL;
    size_t length = strcspn(word[0], "=");
    const char *value = word[0][length] == '=' ? word[0] + length + 1 : NULL;
    const struct option_row *row = find_row(word[0], length);
    if (!row) {
        wrong_use(command, "unknown option '%s'", word[0]);
        return 0;
    }
    int used = 1;
    if (row->take && !value && words > 1) {
        value = word[1];
        used = 2;
    }
    if (!row->take != !value) {
        wrong_use(command, row->take ? "%s needs an argument" : "%s takes no argument", row->name);
        return 0;
    }
    const char *wrong = row->take ? row->take(out, value) : NULL;
    if (wrong) {
        wrong_use(command, "%s: '%s' %s", row->name, value, wrong);
        return 0;
    }
    out->given |= row->bit;
    return used;
}

int options_parse(int words, char **word, struct options *out)
{
    out->operand = word;
    bool only_operands = false;
    for (int i = 0; i < words;) {
        if (!only_operands && strcmp(word[i], "--") == 0) {
            only_operands = true;
            i++;
        } else if (!only_operands && is_option(word[i])) {
            int used = take_option(words - i, word + i, out);
            if (used == 0)
                return EXIT_WRONG_USE;
            i += used;
        } else {
            out->operand[out->operands++] = word[i++];
        }
    }
    return EXIT_DONE;
}
