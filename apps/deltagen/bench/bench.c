// SPDX-License-Identifier: Apache-2.0
// deltagen bench: figures, measured now.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "cli.h"
#include "interrupt.h"
#include "json.h"
#include "progress.h"
#include "report.h"

// ---- A device that is not this CPU.

struct figures {
    struct clock_row clocks[CLOCK_ROWS];
    int clock_rows;
    struct byte_row bytes[BYTE_ROWS];
    struct stream_row streams[STREAM_ROWS];
    int stream_rows;
    struct fault_row faults;
    bool usb;
};

// Full packets of USB full speed, of which a frame of a millisecond holds 19.
static const double PACKET_BYTES = 64;

static void print_text(struct output *out, const char *device, const struct figures *figures)
{
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
    output_print(out, "%s: the link in a long batch, each direction by itself, in a millisecond\n", device);
    for (int i = 0; i < figures->stream_rows; i++) {
        const struct stream_row *row = &figures->streams[i];
        output_print(out, "  %-22s %10.1f bytes, %.0f %s a second", row->direction, row->bytes, row->a_second,
                     row->what);
        if (figures->usb)
            output_print(out, ", %.2f bulk packets", row->bytes / PACKET_BYTES);
        output_print(out, "\n");
    }
    if (figures->faults.injected > 0)
        output_print(out, "%s: %" PRIu64 " faults injected meanwhile, all survived: no delta or cell is wrong\n",
                     device, figures->faults.injected);
}

static void json_figure(struct json *json, const char *name, double value)
{
    json_name(json, name);
    json_double(json, value, 6);
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

static void json_streams(struct json *json, const struct figures *figures)
{
    json_name(json, "link_a_millisecond");
    json_array(json);
    for (int i = 0; i < figures->stream_rows; i++) {
        json_object(json);
        json_name(json, "direction");
        json_text(json, figures->streams[i].direction);
        json_figure(json, "bytes", figures->streams[i].bytes);
        json_name(json, "of");
        json_text(json, figures->streams[i].what);
        json_figure(json, "a_second", figures->streams[i].a_second);
        if (figures->usb)
            json_figure(json, "bulk_packets", figures->streams[i].bytes / PACKET_BYTES);
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
    json_clocks(&json, figures);
    json_bytes(&json, figures);
    json_streams(&json, figures);
    json_name(&json, "faults_survived");
    json_count(&json, figures->faults.injected);
    json_end(&json);
}

static int bench_device(const struct options *options, dg_device *dev, const dg_device_info *info)
{
    struct figures figures = {0};
    dg_error err = {0};
    int code = bench_clocks(dev, info, figures.clocks, &figures.clock_rows, &err);
    if (code == DG_OK)
        code = bench_bytes(dev, figures.bytes, &err);
    if (code == DG_OK)
        code = bench_stream(dev, info, figures.streams, &figures.stream_rows, &figures.faults, &err);
    figures.usb = strncmp(info->name, "usb", 3) == 0 || strstr(info->name, "link=usb");
    if (code != DG_OK)
        return library_failed(options->device, &err);
    if (!figures.faults.survived) {
        complain("%s: deltas or cells came out wrong, with %" PRIu64 " faults injected", options->device,
                 figures.faults.injected);
        return EXIT_DIFFERS;
    }
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON)
        print_json(&out, options->device, &figures);
    else
        print_text(&out, options->device, &figures);
    return output_close(&out, EXIT_DONE);
}

// ---- This CPU.

static void tell(const struct contest *contest)
{
    status_show("%s, %s", contest->task, contest->where);
}

static int measure(struct bench *bench)
{
    const char *failed = interrupted() ? NULL : bench_check(bench);
    if (failed) {
        complain("%s: the library's cells are not those of the definition; no figures", failed);
        return EXIT_DIFFERS;
    }
    failed = interrupted() ? NULL : bench_measure(bench, tell);
    status_hide();
    if (interrupted())
        return EXIT_BROKEN;
    if (failed) {
        complain("%s failed, of what is measured", failed);
        return EXIT_BROKEN;
    }
    return EXIT_DONE;
}

static int report(const struct options *options, const struct machine *machine, const struct bench *bench)
{
    struct output out;
    output_stdout(&out);
    if (options->given & OPT_JSON) {
        struct json json = json_on(&out);
        json_object(&json);
        report_json(&json, machine, bench);
        json_end(&json);
    } else {
        report_text(&out, machine, bench);
    }
    return output_close(&out, EXIT_DONE);
}

// A file that is opened before the measurement, so that what is wrong with it is said before.
struct drawing {
    const char *path; // NULL: not asked for
    void (*draw)(struct output *out, const struct machine *machine, const struct bench *bench);
    struct output out;
};

enum { DRAWINGS = 2 };

static int open_drawings(struct drawing drawings[DRAWINGS])
{
    for (int i = 0; i < DRAWINGS; i++) {
        if (!drawings[i].path || output_file(&drawings[i].out, drawings[i].path, false, 0) == EXIT_DONE)
            continue;
        while (i-- > 0) {
            if (drawings[i].path)
                output_drop(&drawings[i].out);
        }
        return EXIT_BROKEN;
    }
    return EXIT_DONE;
}

// exit_code: how the measurement went.
static int finish_drawing(struct drawing *drawing, const struct machine *machine, const struct bench *bench,
                          int exit_code)
{
    if (drawing->path && exit_code == EXIT_DONE) {
        drawing->draw(&drawing->out, machine, bench);
        exit_code = output_close(&drawing->out, EXIT_DONE);
    } else if (drawing->path) {
        output_drop(&drawing->out);
    }
    return exit_code;
}

static int measure_and_report(const struct options *options, struct drawing drawings[DRAWINGS])
{
    struct bench bench;
    struct machine machine = machine_here();
    dg_error err = {0};
    int exit_code;
    if (bench_open(&bench, options->threads, options->given & OPT_QUICK, (size_t)machine.l3, &err) != DG_OK)
        exit_code = library_failed("soft", &err);
    else
        exit_code = measure(&bench);
    for (int i = 0; i < DRAWINGS; i++)
        exit_code = finish_drawing(&drawings[i], &machine, &bench, exit_code);
    if (exit_code == EXIT_DONE)
        exit_code = report(options, &machine, &bench);
    bench_close(&bench);
    return exit_code;
}

static int bench_software(const struct options *options)
{
    struct drawing drawings[DRAWINGS] = {{.path = options->plot, .draw = report_plot},
                                         {.path = options->summary, .draw = report_summary}};
    interrupt_catch();
    int exit_code = open_drawings(drawings);
    return exit_code == EXIT_DONE ? measure_and_report(options, drawings) : exit_code;
}

static int run(const struct options *options)
{
    dg_device *dev;
    dg_device_info info = {.size = sizeof info};
    dg_error err = {0};
    int exit_code = device_open(options, 0, &dev);
    if (exit_code != EXIT_DONE)
        return exit_code;
    if (dg_device_get_info(dev, &info, &err) != DG_OK)
        exit_code = library_failed(options->device, &err);
    else if (strcmp(info.backend, "soft") == 0)
        exit_code = bench_software(options);
    else if (options->plot || options->summary)
        exit_code = wrong_use("bench", "--plot and --summary draw the figures of soft, and this is %s", info.backend);
    else
        exit_code = bench_device(options, dev, &info);
    dg_device_close(dev);
    return exit_code;
}

const struct command command_bench = {
    .name = "bench",
    .run = run,
    .summary = "measure software or a device",
    .needs_device = true,
    .takes = OPT_JSON | OPT_PLOT | OPT_SUMMARY | OPT_QUICK | OPT_THREADS,
    .usage = "[--json] [--plot FILE] [--summary FILE] [--threads N] [--quick]",
    .details = "On soft: for each thing that one does with Deltagen, the rate of the library\n"
               "with each set of instructions that this CPU has, and that of what one would\n"
               "use otherwise, measured by turns in the same run.\n"
               "Medians and quartiles, and ratios to the first row with their intervals; in\n"
               "cache and in memory, with one thread and with N (default: one for each CPU).\n"
               "It takes some minutes, and memory for four buffers: 128 MiB each, or more where\n"
               "the largest cache has more than 85.\n"
               "\n"
               "On another device, from its own counters: clocks for one more operation in a\n"
               "frame, bytes on the link for one more delta in a batch, and what the link does\n"
               "in a millisecond.\n"
               "Deltas and cells are checked there, and where the device's name asks for faults\n"
               "it is said how many there were; the exit code is 1 if any delta or cell is\n"
               "wrong.\n"
               "The figures are exact and the same at each run in simulation.\n"
               "The device's table is changed.\n",
    .examples = "deltagen bench --device soft --plot figures.svg\n"
                "deltagen bench --device sim\n",
};
