// SPDX-License-Identifier: Apache-2.0
// Every call to the system fails once, in turn, in a life of a log: made, opened, written, compacted, closed, opened
// again. Nothing acknowledged is missing then, nothing is there that was not written, and after a write or sync that
// failed nothing is acknowledged any more. The same with calls that are interrupted or do less than they were asked,
// which nobody notices, and with a process that dies there. Linked with --wrap= of these calls (mk/unit.mk).
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "logs.h"

enum { RECORDS = 12 };

static enum fault {
    FAILS,       // with number
    INTERRUPTED, // by a signal, once
    HALF,        // a read or write does a part
    HALF_FAILS,  // a write does a part, and what would do the rest fails
    DIES,        // the process, before the call
} fault;
static int number = EIO;
static long until = -1; // calls that are still done; -1: all

// What a machine that stops could take back: bytes, and the names of files.
static bool loose_bytes, loose_names;

static bool due(void)
{
    if (until < 0 || until-- > 0)
        return false;
    if (fault == DIES)
        kill(getpid(), SIGKILL);
    errno = fault == INTERRUPTED ? EINTR : number;
    return true;
}

static bool fails(void)
{
    return due() && fault == FAILS;
}

static bool fails_slowly(void) // these may be interrupted
{
    return due() && (fault == FAILS || fault == INTERRUPTED);
}

#define WRAP(type, name, parameters, arguments, failure, fails)                                                        \
    type __real_##name parameters;                                                                                     \
    type __wrap_##name parameters;                                                                                     \
    type __wrap_##name parameters                                                                                      \
    {                                                                                                                  \
        return fails() ? (failure) : __real_##name arguments;                                                          \
    }
WRAP(void *, malloc, (size_t size), (size), NULL, fails)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL, fails)
WRAP(void *, realloc, (void *p, size_t size), (p, size), NULL, fails)
WRAP(char *, strdup, (const char *text), (text), NULL, fails)
WRAP(ssize_t, getrandom, (void *out, size_t n, unsigned flags), (out, n, flags), -1, fails)
WRAP(int, flock, (int fd, int operation), (fd, operation), -1, fails_slowly)
WRAP(int, fstat, (int fd, struct stat *is), (fd, is), -1, fails)
WRAP(int, ftruncate, (int fd, off_t size), (fd, size), -1, fails)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, fails)
// A name is given only to what is durable.
static bool name_fails(void)
{
    if (loose_bytes)
        fail_msg("renamed before it was durable");
    bool failed = fails();
    loose_names |= !failed;
    return failed;
}
WRAP(int, rename, (const char *from, const char *to), (from, to), -1, name_fails)
WRAP(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), -1,
     name_fails)

// These do nothing: no machine stops here.
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fsync(int fd)
{
    struct stat is;
    if (fails_slowly() || __real_fstat(fd, &is) != 0)
        return -1;
    *(S_ISDIR(is.st_mode) ? &loose_names : &loose_bytes) = false;
    return 0;
}

int __wrap_fdatasync(int fd)
{
    return __wrap_fsync(fd);
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, mode_t mode);
int __wrap_open(const char *path, int flags, mode_t mode)
{
    return fails() ? -1 : __real_open(path, flags, mode);
}

ssize_t __real_pread(int fd, void *out, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *out, size_t n, off_t at);
ssize_t __wrap_pread(int fd, void *out, size_t n, off_t at)
{
    if (due() && (fault == FAILS || fault == INTERRUPTED))
        return -1;
    return __real_pread(fd, out, fault == HALF && until < 0 ? (n + 1) / 2 : n, at);
}

ssize_t __real_pwritev(int fd, const struct iovec *parts, int n, off_t at);
ssize_t __wrap_pwritev(int fd, const struct iovec *parts, int n, off_t at);
ssize_t __wrap_pwritev(int fd, const struct iovec *parts, int n, off_t at)
{
    static bool then_fails;
    loose_bytes = true;
    if (then_fails) {
        then_fails = false;
        errno = number;
        return -1;
    }
    if (!due())
        return __real_pwritev(fd, parts, n, at);
    if (fault == FAILS || fault == INTERRUPTED)
        return -1;
    then_fails = fault == HALF_FAILS;
    struct iovec part = {parts->iov_base, (parts->iov_len + 1) / 2};
    return n > 1 && parts->iov_len % 3 == 0 ? __real_pwritev(fd, parts, 1, at) : __real_pwritev(fd, &part, 1, at);
}

static char path[LOGS_PATH];

// What a life came to, in memory that outlives its process.
struct life {
    bool created;
    uint64_t attempted, acknowledged;
};

// A log that has failed says so for ever after.
static void check_failed(struct dg_log *log, struct life *life)
{
    uint64_t position;
    if (logs_append(log, 0, life->attempted, &position, NULL) == DG_OK || dg_log_sync(log, NULL) == DG_OK ||
        dg_log_commit(log, 0, NULL) == DG_OK)
        fail_msg("acknowledged after a failure");
}

static bool append(struct dg_log *log, struct life *life)
{
    uint64_t position;
    uint64_t number_ = life->attempted++;
    int code = logs_append(log, 0, number_, &position, NULL);
    if (code == DG_OK)
        code = dg_log_commit(log, position, NULL);
    if (code == DG_OK && (loose_bytes || loose_names))
        fail_msg("acknowledged before it was durable");
    if (code == DG_OK)
        life->acknowledged = number_ + 1;
    else
        check_failed(log, life);
    return code == DG_OK;
}

// False: it had to stop.
static bool write_some(struct life *life, bool compacts)
{
    struct logs_found found = {{0}};
    struct dg_log *log;
    loose_bytes = loose_names = true; // whoever wrote before, and was killed
    if (logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, NULL) != DG_OK)
        return false;
    if (loose_bytes || loose_names)
        fail_msg("built upon before it was durable");
    if (found.count[0] < life->acknowledged || found.count[0] > life->attempted)
        fail_msg("%d of %d to %d came back", (int)found.count[0], (int)life->acknowledged, (int)life->attempted);
    life->attempted = life->acknowledged = found.count[0];
    bool well = true;
    for (int i = 0; well && i < RECORDS; i++) {
        well = append(log, life);
        found.count[0] = life->acknowledged;
        if (compacts && i == RECORDS / 2 && well && dg_log_compact(log, logs_state, &found, NULL) != DG_OK)
            well = append(log, life); // goes on with the old, or has failed for good
    }
    return dg_log_close(log, NULL) == DG_OK && well;
}

static void live(struct life *life)
{
    loose_bytes = loose_names = false;
    life->created = logs_create(path, NULL) == DG_OK;
    if (life->created && write_some(life, true))
        (void)write_some(life, false);
}

// Without faults, everything is as it was left; and a log that could not be made can be.
static void check_life(const struct life *was)
{
    struct life life = *was;
    until = -1;
    loose_bytes = false;
    if (!life.created && access(path, F_OK) != 0)
        assert_done(logs_create(path, err));
    assert_true(write_some(&life, false));
    struct logs_found found;
    struct dg_log_report report;
    assert_done(logs_read(path, false, &found, &report, err));
    assert_int_equal(found.count[0], life.acknowledged);
    assert_int_equal(report.cut, 0);
    char fresh[LOGS_PATH + 8];
    snprintf(fresh, sizeof fresh, "%s.new", path);
    assert_int_equal(access(fresh, F_OK), -1);
    assert_int_equal(remove(path), 0);
}

// A life for every call of it; how many there were.
static long lives(enum fault what, int error)
{
    fault = what;
    number = error;
    for (long k = 0;; k++) {
        struct life life = {0};
        until = k;
        live(&life);
        bool over = until >= 0;
        check_life(&life);
        if (over || what == INTERRUPTED || what == HALF)
            assert_int_equal(life.acknowledged, 2 * RECORDS);
        if (over)
            return k;
    }
}

static void calls_fail(void **state)
{
    (void)state;
    long calls = lives(FAILS, EIO);
    assert_true(calls > 100);
    assert_int_equal(lives(FAILS, ENOSPC), calls);
}

static void writes_tear(void **state)
{
    (void)state;
    assert_true(lives(HALF_FAILS, ENOSPC) > 100);
}

static void calls_do_less(void **state)
{
    (void)state;
    assert_true(lives(INTERRUPTED, 0) > 100);
    assert_true(lives(HALF, 0) > 100);
}

// The entry of a new name has to be told apart from one that is there: a file system without such a rename has links.
static void renames_in_two_steps(void **state)
{
    (void)state;
    fault = FAILS;
    number = EINVAL;
    for (until = 0;; until++) { // which call is the rename: the one after whose failure all is well
        long k = until;
        struct life life = {0};
        live(&life);
        bool over = until >= 0;
        check_life(&life);
        if (life.acknowledged == 2 * RECORDS && !over)
            return;
        assert_false(over);
        until = k;
    }
}

static void process_dies(void **state)
{
    (void)state;
    struct life *life = mmap(NULL, sizeof *life, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(life != MAP_FAILED);
    fault = DIES;
    for (long k = 0;; k++) {
        *life = (struct life){0};
        until = k;
        pid_t child = fork();
        if (child == 0) {
            live(life);
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        check_life(life);
        if (WIFEXITED(status)) {
            assert_int_equal(life->acknowledged, 2 * RECORDS);
            assert_true(k > 100);
            break;
        }
    }
    (void)munmap(life, sizeof *life);
}

int main(void)
{
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_fail),   cmocka_unit_test(writes_tear),          cmocka_unit_test(calls_do_less),
        cmocka_unit_test(process_dies), cmocka_unit_test(renames_in_two_steps),
    };
    int failed = cmocka_run_group_tests_name("log_faults", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
