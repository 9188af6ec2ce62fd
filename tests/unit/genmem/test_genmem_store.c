// SPDX-License-Identifier: Apache-2.0
// Stores: what is written comes back, in files that the oracle wrote too; who may write; compaction and salvage.
#include "unit.h"

#include "vectors.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "logs.h"
#include "scarce.h"

enum { STEPS = 3000 };

static char path[LOGS_PATH], other_path[LOGS_PATH + 8];

static int set_up(void **state)
{
    (void)state;
    logs_make_folder(path);
    snprintf(other_path, sizeof other_path, "%s.other", path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    logs_remove_folder(path);
    return 0;
}

static dg_genmem_options options_of(dg_kind kind, uint64_t quota)
{
    return (dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = kind, .seed = 7, .quota = quota};
}

static void create(dg_kind kind, uint64_t quota)
{
    dg_genmem_options options = options_of(kind, quota);
    assert_done(dg_genmem_store_create(path, &options, err));
}

static dg_genmem *open_store(const char *name, unsigned flags, dg_genmem_policy policy)
{
    dg_genmem *mem;
    dg_genmem_store_options options = {.size = sizeof options, .flags = flags, .policy = policy};
    assert_done(dg_genmem_store_open(name, &options, &mem, NULL, err));
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

// The same cells are written, with the same bits.
static void expect_same(const dg_genmem *a, const dg_genmem *b)
{
    uint64_t from = 0, x, y;
    assert_word(count(a), count(b), "cells");
    while (dg_genmem_next_dirty(a, from, &x)) {
        assert_true(dg_genmem_next_dirty(b, from, &y));
        assert_word(x, y, "written address");
        assert_word(fetch(a, x), fetch(b, x), "cell %llx", (unsigned long long)x);
        if (x == UINT64_MAX)
            break;
        from = x + 1;
    }
}

static void files_of_the_oracle(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("stores.txt"); vectors_next(&v);) {
        uint8_t file[4096];
        size_t n = vectors_bytes(&v, file, sizeof file);
        logs_save(path, file, n);
        const char *word = vectors_text(&v);
        dg_genmem *mem;
        if (strcmp(word, "refused") == 0) {
            assert_fails(dg_genmem_store_open(path, NULL, &mem, NULL, err), DG_ERR_VERSION, "use a newer libdeltagen");
            assert_null(mem);
            continue;
        }
        dg_genmem_report report = {.size = sizeof report};
        assert_done(dg_genmem_store_open(path, NULL, &mem, &report, err));
        assert_word(report.kind, strtoull(word, NULL, 16), "%u: kind", v.line);
        vectors_expect(&v, "seed", report.seed);
        vectors_expect(&v, "quota", report.quota);
        uint64_t cells = 0;
        for (; *v.at != '\0'; cells++) {
            uint64_t addr = vectors_u64(&v);
            assert_false(dg_genmem_is_range_clean(mem, addr, addr));
            vectors_expect(&v, "cell", fetch(mem, addr));
        }
        assert_word(report.cells, cells, "%u: cells", v.line);
        dg_genmem_release(mem);
    }
}

static uint64_t random_state = 1;

static uint64_t draw(uint64_t below)
{
    random_state = random_state * 6364136223846793005 + 1442695040888963407;
    return (random_state >> 33) % below;
}

// Around 0, 2^63 and 2^64, pages and lone cells.
static uint64_t draw_addr(void)
{
    return (draw(3) << 63) - (draw(2) ? 500 : 0) + draw(500);
}

// The same change to both.
static void change(dg_genmem *mem, dg_genmem *model)
{
    uint64_t addr = draw_addr(), addrs[40], cells[300];
    for (size_t i = 0; i < 300; i++)
        cells[i] = draw(1u << 30) << 32 | draw(1u << 30);
    size_t n = draw(300), left = addr <= UINT64_MAX - 300 ? 300 : (size_t)(UINT64_MAX - addr) + 1;
    dg_genmem *both[] = {mem, model};
    for (size_t i = 0; i < 40; i++)
        addrs[i] = draw_addr();
    uint64_t what = draw(20), bits = cells[299];
    for (size_t i = 0; i < 2; i++)
        if (what < 8)
            assert_done(dg_genmem_write(both[i], addr, bits, err));
        else if (what < 12)
            assert_done(dg_genmem_write_run(both[i], addr, n < left ? n : left, cells, err));
        else if (what < 18)
            assert_done(dg_genmem_write_list(both[i], addrs, n % 40, cells, err));
        else
            assert_done(dg_genmem_clear(both[i], addr, addr + n < addr ? UINT64_MAX : addr + n, err));
}

static void comes_back(void **state)
{
    (void)state;
    static const dg_kind kinds[] = {DG_TORUS32, DG_TORUS64, DG_FEISTEL};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        dg_genmem *model;
        dg_genmem_options options = options_of(kinds[k], 0);
        assert_done(dg_genmem_create(&options, &model, err));
        create(kinds[k], 1 << 20);
        dg_genmem *mem = open_store(path, 0, DG_GENMEM_NONE);
        for (int i = 0; i < STEPS; i++) {
            change(mem, model);
            if (draw(300) == 0)
                assert_done(dg_genmem_compact(mem, err));
            if (draw(300) == 0)
                assert_done(dg_genmem_sync(mem, err));
            if (draw(100) == 0) {
                dg_genmem_release(mem);
                mem = open_store(path, 0, (dg_genmem_policy)draw(3));
                expect_same(mem, model);
            }
        }
        dg_genmem *beside = open_store(path, DG_GENMEM_READ_ONLY, DG_GENMEM_NONE);
        expect_same(beside, model);
        dg_genmem_release(beside);
        dg_genmem_release(mem);
        dg_genmem_release(model);
        assert_int_equal(remove(path), 0);
    }
}

static void compaction_is_small(void **state)
{
    (void)state;
    struct stat is;
    static uint64_t addrs[1000], cells[100000];
    create(DG_FEISTEL, 0);
    dg_genmem *mem = open_store(path, 0, DG_GENMEM_NONE);
    for (uint64_t i = 0; i < 1000; i++) {
        addrs[i] = i * 1000003;
        assert_done(dg_genmem_write_list(mem, addrs, 1000, cells, err));
    }
    assert_done(dg_genmem_write_run(mem, 1ull << 40, 100000, cells, err));
    assert_done(dg_genmem_write_run(mem, UINT64_MAX - 9, 10, cells, err));
    assert_done(dg_genmem_compact(mem, err));
    assert_int_equal(stat(path, &is), 0);
    assert_in_range(is.st_size, 16 * 1000 + 8 * 100010, 16 * 1000 + 8 * 100010 + 1000);
    dg_genmem *again = open_store(path, DG_GENMEM_READ_ONLY, DG_GENMEM_NONE);
    expect_same(again, mem);
    dg_genmem_release(again);
    dg_genmem_release(mem);
}

static void quota_stays(void **state)
{
    (void)state;
    static const uint64_t cells[4] = {1, 2, 3, 4};
    create(DG_TORUS64, 3 * 8);
    dg_genmem *mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    assert_fails(dg_genmem_write_run(mem, 0, 4, cells, err), DG_ERR_BUSY, "quota");
    assert_done(dg_genmem_write_run(mem, 0, 2, cells, err));
    assert_done(dg_genmem_compact(mem, err));
    dg_genmem_release(mem);
    dg_genmem_report report = {.size = sizeof report};
    assert_done(dg_genmem_store_open(path, NULL, &mem, &report, err));
    assert_int_equal(report.generation, 2);
    assert_int_equal(report.records, 1);
    assert_done(dg_genmem_write(mem, 9, 9, err));
    assert_fails(dg_genmem_write(mem, 10, 9, err), DG_ERR_BUSY, "quota");
    assert_done(dg_genmem_clear(mem, 1, 1, err));
    assert_done(dg_genmem_write(mem, 10, 9, err));
    dg_genmem_release(mem);
    mem = open_store(path, DG_GENMEM_READ_ONLY, DG_GENMEM_ALWAYS);
    assert_int_equal(count(mem), 3);
    assert_true(dg_genmem_is_range_clean(mem, 1, 1));
    dg_genmem_release(mem);
}

static void refusals(void **state)
{
    (void)state;
    dg_genmem *mem;
    dg_genmem_options options = options_of(DG_FEISTEL_INV, 0);
    assert_fails(dg_genmem_store_create(path, &options, err), DG_ERR_ARGUMENT, "kind");
    assert_fails(dg_genmem_store_create(NULL, &options, err), DG_ERR_ARGUMENT, "path is NULL");
    assert_fails(dg_genmem_store_open(path, NULL, &mem, NULL, err), DG_ERR_IO, "No such file");
    create(DG_TORUS32, 0);
    options = options_of(DG_TORUS32, 0);
    assert_fails(dg_genmem_store_create(path, &options, err), DG_ERR_ARGUMENT, "exists");
    assert_fails(dg_genmem_store_open(NULL, NULL, &mem, NULL, err), DG_ERR_ARGUMENT, "path is NULL");
    assert_fails(dg_genmem_store_open(path, NULL, NULL, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    dg_genmem_store_options how = {.size = sizeof how, .flags = 2};
    assert_fails(dg_genmem_store_open(path, &how, &mem, NULL, err), DG_ERR_ARGUMENT, "flags");
    how = (dg_genmem_store_options){.size = sizeof how, .policy = (dg_genmem_policy)3};
    assert_fails(dg_genmem_store_open(path, &how, &mem, NULL, err), DG_ERR_ARGUMENT, "policy");
    assert_fails(dg_genmem_store_open(path, NULL, &mem, &(dg_genmem_report){0}, err), DG_ERR_ARGUMENT, "size of a");
    assert_fails(dg_genmem_sync(NULL, err), DG_ERR_ARGUMENT, "mem is NULL");
    assert_done(dg_genmem_create(&options, &mem, err));
    assert_done(dg_genmem_sync(mem, err));
    assert_fails(dg_genmem_compact(mem, err), DG_ERR_ARGUMENT, "no store");
    dg_genmem_release(mem);
    assert_done(dg_log_create(other_path, 1, NULL, 0, err));
    assert_fails(dg_genmem_store_open(other_path, NULL, &mem, NULL, err), DG_ERR_ARGUMENT, "of application 0x");
}

static void one_writer(void **state)
{
    (void)state;
    dg_genmem *second;
    create(DG_TORUS32, 0);
    dg_genmem *mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    assert_fails(dg_genmem_store_open(path, NULL, &second, NULL, err), DG_ERR_BUSY, "open for writing elsewhere");
    assert_null(second);
    second = open_store(path, DG_GENMEM_READ_ONLY, DG_GENMEM_ALWAYS);
    assert_fails(dg_genmem_write(second, 1, 1, err), DG_ERR_ARGUMENT, "read-only");
    assert_fails(dg_genmem_clear(second, 1, 1, err), DG_ERR_ARGUMENT, "read-only");
    assert_fails(dg_genmem_compact(second, err), DG_ERR_ARGUMENT, "READ_ONLY");
    assert_done(dg_genmem_sync(second, err));
    dg_genmem_release(second);
    assert_done(dg_genmem_write(mem, 1, 1, err));
    pid_t child = fork(); // may read what it has, and take nothing from its parent
    if (child == 0) {
        uint64_t bits = 0;
        bool well = dg_genmem_write(mem, 2, 2, NULL) == DG_ERR_STATE && dg_genmem_compact(mem, NULL) == DG_ERR_STATE &&
                    dg_genmem_fetch(mem, 1, &bits, NULL) == DG_OK && bits == 1;
        dg_genmem_release(mem);
        _exit(well ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_done(dg_genmem_write(mem, 3, 3, err));
    dg_genmem_release(mem);
    mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    assert_int_equal(count(mem), 2);
    dg_genmem_release(mem);
}

// A change is in the file before the memory has it, and a longer one than a record is several.
static void long_writes(void **state)
{
    (void)state;
    enum { CELLS = (1 << 23) + 5 };
    uint64_t *cells = malloc(CELLS * 8), *addrs = malloc(CELLS * 8);
    assert_true(cells && addrs);
    for (size_t i = 0; i < CELLS; i++) {
        cells[i] = i * 3;
        addrs[i] = 5 * i;
    }
    create(DG_FEISTEL, 0);
    dg_genmem *mem = open_store(path, 0, DG_GENMEM_NONE);
    assert_done(dg_genmem_write_run(mem, 1ull << 50, CELLS, cells, err));
    assert_done(dg_genmem_write_list(mem, addrs, CELLS / 2 + 3, cells, err));
    dg_genmem_release(mem);
    dg_genmem_report report = {.size = sizeof report};
    assert_done(dg_genmem_store_check(path, &report, err));
    assert_int_equal(report.records, 4);
    assert_int_equal(report.cells, CELLS + CELLS / 2 + 3);
    mem = open_store(path, DG_GENMEM_READ_ONLY, DG_GENMEM_NONE);
    for (size_t i = 0; i < CELLS; i += 4097)
        assert_word(fetch(mem, (1ull << 50) + i), i * 3, "cell");
    assert_word(fetch(mem, 5ull * (CELLS / 2 + 2)), 3ull * (CELLS / 2 + 2), "last of the list");
    dg_genmem_release(mem);
    free(cells);
    free(addrs);
}

static void damage(void **state)
{
    (void)state;
    static uint8_t file[4096];
    dg_genmem *mem;
    dg_genmem_report report = {.size = sizeof report};
    create(DG_FEISTEL, 80);
    mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    for (uint64_t i = 0; i < 10; i++)
        assert_done(dg_genmem_write(mem, i, 100 + i, err));
    dg_genmem_release(mem);
    size_t n = logs_load(path, file, sizeof file);
    assert_done(dg_genmem_store_check(path, &report, err));
    assert_int_equal(report.cells, 10);
    assert_int_equal(report.bytes, n);
    assert_string_equal(report.why, "");
    logs_save(path, file, n - 1);
    assert_done(dg_genmem_store_check(path, &report, err));
    assert_int_equal(report.cells, 9);
    assert_int_equal(report.cut, n - 1 - report.bytes);
    assert_string_equal(report.why, "the last record is not whole");
    file[n - 5 * 40 + 20] ^= 1; // of the sixth
    logs_save(path, file, n);
    assert_fails(dg_genmem_store_open(path, NULL, &mem, NULL, err), DG_ERR_IO, "damaged at byte");
    assert_fails(dg_genmem_store_check(path, &report, err), DG_ERR_IO, "damaged at byte");
    assert_int_equal(report.damaged, 1);
    assert_int_equal(report.cells, 9);
    assert_fails(dg_genmem_store_salvage(path, path, NULL, err), DG_ERR_ARGUMENT, "exists");
    assert_done(dg_genmem_store_salvage(path, other_path, &report, err));
    assert_int_equal(report.damaged, 1);
    mem = open_store(other_path, 0, DG_GENMEM_ALWAYS);
    assert_int_equal(count(mem), 9);
    assert_true(dg_genmem_is_range_clean(mem, 5, 5));
    assert_word(fetch(mem, 6), 106, "behind the damage");
    assert_done(dg_genmem_write(mem, 20, 1, err));
    assert_fails(dg_genmem_write(mem, 21, 1, err), DG_ERR_BUSY, "quota");
    dg_genmem_release(mem);
}

// The k-th allocation of a call fails, for every k: it fails and changes nothing, and the next one goes well.
static void scarcity(void **state)
{
    (void)state;
    static const uint64_t addrs[3] = {1, 70, 1000}, cells[3] = {4, 5, 6};
    dg_genmem *mem = NULL;
    int code = DG_ERR_MEMORY;
    create(DG_FEISTEL, 0);
    mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    assert_done(dg_genmem_write_list(mem, addrs, 3, cells, err));
    dg_genmem_release(mem);
    for (long k = 0; code != DG_OK; k++) {
        dg_error why = {0};
        scarce_begin(k);
        code = dg_genmem_store_open(path, NULL, &mem, NULL, &why);
        assert_int_equal(code, scarce_end() ? DG_ERR_MEMORY : DG_OK);
        assert_true(code == DG_OK || (!mem && strstr(why.message, "no memory")));
    }
    code = DG_ERR_MEMORY;
    for (long k = 0; code != DG_OK; k++) {
        scarce_begin(k);
        code = dg_genmem_write_list(mem, addrs, 3, cells, NULL);
        assert_int_equal(code, scarce_end() ? DG_ERR_MEMORY : DG_OK);
    }
    code = DG_ERR_MEMORY;
    for (long k = 0; code != DG_OK; k++) {
        scarce_begin(k);
        code = dg_genmem_compact(mem, NULL);
        assert_int_equal(code, scarce_end() ? DG_ERR_MEMORY : DG_OK);
        assert_done(dg_genmem_write(mem, 7, 7, err));
    }
    dg_genmem_release(mem);
    mem = open_store(path, 0, DG_GENMEM_ALWAYS);
    assert_int_equal(count(mem), 4);
    dg_genmem_release(mem);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(files_of_the_oracle), TEST(comes_back), TEST(compaction_is_small),
        TEST(quota_stays),         TEST(refusals),   TEST(one_writer),
        TEST(long_writes),         TEST(damage),     TEST(scarcity),
    };
    return cmocka_run_group_tests_name("genmem_store", tests, NULL, NULL);
}
