// SPDX-License-Identifier: Apache-2.0
// deltagen bench: figures, measured now.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "command.h"
#include "json.h"

struct figures {
    struct soft_row soft[SOFT_ROWS];
    bool has_device; // beside the software
    struct clock_row clocks[CLOCK_ROWS];
    int clock_rows;
    struct byte_row bytes[BYTE_ROWS];
};

static int measure_device(const struct options *options, dg_device *dev, struct figures *figures)
{
    dg_info info;
    dg_error err = {0};
    int code = dg_get_info(dev, &info, &err);
    figures->has_device = code == DG_OK && strcmp(info.backend, "soft") != 0;
    if (figures->has_device) {
        code = bench_clocks(dev, &info, figures->clocks, &figures->clock_rows, &err);
        if (code == DG_OK)
            code = bench_bytes(dev, figures->bytes, &err);
    }
    return code == DG_OK ? EXIT_DONE : library_failed(options->device, &err);
}

static int measure(const struct options *options, struct figures *figures)
{
    dg_device *dev;
    dg_error err = {0};
    int exit_code = device_open(options, 0, &dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    exit_code = measure_device(options, dev, figures);
    dg_close(dev);
    if (exit_code == EXIT_DONE && bench_soft(figures->soft, &err) != DG_OK)
        exit_code = library_failed("soft", &err);
    return exit_code;
}

static void print_text(struct output *out, const char *device, const struct figures *figures)
{
    output_print(out,
                 "software: million cells a second; runs of %u cells, median of %d\n"
                 "  %-22s %10s %10s %8s\n",
                 SOFT_CELLS, SOFT_RUNS, "generator", "soft", "naive", "ratio");
    for (int i = 0; i < SOFT_ROWS; i++) {
        const struct soft_row *row = &figures->soft[i];
        output_print(out, "  %-22s %10.1f %10.1f %7.1fx%s\n", dg_kind_name(row->kind), row->soft / 1e6,
                     row->naive / 1e6, row->soft / row->naive, row->equal ? "" : "  DIFFERENT CELLS");
    }
    if (!figures->has_device)
        return;
    output_print(out, "%s: clocks for one more operation in a frame\n", device);
    for (int i = 0; i < figures->clock_rows; i++) {
        const struct clock_row *row = &figures->clocks[i];
        output_print(out, "  %-10s %-11s %10.3f a %s\n", row->operation, row->kind ? row->kind : "", row->clocks,
                     row->per);
    }
    output_print(out, "%s: bytes on the link for one more delta in a batch\n  %-22s %10s %10s\n", device, "", "sent",
                 "received");
    for (int i = 0; i < BYTE_ROWS; i++)
        output_print(out, "  %-22s %10.3f %10.3f\n", figures->bytes[i].operation, figures->bytes[i].sent,
                     figures->bytes[i].received);
}

static void json_figure(struct json *json, const char *name, double value)
{
    json_name(json, name);
    json_double(json, value, 6);
}

static void json_software(struct json *json, const struct figures *figures)
{
    json_name(json, "software");
    json_array(json);
    for (int i = 0; i < SOFT_ROWS; i++) {
        const struct soft_row *row = &figures->soft[i];
        json_object(json);
        json_name(json, "kind");
        json_text(json, dg_kind_name(row->kind));
        json_figure(json, "soft_cells_per_second", row->soft);
        json_figure(json, "naive_cells_per_second", row->naive);
        json_figure(json, "ratio", row->soft / row->naive);
        json_name(json, "equal");
        json_bool(json, row->equal);
        json_end(json);
    }
    json_end(json);
}

static void json_clocks(struct json *json, const struct figures *figures)
{
    json_name(json, "clocks");
    json_array(json);
    for (int i = 0; i < figures->clock_rows; i++) {
        const struct clock_row *row = &figures->clocks[i];
        json_object(json);
        json_name(json, "operation");
        json_text(json, row->operation);
        if (row->kind) {
            json_name(json, "kind");
            json_text(json, row->kind);
        }
        json_name(json, "per");
        json_text(json, row->per);
        json_figure(json, "clocks", row->clocks);
        json_end(json);
    }
    json_end(json);
}

static void json_bytes(struct json *json, const struct figures *figures)
{
    json_name(json, "link_bytes_per_delta");
    json_array(json);
    for (int i = 0; i < BYTE_ROWS; i++) {
        json_object(json);
        json_name(json, "operation");
        json_text(json, figures->bytes[i].operation);
        json_figure(json, "sent", figures->bytes[i].sent);
        json_figure(json, "received", figures->bytes[i].received);
        json_end(json);
    }
    json_end(json);
}

static void print_json(struct output *out, const char *device, const struct figures *figures)
{
    struct json json = json_on(out);
    json_object(&json);
    json_name(&json, "device");
    json_text(&json, device);
    json_software(&json, figures);
    if (figures->has_device) {
        json_clocks(&json, figures);
        json_bytes(&json, figures);
    }
    json_end(&json);
}

static int run(const struct options *options)
{
    struct figures figures = {0};
    int exit_code = measure(options, &figures);
    if (exit_code != EXIT_DONE)
        return exit_code;
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON)
        print_json(&out, options->device, &figures);
    else
        print_text(&out, options->device, &figures);
    for (int i = 0; i < SOFT_ROWS; i++) {
        if (!figures.soft[i].equal)
            exit_code = EXIT_DIFFERS;
    }
    return output_close(&out, exit_code);
}

const struct command command_bench = {
    .name = "bench",
    .run = run,
    .summary = "measure software and device",
    .needs_device = true,
    .takes = OPT_JSON,
    .usage = "[--json]",
    .details = "Prints the cells a second of the library's software and of a naive loop in\n"
               "the same run, by turns.\n"
               "\n"
               "For a device other than soft also, from its own counters: clocks for one more\n"
               "operation in a frame, and bytes on the link for one more delta in a batch.\n"
               "These are exact and the same at each run in simulation.\n"
               "The device's table is changed.\n",
    .examples = "deltagen bench --device sim\n",
};
