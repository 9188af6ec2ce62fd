// SPDX-License-Identifier: Apache-2.0
// Cells a second of the library's software and of the naive loop, in the same run.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "naive.h"

#define SEED UINT64_C(0x9d39247e33776d41) // any: the speed does not depend on it
#define BASE UINT64_C(0x123456789abc)

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double seconds[SOFT_RUNS])
{
    qsort(seconds, SOFT_RUNS, sizeof seconds[0], compare_doubles);
    return seconds[SOFT_RUNS / 2];
}

// Both in turn, so that a change of the machine's speed meets both; the first pair only warms up.
static int measure(dg_device *soft, struct soft_row *row, void *cells, void *naive_cells, dg_error *err)
{
    double seconds[SOFT_RUNS], naive_seconds[SOFT_RUNS];
    for (int i = -1; i < SOFT_RUNS; i++) {
        double start = now();
        int code = dg_synth_run(soft, row->kind, SEED, BASE, SOFT_CELLS, cells, err);
        double middle = now();
        naive_run(row->kind, SEED, BASE, SOFT_CELLS, naive_cells);
        double end = now();
        if (code != DG_OK)
            return code;
        if (i < 0)
            continue;
        seconds[i] = middle - start;
        naive_seconds[i] = end - middle;
    }
    row->soft = SOFT_CELLS / median(seconds);
    row->naive = SOFT_CELLS / median(naive_seconds);
    row->equal = memcmp(cells, naive_cells, SOFT_CELLS * dg_cell_size(row->kind)) == 0;
    return DG_OK;
}

int bench_soft(struct soft_row rows[SOFT_ROWS], dg_error *err)
{
    static const dg_kind kinds[SOFT_ROWS] = {DG_TORUS32, DG_TORUS64, DG_FEISTEL, DG_SHUFFLED32, DG_SHUFFLED64};
    dg_device *soft;
    int code = dg_open("soft", NULL, &soft, err);
    if (code != DG_OK)
        return code;
    void *cells = calloc(SOFT_CELLS, 8), *naive_cells = calloc(SOFT_CELLS, 8);
    if (!cells || !naive_cells) {
        *err = (dg_error){DG_ERR_MEMORY, "no memory for the cells"};
        code = err->code;
    }
    for (int i = 0; i < SOFT_ROWS && code == DG_OK; i++) {
        rows[i] = (struct soft_row){.kind = kinds[i]};
        code = measure(soft, &rows[i], cells, naive_cells, err);
    }
    free(cells);
    free(naive_cells);
    dg_close(soft);
    return code;
}
