// SPDX-License-Identifier: Apache-2.0
// Text and JSON: bench_report.h.
#include "report.h"

#include <stdio.h>
#include <string.h>

static void full_name(char *text, size_t room, const struct entry *entry)
{
    if (entry->kernels)
        snprintf(text, room, "%s, %s", entry->name, entry->kernels);
    else
        snprintf(text, room, "%s", entry->name);
}

static void text_contest(struct output *out, const struct contest *contest)
{
    char title[128];
    snprintf(title, sizeof title, "%s (%s)", contest->task, contest->where);
    output_print(out, "\n%-48.48s %9s %19s  against %s\n", title, contest->unit, "quartiles",
                 contest->entry[contest->yardstick].name);
    for (int i = 0; i < contest->entries; i++) {
        const struct entry *entry = &contest->entry[i];
        char name[64];
        full_name(name, sizeof name, entry);
        int places = entry->rate.median < 1 ? 4 : entry->rate.median < 1000 ? 2 : 0;
        output_print(out, "  %c %-44s %9.*f %9.*f %9.*f  %7.3g  %.3g to %.3g\n", entry->kernels ? '*' : ' ', name,
                     places, entry->rate.median, places, entry->rate.low, places, entry->rate.high, entry->ratio.median,
                     entry->ratio.low, entry->ratio.high);
    }
}

void report_text(struct output *out, const struct machine *machine, const struct bench *bench)
{
    output_print(out, "CPU      %s, %ld online\n", machine->cpu, machine->cpus);
    output_print(out, "caches   L1d %ld KiB, L2 %ld KiB, L3 %ld KiB\n", machine->l1d >> 10, machine->l2 >> 10,
                 machine->l3 >> 10);
    output_print(out, "memory   %ld MiB\nsystem   %s\n", machine->memory_mib, machine->system);
    output_print(out, "built    deltagen %s, %s\n", dg_version(), machine->compiler);
    output_print(out, "load     %.2f processes in the minute before\n", machine->load);
    for (int i = 0; i < bench->absent; i++)
        output_print(out, "absent   %s\n", bench->absence[i]);
    output_print(out,
                 "\nMedians of %u samples by turns, and their quartiles; the median ratio to the first row of a\n"
                 "table, and the interval that holds it, 95 in 100. * is this library.\n",
                 bench->pace.rotations);
    for (int i = 0; i < bench->contests; i++)
        text_contest(out, &bench->contest[i]);
}

static void json_number(struct json *json, const char *name, double value)
{
    json_name(json, name);
    json_double(json, value, 6);
}

static void json_amount(struct json *json, const char *name, uint64_t value)
{
    json_name(json, name);
    json_count(json, value);
}

static void json_word(struct json *json, const char *name, const char *value)
{
    json_name(json, name);
    json_text(json, value);
}

static void json_machine(struct json *json, const struct machine *machine)
{
    json_name(json, "machine");
    json_object(json);
    json_word(json, "cpu", machine->cpu);
    json_amount(json, "cpus", (uint64_t)machine->cpus);
    json_amount(json, "l1d_bytes", (uint64_t)machine->l1d);
    json_amount(json, "l2_bytes", (uint64_t)machine->l2);
    json_amount(json, "l3_bytes", (uint64_t)machine->l3);
    json_amount(json, "memory_mib", (uint64_t)machine->memory_mib);
    json_word(json, "system", machine->system);
    json_word(json, "compiler", machine->compiler);
    json_word(json, "version", dg_version());
    json_number(json, "load", machine->load);
    json_end(json);
}

static void json_entry(struct json *json, const struct entry *entry)
{
    json_object(json);
    json_word(json, "name", entry->name);
    if (entry->kernels)
        json_word(json, "kernels", entry->kernels);
    json_number(json, "rate", entry->rate.median);
    json_number(json, "rate_low", entry->rate.low);
    json_number(json, "rate_high", entry->rate.high);
    json_number(json, "ratio", entry->ratio.median);
    json_number(json, "ratio_low", entry->ratio.low);
    json_number(json, "ratio_high", entry->ratio.high);
    json_end(json);
}

static void json_contest(struct json *json, const struct contest *contest)
{
    json_object(json);
    json_word(json, "task", contest->task);
    json_number(json, "bytes", (double)contest->bytes);
    json_number(json, "threads", contest->threads);
    json_word(json, "unit", contest->unit);
    json_word(json, "against", contest->entry[contest->yardstick].name);
    json_name(json, "rows");
    json_array(json);
    for (int i = 0; i < contest->entries; i++)
        json_entry(json, &contest->entry[i]);
    json_end(json);
    json_end(json);
}

void report_json(struct json *json, const struct machine *machine, const struct bench *bench)
{
    json_machine(json, machine);
    json_number(json, "samples", bench->pace.rotations);
    json_name(json, "absent");
    json_array(json);
    for (int i = 0; i < bench->absent; i++)
        json_text(json, bench->absence[i]);
    json_end(json);
    json_name(json, "contests");
    json_array(json);
    for (int i = 0; i < bench->contests; i++)
        json_contest(json, &bench->contest[i]);
    json_end(json);
}
