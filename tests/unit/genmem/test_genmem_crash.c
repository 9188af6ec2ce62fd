// SPDX-License-Identifier: Apache-2.0
// A memory with a store whose writers are killed at random moments, while they write in several threads and compact;
// whose system calls fail, each in turn; and whose file is cut at every byte: no acknowledged change is missing, none
// is there that was not made, and each is there as a whole. Linked with --wrap= of what writes and syncs. An argument
// says how many are killed.
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "logs.h"
#include "regions.h"

enum { CHANGES = 12, ROOM = 1 << 16 };

static char path[LOGS_PATH];
static unsigned long rounds = 40;
static long until = -1; // calls that are still done; -1: all
static bool loose;      // a machine that stops could take back what was written

static bool fails(int number)
{
    errno = number;
    return until >= 0 && until-- == 0;
}

ssize_t __real_pwritev(int fd, const struct iovec *parts, int n, off_t at);
ssize_t __wrap_pwritev(int fd, const struct iovec *parts, int n, off_t at);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

ssize_t __wrap_pwritev(int fd, const struct iovec *parts, int n, off_t at)
{
    loose = true;
    return fails(ENOSPC) ? -1 : __real_pwritev(fd, parts, n, at);
}

int __wrap_fsync(int fd) // does nothing: no machine stops here
{
    if (fails(EIO) || fd < 0)
        return -1;
    loose = false;
    return 0;
}

int __wrap_fdatasync(int fd)
{
    return __wrap_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return fails(EIO) ? -1 : __real_rename(from, to);
}

static void create(void)
{
    dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL, .quota = 1 << 20};
    assert_done(dg_genmem_store_create(path, &options, err));
}

static int open_store(unsigned flags, dg_genmem_policy policy, dg_genmem **mem)
{
    dg_genmem_store_options options = {.size = sizeof options, .flags = flags, .policy = policy};
    return dg_genmem_store_open(path, &options, mem, NULL, NULL);
}

// --- Killed ---

// Seen by the writer and the one who kills it.
static struct shared {
    atomic_ullong attempted[REGIONS], acknowledged[REGIONS], compacted;
} * shared;
static dg_genmem *written;

static void die(const char *why)
{
    (void)!write(STDERR_FILENO, why, strlen(why));
    _exit(1);
}

static void *write_for_ever(void *number)
{
    unsigned writer = *(unsigned *)number;
    for (uint64_t next = atomic_load(&shared->acknowledged[writer]);; next++) {
        atomic_store(&shared->attempted[writer], next + 1);
        if (region_change(written, writer, next, NULL) != DG_OK)
            die("write\n");
        atomic_store(&shared->acknowledged[writer], next + 1);
        if (writer != 0 || next % 32 != 31)
            continue;
        if (dg_genmem_compact(written, NULL) != DG_OK)
            die("compact\n");
        atomic_fetch_add(&shared->compacted, 1);
    }
    return NULL;
}

static void be_writer(dg_genmem_policy policy)
{
    static unsigned numbers[REGIONS] = {0, 1, 2, 3};
    pthread_t thread;
    if (open_store(0, policy, &written) != DG_OK)
        die("open\n");
    for (unsigned i = 1; i < REGIONS; i++)
        if (pthread_create(&thread, NULL, write_for_ever, &numbers[i]) != 0)
            die("thread\n");
    (void)write_for_ever(&numbers[0]);
}

static void kill_one(dg_genmem_policy policy, struct region *regions, unsigned long seed)
{
    pid_t writer = fork();
    if (writer == 0)
        be_writer(policy);
    usleep((useconds_t)(seed * 7919 % 15000));
    assert_int_equal(kill(writer, SIGKILL), 0);
    int status;
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_true(WIFSIGNALED(status));
    dg_genmem *mem;
    assert_int_equal(open_store(DG_GENMEM_READ_ONLY, policy, &mem), DG_OK);
    for (unsigned i = 0; i < REGIONS; i++) {
        while (regions[i].changes < shared->acknowledged[i])
            region_apply(&regions[i], i);
        if (!region_find(mem, &regions[i], i, shared->attempted[i]))
            fail_msg("writer %u: not what %llu to %llu changes make", i, (unsigned long long)shared->acknowledged[i],
                     (unsigned long long)shared->attempted[i]);
        atomic_store(&shared->acknowledged[i], regions[i].changes);
        atomic_store(&shared->attempted[i], regions[i].changes);
    }
    dg_genmem_release(mem);
}

static void killed(void **state)
{
    (void)state;
    static struct region regions[REGIONS];
    uint64_t compacted = 0;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    create();
    for (unsigned long i = 0; i < rounds; i++)
        kill_one((dg_genmem_policy)(i % 3), regions, i);
    compacted = shared->compacted;
    print_message("%lu writers killed\n", rounds);
    assert_true(regions[1].changes > 0 && compacted > 0);
    assert_int_equal(remove(path), 0);
    (void)munmap(shared, sizeof *shared);
}

// --- Calls that fail ---

struct life {
    struct region known; // after the last change that was acknowledged
    uint64_t attempted;
};

static bool change(dg_genmem *mem, struct life *life)
{
    if (region_change(mem, 0, life->attempted++, NULL) == DG_OK) {
        assert_false(loose);
        region_apply(&life->known, 0);
        assert_true(region_is(mem, &life->known, 0));
        return true;
    }
    struct region seen = life->known;
    assert_true(region_find(mem, &seen, 0, life->attempted)); // it is there or not, as a whole
    assert_int_not_equal(region_change(mem, 0, life->attempted, NULL), DG_OK);
    assert_int_not_equal(dg_genmem_sync(mem, NULL), DG_OK);
    assert_true(region_is(mem, &seen, 0));
    return false;
}

static bool live(struct life *life)
{
    dg_genmem *mem;
    if (open_store(0, DG_GENMEM_ALWAYS, &mem) != DG_OK)
        return false;
    assert_true(region_find(mem, &life->known, 0, life->attempted));
    life->attempted = life->known.changes;
    bool well = true;
    for (int i = 0; well && i < CHANGES; i++)
        well = change(mem, life) && (i != CHANGES / 2 || dg_genmem_compact(mem, NULL) == DG_OK || change(mem, life));
    dg_genmem_release(mem);
    return well;
}

static void calls_fail(void **state)
{
    (void)state;
    bool over = false;
    for (long k = 0; !over; k++) {
        struct life life = {0};
        create();
        until = k;
        if (live(&life))
            (void)live(&life);
        over = until >= 0;
        until = -1;
        assert_true(live(&life));
        assert_true(!over || k > 50);
        assert_int_equal(remove(path), 0);
    }
}

// --- A file that is cut ---

static void cut_anywhere(void **state)
{
    (void)state;
    static uint8_t file[ROOM];
    size_t sizes[CHANGES + 1];
    struct region region = {0};
    dg_genmem *mem;
    create();
    assert_int_equal(open_store(0, DG_GENMEM_NONE, &mem), DG_OK);
    sizes[0] = logs_load(path, file, sizeof file);
    for (uint64_t i = 0; i < CHANGES; i++) {
        assert_done(region_change(mem, 0, i, err));
        sizes[i + 1] = logs_load(path, file, sizeof file);
    }
    dg_genmem_release(mem);
    for (size_t n = sizes[0]; n <= sizes[CHANGES]; n++) {
        while (region.changes < CHANGES && sizes[region.changes + 1] <= n)
            region_apply(&region, 0);
        logs_save(path, file, n);
        assert_int_equal(open_store(0, DG_GENMEM_NONE, &mem), DG_OK);
        assert_true(region_is(mem, &region, 0));
        dg_genmem_release(mem);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = strtoul(argv[1], NULL, 10);
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed), cmocka_unit_test(calls_fail),
                                       cmocka_unit_test(cut_anywhere)};
    int failed = cmocka_run_group_tests_name("genmem_crash", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
