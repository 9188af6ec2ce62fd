// SPDX-License-Identifier: Apache-2.0
// Stores that are changed at random, with checks that are right or wrong: each is opened or refused, read-only as for
// writing, and untouched where it is refused; what is salvaged can be opened. Linked with
// --wrap=fsync,--wrap=fdatasync: no machine stops here. An argument says how many.
#include "unit.h"

#include "corpus.h"
#include "logs.h"

static char path[LOGS_PATH], salvaged[LOGS_PATH + 8];
static unsigned long mutants = 4000;

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

static void expect_file(const uint8_t *bytes, size_t n)
{
    static uint8_t now[CORPUS_FILE + 1];
    assert_int_equal(logs_load(path, now, sizeof now), n);
    assert_memory_equal(now, bytes, n);
}

// What the memory holds, in one number.
static uint64_t sum_of(dg_genmem *mem)
{
    static uint64_t addrs[4096], cells[4096];
    size_t got;
    uint64_t sum = 0;
    assert_done(dg_genmem_list_dirty(mem, 0, 4096, addrs, cells, &got, err));
    size_t words = got * 8 / 8;
    for (size_t i = 0; i < got; i++)
        sum = sum * 31 + addrs[i];
    for (size_t i = 0; i < words / 2; i++) // cells have at least half a word
        sum = sum * 31 + cells[i];
    return sum;
}

static void open_again(unsigned flags, uint64_t want)
{
    dg_genmem *mem;
    dg_genmem_store_options options = {.size = sizeof options, .flags = flags, .policy = DG_GENMEM_NONE};
    assert_done(dg_genmem_store_open(path, &options, &mem, NULL, err));
    assert_word(sum_of(mem), want, "sum");
    dg_genmem_release(mem);
}

static void try_salvage(int checked)
{
    dg_genmem *mem;
    dg_genmem_report report = {.size = sizeof report};
    (void)remove(salvaged);
    if (dg_genmem_store_salvage(path, salvaged, &report, NULL) != DG_OK) {
        assert_int_not_equal(checked, DG_OK);
        return;
    }
    assert_done(dg_genmem_store_open(salvaged, NULL, &mem, NULL, err));
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    assert_int_equal(info.cells, report.cells);
    dg_genmem_release(mem);
}

static void random_stores(void **state)
{
    (void)state;
    uint8_t bytes[CORPUS_FILE];
    struct corpus *corpus = corpus_load("stores.txt");
    unsigned long opened = 0;
    for (unsigned long i = 0; i < mutants; i++) {
        size_t n = corpus_draw(corpus, bytes);
        dg_genmem *mem;
        dg_genmem_report report = {.size = sizeof report};
        dg_genmem_store_options options = {.size = sizeof options, .flags = DG_GENMEM_READ_ONLY};
        logs_save(path, bytes, n);
        int checked = dg_genmem_store_check(path, &report, NULL);
        try_salvage(checked);
        int code = dg_genmem_store_open(path, &options, &mem, NULL, NULL);
        assert_int_equal(code, checked);
        expect_file(bytes, n);
        if (code == DG_OK) {
            uint64_t sum = sum_of(mem);
            dg_genmem_release(mem);
            open_again(0, sum);
            open_again(DG_GENMEM_READ_ONLY, sum);
            opened++;
        } else {
            assert_null(mem);
            options.flags = 0;
            assert_int_equal(dg_genmem_store_open(path, &options, &mem, NULL, NULL), code);
            expect_file(bytes, n);
        }
    }
    assert_in_range(opened, mutants / 10, mutants - mutants / 10);
    free(corpus);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        mutants = strtoul(argv[1], NULL, 10);
    logs_make_folder(path);
    snprintf(salvaged, sizeof salvaged, "%s.whole", path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_stores)};
    int failed = cmocka_run_group_tests_name("genmem_damage", tests, NULL, NULL);
    logs_remove_folder(path);
    return failed;
}
