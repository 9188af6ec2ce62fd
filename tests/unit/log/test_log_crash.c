// SPDX-License-Identifier: Apache-2.0
// Crashes: writers are killed at random moments while they write, commit and compact in several threads; and machines
// stop, of whose unsynced sectors some have reached the disk and some not. Never is an acknowledged record missing, or
// one there that was not written. Linked with --wrap= of what syncs, which shows what is durable. An argument says how
// many of each.
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "logs.h"

enum { SECTOR = 512, ROOM = 1 << 20 };

static char path[LOGS_PATH], image_path[LOGS_PATH + 8];
static unsigned long rounds = 40;
static atomic_ullong durable; // bytes of the file that was synced last

int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fsync(int fd)
{
    struct stat is;
    if (fstat(fd, &is) == 0 && S_ISREG(is.st_mode))
        atomic_store(&durable, (unsigned long long)is.st_size);
    return 0;
}

int __wrap_fdatasync(int fd)
{
    return __wrap_fsync(fd);
}

static uint64_t random_state = 1;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 6364136223846793005 + 1442695040888963407;
    return (uint32_t)((random_state >> 33) * below >> 31);
}

// --- Processes that are killed ---

// Seen by the writer and the one who kills it.
static struct shared {
    atomic_ullong attempted[LOGS_WRITERS], acknowledged[LOGS_WRITERS], compacted;
} * shared;

static struct writer {
    struct dg_log *log;
    pthread_mutex_t order; // of the records and what `written` says
    struct logs_found written;
} child;

static void die(const char *why)
{
    (void)!write(STDERR_FILENO, why, strlen(why));
    _exit(1);
}

static void *write_for_ever(void *number)
{
    unsigned writer = *(unsigned *)number;
    for (;;) {
        uint64_t position;
        pthread_mutex_lock(&child.order);
        uint64_t next = child.written.count[writer]++;
        atomic_store(&shared->attempted[writer], next + 1);
        if (logs_append(child.log, writer, next, &position, NULL) != DG_OK)
            die("append\n");
        if (writer == 0 && next % 64 == 63) {
            if (dg_log_compact(child.log, logs_state, &child.written, NULL) != DG_OK)
                die("compact\n");
            atomic_fetch_add(&shared->compacted, 1);
        }
        pthread_mutex_unlock(&child.order);
        if (dg_log_commit(child.log, position, NULL) != DG_OK)
            die("commit\n");
        atomic_store(&shared->acknowledged[writer], next + 1);
    }
    return NULL;
}

static void be_writer(enum dg_log_policy policy)
{
    static unsigned numbers[LOGS_WRITERS] = {0, 1, 2, 3};
    pthread_t thread;
    if (logs_open(path, policy, &child.log, &child.written, NULL, NULL) != DG_OK ||
        pthread_mutex_init(&child.order, NULL) != 0)
        die("open\n");
    for (unsigned i = 1; i < LOGS_WRITERS; i++)
        if (pthread_create(&thread, NULL, write_for_ever, &numbers[i]) != 0)
            die("thread\n");
    (void)write_for_ever(&numbers[0]);
}

static void kill_one(enum dg_log_policy policy)
{
    pid_t writer = fork();
    if (writer == 0) {
        be_writer(policy);
        _exit(1);
    }
    usleep(draw(15000));
    assert_int_equal(kill(writer, SIGKILL), 0);
    int status;
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_true(WIFSIGNALED(status));
    struct logs_found found;
    struct dg_log_report report;
    assert_done(logs_read(path, false, &found, &report, err));
    for (unsigned i = 0; i < LOGS_WRITERS; i++) {
        if (found.count[i] < shared->acknowledged[i] || found.count[i] > shared->attempted[i])
            fail_msg("writer %u: %llu of %llu to %llu came back", i, (unsigned long long)found.count[i],
                     (unsigned long long)shared->acknowledged[i], (unsigned long long)shared->attempted[i]);
        atomic_store(&shared->attempted[i], found.count[i]);
        atomic_store(&shared->acknowledged[i], found.count[i]);
    }
}

static void killed(void **state)
{
    (void)state;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    uint64_t records = 0, compacted = 0;
    for (unsigned long i = 0; i < rounds; i++) {
        if (i % 20 == 0) {
            memset(shared, 0, sizeof *shared);
            (void)remove(path);
            assert_done(logs_create(path, err));
        }
        kill_one((enum dg_log_policy)(i % 3));
        records += shared->acknowledged[1];
        compacted += shared->compacted;
    }
    print_message("%lu writers killed\n", rounds);
    assert_true(records > 0 && compacted > 0);
    assert_int_equal(remove(path), 0);
    (void)munmap(shared, sizeof *shared);
}

// --- Machines that stop ---

// What a disk may hold: all that was synced, some sectors of the rest, and some of its length.
static void save_image(void)
{
    static uint8_t bytes[ROOM];
    uint64_t n = logs_load(path, bytes, sizeof bytes), safe = atomic_load(&durable);
    n = safe + draw((uint32_t)(n - safe) + 1);
    for (uint64_t at = safe; at < n;) {
        uint64_t next = (at / SECTOR + 1) * SECTOR;
        next = next < n ? next : n;
        if (draw(3) == 0)
            memset(bytes + at, 0, next - at);
        at = next;
    }
    logs_save(image_path, bytes, n);
}

// False: the image is refused, which it may be only if nothing was promised.
static bool check_image(enum dg_log_policy policy, uint64_t acknowledged, uint64_t attempted)
{
    struct logs_found found;
    struct dg_log_report report;
    struct dg_log *log;
    dg_error why = {0};
    int code = logs_open(image_path, policy, &log, &found, &report, &why);
    if (code != DG_OK) {
        if (policy != DG_LOG_NONE || !strstr(why.message, "damaged at byte"))
            fail_msg("%s", why.message);
        return false;
    }
    if (found.count[0] < acknowledged || found.count[0] > attempted)
        fail_msg("%d of %d to %d came back", (int)found.count[0], (int)acknowledged, (int)attempted);
    uint64_t position;
    assert_done(logs_append(log, 0, found.count[0], &position, err));
    assert_done(dg_log_close(log, err));
    uint64_t more = found.count[0] + 1;
    assert_done(logs_read(image_path, false, &found, &report, err));
    assert_int_equal(found.count[0], more);
    return true;
}

static void stopped(void **state)
{
    (void)state;
    unsigned long refused = 0;
    snprintf(image_path, sizeof image_path, "%s.image", path);
    for (unsigned long i = 0; i < 10 * rounds; i++) {
        enum dg_log_policy policy = (enum dg_log_policy)(i % 3);
        struct logs_found found;
        struct dg_log *log;
        uint64_t position, acknowledged = 0, attempted = 0;
        (void)remove(path);
        assert_done(logs_create(path, err));
        assert_done(logs_open(path, policy, &log, &found, NULL, err));
        for (uint32_t batches = 1 + draw(8); batches > 0; batches--) {
            for (uint32_t n = draw(20); n > 0; n--)
                assert_done(logs_append(log, 0, attempted++, &position, err));
            if (draw(2) == 0 && attempted > 0) {
                assert_done(policy == DG_LOG_ALWAYS ? dg_log_commit(log, position, err) : dg_log_sync(log, err));
                acknowledged = attempted;
            }
        }
        uint64_t was = atomic_load(&durable);
        save_image();
        refused += !check_image(policy, acknowledged, attempted);
        atomic_store(&durable, was);
        assert_done(dg_log_close(log, err));
    }
    print_message("%lu machines stopped\n", 10 * rounds);
    assert_true(refused > 0); // what may be refused is reached
    assert_int_equal(remove(path), 0);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = strtoul(argv[1], NULL, 10);
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(killed), cmocka_unit_test(stopped)};
    int failed = cmocka_run_group_tests_name("log_crash", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
