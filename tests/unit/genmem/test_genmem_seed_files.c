// SPDX-License-Identifier: Apache-2.0
// The files of the seed's program, to the byte, both ways; and files that are none.
#include "unit.h"

#include "base/bytes.h"
#include "logs.h"
#include "scarce.h"

static char path[LOGS_PATH];

static dg_genmem *make_memory(dg_kind kind, uint64_t quota)
{
    dg_genmem *mem;
    dg_genmem_options options = {.size = sizeof options, .kind = kind, .seed = 7, .quota = quota};
    assert_done(dg_genmem_create(&options, &mem, err));
    return mem;
}

static uint64_t fetch(const dg_genmem *mem, uint64_t addr)
{
    uint64_t bits = 0;
    assert_done(dg_genmem_fetch(mem, addr, &bits, err));
    return bits;
}

static uint64_t count(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    return info.cells;
}

static void seed_files(void **state)
{
    (void)state;
    static const uint8_t log[] = {1, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0x80, 0x3f, 9, 0, 0, 0,    0, 0, 0, 0x80,
                                  0, 0, 0, 0x40, 1, 0, 0, 0, 0, 0, 0,    0,    0, 0, 0, 0x3f, 5, 5, 5},
                         snapshot[] = {0x47, 0x4d, 0x45, 0x4d, 1, 0, 0, 0, 7, 0, 0, 0,    0, 0, 0, 0,
                                       2,    0,    0,    0,    0, 0, 0, 0, 1, 0, 0, 0,    0, 0, 0, 0,
                                       0,    0,    0,    0x3f, 9, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x40};
    dg_genmem *mem, *again;
    uint64_t cells, cut;
    uint8_t file[256];
    mem = make_memory(DG_TORUS32, 0);
    logs_save(path, log, sizeof log);
    assert_done(dg_genmem_import(mem, DG_GENMEM_SEED_LOG, path, &cells, &cut, err));
    assert_int_equal(cells, 3);
    assert_int_equal(cut, 3);
    assert_int_equal(count(mem), 2);
    assert_word(fetch(mem, 1), dg_bits32(0.5f), "the later of two");
    assert_word(fetch(mem, (1ull << 63) + 9), dg_bits32(2.0f), "the other");

    assert_fails(dg_genmem_export(mem, DG_GENMEM_SEED_SNAPSHOT, path, err), DG_ERR_IO, "File exists");
    assert_int_equal(remove(path), 0);
    assert_done(dg_genmem_export(mem, DG_GENMEM_SEED_SNAPSHOT, path, err));
    assert_int_equal(logs_load(path, file, sizeof file), sizeof snapshot);
    assert_memory_equal(file, snapshot, sizeof snapshot);
    again = make_memory(DG_TORUS32, 0);
    assert_done(dg_genmem_import(again, DG_GENMEM_SEED_SNAPSHOT, path, &cells, NULL, err));
    assert_int_equal(cells, 2);
    assert_int_equal(count(again), 2);
    assert_word(fetch(again, 1), fetch(mem, 1), "again");
    assert_word(fetch(again, (1ull << 63) + 9), fetch(mem, (1ull << 63) + 9), "again");
    dg_genmem_release(again);
    assert_int_equal(remove(path), 0);
    assert_done(dg_genmem_export(mem, DG_GENMEM_SEED_LOG, path, err));
    assert_int_equal(logs_load(path, file, sizeof file), 24);
    assert_memory_equal(file, snapshot + 24, 24);
    dg_genmem_release(mem);
}

static void seed_files_that_are_none(void **state)
{
    (void)state;
    uint8_t file[36] = {0x47, 0x4d, 0x45, 0x4d, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1};
    dg_genmem *mem = make_memory(DG_TORUS32, 4);
    for (size_t n = 0; n <= 35; n++) {
        logs_save(path, file, n);
        assert_int_equal(dg_genmem_import(mem, DG_GENMEM_SEED_SNAPSHOT, path, NULL, NULL, NULL),
                         n < 24 ? DG_ERR_ARGUMENT : DG_ERR_IO);
    }
    static const struct {
        size_t at;
        uint8_t value;
        int code;
        const char *text;
    } wrong[] = {{0, 0, DG_ERR_ARGUMENT, "no snapshot"},
                 {4, 2, DG_ERR_VERSION, "of version 2"},
                 {8, 8, DG_ERR_ARGUMENT, "is of seed 8, the memory of 7"},
                 {16, 2, DG_ERR_IO, "says that it has 2 cells"},
                 {23, 0xff, DG_ERR_IO, "it is damaged"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        uint8_t was = file[wrong[i].at];
        file[wrong[i].at] = wrong[i].value;
        logs_save(path, file, sizeof file);
        assert_fails(dg_genmem_import(mem, DG_GENMEM_SEED_SNAPSHOT, path, NULL, NULL, err), wrong[i].code,
                     wrong[i].text);
        file[wrong[i].at] = was;
    }
    assert_int_equal(count(mem), 0);
    assert_fails(dg_genmem_import(mem, DG_GENMEM_SEED_LOG, path, NULL, NULL, err), DG_ERR_BUSY, "quota");
    assert_int_equal(count(mem), 0);
    assert_fails(dg_genmem_import(mem, DG_GENMEM_SEED_LOG, "/dev/null", NULL, NULL, err), DG_ERR_ARGUMENT, "regular");
    assert_fails(dg_genmem_import(mem, DG_GENMEM_SEED_LOG, "/nowhere", NULL, NULL, err), DG_ERR_IO, "cannot open");
    assert_fails(dg_genmem_import(mem, (dg_genmem_format)2, path, NULL, NULL, err), DG_ERR_ARGUMENT, "format is 2");
    assert_fails(dg_genmem_export(mem, DG_GENMEM_SEED_LOG, NULL, err), DG_ERR_ARGUMENT, "path is NULL");
    assert_fails(dg_genmem_export(mem, DG_GENMEM_SEED_LOG, "/dev/full", err), DG_ERR_IO, "File exists");
    dg_genmem_release(mem);
    mem = make_memory(DG_FEISTEL, 0);
    assert_fails(dg_genmem_import(mem, DG_GENMEM_SEED_LOG, path, NULL, NULL, err), DG_ERR_ARGUMENT, "f32 cells");
    dg_genmem_release(mem);
}

// The k-th allocation fails, for every k: nothing is written, and the next import goes well.
static void scarcity(void **state)
{
    (void)state;
    static const uint8_t record[12] = {1};
    dg_genmem *mem = make_memory(DG_TORUS32, 0);
    int code = DG_ERR_MEMORY;
    logs_save(path, record, sizeof record);
    for (long k = 0; code != DG_OK; k++) {
        assert_int_equal(count(mem), 0);
        scarce_begin(k);
        code = dg_genmem_import(mem, DG_GENMEM_SEED_LOG, path, NULL, NULL, NULL);
        assert_int_equal(code, scarce_end() ? DG_ERR_MEMORY : DG_OK);
    }
    assert_int_equal(count(mem), 1);
    dg_genmem_release(mem);
}

int main(void)
{
    logs_make_folder(path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(seed_files), cmocka_unit_test(seed_files_that_are_none),
                                       cmocka_unit_test(scarcity)};
    int failed = cmocka_run_group_tests_name("genmem_seed_files", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
