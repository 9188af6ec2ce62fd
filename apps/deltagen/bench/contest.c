// SPDX-License-Identifier: Apache-2.0
#include "contest.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interrupt.h"

// One thread alone is timed by the time that it had a CPU, so that other programs' turns do not count.
static double seconds_now(const struct entry *entry)
{
    struct timespec time;
    clock_gettime(entry->alone ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct entry *contest_add(struct contest *contest, const char *name, work_fn *fn, const struct work *work)
{
    struct entry *entry = &contest->entry[contest->entries++];
    *entry = (struct entry){.fn = fn, .work = *work, .threads = 1, .share = 1};
    snprintf(entry->name, sizeof entry->name, "%s", name);
    return entry;
}

// ---- One call.

struct slice {
    pthread_t thread;
    work_fn *fn;
    struct work work;
    bool done;
};

static void *do_slice(void *argument)
{
    struct slice *slice = argument;
    slice->done = slice->fn(&slice->work);
    return NULL;
}

// The items in equal slices, a thread each; the calling thread takes the last.
static bool call_in_threads(const struct entry *entry, const struct work *whole)
{
    enum { SLICES_MAX = 256, WHOLE_PAGES = 4096 };
    struct slice slice[SLICES_MAX];
    unsigned n = entry->threads < SLICES_MAX ? entry->threads : SLICES_MAX;
    size_t each = (whole->n / n + WHOLE_PAGES - 1) / WHOLE_PAGES * WHOLE_PAGES, from = 0;
    bool done = true;
    unsigned started = 0;
    for (unsigned i = 0; i < n; i++, from += each) {
        size_t rest = from < whole->n ? whole->n - from : 0;
        slice[i] = (struct slice){.fn = entry->fn, .work = *whole};
        slice[i].work.first += from;
        slice[i].work.n = rest < each ? rest : each;
        if (i + 1 == n)
            do_slice(&slice[i]);
        else if (pthread_create(&slice[i].thread, NULL, do_slice, &slice[i]) != 0)
            return false;
        else
            started++;
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(slice[i].thread, NULL);
    for (unsigned i = 0; i < n; i++)
        done = done && slice[i].done;
    return done;
}

static bool call(struct entry *entry)
{
    struct work part = entry->work;
    part.n /= entry->share;
    part.first += part.n * (entry->turn++ % entry->share);
    return entry->threads > 1 ? call_in_threads(entry, &part) : entry->fn(&part);
}

// ---- Samples.

// Of one call.
static size_t items(const struct entry *entry)
{
    return entry->work.n / entry->share;
}

static bool sample(struct entry *entry, double *rate)
{
    bool done = !interrupted();
    if (done && entry->calls > 1) // what fits a cache is in it for everybody
        done = call(entry);
    double start = seconds_now(entry);
    for (unsigned i = 0; i < entry->calls && done; i++)
        done = call(entry);
    *rate = (double)items(entry) * entry->calls / (seconds_now(entry) - start);
    return done;
}

// How many calls make a sample; they are the warm-up.
static bool calibrate(struct entry *entry, const struct pace *pace)
{
    for (entry->calls = 1;; entry->calls *= 2) {
        double rate;
        if (!sample(entry, &rate))
            return false;
        if ((double)items(entry) * entry->calls / rate >= pace->sample_s || entry->calls >= 1u << 24)
            return true;
    }
}

// ---- Statistics.

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The k-th smallest on either side.
static struct figure figure_of(double values[ROTATIONS_MAX], unsigned n, unsigned k)
{
    qsort(values, n, sizeof values[0], compare_doubles);
    double median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    return (struct figure){median, values[k], values[n - 1 - k]};
}

// The median lies between the k-th smallest and the k-th largest of n, 95 in 100, whatever the distribution.
static unsigned rank_of_interval(unsigned n)
{
    double k = floor((n - 1.96 * sqrt(n)) / 2);
    return k > 0 ? (unsigned)k : 0;
}

static void judge(struct contest *contest)
{
    unsigned n = contest->rotations;
    const struct entry *yardstick = &contest->entry[contest->yardstick];
    double of_yardstick[ROTATIONS_MAX];
    memcpy(of_yardstick, yardstick->sample, sizeof of_yardstick);
    for (int i = 0; i < contest->entries; i++) {
        struct entry *entry = &contest->entry[i];
        double ratio[ROTATIONS_MAX] = {0}, rate[ROTATIONS_MAX] = {0};
        for (unsigned k = 0; k < n; k++) {
            ratio[k] = entry->sample[k] / of_yardstick[k];
            rate[k] = entry->sample[k] / contest->scale;
        }
        entry->ratio = figure_of(ratio, n, rank_of_interval(n));
        entry->rate = figure_of(rate, n, n / 4);
    }
}

const char *contest_run(struct contest *contest, const struct pace *pace)
{
    for (int i = 0; i < contest->entries; i++) {
        contest->entry[i].alone = contest->threads == 1;
        if (!calibrate(&contest->entry[i], pace))
            return contest->entry[i].name;
    }
    for (contest->rotations = 0; contest->rotations < pace->rotations; contest->rotations++)
        for (int i = 0; i < contest->entries; i++)
            if (!sample(&contest->entry[i], &contest->entry[i].sample[contest->rotations]))
                return contest->entry[i].name;
    judge(contest);
    return NULL;
}
