// SPDX-License-Identifier: Apache-2.0
// deltagen serve nbd: nbdkit in the place of this process, with the plugin of apps/nbdkit.
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "nbdkit.h"

// What of nbdkit's command line is ours.
enum { OURS_MAX = 16 };

struct line {
    char *word[OURS_MAX];
    int words;
};

static bool add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    bool done = vasprintf(&line->word[line->words], format, arguments) >= 0;
    va_end(arguments);
    line->words += done;
    return done;
}

static bool add_generator(struct line *line, const struct options *options)
{
    bool done = true;
    if (options->given & OPT_KIND)
        done = add(line, "kind=%s", dg_kind_name(options->kind));
    if (options->given & OPT_SEED)
        done = done && add(line, "seed=%" PRIu64, options->seed);
    return done && add(line, "size=%" PRIu64, options->bytes) && add(line, "base=%" PRIu64, options->base) &&
           add(line, "device=%s", options->device);
}

static bool add_overlay(struct line *line, const struct options *options)
{
    bool done = true;
    if (options->store)
        done = add(line, "store=%s", options->store);
    if (options->given & OPT_COW)
        done = done && add(line, "cow=true");
    if (options->given & OPT_QUOTA)
        done = done && add(line, "quota=%" PRIu64, options->quota);
    return done;
}

// The words before those of the user. Without any of his, only this machine can connect.
static bool add_ours(struct line *line, const struct options *options, const char *plugin)
{
    bool done = add(line, "nbdkit") && add(line, "--foreground");
    if (options->operands == 1)
        done = done && add(line, "--ipaddr=localhost");
    return done && add(line, "%s", plugin) && add_generator(line, options) && add_overlay(line, options);
}

// Comes back only where it fails.
static int become(const char *nbdkit, const struct line *line, char **theirs, int n)
{
    char **words = calloc((size_t)(line->words + n) + 1, sizeof *words);
    if (!words) {
        complain("no memory for a command line");
        return EXIT_BROKEN;
    }
    memcpy(words, line->word, (size_t)line->words * sizeof *words);
    memcpy(words + line->words, theirs, (size_t)n * sizeof *words);
    (void)execv(nbdkit, words);
    complain("%s: %s", nbdkit, strerror(errno));
    free(words);
    return EXIT_BROKEN;
}

static int run(const struct options *options)
{
    struct tree_path nbdkit, plugin;
    if (!options->store && (~options->given & (OPT_KIND | OPT_SEED)))
        return wrong_use("serve nbd", "serve nbd needs --kind and --seed, or a --store that has them");
    if (!nbdkit_find(&nbdkit)) {
        complain("nbdkit, which serves the disk, is not in PATH; on Debian, apt install nbdkit brings it");
        return EXIT_BROKEN;
    }
    if (!nbdkit_find_plugin(&plugin)) {
        complain("there is no %s; apt install nbdkit-plugin-dev, then make and make install bring it", plugin.text);
        return EXIT_BROKEN;
    }
    struct line line = {0};
    int exit_code = EXIT_BROKEN;
    if (add_ours(&line, options, plugin.text))
        exit_code = become(nbdkit.text, &line, options->operand + 1, options->operands - 1);
    else
        complain("no memory for a command line");
    for (int i = 0; i < line.words; i++)
        free(line.word[i]);
    return exit_code;
}

static const struct command command_nbd = {
    .name = "serve nbd",
    .run = run,
    .summary = "serve a generated disk over NBD",
    .needs_device = true,
    .takes = OPT_KIND | OPT_SEED | OPT_BASE | OPT_BYTES | OPT_STORE | OPT_COW | OPT_QUOTA,
    .requires = OPT_BYTES,
    .operands_max = 1000,
    .usage = "--kind K --seed S --bytes SIZE [--base ADDR] [--store STORE] [--cow] [--quota SIZE] [-- WORD...]",
    .details = "The disk is SIZE bytes long, at most 2^63 - 1, and holds the cells from ADDR on:\n"
               "what 'deltagen gen' writes, computed when it is read.\n"
               "nbdkit(1) serves it, in the foreground, with nbdkit-deltagen-plugin(1), until it\n"
               "is ended by Ctrl-C or SIGTERM and its clients have gone.\n"
               "The exit code is nbdkit's.\n"
               "\n"
               "It can be written if STORE keeps what is written, or --cow says that it need not\n"
               "be kept; with both, STORE is only read.\n"
               "A STORE that there is has a kind and a seed, so they need not be given.\n"
               "\n"
               "WORDs are handed to nbdkit: where it listens, filters, and all else that its\n"
               "manual page says.\n"
               "Without any it listens at nbd://localhost, for this machine only.\n",
    .examples = "deltagen serve nbd --kind feistel --seed 7 --bytes 1T\n"
                "deltagen serve nbd --kind feistel --seed 7 --bytes 1T -- --unix disk.socket\n"
                "deltagen serve nbd --kind feistel --seed 7 --bytes 1T --store disk.store\n",
};

static const struct command *const members[] = {&command_nbd, NULL};
const struct command command_serve = {
    .name = "serve", .family = members, .summary = "offer generated memory to others"};
