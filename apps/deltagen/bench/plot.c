// SPDX-License-Identifier: Apache-2.0
// The drawing: bench_report.h. A panel a contest, a bar a contestant, of the library only its best kernels; a thin line
// over the end of a bar is the quartiles.
#include <math.h>
#include <string.h>

#include "report.h"
#include "svg.h"

enum { WIDTH = 720, LEFT = 230, RIGHT = 100, ROW = 15, HEAD = 34, GAP = 12, TOP = 44 };

static bool shown(const struct bench *bench, const struct entry *entry)
{
    return !entry->kernels || strcmp(entry->kernels, bench->player[0].kernels) == 0;
}

static int height_of(const struct bench *bench, const struct contest *contest)
{
    int rows = 0;
    for (int i = 0; i < contest->entries; i++)
        rows += shown(bench, &contest->entry[i]);
    return HEAD + rows * ROW + GAP;
}

// Powers of ten around the rates shown.
struct scale {
    int low, high;
};

static struct scale scale_of(const struct bench *bench, const struct contest *contest)
{
    double least = 1e99, most = 1e-99;
    for (int i = 0; i < contest->entries; i++) {
        const struct entry *entry = &contest->entry[i];
        if (!shown(bench, entry))
            continue;
        least = fmin(least, entry->rate.low);
        most = fmax(most, entry->rate.high);
    }
    struct scale scale = {(int)floor(log10(least * 0.8)), (int)ceil(log10(most))};
    return scale.high > scale.low ? scale : (struct scale){scale.low, scale.low + 1};
}

static double x_of(struct scale scale, double rate)
{
    double part = (log10(rate) - scale.low) / (scale.high - scale.low);
    return LEFT + fmin(fmax(part, 0), 1) * (WIDTH - LEFT - RIGHT);
}

static void draw_entry(struct output *out, struct scale scale, const struct entry *entry, double y)
{
    double end = x_of(scale, entry->rate.median);
    output_print(out, "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>\n", LEFT, y, end - LEFT,
                 ROW - 4, entry->kernels ? "ours" : "peer");
    output_print(out, "<path d=\"M%.1f %.1fH%.1f\" class=\"spread\"/>\n", x_of(scale, entry->rate.low),
                 y + ROW / 2.0 - 2, x_of(scale, entry->rate.high));
    svg_text(out, LEFT - 6, y + ROW - 6, "name", entry->name);
    output_print(out, "<text x=\"%.1f\" y=\"%.1f\">%.*f (%.3g)</text>\n", x_of(scale, entry->rate.high) + 5,
                 y + ROW - 6, entry->rate.median < 10 ? 2 : 0, entry->rate.median, entry->ratio.median);
}

static void draw_contest(struct output *out, const struct bench *bench, const struct contest *contest, double y)
{
    struct scale scale = scale_of(bench, contest);
    double bottom = y + height_of(bench, contest) - GAP;
    svg_text(out, 8, y + 14, "title", contest->task);
    svg_text(out, LEFT, y + 14, "where", contest->where);
    svg_text(out, WIDTH - 8, y + 14, "name", contest->unit);
    for (int power = scale.low; power <= scale.high; power++) {
        double x = x_of(scale, pow(10, power));
        output_print(out, "<path d=\"M%.1f %.1fV%.1f\" class=\"grid\"/>\n", x, y + HEAD - 4, bottom);
        output_print(out, "<text x=\"%.1f\" y=\"%.1f\" class=\"tick\">%g</text>\n", x, y + HEAD - 7, pow(10, power));
    }
    y += HEAD;
    for (int i = 0; i < contest->entries; i++) {
        if (!shown(bench, &contest->entry[i]))
            continue;
        draw_entry(out, scale, &contest->entry[i], y);
        y += ROW;
    }
}

void report_plot(struct output *out, const struct machine *machine, const struct bench *bench)
{
    int height = TOP;
    for (int i = 0; i < bench->contests; i++)
        height += height_of(bench, &bench->contest[i]);
    svg_begin(out, WIDTH, height, 10);
    svg_text(out, 8, 16, "where", machine->cpu);
    output_print(out,
                 "<text x=\"8\" y=\"31\" class=\"where\">Rates, in brackets the ratio to the first bar; blue: "
                 "Deltagen with %s; logarithmic</text>\n",
                 bench->player[0].kernels);
    double y = TOP;
    for (int i = 0; i < bench->contests; i++) {
        draw_contest(out, bench, &bench->contest[i], y);
        y += height_of(bench, &bench->contest[i]);
    }
    output_print(out, "</svg>\n");
}
