// SPDX-License-Identifier: Apache-2.0
// A log as its users see it: what comes back, who may write, what compaction keeps, what is refused. Linked with
// --wrap=flock, for what happens just before.
#include "unit.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "logs.h"

static char path[LOGS_PATH];

static void (*before_lock)(void);

int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);

int __wrap_flock(int fd, int operation)
{
    void (*call)(void) = before_lock;
    before_lock = NULL;
    if (call)
        call();
    return __real_flock(fd, operation);
}

static int set_up(void **state)
{
    (void)state;
    logs_make_folder(path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    logs_remove_folder(path);
    return 0;
}

static struct dg_log *open_log(enum dg_log_policy policy, struct logs_found *found)
{
    struct dg_log *log;
    assert_done(logs_open(path, policy, &log, found, NULL, err));
    return log;
}

static void append(struct dg_log *log, struct logs_found *found, unsigned writer, uint64_t count)
{
    uint64_t position;
    for (; count > 0; count--) {
        assert_done(logs_append(log, writer, found->count[writer]++, &position, err));
        assert_done(dg_log_commit(log, position, err));
    }
}

static void expect(const struct logs_found *want)
{
    struct logs_found found;
    struct dg_log_report report;
    assert_done(logs_read(path, false, &found, &report, err));
    assert_memory_equal(&found, want, sizeof found);
    assert_int_equal(report.cut, 0);
}

static void comes_back(void **state)
{
    (void)state;
    struct logs_found found;
    assert_done(logs_create(path, err));
    for (enum dg_log_policy policy = DG_LOG_NONE; policy <= DG_LOG_ALWAYS; policy++) {
        struct dg_log *log = open_log(policy, &found);
        append(log, &found, policy, 100);
        expect(&found); // a reader beside the writer
        assert_done(dg_log_sync(log, err));
        assert_done(dg_log_close(log, err));
        expect(&found);
    }
    assert_done(dg_log_close(NULL, err));
}

static void records_of_any_size(void **state)
{
    (void)state;
    struct logs_found found;
    uint64_t position;
    static uint8_t most[DG_LOG_PAYLOAD_MAX];
    assert_done(logs_create(path, err));
    struct dg_log *log = open_log(DG_LOG_NONE, &found);
    struct iovec parts[DG_LOG_PARTS_MAX + 1] = {{most, 8}, {most, sizeof most - 8}, {most, 0}, {most, 0}, {most, 0}};
    assert_done(dg_log_append(log, 1, parts, 2, &position, err));
    parts[1].iov_len++;
    assert_fails(dg_log_append(log, 1, parts, 2, &position, err), DG_ERR_ARGUMENT, "at most 67108864 bytes");
    assert_fails(dg_log_append(log, 0, parts, 1, &position, err), DG_ERR_ARGUMENT, "a type of 1 or more");
    assert_fails(dg_log_append(log, 1, parts, DG_LOG_PARTS_MAX + 1, &position, err), DG_ERR_ARGUMENT, "4 parts");
    assert_done(dg_log_append(log, UINT32_MAX, NULL, 0, &position, err));
    assert_done(dg_log_close(log, err));
    assert_int_equal(truncate(path, 48 + 20 + DG_LOG_PAYLOAD_MAX - 1), 0);
    struct dg_log_report report;
    assert_done(logs_read(path, false, &found, &report, err));
    assert_int_equal(report.records, 0);
    assert_string_equal(report.why, "the last record is not whole");
}

static void refusals(void **state)
{
    (void)state;
    struct logs_found found;
    struct dg_log *log = (struct dg_log *)&found;
    static uint8_t header[DG_LOG_HEADER_MAX + 1];
    struct dg_log_reader reader = logs_reader(&found);
    assert_fails(logs_read(path, false, &found, NULL, err), DG_ERR_IO, "No such file");
    assert_fails(dg_log_create(path, 1, header, sizeof header, err), DG_ERR_ARGUMENT, "at most 4096");
    assert_done(logs_create(path, err));
    assert_fails(logs_create(path, err), DG_ERR_ARGUMENT, "exists");
    reader.application++;
    assert_fails(dg_log_open(path, &reader, DG_LOG_NONE, 0, &log, NULL, err), DG_ERR_ARGUMENT, "of application 0x");
    assert_null(log);
    char there[LOGS_PATH + 8];
    snprintf(there, sizeof there, "%s/..", path);
    assert_fails(dg_log_read(there, &reader, false, NULL, err), DG_ERR_IO, "Not a directory");
    *strrchr(there, '/') = '\0';
    *strrchr(there, '/') = '\0';
    assert_fails(dg_log_read(there, &reader, false, NULL, err), DG_ERR_ARGUMENT, "no regular file");
    strcat(there, "/pipe");
    assert_int_equal(mkfifo(there, 0600), 0);
    assert_fails(dg_log_read(there, &reader, false, NULL, err), DG_ERR_ARGUMENT, "no regular file");
    assert_fails(logs_create("/dev/null/log", err), DG_ERR_IO, "Not a directory");
}

static int stop(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    (void)user;
    (void)type;
    (void)payload;
    (void)n;
    return dg_fail(err, DG_ERR_MEMORY, "the application has no room");
}

static void readers_refuse(void **state)
{
    (void)state;
    struct logs_found found;
    assert_done(logs_create(path, err));
    struct dg_log *log = open_log(DG_LOG_ALWAYS, &found);
    append(log, &found, 0, 2);
    assert_done(dg_log_close(log, err));
    struct dg_log_reader reader = logs_reader(&found);
    reader.record = stop;
    assert_fails(dg_log_open(path, &reader, DG_LOG_ALWAYS, 0, &log, NULL, err), DG_ERR_MEMORY, "no room");
    log = open_log(DG_LOG_ALWAYS, &found);
    assert_done(dg_log_close(log, err));
}

static void one_writer(void **state)
{
    (void)state;
    struct logs_found found, second;
    struct dg_log *other;
    assert_done(logs_create(path, err));
    struct dg_log *log = open_log(DG_LOG_ALWAYS, &found);
    append(log, &found, 1, 3);
    assert_fails(logs_open(path, DG_LOG_ALWAYS, &other, &second, NULL, err), DG_ERR_BUSY, "open for writing elsewhere");
    assert_done(dg_log_compact(log, logs_state, &found, err));
    assert_fails(logs_open(path, DG_LOG_ALWAYS, &other, &second, NULL, err), DG_ERR_BUSY, "open for writing elsewhere");
    append(log, &found, 1, 3);
    assert_done(dg_log_close(log, err));
    log = open_log(DG_LOG_ALWAYS, &second);
    assert_memory_equal(&second, &found, sizeof found);
    assert_done(dg_log_close(log, err));
}

static struct dg_log *first;
static struct logs_found firsts;

static void replace_and_close(void)
{
    assert_done(dg_log_compact(first, logs_state, &firsts, err));
    append(first, &firsts, 1, 3);
    assert_done(dg_log_close(first, err));
}

// The file that was opened is no longer the one that stands there when the lock is free.
static void replaced_meanwhile(void **state)
{
    (void)state;
    struct logs_found found;
    assert_done(logs_create(path, err));
    first = open_log(DG_LOG_ALWAYS, &firsts);
    append(first, &firsts, 1, 3);
    before_lock = replace_and_close;
    struct dg_log *log = open_log(DG_LOG_ALWAYS, &found);
    assert_memory_equal(&found, &firsts, sizeof found);
    append(log, &found, 1, 3);
    assert_done(dg_log_close(log, err));
    expect(&found);
}

// The child may not write, and what it does at its end takes nothing from the parent.
static void forks(void **state)
{
    (void)state;
    struct logs_found found;
    assert_done(logs_create(path, err));
    struct dg_log *log = open_log(DG_LOG_INTERVAL, &found);
    append(log, &found, 2, 3);
    pid_t child = fork();
    if (child == 0) {
        uint64_t position;
        bool refused = logs_append(log, 2, 3, &position, NULL) == DG_ERR_STATE &&
                       dg_log_commit(log, 0, NULL) == DG_ERR_STATE && dg_log_sync(log, NULL) == DG_ERR_STATE &&
                       dg_log_compact(log, logs_state, &found, NULL) == DG_ERR_STATE;
        _exit(refused && dg_log_close(log, NULL) == DG_OK ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    struct dg_log *other;
    struct logs_found second;
    assert_fails(logs_open(path, DG_LOG_ALWAYS, &other, &second, NULL, err), DG_ERR_BUSY, "elsewhere");
    append(log, &found, 2, 3);
    assert_done(dg_log_close(log, err));
    expect(&found);
}

// Positions go on, what stood between path and file stays, and so do mode and owner.
static void compacts(void **state)
{
    (void)state;
    struct logs_found found;
    struct dg_log_report report;
    struct stat before, after;
    char real[LOGS_PATH + 8];
    uint64_t position, later;
    snprintf(real, sizeof real, "%s.real", path);
    assert_done(logs_create(real, err));
    assert_int_equal(symlink(strrchr(real, '/') + 1, path), 0);
    assert_int_equal(chmod(real, 0640), 0);
    if (getuid() == 0)
        assert_int_equal(chown(real, 12, 34), 0);
    assert_int_equal(stat(path, &before), 0);
    struct dg_log *log = open_log(DG_LOG_ALWAYS, &found);
    append(log, &found, 0, 200);
    assert_done(logs_append(log, 1, found.count[1]++, &position, err));
    assert_done(dg_log_compact(log, logs_state, &found, err));
    assert_done(dg_log_commit(log, position, err));
    assert_done(logs_append(log, 1, found.count[1]++, &later, err));
    assert_true(later > position);
    assert_done(dg_log_commit(log, later, err));
    assert_done(dg_log_close(log, err));
    expect(&found);
    assert_int_equal(lstat(path, &after), 0);
    assert_true(S_ISLNK(after.st_mode));
    assert_int_equal(stat(path, &after), 0);
    assert_true(after.st_ino != before.st_ino);
    assert_int_equal(after.st_mode, before.st_mode);
    assert_int_equal(after.st_uid, before.st_uid);
    assert_int_equal(after.st_gid, before.st_gid);
    assert_done(logs_read(path, false, &found, &report, err));
    assert_int_equal(report.generation, 2);
}

static int half(void *user, struct dg_log_sink *sink, dg_error *err)
{
    int code = logs_state(user, sink, err);
    return code == DG_OK ? dg_fail(err, DG_ERR_BUSY, "changed its mind") : code;
}

static void compaction_that_fails(void **state)
{
    (void)state;
    struct logs_found found;
    char fresh[LOGS_PATH + 8];
    snprintf(fresh, sizeof fresh, "%s.new", path);
    assert_done(logs_create(path, err));
    struct dg_log *log = open_log(DG_LOG_ALWAYS, &found);
    append(log, &found, 0, 3);
    assert_fails(dg_log_compact(log, half, &found, err), DG_ERR_BUSY, "changed its mind");
    assert_int_equal(access(fresh, F_OK), -1);
    append(log, &found, 0, 3);
    logs_save(fresh, (const uint8_t *)"precious", 8);
    assert_fails(dg_log_compact(log, logs_state, &found, err), DG_ERR_IO, "is in the way, and no log");
    assert_int_equal(access(fresh, F_OK), 0);
    append(log, &found, 0, 3);
    assert_done(dg_log_close(log, err));
    expect(&found);
}

// What a crash left of a new file goes with the next writer, unless it is another's.
static void leftovers(void **state)
{
    (void)state;
    struct logs_found found;
    char fresh[LOGS_PATH + 8];
    static const struct {
        const char *bytes;
        bool goes;
    } left[] = {{"", true}, {"DGLOG", true}, {"DGLOG\r\n\x1a\1", true}, {"precious", false}};
    snprintf(fresh, sizeof fresh, "%s.new", path);
    assert_done(logs_create(path, err));
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        logs_save(fresh, (const uint8_t *)left[i].bytes, strlen(left[i].bytes));
        expect(&(struct logs_found){0});
        assert_int_equal(access(fresh, F_OK), 0);
        assert_done(dg_log_close(open_log(DG_LOG_ALWAYS, &found), err));
        assert_int_equal(access(fresh, F_OK), left[i].goes ? -1 : 0);
    }
    logs_save(fresh, (const uint8_t *)"DGLOG", 5);
    int fd = open(fresh, O_RDONLY | O_CLOEXEC); // one who is making it
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_done(dg_log_close(open_log(DG_LOG_ALWAYS, &found), err));
    assert_int_equal(access(fresh, F_OK), 0);
    close(fd);
}

// Readable and not writable; root, who may write anyway, is somebody else meanwhile.
static void read_only_files(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    struct logs_found found;
    struct dg_log *log;
    bool root = geteuid() == 0;
    assert_done(logs_create(path, err));
    assert_int_equal(chmod(path, 0444), 0);
    char folder[LOGS_PATH];
    strcpy(folder, path);
    *strrchr(folder, '/') = '\0';
    assert_int_equal(chmod(folder, 0755), 0);
    assert_true(!root || seteuid(NOBODY) == 0);
    expect(&(struct logs_found){0});
    assert_fails(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err), DG_ERR_IO, "for writing");
    assert_true(!root || seteuid(0) == 0);
    expect(&(struct logs_found){0});
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(comes_back),
        TEST(records_of_any_size),
        TEST(refusals),
        TEST(readers_refuse),
        TEST(one_writer),
        TEST(replaced_meanwhile),
        TEST(forks),
        TEST(compacts),
        TEST(compaction_that_fails),
        TEST(leftovers),
        TEST(read_only_files),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
