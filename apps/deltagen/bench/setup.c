// SPDX-License-Identifier: Apache-2.0
// The library, the memory and the pace of the contests: bench_tasks.h.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "environment.h"
#include "interrupt.h"
#include "tasks.h"

static int open_player(struct bench *bench, const char *kernels, dg_error *err)
{
    const dg_device_options all = {.size = sizeof all, .threads = bench->threads};
    struct player *player = &bench->player[bench->players];
    char name[64];
    snprintf(player->kernels, sizeof player->kernels, "%s", kernels);
    snprintf(name, sizeof name, "soft:kernels=%s", kernels);
    int code = dg_device_open(name, NULL, &player->one, err);
    if (code == DG_OK)
        code = dg_device_open(name, &all, &player->all, err);
    if (code == DG_OK)
        bench->players++;
    else
        dg_device_close(player->one);
    return code;
}

// Every set of instructions that this CPU has, the best first; only the one that the user names, if there is one.
static int open_players(struct bench *bench, dg_error *err)
{
    static const char *const sets[] = {"avx512", "avx2", "neon", "scalar"};
    const char *wanted = environment("DELTAGEN_KERNELS");
    if (wanted)
        return open_player(bench, wanted, err);
    int code = DG_OK;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0] && bench->players < SETS_MAX; i++) {
        code = open_player(bench, sets[i], err);
        if (code != DG_OK && code != DG_ERR_ARGUMENT) // ARGUMENT: not for this CPU
            break;
    }
    return bench->players > 0 ? DG_OK : code;
}

static void note_absences(struct bench *bench)
{
    char(*absence)[64] = bench->absence;
    if (philox_missing())
        snprintf(absence[bench->absent++], sizeof absence[0], "Philox4x32-10 (Random123): %s", philox_missing());
    if (!bench->hashes.xxh3)
        snprintf(absence[bench->absent++], sizeof absence[0], "XXH3: no libxxhash.so.0 here");
    if (!bench->hashes.sha256)
        snprintf(absence[bench->absent++], sizeof absence[0], "SHA-256: no libcrypto.so.3 here");
    if (bench->nbd.missing)
        snprintf(absence[bench->absent++], sizeof absence[0], "disks over NBD: %s", bench->nbd.missing);
    if (bench->mounts.missing)
        snprintf(absence[bench->absent++], sizeof absence[0], "files through FUSE: %s", bench->mounts.missing);
    if (!bench->maps)
        snprintf(absence[bench->absent++], sizeof absence[0], "maps of memories: no userfaultfd here");
    if (!bench->files)
        snprintf(absence[bench->absent++], sizeof absence[0], "appended records: no folder for temporary files here");
    else if (!bench->appends.sqlite)
        snprintf(absence[bench->absent++], sizeof absence[0], "SQLite: no libsqlite3.so.0 here");
    if (khash_missing())
        snprintf(absence[bench->absent++], sizeof absence[0], "khash: %s", khash_missing());
    snprintf(absence[bench->absent++], sizeof absence[0], "BLAKE3: Debian 12 has no library of it");
}

static bool get_memory(struct bench *bench)
{
    for (int i = 0; i < 4 && !interrupted(); i++) { // with a large cache this takes seconds
        void *buffer;
        if (posix_memalign(&buffer, 2 << 20, bench->memory) != 0)
            return false;
        (void)madvise(buffer, bench->memory, MADV_HUGEPAGE); // where it is refused, small pages will do
        memset(buffer, 1, bench->memory);                    // so that its pages are there
        bench->buffer[i] = buffer;
    }
    bench->contest = calloc(CONTESTS_MAX, sizeof bench->contest[0]);
    bench->fd = memfd_create("deltagen-bench", MFD_CLOEXEC);
    return bench->contest && bench->fd >= 0;
}

// A memory, and whether it can be mapped.
static int open_memory(struct bench *bench, dg_error *err)
{
    const dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL, .seed = BENCH_SEED};
    dg_map *map = NULL;
    int code = dg_genmem_create(&options, &bench->generated, err);
    bench->maps = code == DG_OK && dg_map_open(bench->generated, 0, 1, NULL, &map, NULL) == DG_OK;
    dg_map_discard(map);
    return code;
}

int bench_open(struct bench *bench, unsigned threads, bool quick, size_t largest_cache, dg_error *err)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    size_t memory = (size_t)128 << 20;
    while (memory / 3 * 2 < largest_cache)
        memory *= 2;
    *bench = (struct bench){.fd = -1, .cache = 256 << 10, .memory = memory, .disk = (size_t)2 << 30};
    bench->cells = 1 << 20;
    bench->pace = (struct pace){.rotations = 11, .sample_s = 1e-3};
    if (quick) {
        bench->pace = (struct pace){.rotations = 3, .sample_s = 1e-5};
        bench->memory = (size_t)4 << PEER_TABLE_BITS; // no less than the array
        bench->disk = (size_t)64 << 20;
        bench->cells = 1 << 13;
    }
    bench->threads = threads ? threads : cpus > 1 ? (unsigned)cpus : 1;
    bench->hashes = find_hashes();
    nbd_find(&bench->nbd);
    mounts_open(&bench->mounts, bench->memory);
    bench->files = appends_open(&bench->appends);
    int code = open_memory(bench, err);
    note_absences(bench);
    if (code == DG_OK)
        code = open_players(bench, err);
    if (code == DG_OK && !get_memory(bench)) {
        *err = (dg_error){DG_ERR_MEMORY, "no memory for the benchmark"};
        code = DG_ERR_MEMORY;
    }
    return code;
}

void bench_close(struct bench *bench)
{
    for (int i = 0; i < bench->players; i++) {
        dg_device_close(bench->player[i].one);
        dg_device_close(bench->player[i].all);
    }
    for (int i = 0; i < 4; i++)
        free(bench->buffer[i]);
    free(bench->contest);
    dg_genmem_release(bench->generated);
    dg_genmem_release(bench->lone);
    dg_genmem_release(bench->dirty);
    khash_free(bench->khash);
    mounts_close(&bench->mounts);
    appends_close(&bench->appends);
    if (bench->fd >= 0)
        close(bench->fd);
}
