// SPDX-License-Identifier: Apache-2.0
// logs.h
#include "logs.h"

#include "unit.h"

#include <ftw.h>
#include <libgen.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/error.h"

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 33) * 0xBF58476D1CE4E5B9;
    return x ^ x >> 31;
}

void logs_payload(unsigned writer, uint64_t number, uint8_t out[LOGS_RECORD_MAX], size_t *n)
{
    uint64_t key = mix(number * LOGS_WRITERS + writer + 1);
    *n = 12 + (key % 4 == 0 ? key / 4 % (LOGS_RECORD_MAX - 12) : 0);
    for (size_t i = 0; i < *n; i++)
        out[i] = (uint8_t)(mix(key + i) >> 8);
    dg_store32_le(out, writer);
    dg_store64_le(out + 4, number);
}

static int check_header(void *user, const void *bytes, size_t n, dg_error *err)
{
    memset(user, 0, sizeof(struct logs_found));
    return n == 4 && memcmp(bytes, "unit", 4) == 0 ? DG_OK : dg_fail(err, DG_ERR_PROTOCOL, "another header");
}

static int check_record(void *user, uint32_t type, const void *payload, size_t n, dg_error *err)
{
    struct logs_found *found = user;
    uint8_t want[LOGS_RECORD_MAX];
    size_t wanted;
    uint32_t writer = n >= 4 ? dg_load32_le(payload) : LOGS_WRITERS;
    if (writer >= LOGS_WRITERS)
        return dg_fail(err, DG_ERR_PROTOCOL, "a record of nobody");
    logs_payload(writer, found->count[writer]++, want, &wanted);
    if (type != writer + 1 || n != wanted || memcmp(payload, want, n) != 0)
        return dg_fail(err, DG_ERR_PROTOCOL, "not record %llu of writer %u",
                       (unsigned long long)found->count[writer] - 1, writer);
    return DG_OK;
}

struct dg_log_reader logs_reader(struct logs_found *found)
{
    return (struct dg_log_reader){LOGS_APPLICATION, check_header, check_record, found};
}

void logs_make_folder(char path[LOGS_PATH])
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, LOGS_PATH, "%s/deltagen-log-XXXXXX", folder ? folder : "/tmp");
    assert_non_null(mkdtemp(path));
    strcat(path, "/log");
}

static int remove_one(const char *path, const struct stat *is, int type, struct FTW *at)
{
    (void)is;
    (void)type;
    (void)at;
    return remove(path);
}

void logs_remove_folder(const char *path)
{
    char copy[LOGS_PATH];
    strcpy(copy, path);
    assert_int_equal(nftw(dirname(copy), remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int logs_create(const char *path, dg_error *err)
{
    return dg_log_create(path, LOGS_APPLICATION, "unit", 4, err);
}

int logs_open(const char *path, enum dg_log_policy policy, struct dg_log **out, struct logs_found *found,
              struct dg_log_report *report, dg_error *err)
{
    struct dg_log_reader reader = logs_reader(found);
    return dg_log_open(path, &reader, policy, 3600000, out, report, err);
}

int logs_read(const char *path, bool salvage, struct logs_found *found, struct dg_log_report *report, dg_error *err)
{
    struct dg_log_reader reader = logs_reader(found);
    return dg_log_read(path, &reader, salvage, report, err);
}

int logs_append(struct dg_log *log, unsigned writer, uint64_t number, uint64_t *position, dg_error *err)
{
    uint8_t payload[LOGS_RECORD_MAX];
    size_t n;
    logs_payload(writer, number, payload, &n);
    struct iovec parts[] = {{payload, 4}, {payload + 4, 0}, {payload + 4, n - 4}};
    return dg_log_append(log, writer + 1, parts, 3, position, err);
}

int logs_state(void *user, struct dg_log_sink *sink, dg_error *err)
{
    const struct logs_found *found = user;
    int code = DG_OK;
    for (unsigned writer = 0; writer < LOGS_WRITERS; writer++)
        for (uint64_t number = 0; code == DG_OK && number < found->count[writer]; number++) {
            uint8_t payload[LOGS_RECORD_MAX];
            struct iovec part = {payload, 0};
            logs_payload(writer, number, payload, &part.iov_len);
            code = dg_log_put(sink, writer + 1, &part, 1, err);
        }
    return code;
}

size_t logs_load(const char *path, uint8_t *out, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(out, 1, room, file);
    assert_true(n < room);
    fclose(file);
    return n;
}

void logs_save(const char *path, const uint8_t *bytes, size_t n)
{
    (void)remove(path); // file systems hurry to write what is truncated and written anew
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}
