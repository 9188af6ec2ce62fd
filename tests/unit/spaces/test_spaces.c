// SPDX-License-Identifier: Apache-2.0
// deltagen/spaces.h against arrays: what was written by a name is read by it, and by no other; where it lies; what is
// refused.
#include "unit.h"

#include "naive.h"
#include "scarce.h"

enum { PAGE = 4096, WINDOW = 3 * PAGE };

static dg_genmem *memory_of(dg_kind kind, uint64_t seed, uint64_t quota)
{
    dg_genmem *mem;
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = kind, .seed = seed, .quota = quota}, &mem,
        err));
    return mem;
}

static uint64_t written(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    return info.cells;
}

// Random ranges of a window of linear addresses beside an array of it.
static void linear_window(dg_kind kind, uint64_t base, size_t cells, uint64_t seed)
{
    static uint8_t model[WINDOW * 8], got[WINDOW * 8], random_cells[WINDOW * 8];
    static bool touched[WINDOW];
    size_t size = naive_size(kind), dirty = 0;
    dg_genmem *mem = memory_of(kind, seed, 0);
    uint64_t random = base;
    memset(touched, 0, sizeof touched);
    for (size_t i = 0; i < cells; i++)
        naive_store(kind, model, i, naive_cell(kind, seed, dg_scatter(base + i, 12, seed)));
    for (int step = 0; step < 60; step++) {
        size_t from = naive_random(&random) % cells, most = step % 3 == 0 ? cells : 40;
        size_t count = naive_random(&random) % (cells - from + 1) % (most + 1);
        for (size_t i = 0; i < count * size; i++)
            random_cells[i] = (uint8_t)naive_random(&random);
        assert_done(dg_spaces_write_linear(mem, DG_SPACES_SCATTER, base + from, count, random_cells, err));
        memcpy(model + from * size, random_cells, count * size);
        for (size_t i = from; i < from + count; i++) {
            dirty += !touched[i];
            touched[i] = true;
        }
        from = naive_random(&random) % cells;
        count = naive_random(&random) % (cells - from + 1);
        assert_done(dg_spaces_read_linear(mem, DG_SPACES_SCATTER, base + from, count, got, err));
        assert_memory_equal(got, model + from * size, count * size);
    }
    assert_int_equal(written(mem), dirty);
    for (size_t i = 0; i < cells; i += 61) {
        uint64_t bits;
        assert_done(dg_genmem_fetch(mem, dg_scatter(base + i, 12, seed), &bits, err));
        assert_word(bits, naive_load(kind, model, i), "cell %zu", i);
    }
    dg_genmem_release(mem);
}

static void linear(void **state)
{
    (void)state;
    linear_window(DG_TORUS32, 0, WINDOW, 1);
    linear_window(DG_FEISTEL, PAGE - 100, 2 * PAGE + 7, 0xfedcba9876543210);
    linear_window(DG_SHUFFLED32, ((uint64_t)1 << 63) - 5, WINDOW, UINT64_MAX);
    linear_window(DG_TORUS64, UINT64_MAX - WINDOW + 1, WINDOW, 9);
}

// The older mapping is that of phi, whose pages can meet; by the other they do not.
static void linear_by_phi(void **state)
{
    (void)state;
    const uint64_t seed = 77, base = 10 * PAGE - 3;
    uint64_t got[PAGE + 6], cells[6] = {1, 2, 3, 4, 5, 6};
    dg_genmem *mem = memory_of(DG_FEISTEL, seed, 0);
    assert_done(dg_spaces_write_linear(mem, DG_SPACES_HASHED, base, 6, cells, err));
    assert_done(dg_spaces_read_linear(mem, DG_SPACES_HASHED, base, PAGE + 6, got, err));
    for (uint64_t i = 0; i < PAGE + 6; i++) {
        uint64_t addr = dg_phi(base + i, seed);
        assert_word(got[i], i < 6 ? i + 1 : naive_feistel(addr, seed), "cell %llu", (unsigned long long)i);
    }
    dg_genmem_release(mem);

    const uint64_t other = (uint64_t)0x26a526efca9d7 << 12;
    for (int mapping = 0; mapping < 2; mapping++) {
        mem = memory_of(DG_FEISTEL, 0, 0);
        assert_done(dg_spaces_write_linear(mem, (dg_spaces_mapping)mapping, other, 1, cells, err));
        assert_done(dg_spaces_read_linear(mem, (dg_spaces_mapping)mapping, 0, 1, got, err));
        assert_true((got[0] == cells[0]) == (mapping == DG_SPACES_HASHED));
        dg_genmem_release(mem);
    }
}

// Sectors of every size by both mappings, beside arrays of them.
static void sectors_of(dg_kind kind, dg_spaces_mapping mapping, size_t size, uint64_t first)
{
    enum { SECTORS = 5 };
    static uint8_t model[SECTORS * 4096], got[SECTORS * 4096];
    const uint64_t seed = 0x1234567890abcdef;
    size_t cell = naive_size(kind), cells = size / cell;
    dg_genmem *mem = memory_of(kind, seed, 0);
    for (size_t i = 0; i < SECTORS * cells; i++) {
        uint64_t sector = first + i / cells, addr = dg_xi(sector, seed) + i % cells;
        if (mapping == DG_SPACES_SCATTER)
            addr = dg_scatter(sector * cells + i % cells, (unsigned)__builtin_ctzl(cells), seed);
        naive_store(kind, model, i, naive_cell(kind, seed, addr));
    }
    assert_done(dg_spaces_read_sectors(mem, mapping, size, first, SECTORS, got, err));
    assert_memory_equal(got, model, SECTORS * size);
    uint64_t random = first;
    for (size_t i = size; i < 4 * size; i++)
        model[i] = (uint8_t)naive_random(&random);
    assert_done(dg_spaces_write_sectors(mem, mapping, size, first + 1, 1, model + size, err));
    assert_done(dg_spaces_write_sectors(mem, mapping, size, first + 2, 2, model + 2 * size, err));
    assert_done(dg_spaces_read_sectors(mem, mapping, size, first, SECTORS, got, err));
    assert_memory_equal(got, model, SECTORS * size);
    assert_int_equal(written(mem), 3 * cells);
    dg_genmem_release(mem);
}

static void sectors(void **state)
{
    (void)state;
    for (size_t size = 512; size <= 4096; size *= 2)
        for (int mapping = 0; mapping < 2; mapping++)
            for (int wide = 0; wide < 2; wide++) {
                dg_kind kind = wide ? DG_TORUS64 : DG_SHUFFLED32;
                uint64_t last = mapping == DG_SPACES_SCATTER ? UINT64_MAX / (size / naive_size(kind)) : UINT64_MAX;
                sectors_of(kind, (dg_spaces_mapping)mapping, size, 0);
                sectors_of(kind, (dg_spaces_mapping)mapping, size, last - 4);
                sectors_of(kind, (dg_spaces_mapping)mapping, size, last / 3);
            }
}

// A sector that xi places three cells before the end of the memory goes on at its beginning.
static void sector_around_the_end(void **state)
{
    (void)state;
    const uint64_t seed = 5, sector = dg_scatter_inv(UINT64_MAX - 2, 0, seed);
    uint64_t data[64], got[64], bits;
    dg_genmem *mem = memory_of(DG_FEISTEL, seed, 0);
    for (uint64_t i = 0; i < 64; i++)
        data[i] = i + 1;
    assert_done(dg_spaces_write_sectors(mem, DG_SPACES_HASHED, 512, sector, 1, data, err));
    assert_done(dg_spaces_read_sectors(mem, DG_SPACES_HASHED, 512, sector, 1, got, err));
    assert_memory_equal(got, data, sizeof data);
    const uint64_t addrs[] = {UINT64_MAX, 0, 60}, values[] = {3, 4, 64};
    for (int i = 0; i < 3; i++) {
        assert_done(dg_genmem_fetch(mem, addrs[i], &bits, err));
        assert_word(bits, values[i], "cell %d", i);
    }
    dg_genmem_release(mem);
}

static void paths(void **state)
{
    (void)state;
    dg_genmem *mem = memory_of(DG_FEISTEL, 3, 0);
    uint64_t bits;
    const uint64_t salt = dg_fnv1a_bytes("people", 6, 0);
    assert_word(dg_spaces_path_address("people", "users[0].email"), dg_fnv1a_bytes("users[0].email", 14, salt),
                "salted");
    assert_word(dg_spaces_path_address(NULL, "a.b"), dg_fnv1a_bytes("a.b", 3, 0), "no schema");
    assert_word(dg_spaces_path_address("", "a.b"), dg_fnv1a_bytes("a.b", 3, 0), "empty schema");
    assert_word(dg_spaces_path_address("people", NULL), salt ^ 0xcbf29ce484222325, "no path");
    assert_done(dg_spaces_fetch_path(mem, "people", "users[0].email", &bits, err));
    assert_word(bits, naive_feistel(dg_fnv1a_bytes("users[0].email", 14, salt), 3), "clean");
    assert_done(dg_spaces_write_path(mem, "people", "users[0].email", 42, err));
    assert_done(dg_spaces_fetch_path(mem, "people", "users[0].email", &bits, err));
    assert_word(bits, 42, "written");
    assert_done(dg_spaces_fetch_path(mem, "things", "users[0].email", &bits, err));
    assert_true(bits != 42);
    assert_done(dg_genmem_fetch(mem, dg_spaces_path_address("people", "users[0].email"), &bits, err));
    assert_word(bits, 42, "by address");
    dg_genmem_release(mem);
}

static void bad_input(void **state)
{
    (void)state;
    static uint64_t data[1024];
    dg_genmem *mem = memory_of(DG_FEISTEL, 3, 0);
    const size_t sizes[] = {0, 1, 256, 511, 513, 520, 1000, 4160, 8192, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_fails(dg_spaces_read_sectors(mem, DG_SPACES_SCATTER, sizes[i], 0, 1, data, err), DG_ERR_ARGUMENT,
                     "512, 1024");
        assert_fails(dg_spaces_write_sectors(mem, DG_SPACES_SCATTER, sizes[i], 0, 1, data, err), DG_ERR_ARGUMENT,
                     "512, 1024");
    }
    const uint64_t last = UINT64_MAX / 64;
    const struct {
        int mapping;
        uint64_t first;
        size_t count;
    } beyond[] = {{DG_SPACES_SCATTER, last + 1, 1},
                  {DG_SPACES_SCATTER, last, 2},
                  {DG_SPACES_SCATTER, UINT64_MAX, 1},
                  {DG_SPACES_HASHED, UINT64_MAX, 2}};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        dg_spaces_mapping mapping = (dg_spaces_mapping)beyond[i].mapping;
        assert_fails(dg_spaces_read_sectors(mem, mapping, 512, beyond[i].first, beyond[i].count, data, err),
                     DG_ERR_ARGUMENT, "past the last");
        assert_fails(dg_spaces_write_sectors(mem, mapping, 512, beyond[i].first, beyond[i].count, data, err),
                     DG_ERR_ARGUMENT, "past the last");
    }
    for (int mapping = 0; mapping < 2; mapping++) {
        dg_spaces_mapping m = (dg_spaces_mapping)mapping;
        assert_fails(dg_spaces_read_linear(mem, m, UINT64_MAX, 2, data, err), DG_ERR_ARGUMENT, "past the last");
        assert_fails(dg_spaces_write_linear(mem, m, UINT64_MAX - 5, 7, data, err), DG_ERR_ARGUMENT, "past the last");
        assert_fails(dg_spaces_read_linear(mem, m, 0, SIZE_MAX / 8 + 1, data, err), DG_ERR_ARGUMENT, "smaller count");
        assert_fails(dg_spaces_write_sectors(mem, m, 4096, 0, SIZE_MAX / 4096 + 1, data, err), DG_ERR_ARGUMENT,
                     "smaller count");
        assert_fails(dg_spaces_read_linear(mem, m, 0, 1, NULL, err), DG_ERR_ARGUMENT, "NULL");
        assert_fails(dg_spaces_write_sectors(mem, m, 512, 0, 1, NULL, err), DG_ERR_ARGUMENT, "NULL");
        assert_fails(dg_spaces_read_linear(NULL, m, 0, 1, data, err), DG_ERR_ARGUMENT, "mem is NULL");
        assert_fails(dg_spaces_write_sectors(NULL, m, 512, 0, 1, data, err), DG_ERR_ARGUMENT, "mem is NULL");
        assert_done(dg_spaces_write_linear(mem, m, UINT64_MAX, 0, NULL, err));
        assert_done(dg_spaces_read_sectors(mem, m, 512, UINT64_MAX, 0, NULL, err));
    }
    assert_fails(dg_spaces_read_linear(mem, (dg_spaces_mapping)2, 0, 1, data, err), DG_ERR_ARGUMENT, "mapping is 2");
    assert_fails(dg_spaces_write_sectors(mem, (dg_spaces_mapping)-1, 512, 0, 1, data, err), DG_ERR_ARGUMENT,
                 "mapping is -1");
    assert_int_equal(written(mem), 0);
    dg_genmem_release(mem);
}

// A write over several pages or sectors is done as a whole or not at all.
static void quota(void **state)
{
    (void)state;
    static uint64_t data[2 * PAGE], before[PAGE + 10], after[PAGE + 10];
    dg_genmem *mem = memory_of(DG_FEISTEL, 3, (PAGE + 9) * 8);
    assert_done(dg_spaces_read_linear(mem, DG_SPACES_SCATTER, PAGE - 5, PAGE + 10, before, err));
    assert_fails(dg_spaces_write_linear(mem, DG_SPACES_SCATTER, PAGE - 5, PAGE + 10, data, err), DG_ERR_BUSY, "quota");
    assert_fails(dg_spaces_write_sectors(mem, DG_SPACES_SCATTER, 4096, 7, 9, data, err), DG_ERR_BUSY, "quota");
    assert_int_equal(written(mem), 0);
    assert_done(dg_spaces_read_linear(mem, DG_SPACES_SCATTER, PAGE - 5, PAGE + 10, after, err));
    assert_memory_equal(before, after, sizeof before);
    assert_done(dg_spaces_write_linear(mem, DG_SPACES_SCATTER, PAGE - 5, PAGE + 9, data, err));
    assert_int_equal(written(mem), PAGE + 9);
    dg_genmem_release(mem);
}

// Each allocation of a write fails once: nothing is written.
static void without_memory(void **state)
{
    (void)state;
    static uint64_t data[PAGE];
    for (int sectors = 0; sectors < 2; sectors++)
        for (long k = 0;; k++) {
            dg_genmem *mem = memory_of(DG_FEISTEL, 3, 0);
            dg_error err = {0};
            scarce_begin(k);
            int code = sectors ? dg_spaces_write_sectors(mem, DG_SPACES_SCATTER, 4096, 1, 8, data, &err)
                               : dg_spaces_write_linear(mem, DG_SPACES_SCATTER, PAGE / 2, PAGE, data, &err);
            bool failed = scarce_end();
            assert_int_equal(code, failed ? DG_ERR_MEMORY : DG_OK);
            assert_int_equal(written(mem), failed ? 0 : PAGE);
            dg_genmem_release(mem);
            if (!failed) {
                assert_true(k > 0);
                break;
            }
            assert_non_null(strstr(err.message, "no memory"));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear),  cmocka_unit_test(linear_by_phi),
        cmocka_unit_test(sectors), cmocka_unit_test(sector_around_the_end),
        cmocka_unit_test(paths),   cmocka_unit_test(bad_input),
        cmocka_unit_test(quota),   cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests_name("spaces", tests, NULL, NULL);
}
