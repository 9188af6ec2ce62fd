// SPDX-License-Identifier: Apache-2.0
// lib/log against files that the oracle wrote and judged, whole, cut and damaged; and what it writes itself, to the
// byte but for the nonce and the checks.
#include "unit.h"

#include "vectors.h"

#include "logs.h"

static char path[LOGS_PATH];

static int want_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    (void)err;
    uint8_t want[DG_LOG_HEADER_MAX];
    assert_int_equal(vectors_bytes(user, want, sizeof want), n);
    assert_memory_equal(bytes, want, n);
    (void)vectors_text(user); // where it ends, and why: in the report
    (void)vectors_text(user);
    return DG_OK;
}

static int want_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    (void)err;
    uint8_t want[4096];
    vectors_expect(user, "type", type);
    assert_int_equal(vectors_bytes(user, want, sizeof want), n);
    assert_memory_equal(payload, want, n);
    return DG_OK;
}

static void refused(struct vectors *v, const char *why, const struct dg_log_reader *reader)
{
    static const struct {
        const char *why, *text;
        int code;
    } said[] = {
        {"magic", "not a file of Deltagen's logs", DG_ERR_ARGUMENT}, {"short", "is cut short", DG_ERR_IO},
        {"version", "its format has version", DG_ERR_VERSION},       {"header", "its header is damaged", DG_ERR_IO},
        {"application", "of application 0x", DG_ERR_ARGUMENT},       {"damage", "damaged at byte", DG_ERR_IO},
    };
    struct dg_log_report report;
    dg_error err = {0};
    int code = dg_log_read(path, reader, false, &report, &err);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (strcmp(said[i].why, why) == 0) {
            if (code != said[i].code || !strstr(err.message, said[i].text))
                fail_msg("%s:%u: must be refused for its %s: %d %s", v->name, v->line, why, code, err.message);
            return;
        }
    fail_msg("%s:%u: unknown reason %s", v->name, v->line, why);
}

static const char *word_of(const char *why)
{
    return *why == '\0'                     ? "-"
           : strstr(why, "is not whole")    ? "short"
           : strstr(why, "check of")        ? "check"
           : strstr(why, "the machine sto") ? "hole"
                                            : why;
}

static int ignore_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    (void)user;
    (void)bytes;
    (void)n;
    (void)err;
    return DG_OK;
}

static int ignore_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    (void)type;
    return ignore_header(user, payload, n, err);
}

static void files(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("logs.txt"); vectors_next(&v);) {
        uint8_t file[4096];
        struct dg_log_reader reader = {(uint32_t)vectors_u64(&v), ignore_header, ignore_record, NULL};
        size_t n = vectors_bytes(&v, file, sizeof file);
        logs_save(path, file, n);
        const char *word = vectors_text(&v);
        if (strcmp(word, "refused") == 0) {
            refused(&v, vectors_text(&v), &reader);
            continue;
        }
        uint64_t generation = strtoull(word, NULL, 16);
        struct dg_log_report report;
        assert_done(dg_log_read(path, &reader, false, &report, err));
        struct vectors own = v;
        own.at = own.text + (v.at - v.text);
        reader = (struct dg_log_reader){reader.application, want_header, want_record, &own};
        assert_done(dg_log_read(path, &reader, false, &report, err));
        assert_string_equal(vectors_text(&own), "");
        assert_int_equal(report.generation, generation);
        (void)vectors_text(&v);
        vectors_expect(&v, "end", report.end);
        assert_string_equal(vectors_text(&v), word_of(report.why));
        assert_int_equal(report.cut, n - report.end);
    }
}

// Two records of a group: the second says that the first was not yet durable.
static void writing(void **state)
{
    (void)state;
    static const uint8_t fixed[] = "DGLOG\r\n\x1a\1\0\0\0test\1\0\0\0\0\0\0\0";
    uint8_t file[256];
    (void)remove(path);
    assert_done(dg_log_create(path, LOGS_APPLICATION, "unit", 4, err));
    assert_int_equal(logs_load(path, file, sizeof file), 48);
    assert_memory_equal(file, fixed, 24);
    assert_memory_equal(file + 32, "\4\0\0\0", 4);
    assert_memory_equal(file + 40, "unit\0\0\0\0", 8);
    struct logs_found found;
    struct dg_log *log;
    uint64_t position;
    assert_done(logs_open(path, DG_LOG_ALWAYS, &log, &found, NULL, err));
    for (int loose = 0; loose < 2; loose++)
        assert_done(dg_log_append(log, 9, &(struct iovec){"abc", 3}, 1, &position, err));
    assert_done(dg_log_close(log, err));
    assert_int_equal(logs_load(path, file, sizeof file), 48 + 2 * 24);
    assert_memory_equal(file + 52, "\3\0\0\0\x09\0\0\0\0\0\0\0", 12);
    assert_memory_equal(file + 68, "abc\0", 4);
    assert_memory_equal(file + 76, "\3\0\0\0\x09\0\0\0\3\0\0\0", 12);
    logs_remove_folder(path);
}

int main(void)
{
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(files), cmocka_unit_test(writing)};
    return cmocka_run_group_tests_name("log_vectors", tests, NULL, NULL);
}
