// SPDX-License-Identifier: Apache-2.0
// Threads that write to a memory with a store, and read it, while it is compacted and synced: at the end memory and
// file hold what each has written. Linked with --wrap=dg_log_append, for what happens just behind it.
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "logs.h"
#include "regions.h"

enum { CHANGES = 1500, COMPACTIONS = 10, PATIENCE_US = 20000 };

static char path[LOGS_PATH];
static dg_genmem *mem;
static atomic_uint writing;

static atomic_bool meets_compaction; // the next change
static pthread_t compacting;

static void *compact_once(void *unused)
{
    assert_done(dg_genmem_compact(mem, err));
    return unused;
}

int __real_dg_log_append(struct dg_log *log, uint32_t type, const struct iovec *parts, int n, uint64_t *position,
                         dg_error *err);
int __wrap_dg_log_append(struct dg_log *log, uint32_t type, const struct iovec *parts, int n, uint64_t *position,
                         dg_error *err);

// A compaction begins when a change is in the file and not yet in the memory.
int __wrap_dg_log_append(struct dg_log *log, uint32_t type, const struct iovec *parts, int n, uint64_t *position,
                         dg_error *err)
{
    int code = __real_dg_log_append(log, type, parts, n, position, err);
    if (atomic_exchange(&meets_compaction, false)) {
        assert_int_equal(pthread_create(&compacting, NULL, compact_once, NULL), 0);
        (void)usleep(PATIENCE_US);
    }
    return code;
}

static void *write_region(void *number)
{
    for (uint64_t i = 0; i < CHANGES; i++)
        assert_done(region_change(mem, *(unsigned *)number, i, err));
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

static void *read_all(void *unused)
{
    uint64_t addrs[100], cells[100], bits;
    size_t got;
    while (atomic_load(&writing) > 0) {
        assert_done(dg_genmem_list_dirty(mem, 0, 100, addrs, cells, &got, err));
        for (size_t i = 0; i < got; i++)
            assert_done(dg_genmem_fetch(mem, addrs[i], &bits, err));
    }
    return unused;
}

static void *compact(void *unused)
{
    for (int i = 0; i < COMPACTIONS; i++) {
        assert_done(dg_genmem_compact(mem, err));
        assert_done(dg_genmem_sync(mem, err));
    }
    return unused;
}

static void open_store(void)
{
    dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL};
    dg_genmem_store_options how = {.size = sizeof how, .policy = DG_GENMEM_INTERVAL, .interval_ms = 1};
    assert_done(dg_genmem_store_create(path, &options, err));
    assert_done(dg_genmem_store_open(path, &how, &mem, NULL, err));
}

// So many changes of each writer are in the memory and in the file, which are then no more.
static void expect_changes(unsigned writers, uint64_t changes)
{
    dg_genmem *file;
    dg_genmem_store_options how = {.size = sizeof how, .flags = DG_GENMEM_READ_ONLY};
    assert_done(dg_genmem_store_open(path, &how, &file, NULL, err));
    for (unsigned i = 0; i < writers; i++) {
        static struct region region;
        region = (struct region){0};
        while (region.changes < changes)
            region_apply(&region, i);
        assert_true(region_is(mem, &region, i));
        assert_true(region_is(file, &region, i));
    }
    dg_genmem_release(file);
    dg_genmem_release(mem);
    assert_int_equal(remove(path), 0);
}

static void all_at_once(void **state)
{
    (void)state;
    static unsigned numbers[REGIONS] = {0, 1, 2, 3};
    pthread_t threads[REGIONS + 2];
    open_store();
    atomic_store(&writing, REGIONS);
    for (int i = 0; i < REGIONS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_region, &numbers[i]), 0);
    assert_int_equal(pthread_create(&threads[REGIONS], NULL, read_all, NULL), 0);
    assert_int_equal(pthread_create(&threads[REGIONS + 1], NULL, compact, NULL), 0);
    for (int i = 0; i < REGIONS + 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    expect_changes(REGIONS, CHANGES);
}

static void compaction_meets_a_change(void **state)
{
    (void)state;
    open_store();
    atomic_store(&meets_compaction, true);
    assert_done(region_change(mem, 0, 0, err));
    assert_int_equal(pthread_join(compacting, NULL), 0);
    expect_changes(1, 1);
}

int main(void)
{
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_at_once), cmocka_unit_test(compaction_meets_a_change)};
    int failed = cmocka_run_group_tests_name("genmem_store_threads", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
