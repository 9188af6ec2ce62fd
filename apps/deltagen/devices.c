// SPDX-License-Identifier: Apache-2.0
// deltagen devices: what can be opened.
#include "cli.h"
#include "json.h"

static void print_json(struct json *json, const dg_device_listing *listing)
{
    json_object(json);
    json_name(json, "name");
    json_text(json, listing->name);
    json_name(json, "available");
    json_bool(json, listing->available);
    json_name(json, "description");
    json_text(json, listing->description);
    json_end(json);
}

static void print_text(struct output *out, const dg_device_listing *listing)
{
    output_print(out, "%-16s %-12s ", listing->name, listing->available ? "available" : "unavailable");
    output_text(out, listing->description);
    output_write(out, "\n", 1);
}

static int run(const struct options *options)
{
    dg_error err;
    dg_device_listing *listings;
    if (dg_device_list(&listings, &err) != DG_OK) {
        complain("%s", err.message);
        return EXIT_BROKEN;
    }
    struct output out;
    output_stdout(&out);
    struct json json = json_on(&out);
    bool as_json = options->given & OPT_JSON;
    if (as_json)
        json_array(&json);
    for (const dg_device_listing *listing = listings; listing; listing = listing->next) {
        if (as_json)
            print_json(&json, listing);
        else
            print_text(&out, listing);
    }
    if (as_json)
        json_end(&json);
    dg_device_list_free(listings);
    return output_close(&out, EXIT_DONE);
}

const struct command command_devices = {
    .name = "devices",
    .run = run,
    .summary = "list what can be opened",
    .takes = OPT_JSON,
    .usage = "[--json]",
    .details = "A line for each device: the name to open it by, whether it can be opened now,\n"
               "and what it is.\n",
    .examples = "deltagen devices\n",
};
