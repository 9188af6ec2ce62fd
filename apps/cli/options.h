// SPDX-License-Identifier: Apache-2.0
// One option parser for all subcommands: an option means the same everywhere, a subcommand says which it takes.
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/numerics.h>

enum {
    OPT_DEVICE = 1 << 0,
    OPT_HELP = 1 << 1,
    OPT_JSON = 1 << 2,
    OPT_KIND = 1 << 3,
    OPT_SEED = 1 << 4,
    OPT_BASE = 1 << 5,
    OPT_COUNT = 1 << 6,
    OPT_BYTES = 1 << 7,
    OPT_FORMAT = 1 << 8,
    OPT_OUTPUT = 1 << 9,
    OPT_OPS = 1 << 10,
    OPT_MAN = 1 << 11,
    OPT_VERSION = 1 << 12,
    OPT_PERSIST = 1 << 13,
    OPT_USB = 1 << 14,
    OPT_LOADER = 1 << 15,
    OPT_THREADS = 1 << 16,
    OPT_DIRECT = 1 << 17,
    OPT_PLOT = 1 << 18,
    OPT_QUICK = 1 << 19,
    OPT_SUMMARY = 1 << 20,
    OPT_FOREGROUND = 1 << 21,
    OPT_TENANT = 1 << 22,
    OPT_QUOTA = 1 << 23,
    OPT_STORE = 1 << 24,
    OPT_COW = 1 << 25,
    OPT_EVERYWHERE = OPT_DEVICE | OPT_HELP
};

struct cli;

enum format { FORMAT_RAW, FORMAT_HEX, FORMAT_CSV, FORMAT_SEED, FORMAT_SEED_LOG };

enum { FORMATS = FORMAT_SEED_LOG + 1 };
extern const char *const format_names[FORMATS];

struct options {
    const struct cli *cli;
    unsigned given; // OPT_* bits of the options that were there
    const char *device;
    const char *output;
    const char *plot;
    const char *summary;
    const char *usb;
    const char *loader;
    const char *tenant;
    const char *store;
    dg_kind kind;
    enum format format;
    uint64_t seed, base, count, bytes, ops, quota;
    unsigned threads; // 0: not given
    char **operand;   // the words that are no options, the subcommand's name first
    int operands;
};

struct option_row {
    unsigned bit;
    char letter;          // of the short form, 0: none
    const char *name;     // "--seed"
    const char *argument; // its name in the help, NULL: a flag
    const char *help;
    // Takes the argument's text; NULL, or what is wrong with it.
    const char *(*take)(struct options *options, const char *text);
};

extern const struct option_row option_rows[]; // ends with a row without a name

// Sort the words of a command line (without the program's name) into options and operands; `word` is reordered.
// Returns EXIT_DONE, or complains and returns EXIT_WRONG_USE.
int options_parse(int words, char **word, struct options *out);

// Whole text to number, decimal or 0x hex; a size may end in K, M, G or T (powers of 1024). Signs, spaces, trailing
// junk and what does not fit 64 bits are refused. Returns NULL, or what is wrong.
const char *parse_number(const char *text, uint64_t *out);
const char *parse_size(const char *text, uint64_t *out);

#endif
