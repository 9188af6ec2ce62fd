// SPDX-License-Identifier: Apache-2.0
// deltagen search: the inverse of the monotonic view.
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "cli.h"
#include "json.h"

// A whole text that is a number; what is too small for a double becomes 0.
static bool parse_real(const char *text, double *out)
{
    char *end;
    errno = 0;
    *out = strtod(text, &end);
    bool overflow = errno == ERANGE && isinf(*out);
    return end != text && *end == '\0' && *text > ' ' && !overflow && !isnan(*out);
}

static int run(const struct options *options)
{
    double target;
    if (!parse_real(options->operand[1], &target))
        return wrong_use("search", "TARGET: '%s' is not a real number", options->operand[1]);
    uint64_t addr;
    dg_error err = {0};
    if (dg_search64(target, options->seed, &addr, &err) != DG_OK)
        return library_failed("TARGET", &err);
    double value = dg_monotonic64(addr, options->seed);
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON) {
        struct json json = json_on(&out);
        json_object(&json);
        json_name(&json, "address");
        json_hex(&json, addr, 16);
        json_name(&json, "value");
        json_double(&json, value, 17);
        json_end(&json);
    } else {
        output_print(&out, "0x%016" PRIx64 " %.17g\n", addr, value);
    }
    return output_close(&out, EXIT_DONE);
}

const struct command command_search = {
    .name = "search",
    .run = run,
    .summary = "find the address of a value in the monotonic view",
    .takes = OPT_SEED | OPT_JSON,
    .requires = OPT_SEED,
    .operands_min = 1,
    .operands_max = 1,
    .usage = "--seed S [--json] TARGET",
    .details = "Prints the address that interpolation search finds for TARGET in the monotonic\n"
               "view of the seed, then the value there.\n"
               "A TARGET of 0 or less gives the first address, of 1 or more the last.\n",
    .examples = "deltagen search --seed 42 0.5\n",
};
