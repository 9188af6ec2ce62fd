// SPDX-License-Identifier: Apache-2.0
// The contests of `deltagen bench` in software: for each thing that a user does, the library beside what would be used
// otherwise.
#ifndef BENCH_TASKS_H
#define BENCH_TASKS_H

#include "appends.h"
#include "contest.h"
#include "mounts.h"
#include "nbd.h"
#include "peers.h"
#include "written.h"

// Any: the speed does not depend on them.
#define BENCH_SEED   UINT64_C(0x9d39247e33776d41)
#define BENCH_BASE   UINT64_C(0x123456789a00)
#define BENCH_STRIDE UINT64_C(0x9e3779b97f4a7c15)

enum { SETS_MAX = 3, CONTESTS_MAX = 32, ABSENT_MAX = 10 };

// The library with one set of instructions.
struct player {
    char kernels[8];
    dg_device *one, *all; // with one thread and with all
};

struct bench {
    struct pace pace;
    unsigned threads; // that "all" means
    size_t memory;    // bytes of what is larger than every cache
    size_t cache;     // bytes of what fits a core's own cache
    int players;      // the best first
    struct player player[SETS_MAX];
    uint8_t *buffer[4]; // of `memory` bytes each
    int fd;             // a file in memory
    struct hashes hashes;
    struct nbd nbd;
    struct mounts mounts;
    dg_genmem *generated;    // nobody has written to it
    bool maps;               // a memory can be mapped here
    size_t cells;            // that are written to memories
    dg_genmem *lone, *dirty; // such memories, made when they are read first
    void *khash;
    size_t disk; // bytes of a disk that is read over NBD
    bool files;  // records can be appended to files
    struct appends appends;
    int contests;
    struct contest *contest; // CONTESTS_MAX
    int absent;
    char absence[ABSENT_MAX][64]; // peers that are not there, and why
};

// Opens the library, gets the memory. threads: 0 = as many as there are CPUs. Returns DG_OK or a code, err set.
// bench_close is called in any case.
int bench_open(struct bench *bench, unsigned threads, bool quick, size_t largest_cache, dg_error *err);
void bench_close(struct bench *bench);

// The name of a kind whose cells differ from the definition's, or NULL.
const char *bench_check(struct bench *bench);

// Measures everything; `begun` is told before each contest. Returns NULL, or who failed.
const char *bench_measure(struct bench *bench, void (*begun)(const struct contest *contest));

// A contest of `bytes` in all buffers together, and who takes part: the library by one thread with every set of
// instructions, by all with the best; a peer; what does not use the kernels chosen.
struct contest *bench_begin(struct bench *bench, const char *task, size_t bytes, unsigned threads);
void bench_add_ours(const struct bench *bench, struct contest *contest, const char *name, work_fn *fn,
                    const struct work *work);
void bench_add_peer(struct contest *contest, const char *name, work_fn *fn, const struct work *work, unsigned share);
void bench_add_plain(const struct bench *bench, struct contest *contest, const char *name, work_fn *fn,
                     const struct work *work);

// Contests of memories, in this order; bytes of the cells.
void bench_write_memory(struct bench *bench, size_t bytes, unsigned threads);
void bench_read_memory(struct bench *bench, size_t bytes, unsigned threads);
void bench_read_together(struct bench *bench, size_t bytes, unsigned threads);
void bench_read_run(struct bench *bench, size_t bytes, unsigned threads);

#endif
