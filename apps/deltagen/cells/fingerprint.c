// SPDX-License-Identifier: Apache-2.0
// deltagen fingerprint: XOR of the 64-bit words of a file.
#include <inttypes.h>

#include "cli.h"
#include "input.h"
#include "json.h"
#include "progress.h"

// The XOR of the chunks' fingerprints is that of the whole, as every chunk but the last is a multiple of a word.
static uint64_t fingerprint(struct input *in, uint64_t *bytes)
{
    uint8_t data[32768];
    uint64_t sum = 0;
    size_t n;
    struct progress progress = progress_start("B", in->size);
    *bytes = 0;
    do {
        n = input_read(in, data, sizeof data);
        sum ^= dg_fingerprint(data, n);
        *bytes += n;
        progress_show(&progress, *bytes);
    } while (n == sizeof data);
    progress_hide(&progress);
    return sum;
}

static int run(const struct options *options)
{
    struct input in;
    int exit_code = input_open(&in, options->operands > 1 ? options->operand[1] : NULL, false);
    if (exit_code != EXIT_DONE)
        return exit_code;
    uint64_t bytes;
    uint64_t sum = fingerprint(&in, &bytes);
    input_close(&in);
    if (in.failed)
        return EXIT_BROKEN;
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON) {
        struct json json = json_on(&out);
        json_object(&json);
        json_name(&json, "file");
        json_text(&json, in.name);
        json_name(&json, "bytes");
        json_count(&json, bytes);
        json_name(&json, "fingerprint");
        json_hex(&json, sum, 16);
        json_end(&json);
    } else {
        output_print(&out, "0x%016" PRIx64 "\n", sum);
    }
    return output_close(&out, EXIT_DONE);
}

const struct command command_fingerprint = {
    .name = "fingerprint",
    .run = run,
    .summary = "print the XOR fingerprint of a file",
    .takes = OPT_JSON,
    .operands_max = 1,
    .usage = "[--json] [FILE]",
    .details = "Prints the XOR of the little-endian 64-bit words of FILE (default: stdin), the\n"
               "tail padded with zeros.\n"
               "It does not see two words that are exchanged, or a change made to two words\n"
               "alike.\n",
    .examples = "deltagen fingerprint disk.img\n",
};
