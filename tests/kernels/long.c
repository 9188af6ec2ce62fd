// SPDX-License-Identifier: Apache-2.0
// Random cells of every kernel against the definition: runs, streams, comparisons and lists.
// usage: long [CELLS [SEED]]    CELLS of each kind in runs and as many in lists, default 10^9; exit 1 at the first that
// differs
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naive.h"
#include "sets.h"

enum { BATCH = 1 << 16, ALIGNMENTS = 64 };

static uint64_t addrs[BATCH];
static uint8_t want[8 * BATCH], got[8 * BATCH + ALIGNMENTS];

static void check(const struct dg_kernels *set, const char *what, dg_kind kind, uint64_t seed, const uint8_t *cells)
{
    size_t size = dg_cell_size(kind);
    for (size_t i = 0; i < BATCH; i++)
        if (memcmp(cells + size * i, want + size * i, size) != 0) {
            printf("%s: %s of %s, seed 0x%" PRIx64 ", address 0x%" PRIx64 ": another cell\n", set->name, what,
                   dg_kind_name(kind), seed, addrs[i]);
            exit(1);
        }
}

// The definition as it is written: eight quotients, seven sums, left to right.
static double torus64(uint64_t x)
{
    static const unsigned moduli[8] = {251, 257, 263, 269, 271, 277, 281, 283};
    double sum = 0;
    for (int i = 0; i < 8; i++)
        sum += (double)(x % moduli[i]) / moduli[i];
    return sum - floor(sum);
}

static uint64_t defined(dg_kind kind, uint64_t seed, uint64_t addr)
{
    if (kind == DG_FEISTEL || kind == DG_FEISTEL_INV)
        return naive_cell((int)kind, seed, addr);
    uint64_t bits = 0;
    bool shuffled = kind == DG_SHUFFLED32 || kind == DG_SHUFFLED64;
    double cell = torus64((shuffled ? naive_feistel(addr, seed) : addr) ^ seed);
    float rounded = (float)cell;
    if (naive_size((int)kind) == 4)
        memcpy(&bits, &rounded, sizeof rounded);
    else
        memcpy(&bits, &cell, sizeof cell);
    return bits;
}

static void define(dg_kind kind, uint64_t seed)
{
    size_t size = dg_cell_size(kind);
    for (size_t i = 0; i < BATCH; i++) {
        uint64_t cell = defined(kind, seed, addrs[i]);
        memcpy(want + size * i, &cell, size);
    }
}

static void try_runs(const struct dg_kernels *const *sets, dg_kind kind, uint64_t seed, uint8_t *out)
{
    for (; *sets; sets++) {
        const struct dg_kernels *set = *sets;
        memset(out, 0, dg_cell_size(kind) * BATCH);
        set->run[kind](seed, addrs[0], BATCH, out);
        check(set, "run", kind, seed, out);
        memset(out, 0, dg_cell_size(kind) * BATCH);
        set->stream[kind](seed, addrs[0], BATCH, out);
        check(set, "stream", kind, seed, out);
        if (set->match[kind](seed, addrs[0], BATCH, want) != BATCH) {
            printf("%s: match of %s, seed 0x%" PRIx64 ", address 0x%" PRIx64 "\n", set->name, dg_kind_name(kind), seed,
                   addrs[0]);
            exit(1);
        }
    }
}

int main(int argc, char **argv)
{
    uint64_t cells = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000000000,
             random = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
    const struct dg_kernels *const *sets = sets_here();
    printf("%" PRIu64 " cells of each kind in runs and in lists, seed %" PRIu64 "\n", cells, random);
    for (int kind = 0; kind < DG_KINDS; kind++) {
        for (uint64_t done = 0; done < cells; done += BATCH) {
            uint64_t seed = naive_random(&random), base = naive_random(&random);
            uint8_t *out = got + naive_random(&random) % ALIGNMENTS;
            for (size_t i = 0; i < BATCH; i++)
                addrs[i] = base + i;
            define((dg_kind)kind, seed);
            try_runs(sets, (dg_kind)kind, seed, out);
            for (size_t i = 0; i < BATCH; i++)
                addrs[i] = naive_random(&random);
            define((dg_kind)kind, seed);
            for (int s = 0; sets[s]; s++) {
                sets[s]->list[kind](seed, (const uint8_t *)addrs, BATCH, out);
                check(sets[s], "list", (dg_kind)kind, seed, out);
            }
        }
        printf("%s:", dg_kind_name((dg_kind)kind));
        for (int s = 0; sets[s]; s++)
            printf(" %s", sets[s]->name);
        printf(" agree with the definition\n");
        fflush(stdout);
    }
    return 0;
}
