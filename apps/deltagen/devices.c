// SPDX-License-Identifier: Apache-2.0
// deltagen devices: what can be opened.
#include <stdlib.h>

#include "command.h"
#include "json.h"

// *out is the caller's to free; NULL when memory is short.
static size_t list_devices(dg_device_listing **out)
{
    size_t n = dg_device_list(NULL, 0), room;
    *out = NULL;
    do { // a device may have come meanwhile
        free(*out);
        room = n + 1;
        *out = calloc(room, sizeof **out);
        if (*out)
            n = dg_device_list(*out, room);
    } while (*out && n > room);
    return n;
}

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
    dg_device_listing *listings;
    size_t n = list_devices(&listings);
    if (!listings) {
        complain("no memory for the list of devices");
        return EXIT_BROKEN;
    }
    struct output out;
    output_stdout(&out);
    struct json json = json_on(&out);
    bool as_json = options->given & OPT_JSON;
    if (as_json)
        json_array(&json);
    for (size_t i = 0; i < n; i++) {
        if (as_json)
            print_json(&json, &listings[i]);
        else
            print_text(&out, &listings[i]);
    }
    if (as_json)
        json_end(&json);
    free(listings);
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
