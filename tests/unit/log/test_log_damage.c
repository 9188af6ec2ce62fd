// SPDX-License-Identifier: Apache-2.0
// Files that are cut at every byte, with every bit flipped, and changed at random from those of the vectors: what was
// whole before the damage comes back, or the file is refused and stays as it is; nothing that was never written comes.
// An argument says how many random files. Linked with --wrap=fsync,--wrap=fdatasync: no machine stops here.
#include "unit.h"

#include <unistd.h>

#include "base/bytes.h"
#include "corpus.h"
#include "logs.h"

enum { ROOM = 16384, RECORDS = 12 };

static char path[LOGS_PATH];
static uint8_t file[ROOM];
static size_t size;
static uint64_t ends[RECORDS + 1]; // of the header, and of each record
static unsigned long mutants = 20000;

int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fsync(int fd)
{
    return fd >= 0 ? 0 : -1;
}

int __wrap_fdatasync(int fd)
{
    return fd >= 0 ? 0 : -1;
}

static int set_up(void **state)
{
    (void)state;
    struct logs_found found;
    struct dg_log *log;
    logs_make_folder(path);
    assert_done(logs_create(path, err));
    assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err));
    ends[0] = 48;
    for (uint64_t i = 0; i < RECORDS; i++) {
        assert_done(logs_append(log, 0, i, &ends[i + 1], err));
        assert_done(dg_log_commit(log, ends[i + 1], err));
    }
    assert_done(dg_log_close(log, err));
    size = logs_load(path, file, sizeof file);
    assert_int_equal(size, ends[RECORDS]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    logs_remove_folder(path);
    return 0;
}

static void expect_file(const uint8_t *bytes, size_t n)
{
    static uint8_t now[ROOM];
    assert_int_equal(logs_load(path, now, sizeof now), n);
    assert_memory_equal(now, bytes, n);
}

static void cut_anywhere(void **state)
{
    (void)state;
    for (size_t n = ends[0]; n <= size; n++) {
        struct logs_found found;
        struct dg_log_report report;
        struct dg_log *log;
        unsigned whole = 0;
        while (whole < RECORDS && ends[whole + 1] <= n)
            whole++;
        logs_save(path, file, n);
        assert_done(logs_read(path, false, &found, &report, err));
        expect_file(file, n);
        assert_int_equal(found.count[0], whole);
        assert_int_equal(report.records, whole);
        assert_int_equal(report.end, ends[whole]);
        assert_int_equal(report.cut, n - ends[whole]);
        assert_string_equal(report.why, report.cut > 0 ? "the last record is not whole" : "");
        assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, &report, err));
        assert_int_equal(report.cut, n - ends[whole]);
        assert_done(logs_append(log, 0, whole, &report.end, err));
        assert_done(dg_log_close(log, err));
        assert_done(logs_read(path, false, &found, &report, err));
        assert_int_equal(found.count[0], whole + 1);
        assert_int_equal(report.cut, 0);
    }
}

static void flip_any_bit(void **state)
{
    (void)state;
    for (size_t bit = 0; bit < 8 * size; bit++) {
        struct logs_found found;
        struct dg_log_report report;
        struct dg_log *log;
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
        logs_save(path, file, size);
        dg_error why = {0};
        int code = logs_open(path, DG_LOG_ALWAYS, &log, &found, &report, &why);
        if (code == DG_OK) { // the last record, as a crash would have left it
            if (bit / 8 < ends[RECORDS - 1] || report.cut != size - ends[RECORDS - 1] || report.why[0] == '\0')
                fail_msg("bit %zu went unnoticed", bit);
            assert_int_equal(found.count[0], RECORDS - 1);
            assert_done(dg_log_close(log, err));
        } else {
            expect_file(file, size);
            if (bit / 8 >= ends[0] && !strstr(why.message, "salvage"))
                fail_msg("bit %zu: %s", bit, why.message);
        }
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static int collect_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    (void)user;
    (void)bytes;
    (void)n;
    (void)err;
    return DG_OK;
}

static int collect(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    (void)type;
    (void)err;
    uint8_t want[LOGS_RECORD_MAX];
    size_t wanted;
    assert_true(n >= 12);
    uint64_t number = dg_load64_le((const uint8_t *)payload + 4);
    logs_payload(0, number, want, &wanted);
    assert_int_equal(n, wanted);
    assert_memory_equal(payload, want, n);
    *(uint64_t *)user |= 1u << number;
    return DG_OK;
}

static void salvage_what_is_whole(void **state)
{
    (void)state;
    for (unsigned i = 0; i < RECORDS; i++)
        for (size_t at = ends[i]; at < ends[i + 1]; at++) {
            uint64_t got = 0;
            struct dg_log_report report;
            struct dg_log_reader reader = {LOGS_APPLICATION, collect_header, collect, &got};
            file[at] ^= 0x55;
            logs_save(path, file, size);
            assert_done(dg_log_read(path, &reader, true, &report, err));
            file[at] ^= 0x55;
            assert_int_equal(got, ((1u << RECORDS) - 1) & ~(1u << i));
            assert_int_equal(report.records, RECORDS - 1);
            assert_int_equal(report.damaged, i < RECORDS - 1);
        }
}

// A compaction makes all durable, also what was not committed: damage there is no torn tail, whether another compacted
// record says so or one that was appended to them.
static void damaged_when_compacted(void **state)
{
    (void)state;
    static uint8_t compacted[ROOM];
    for (unsigned later = 0; later <= 1; later++) {
        struct logs_found found;
        struct dg_log *log;
        uint64_t position;
        logs_save(path, file, ends[0]);
        assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err));
        while (found.count[0] < RECORDS)
            assert_done(logs_append(log, 0, found.count[0]++, &position, err));
        assert_done(dg_log_compact(log, logs_state, &found, err));
        for (unsigned i = 0; i < later; i++)
            assert_done(logs_append(log, 0, RECORDS + i, &position, err));
        assert_done(dg_log_close(log, err));
        size_t n = logs_load(path, compacted, sizeof compacted);
        compacted[ends[later ? RECORDS - 1 : 0] + 20] ^= 1;
        logs_save(path, compacted, n);
        assert_fails(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err), DG_ERR_IO, "damaged at byte");
        expect_file(compacted, n);
    }
}

static int count_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    (void)err;
    uint64_t *sum = user;
    for (size_t i = 0; i < n; i++) // so that a sanitizer sees all of it
        sum[1] = sum[1] * 31 + ((const uint8_t *)payload)[i];
    sum[1] = sum[1] * 31 + type;
    sum[0]++;
    return DG_OK;
}

// Whatever the file: no crash, reading touches nothing, opening gives what reading gave and mends or touches nothing.
static void try(const uint8_t *bytes, size_t n)
{
    uint64_t read[2] = {0}, salvaged[2] = {0}, opened[2] = {0}, again[2] = {0};
    struct dg_log_report report, then;
    struct dg_log_reader reader = {7, collect_header, count_record, read};
    struct dg_log *log;
    logs_save(path, bytes, n);
    int code = dg_log_read(path, &reader, false, &report, NULL);
    reader.user = salvaged;
    int salvage = dg_log_read(path, &reader, true, &then, NULL);
    assert_true(code != DG_OK || salvage == DG_OK);
    expect_file(bytes, n);
    if (code == DG_OK) {
        assert_int_equal(report.end + report.cut, n);
        assert_int_equal(report.records, read[0]);
        assert_true(then.records >= report.records);
    }
    reader.user = opened;
    assert_int_equal(dg_log_open(path, &reader, DG_LOG_NONE, 0, &log, &then, NULL), code);
    if (code != DG_OK) {
        expect_file(bytes, n);
        return;
    }
    assert_int_equal(dg_log_close(log, NULL), DG_OK);
    assert_memory_equal(opened, read, sizeof read);
    expect_file(bytes, report.end);
    reader.user = again;
    assert_int_equal(dg_log_read(path, &reader, false, &then, NULL), DG_OK);
    assert_memory_equal(again, read, sizeof read);
    assert_int_equal(then.cut, 0);
}

static void random_files(void **state)
{
    (void)state;
    uint8_t bytes[CORPUS_FILE];
    struct corpus *corpus = corpus_load("logs.txt");
    for (unsigned long i = 0; i < mutants; i++)
        try(bytes, corpus_draw(corpus, bytes));
    free(corpus);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        mutants = strtoul(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_anywhere),          cmocka_unit_test(flip_any_bit),
        cmocka_unit_test(salvage_what_is_whole), cmocka_unit_test(damaged_when_compacted),
        cmocka_unit_test(random_files),
    };
    return cmocka_run_group_tests_name("log_damage", tests, set_up, tear_down);
}
