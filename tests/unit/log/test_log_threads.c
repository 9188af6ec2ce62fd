// SPDX-License-Identifier: Apache-2.0
// Threads that write to one log while it is compacted and read: each one's records come back in its order. And those
// who commit at once share a sync. Linked with --wrap=fdatasync, which counts.
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logs.h"

enum { RECORDS = 500, COMPACTIONS = 20, PATIENCE_US = 20000 };

static char path[LOGS_PATH];
static struct dg_log *log_;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER; // of the records and what `written` says
static struct logs_found written;
static atomic_uint syncs, appended;
static atomic_bool waits, sync_fails; // a sync, until all have appended; each

static atomic_bool meets_compaction; // the next sync

static void *compact_once(void *unused)
{
    assert_done(dg_log_compact(log_, logs_state, &written, err));
    return unused;
}

// A compaction begins while a file is synced, and has to leave it open.
static pthread_t compacting;
static void be_compacted(int fd)
{
    struct stat before, after;
    assert_int_equal(fstat(fd, &before), 0);
    assert_int_equal(pthread_create(&compacting, NULL, compact_once, NULL), 0);
    (void)usleep(PATIENCE_US);
    assert_int_equal(fstat(fd, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_true(after.st_nlink > 0);
}

int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
    atomic_fetch_add(&syncs, 1);
    if (atomic_exchange(&meets_compaction, false))
        be_compacted(fd);
    while (atomic_load(&waits) && atomic_load(&appended) < LOGS_WRITERS)
        (void)usleep(100);
    errno = EIO;
    return fd < 0 || atomic_load(&sync_fails) ? -1 : 0;
}

static void append(unsigned writer, uint64_t *position)
{
    pthread_mutex_lock(&order);
    assert_done(logs_append(log_, writer, written.count[writer]++, position, err));
    pthread_mutex_unlock(&order);
    atomic_fetch_add(&appended, 1);
}

static void *write_many(void *number)
{
    for (int i = 0; i < RECORDS; i++) {
        uint64_t position;
        append(*(unsigned *)number, &position);
        assert_done(dg_log_commit(log_, position, err));
    }
    return NULL;
}

static void *write_one(void *number)
{
    uint64_t position;
    append(*(unsigned *)number, &position);
    assert_done(dg_log_commit(log_, position, err));
    return NULL;
}

static void *fail_one(void *number)
{
    uint64_t position;
    append(*(unsigned *)number, &position);
    assert_fails(dg_log_commit(log_, position, err), DG_ERR_IO, "cannot make durable");
    return NULL;
}

static void *compact(void *unused)
{
    for (int i = 0; i < COMPACTIONS; i++) {
        pthread_mutex_lock(&order);
        assert_done(dg_log_compact(log_, logs_state, &written, err));
        pthread_mutex_unlock(&order);
    }
    return unused;
}

static void *read_many(void *unused)
{
    for (int i = 0; i < COMPACTIONS; i++) {
        struct logs_found found;
        struct dg_log_report report;
        assert_done(logs_read(path, false, &found, &report, err));
    }
    return unused;
}

static void in_threads(void *(*work)(void *), bool others)
{
    static unsigned numbers[LOGS_WRITERS] = {0, 1, 2, 3};
    pthread_t threads[LOGS_WRITERS + 2];
    int n = 0;
    for (; n < LOGS_WRITERS; n++)
        assert_int_equal(pthread_create(&threads[n], NULL, work, &numbers[n]), 0);
    if (others) {
        assert_int_equal(pthread_create(&threads[n++], NULL, compact, NULL), 0);
        assert_int_equal(pthread_create(&threads[n++], NULL, read_many, NULL), 0);
    }
    while (n > 0)
        assert_int_equal(pthread_join(threads[--n], NULL), 0);
}

static int set_up(void **state)
{
    (void)state;
    logs_make_folder(path);
    assert_done(logs_create(path, err));
    assert_done(logs_open(path, DG_LOG_ALWAYS, &log_, &written, NULL, err));
    atomic_store(&syncs, 0);
    atomic_store(&appended, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    logs_remove_folder(path);
    return 0;
}

static void expect_written(uint64_t generation)
{
    struct logs_found found;
    struct dg_log_report report;
    assert_done(dg_log_close(log_, err));
    assert_done(logs_read(path, false, &found, &report, err));
    assert_memory_equal(&found, &written, sizeof found);
    assert_int_equal(report.generation, generation);
}

static void all_at_once(void **state)
{
    (void)state;
    in_threads(write_many, true);
    for (int i = 0; i < LOGS_WRITERS; i++)
        assert_int_equal(written.count[i], RECORDS);
    expect_written(1 + COMPACTIONS);
}

static void sync_meets_compaction(void **state)
{
    (void)state;
    uint64_t position;
    append(0, &position);
    atomic_store(&meets_compaction, true);
    assert_done(dg_log_commit(log_, position, err));
    assert_int_equal(pthread_join(compacting, NULL), 0);
    expect_written(2);
}

// While others append: that waits, and comes behind the state.
static int state_and_others(void *user, struct dg_log_sink *sink, dg_error *err)
{
    static unsigned number = 3;
    struct logs_found before = written;
    assert_int_equal(pthread_create(user, NULL, write_one, &number), 0);
    (void)usleep(PATIENCE_US);
    return logs_state(&before, sink, err);
}

static void append_meets_compaction(void **state)
{
    (void)state;
    uint64_t position;
    pthread_t other;
    append(0, &position);
    assert_done(dg_log_compact(log_, state_and_others, &other, err));
    assert_int_equal(pthread_join(other, NULL), 0);
    assert_int_equal(written.count[3], 1);
    expect_written(2);
}

// One syncs while the others append; then one of them syncs for all.
static void one_sync_for_all(void **state)
{
    (void)state;
    atomic_store(&waits, true);
    in_threads(write_one, false);
    atomic_store(&waits, false);
    assert_in_range(atomic_load(&syncs), 1, 2);
    assert_done(dg_log_close(log_, err));
}

// A sync that fails fails for all who wait for it, and nobody tries another.
static void one_failure_for_all(void **state)
{
    (void)state;
    atomic_store(&waits, true);
    atomic_store(&sync_fails, true);
    in_threads(fail_one, false);
    atomic_store(&waits, false);
    atomic_store(&sync_fails, false);
    assert_int_equal(atomic_load(&syncs), 1);
    assert_fails(dg_log_sync(log_, err), DG_ERR_IO, "cannot make durable");
    dg_error why = {0};
    assert_int_equal(dg_log_close(log_, &why), DG_ERR_IO);
    assert_int_equal(atomic_load(&syncs), 1);
}

// Syncs of ten commits, an explicit sync, and the close, by policy.
static void policies(void **state)
{
    (void)state;
    static const struct {
        enum dg_log_policy policy;
        uint32_t interval_ms;
        unsigned committed, synced, closed;
    } cases[] = {{DG_LOG_NONE, 0, 0, 1, 1},
                 {DG_LOG_INTERVAL, 3600000, 0, 1, 2},
                 {DG_LOG_INTERVAL, 0, 10, 10, 11},
                 {DG_LOG_ALWAYS, 3600000, 10, 10, 11}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dg_log_reader reader = logs_reader(&written);
        uint64_t position;
        assert_done(dg_log_close(log_, err));
        assert_done(dg_log_open(path, &reader, cases[i].policy, cases[i].interval_ms, &log_, NULL, err));
        atomic_store(&syncs, 0);
        for (int k = 0; k < 10; k++) {
            append(0, &position);
            assert_done(dg_log_commit(log_, position, err));
        }
        assert_int_equal(atomic_load(&syncs), cases[i].committed);
        assert_done(dg_log_sync(log_, err));
        assert_int_equal(atomic_load(&syncs), cases[i].synced);
        append(0, &position);
        assert_done(dg_log_close(log_, err));
        assert_int_equal(atomic_load(&syncs), cases[i].closed);
        assert_done(dg_log_open(path, &reader, DG_LOG_NONE, 0, &log_, NULL, err));
    }
    assert_done(dg_log_close(log_, err));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(all_at_once), TEST(sync_meets_compaction), TEST(append_meets_compaction),
                                       TEST(policies),    TEST(one_sync_for_all),      TEST(one_failure_for_all)};
    return cmocka_run_group_tests_name("log_threads", tests, NULL, NULL);
}
