// SPDX-License-Identifier: Apache-2.0
// deltagen info: what a device is.
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "record.h"

// Names of the generators that the device has, and of its other capabilities.
static void capability_names(uint32_t capabilities, char *text, size_t size)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } others[] = {{DG_CAP_TABLE, "table"}, {DG_CAP_FOLD, "fold"}, {DG_CAP_VERIFY, "verify"}};
    size_t used = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (capabilities & others[i].bit)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", others[i].name);
    }
    for (unsigned kind = 0; kind < 8; kind++) {
        const char *name = dg_kind_name((dg_kind)kind);
        if (capabilities >> kind & 1 && name)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", name);
    }
}

static void print_info(struct record *record, const dg_device_info *info, const dg_device_counters *counters)
{
    char protocol[32], capabilities[160];
    snprintf(protocol, sizeof protocol, "%u.%u", info->protocol_major, info->protocol_minor);
    capability_names(info->capabilities, capabilities, sizeof capabilities);
    record_text(record, "name", info->name);
    record_text(record, "backend", info->backend);
    record_text(record, "kernels", info->kernels);
    record_text(record, "board", info->board);
    record_text(record, "library", dg_version());
    record_text(record, "protocol", protocol);
    record_hex(record, "build", info->build);
    record_hex(record, "uid", info->uid);
    record_count(record, "clock_hz", info->clock_hz);
    record_text(record, "capabilities", capabilities);
    record_count(record, "contexts", info->contexts);
    record_count(record, "lanes", info->lanes);
    record_count(record, "clocks_per_cell", info->clocks_per_cell);
    record_count(record, "window", info->window);
    record_count(record, "frame_bytes", info->frame_bytes);
    record_count(record, "credit_bytes", info->credit_bytes);
    record_count(record, "line_rate_asked", info->line_rate);
    record_count(record, "line_rate", counters->line_rate);
    record_count(record, "link_errors", counters->link_errors);
    record_count(record, "round_trip_us", info->round_trip_us);
    record_bool(record, "failed_over", info->failed_over);
}

static int run(const struct options *options)
{
    dg_device *dev;
    int exit_code = device_open(options, 0, &dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    dg_device_info info = {.size = sizeof info};
    dg_device_counters counters = {.size = sizeof counters};
    dg_error err = {0};
    int code = dg_device_get_info(dev, &info, &err);
    if (code == DG_OK)
        code = dg_device_get_counters(dev, &counters, &err);
    if (code != DG_OK) {
        dg_device_close(dev);
        return library_failed(options->device, &err);
    }
    struct output out;
    output_stdout(&out);
    struct record record = record_begin(&out, options->given & OPT_JSON);
    print_info(&record, &info, &counters);
    record_end(&record);
    dg_device_close(dev); // what is printed belongs to it
    return output_close(&out, EXIT_DONE);
}

const struct command command_info = {
    .name = "info",
    .run = run,
    .summary = "describe a device",
    .needs_device = true,
    .takes = OPT_JSON,
    .usage = "[--json]",
    .details = "Sizes and clocks are 0 where they mean nothing, as for soft.\n"
               "line_rate is what the device's end of a serial line is set to, by its own clock.\n",
    .examples = "deltagen info --device sim\n",
};
