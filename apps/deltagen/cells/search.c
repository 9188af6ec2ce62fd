// SPDX-License-Identifier: Apache-2.0
// deltagen search: the inverse of the monotonic view.
#include "search.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

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

int search_target(const struct options *options, int n, const char *command, double *target)
{
    if (!parse_real(options->operand[n], target))
        return wrong_use(command, "TARGET: '%s' is not a real number", options->operand[n]);
    return EXIT_DONE;
}

int search_print(const struct options *options, uint64_t addr, double value)
{
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

static int run(const struct options *options)
{
    double target;
    int exit_code = search_target(options, 1, "search", &target);
    if (exit_code != EXIT_DONE)
        return exit_code;
    uint64_t addr;
    dg_error err = {0};
    if (dg_search64(target, options->seed, &addr, &err) != DG_OK)
        return library_failed("TARGET", &err);
    return search_print(options, addr, dg_monotonic64(addr, options->seed));
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
