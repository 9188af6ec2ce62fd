// SPDX-License-Identifier: Apache-2.0
// Memory runs out at each place of each call in turn: the call says so, and the written cells are what they were.
#include "unit.h"

#include <sys/mman.h>

#include "naive.h"
#include "scarce.h"

void *__real_mmap(void *addr, size_t size, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *addr, size_t size, int protection, int flags, int fd, off_t offset);

static long until_failure = -1; // mappings that still succeed; -1 = all
static bool for_good;           // and those behind the first that fails do not either

void *__wrap_mmap(void *addr, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (until_failure == 0 || (until_failure > 0 && --until_failure == 0)) {
        until_failure = for_good ? 0 : -1;
        return MAP_FAILED;
    }
    return __real_mmap(addr, size, protection, flags, fd, offset);
}

static dg_genmem *make(dg_kind kind, uint64_t seed)
{
    dg_genmem *mem = NULL;
    assert_done(dg_genmem_create(&(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = kind, .seed = seed},
                                 &mem, err));
    return mem;
}

static uint64_t cells_of(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    return info.cells;
}

static void creating(void **state)
{
    (void)state;
    for (long k = 0;; k++) {
        dg_genmem *mem = (dg_genmem *)&mem;
        dg_error err = {0};
        scarce_begin(k);
        int code = dg_genmem_create(&(dg_genmem_options){.size = sizeof(dg_genmem_options)}, &mem, &err);
        if (!scarce_end()) {
            assert_int_equal(code, DG_OK);
            assert_int_equal(k, 2);
            dg_genmem_release(mem);
            return;
        }
        assert_int_equal(code, DG_ERR_MEMORY);
        assert_non_null(strstr(err.message, "no memory"));
        assert_null(mem);
    }
}

static int set_mirror_without_memory(dg_genmem *mem, dg_genmem *source, dg_error *err)
{
    scarce_begin(0);
    int code = dg_genmem_set_mirror(mem, source, err);
    assert_true(scarce_end());
    return code;
}

static int write_list_without_memory(dg_genmem *mem, const uint64_t *addrs, dg_error *err)
{
    const uint64_t cells[] = {1, 2};
    scarce_begin(0);
    int code = dg_genmem_write_list(mem, addrs, 2, cells, err);
    assert_true(scarce_end());
    return code;
}

static void sources_and_quota(void **state)
{
    (void)state;
    dg_genmem *mem, *source = make(DG_FEISTEL, 1);
    const uint64_t addrs[] = {1, 2};
    uint64_t bits = 0;
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_FEISTEL, .seed = 2, .quota = 100}, &mem,
        err));
    assert_fails(set_mirror_without_memory(mem, source, err), DG_ERR_MEMORY, "no memory");
    assert_done(dg_genmem_fetch(mem, 1, &bits, err));
    assert_word(bits, naive_feistel(1, 2), "no source");
    assert_fails(write_list_without_memory(mem, addrs, err), DG_ERR_MEMORY, "no memory");
    assert_word(cells_of(mem), 0, "written cells");
    dg_genmem_release(source);
    dg_genmem_release(mem);
}

enum { CALLS = 120, CELLS = 100 };

// One of many calls, the same each time: n cells of addresses that follow from i.
static int call(dg_genmem *mem, unsigned i, uint64_t addrs[CELLS], size_t *n, dg_error *err)
{
    uint64_t random = i, cells[CELLS];
    uint64_t base = naive_random(&random) >> i % 50;
    *n = i % 3 == 0 ? 1 : naive_random(&random) % CELLS + 1;
    for (size_t k = 0; k < *n; k++) {
        addrs[k] = i % 3 == 2 ? naive_random(&random) : base / 2 + k;
        cells[k] = addrs[k] * 3 + 1;
    }
    if (i % 3 == 0)
        return dg_genmem_write(mem, addrs[0], cells[0], err);
    return i % 3 == 1 ? dg_genmem_write_run(mem, addrs[0], *n, cells, err)
                      : dg_genmem_write_list(mem, addrs, *n, cells, err);
}

// What stands at some addresses, with a mark of whether it is written.
static void look(const dg_genmem *mem, const uint64_t *addrs, size_t n, uint64_t *cells, bool *written)
{
    assert_done(dg_genmem_fetch_list(mem, addrs, n, cells, err));
    for (size_t k = 0; k < n; k++)
        written[k] = !dg_genmem_is_range_clean(mem, addrs[k], addrs[k]);
}

// Makes all calls with the k-th mapping failing; the calls that fail, which are then made again.
static unsigned write_with_failure(long k, bool goes_on)
{
    dg_genmem *mem = make(DG_FEISTEL, 3);
    uint64_t addrs[CELLS], before[CELLS], after[CELLS];
    bool written_before[CELLS], written_after[CELLS];
    unsigned failed = 0;
    size_t n;
    until_failure = k;
    for (unsigned i = 0; i < CALLS; i++) {
        dg_error err = {0};
        dg_genmem *empty = NULL;
        long saved = until_failure;
        until_failure = -1;
        empty = make(DG_FEISTEL, 3);
        (void)call(empty, i, addrs, &n, NULL); // for the addresses
        dg_genmem_release(empty);
        look(mem, addrs, n, before, written_before);
        uint64_t cells = cells_of(mem);
        until_failure = saved;
        for_good = goes_on;
        int code = call(mem, i, addrs, &n, &err);
        saved = until_failure;
        until_failure = -1;
        if (code != DG_OK) {
            assert_int_equal(code, DG_ERR_MEMORY);
            assert_non_null(strstr(err.message, "nothing was written"));
            look(mem, addrs, n, after, written_after);
            assert_memory_equal(after, before, n * sizeof *after);
            assert_memory_equal(written_after, written_before, n * sizeof *written_after);
            assert_word(cells_of(mem), cells, "as many as before");
            failed++;
            assert_int_equal(call(mem, i, addrs, &n, NULL), DG_OK);
            saved = goes_on ? 0 : -1;
        }
        look(mem, addrs, n, after, written_after);
        for (size_t at = 0; at < n; at++)
            assert_word(after[at], addrs[at] * 3 + 1, "cell %zu of call %u", at, i);
        until_failure = saved;
    }
    until_failure = -1;
    dg_genmem_release(mem);
    return failed;
}

static void writing(void **state)
{
    (void)state;
    unsigned failed = 0, more = 0;
    for (long k = 1;; k++) {
        unsigned times = write_with_failure(k, false);
        if (times == 0)
            break;
        failed += times;
    }
    assert_true(failed >= 8); // two chunks and more of each kind of piece
    for (long k = 1; k <= 12; k++)
        more += write_with_failure(k, true);
    assert_true(more > 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creating),
        cmocka_unit_test(sources_and_quota),
        cmocka_unit_test(writing),
    };
    return cmocka_run_group_tests_name("genmem_memory", tests, NULL, NULL);
}
