// SPDX-License-Identifier: Apache-2.0
// What all contests are built of: tasks.h.
#include <stdio.h>

#include "tasks.h"

static void size_text(char *text, size_t room, size_t bytes)
{
    bool mega = bytes >= 1 << 20;
    snprintf(text, room, "%zu %s", mega ? bytes >> 20 : bytes >> 10, mega ? "MiB" : "KiB");
}

struct contest *bench_begin(struct bench *bench, const char *task, size_t bytes, unsigned threads)
{
    struct contest *contest = &bench->contest[bench->contests++];
    char size[24];
    size_text(size, sizeof size, bytes);
    *contest = (struct contest){.task = task, .unit = "GB/s", .scale = 1e9, .bytes = bytes, .threads = threads};
    snprintf(contest->where, sizeof contest->where, "%s, %u thread%s", size, threads, threads > 1 ? "s" : "");
    return contest;
}

void bench_add_ours(const struct bench *bench, struct contest *contest, const char *name, work_fn *fn,
                    const struct work *work)
{
    int players = contest->threads > 1 ? 1 : bench->players;
    for (int i = 0; i < players; i++) {
        struct entry *entry = contest_add(contest, name, fn, work);
        entry->kernels = bench->player[i].kernels;
        entry->work.dev = contest->threads > 1 ? bench->player[i].all : bench->player[i].one;
    }
}

void bench_add_peer(struct contest *contest, const char *name, work_fn *fn, const struct work *work, unsigned share)
{
    struct entry *entry = contest_add(contest, name, fn, work);
    entry->threads = contest->threads;
    entry->share = share;
}

void bench_add_plain(const struct bench *bench, struct contest *contest, const char *name, work_fn *fn,
                     const struct work *work)
{
    contest_add(contest, name, fn, work)->kernels = bench->player[0].kernels;
}
