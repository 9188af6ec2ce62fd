// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
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

// Columns of the terminal.
static int width(void)
{
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// The last column stays free: some terminals go on to the next line when it is written.
static void show_line(const char *text)
{
    fprintf(stderr, "\r%.*s\033[K", width() - 1, text); // erase what is left of a longer line
    fflush(stderr);
}

void status_show(const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (isatty(STDERR_FILENO))
        show_line(text);
}

void status_hide(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

struct rate {
    char text[32];
};

static struct rate rate_text(double rate, const char *unit)
{
    struct rate out;
    double step = strcmp(unit, "B") == 0 ? 1024 : 1000;
    const char *prefix = " KMGT";
    while (rate >= step && prefix[1] != '\0') {
        rate /= step;
        prefix++;
    }
    (void)snprintf(out.text, sizeof out.text, "%.1f %c%s/s", rate, *prefix, unit);
    return out;
}

// A bar as long as there is room, or none.
static void show_bar(double part, const char *figures)
{
    static const char full[] = "##############################";
    char text[128];
    int room = width() - 1 - (int)strlen("[] ") - (int)strlen(figures);
    int length = room < 30 ? room : 30;
    if (length >= 5)
        (void)snprintf(text, sizeof text, "[%-*.*s] %s", length, (int)(part * length), full, figures);
    show_line(length >= 5 ? text : figures);
}

void progress_show(struct progress *progress, uint64_t done)
{
    double since_shown = progress->terminal ? seconds_since(&progress->shown) : 0;
    if (since_shown < (progress->visible ? 0.1 : 1.0))
        return;
    char figures[80];
    double elapsed = seconds_since(&progress->start);
    struct rate rate = rate_text((double)done / elapsed, progress->unit);
    clock_gettime(CLOCK_MONOTONIC, &progress->shown);
    progress->visible = true;
    if (progress->total > 0 && done > 0) {
        double part = (double)done / (double)progress->total;
        long left = (long)(elapsed / part - elapsed);
        (void)snprintf(figures, sizeof figures, "%3.0f %% %s, %ld:%02ld:%02ld left", part * 100, rate.text, left / 3600,
                       left / 60 % 60, left % 60);
        show_bar(part, figures);
    } else {
        (void)snprintf(figures, sizeof figures, "%.0f s %s", elapsed, rate.text);
        show_line(figures);
    }
}

void progress_hide(struct progress *progress)
{
    if (progress->visible)
        status_hide();
    progress->visible = false;
}
