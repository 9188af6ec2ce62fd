// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static double seconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + 1e-9 * (double)(now.tv_nsec - then->tv_nsec);
}

struct progress progress_start(const char *unit, uint64_t total)
{
    struct progress progress = {.unit = unit, .total = total, .terminal = isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
    progress.shown = progress.start;
    return progress;
}

static void print_rate(double rate, const char *unit)
{
    double step = strcmp(unit, "B") == 0 ? 1024 : 1000;
    const char *prefix = " KMGT";
    while (rate >= step && prefix[1] != '\0') {
        rate /= step;
        prefix++;
    }
    fprintf(stderr, " %.1f %c%s/s", rate, *prefix, unit);
}

void progress_show(struct progress *progress, uint64_t done)
{
    double since_shown = progress->terminal ? seconds_since(&progress->shown) : 0;
    if (since_shown < (progress->visible ? 0.1 : 1.0))
        return;
    double elapsed = seconds_since(&progress->start);
    clock_gettime(CLOCK_MONOTONIC, &progress->shown);
    progress->visible = true;
    fputc('\r', stderr);
    if (progress->total > 0 && done > 0) {
        static const char full[] = "##############################";
        double part = (double)done / (double)progress->total;
        long left = (long)(elapsed / part - elapsed);
        fprintf(stderr, "[%-30.*s] %3.0f %%", (int)(part * 30), full, part * 100);
        print_rate((double)done / elapsed, progress->unit);
        fprintf(stderr, ", %ld:%02ld:%02ld left", left / 3600, left / 60 % 60, left % 60);
    } else {
        fprintf(stderr, "%.0f s", elapsed);
        print_rate((double)done / elapsed, progress->unit);
    }
    fputs("\033[K", stderr); // erase what is left of a longer line
    fflush(stderr);
}

void progress_hide(struct progress *progress)
{
    if (progress->visible)
        fputs("\r\033[K", stderr);
    progress->visible = false;
}
