// SPDX-License-Identifier: Apache-2.0
// A disk that becomes full, at every byte of a record: the write fails and says so, all before it is there, and with
// some space the log goes on. The disk is a file system in memory, of a size, that only this process sees.
#include "unit.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logs.h"

enum { PAGE = 4096, PAGES = 16 };

static char folder[LOGS_PATH], path[LOGS_PATH + 8];

static bool has_disk(void)
{
    char size[32];
    snprintf(size, sizeof size, "size=%d", PAGES * PAGE);
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", folder, "tmpfs", 0, size) == 0;
}

static void fill(const char *name, size_t n)
{
    static const uint8_t zeros[PAGES * PAGE];
    logs_save(name, zeros, n);
}

// Appends until nothing goes any more; how many were acknowledged.
static uint64_t write_until_full(uint64_t next)
{
    struct logs_found found;
    struct dg_log *log;
    uint64_t position, first = next;
    assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err));
    assert_true(found.count[0] >= next);
    next = found.count[0];
    dg_error why = {0};
    while (logs_append(log, 0, next, &position, &why) == DG_OK) {
        assert_done(dg_log_commit(log, position, err));
        next++;
    }
    assert_int_equal(why.code, DG_ERR_IO);
    assert_non_null(strstr(why.message, "No space left on device: free some space"));
    assert_fails(logs_append(log, 0, next, &position, err), DG_ERR_IO, "No space left");
    assert_int_equal(dg_log_close(log, NULL), DG_ERR_IO);
    assert_true(next > first);
    return next;
}

static void becomes_full(void **state)
{
    (void)state;
    char ballast[LOGS_PATH + 16];
    struct logs_found found;
    struct dg_log_report report;
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    for (int pages = 1; pages < PAGES - 3; pages += 2) {
        fill(ballast, (size_t)pages * PAGE);
        assert_done(logs_create(path, err));
        uint64_t count = write_until_full(0);
        assert_done(logs_read(path, false, &found, &report, err));
        assert_int_equal(found.count[0], count);
        fill(ballast, (size_t)(pages - 1) * PAGE);
        count = write_until_full(count);
        assert_done(logs_read(path, false, &found, &report, err));
        assert_int_equal(found.count[0], count);
        assert_int_equal(remove(path), 0);
    }
    assert_int_equal(remove(ballast), 0);
}

static void no_room_for_another(void **state)
{
    (void)state;
    char ballast[LOGS_PATH + 16];
    struct logs_found found;
    struct dg_log_report report;
    struct dg_log *log;
    uint64_t position;
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    assert_done(logs_create(path, err));
    assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err));
    for (int i = 0; i < 200; i++)
        assert_done(logs_append(log, 0, found.count[0]++, &position, err));
    struct stat is;
    assert_int_equal(stat(path, &is), 0);
    size_t rest = (size_t)(PAGES - (is.st_size + PAGE - 1) / PAGE - 1) * PAGE;
    fill(ballast, rest - PAGE);
    assert_fails(dg_log_compact(log, logs_state, &found, err), DG_ERR_IO, "No space left");
    assert_done(logs_append(log, 0, found.count[0]++, &position, err));
    assert_done(dg_log_commit(log, position, err));
    assert_int_equal(remove(ballast), 0);
    assert_done(dg_log_compact(log, logs_state, &found, err));
    assert_done(dg_log_close(log, err));
    struct logs_found again;
    assert_done(logs_read(path, false, &again, &report, err));
    assert_int_equal(again.count[0], found.count[0]);
    assert_int_equal(report.generation, 2);
    assert_int_equal(remove(path), 0);
}

static void no_room_for_the_first(void **state)
{
    (void)state;
    char ballast[LOGS_PATH + 16];
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    fill(ballast, PAGES * PAGE);
    assert_fails(logs_create(path, err), DG_ERR_IO, "No space left");
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(remove(ballast), 0);
    assert_done(logs_create(path, err));
    assert_int_equal(remove(path), 0);
}

int main(void)
{
    logs_make_folder(folder);
    *strrchr(folder, '/') = '\0';
    snprintf(path, sizeof path, "%s/log", folder);
    if (!has_disk()) {
        print_message("skipped: log_full: a file system of a size needs root: %s\n", strerror(errno));
        return rmdir(folder);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(becomes_full),
        cmocka_unit_test(no_room_for_another),
        cmocka_unit_test(no_room_for_the_first),
    };
    int failed = cmocka_run_group_tests_name("log_full", tests, NULL, NULL);
    (void)umount(folder);
    (void)rmdir(folder);
    return failed;
}
