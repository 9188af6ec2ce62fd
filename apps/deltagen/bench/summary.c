// SPDX-License-Identifier: Apache-2.0
// The drawing for who has a minute: bench_report.h. One thread in memory larger than every cache, on an axis from 0.
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "svg.h"

enum { WIDTH = 720, LEFT = 250, RIGHT = 90, ROW = 26, HEAD = 34, TOP = 4, FOOT = 36 };

// From above. A contestant that is missing has no bar.
static const struct bar {
    const char *heading, *task, *entry, *label;
} bars[] = {
    {"Fill memory", "fill memory", "memset", "memset: one byte everywhere"},
    {"Fill memory", "fill memory", "feistel", "Deltagen, kind feistel"},
    {"Fill memory", "fill memory", "Philox4x32-10 (AVX-512)", "Philox by hand in AVX-512"},
    {"Fill memory", "fill memory", "xoshiro256++", "xoshiro256++"},
    {"Check memory", "verify", "feistel", "Deltagen, nothing stored"},
    {"Check memory", "verify", "memcmp with a stored copy", "memcmp with a stored copy"},
};
enum { BARS = sizeof bars / sizeof bars[0] };

// Of the library's rows the one with its best instructions: it comes first.
static const struct entry *find(const struct bench *bench, const struct bar *bar)
{
    for (int i = 0; i < bench->contests; i++) {
        const struct contest *contest = &bench->contest[i];
        if (strcmp(contest->task, bar->task) != 0 || contest->bytes != bench->memory || contest->threads != 1)
            continue;
        for (int k = 0; k < contest->entries; k++)
            if (strcmp(contest->entry[k].name, bar->entry) == 0)
                return &contest->entry[k];
    }
    return NULL;
}

// Where each bar stands; returns the height of all.
static int place(const struct entry *const found[BARS], int y[BARS])
{
    const char *heading = NULL;
    int next = TOP;
    for (int i = 0; i < BARS; i++) {
        if (!found[i])
            continue;
        if (!heading || strcmp(heading, bars[i].heading) != 0)
            next += HEAD;
        heading = bars[i].heading;
        y[i] = next;
        next += ROW;
    }
    return next + FOOT;
}

static void draw_bar(struct output *out, const struct bar *bar, const struct entry *entry, double most, int y)
{
    double width = (WIDTH - LEFT - RIGHT) * entry->rate.median / most;
    char rate[32];
    snprintf(rate, sizeof rate, "%.1f GB/s", entry->rate.median);
    svg_text(out, LEFT - 8, y + 15, "name", bar->label);
    output_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>\n", LEFT, y, width, ROW - 6,
                 entry->kernels ? "ours" : "peer");
    svg_text(out, LEFT + width + 6, y + 15, "rate", rate);
}

void report_summary(struct output *out, const struct machine *machine, const struct bench *bench)
{
    const struct entry *found[BARS];
    const char *heading = NULL;
    int y[BARS];
    double most = 0;
    for (int i = 0; i < BARS; i++) {
        found[i] = find(bench, &bars[i]);
        if (found[i] && found[i]->rate.median > most)
            most = found[i]->rate.median;
    }
    int height = place(found, y);
    svg_begin(out, WIDTH, height, 14);
    for (int i = 0; i < BARS; i++) {
        if (!found[i])
            continue;
        if (!heading || strcmp(heading, bars[i].heading) != 0)
            svg_text(out, 8, y[i] - 8, "title", bars[i].heading);
        heading = bars[i].heading;
        draw_bar(out, &bars[i], found[i], most, y[i]);
    }
    char where[256];
    snprintf(where, sizeof where, "%s, one thread, %zu MiB; medians of %u samples", machine->cpu, bench->memory >> 20,
             bench->pace.rotations);
    svg_text(out, 8, height - 12, "where", where);
    output_print(out, "</svg>\n");
}
