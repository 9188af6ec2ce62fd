// SPDX-License-Identifier: Apache-2.0
// What a memory refuses, its quota, sources and views. test_genmem_model.c looks at what it keeps.
#include "unit.h"

#include <math.h>

#include "naive.h"

static dg_genmem *make(dg_kind kind, uint64_t seed, uint64_t quota)
{
    dg_genmem *mem = NULL;
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = kind, .seed = seed, .quota = quota}, &mem,
        err));
    return mem;
}

static uint64_t cells_of(const dg_genmem *mem)
{
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    return info.cells;
}

static uint64_t fetch(const dg_genmem *mem, uint64_t addr)
{
    uint64_t bits = 0;
    assert_done(dg_genmem_fetch(mem, addr, &bits, err));
    return bits;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void refuses_options(void **state)
{
    (void)state;
    dg_genmem *mem = (dg_genmem *)&mem;
    dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL_INV};
    assert_fails(dg_genmem_create(&options, &mem, err), DG_ERR_ARGUMENT, "no kind of memory");
    assert_null(mem);
    options.kind = (dg_kind)99;
    assert_fails(dg_genmem_create(&options, &mem, err), DG_ERR_ARGUMENT, "kind 99");
    options.size = 0;
    assert_fails(dg_genmem_create(&options, &mem, err), DG_ERR_ARGUMENT, "dg_genmem_options");
    assert_fails(dg_genmem_create(NULL, &mem, err), DG_ERR_ARGUMENT, "options is NULL");
    assert_fails(dg_genmem_create(&options, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    dg_genmem_release(NULL);
}

static void refuses_arguments(void **state)
{
    (void)state;
    dg_genmem *mem = make(DG_TORUS64, 1, 0);
    uint64_t cells[4] = {0}, addr = 0;
    size_t got;
    dg_genmem_info info = {.size = 0};
    assert_fails(dg_genmem_fetch_run(mem, UINT64_MAX, 2, cells, err), DG_ERR_ARGUMENT, "past the last address");
    assert_fails(dg_genmem_write_run(mem, UINT64_MAX - 2, 4, cells, err), DG_ERR_ARGUMENT, "at most 3 are left");
    assert_fails(dg_genmem_fetch_run(mem, 0, SIZE_MAX / 8 + 1, cells, err), DG_ERR_ARGUMENT, "more than any buffer");
    assert_fails(dg_genmem_write_list(mem, &addr, SIZE_MAX, cells, err), DG_ERR_ARGUMENT, "more than any buffer");
    assert_fails(dg_genmem_fetch_run(mem, 0, 1, NULL, err), DG_ERR_ARGUMENT, "buffer is NULL");
    assert_fails(dg_genmem_fetch_list(mem, NULL, 1, cells, err), DG_ERR_ARGUMENT, "addrs is NULL");
    assert_fails(dg_genmem_list_dirty(mem, 0, 1, NULL, NULL, &got, err), DG_ERR_ARGUMENT, "addrs is NULL");
    assert_fails(dg_genmem_list_dirty(mem, 0, 1, &addr, NULL, NULL, err), DG_ERR_ARGUMENT, "got is NULL");
    assert_fails(dg_genmem_fetch(mem, 0, NULL, err), DG_ERR_ARGUMENT, "bits is NULL");
    assert_fails(dg_genmem_fetch(NULL, 0, cells, err), DG_ERR_ARGUMENT, "mem is NULL");
    assert_fails(dg_genmem_write(NULL, 0, 0, err), DG_ERR_ARGUMENT, "mem is NULL");
    assert_fails(dg_genmem_clear(mem, 2, 1, err), DG_ERR_ARGUMENT, "before it begins");
    assert_fails(dg_genmem_get_info(mem, &info, err), DG_ERR_ARGUMENT, "dg_genmem_info");
    assert_fails(dg_genmem_get_info(mem, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_genmem_monotonic64(mem, 0, NULL, err), DG_ERR_ARGUMENT, "NULL");
    assert_fails(dg_genmem_search128(mem, NULL, &addr, err), DG_ERR_ARGUMENT, "NULL");
    assert_fails(dg_genmem_search64(mem, NAN, &addr, err), DG_ERR_ARGUMENT, "not a number");
    assert_false(dg_genmem_next_dirty(NULL, 0, &addr));
    assert_false(dg_genmem_next_clean(NULL, 0, &addr));
    assert_done(dg_genmem_write_run(mem, 5, 0, NULL, err));
    assert_done(dg_genmem_fetch_list(mem, NULL, 0, NULL, err));
    assert_word(cells_of(mem), 0, "nothing was written");
    dg_genmem_release(mem);
}

// 10 cells of 4 bytes.
static void quota(void **state)
{
    (void)state;
    dg_genmem *mem = make(DG_TORUS32, 3, 43);
    const uint32_t cells[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const uint64_t twice[] = {60, 500, 500, 61, 500};
    assert_done(dg_genmem_write_run(mem, 60, 8, cells, err));
    assert_fails(dg_genmem_write_run(mem, 64, 7, cells, err), DG_ERR_BUSY, "quota of 43 bytes allows 10 written cells");
    assert_word(cells_of(mem), 8, "as before");
    assert_word(fetch(mem, 64), 5, "as before");
    assert_done(dg_genmem_write_run(mem, 64, 6, cells + 6, err));
    assert_done(dg_genmem_write(mem, 60, 77, err));
    assert_fails(dg_genmem_write(mem, 1, 77, err), DG_ERR_BUSY, "clear some");
    assert_done(dg_genmem_clear(mem, 61, 61, err));
    assert_fails(dg_genmem_write_list(mem, twice, 5, cells, err), DG_ERR_BUSY, "2 would be added");
    assert_word(fetch(mem, 60), 77, "as before");
    assert_done(dg_genmem_write_list(mem, twice, 3, cells, err));
    assert_word(fetch(mem, 500), 3, "the later value");
    assert_done(dg_genmem_clear(mem, 0, UINT64_MAX, err));
    assert_done(dg_genmem_write_run(mem, UINT64_MAX - 9, 10, cells, err));
    assert_word(cells_of(mem), 10, "full");
    dg_genmem_release(mem);
}

static void holds(void **state)
{
    (void)state;
    dg_genmem *mem = make(DG_FEISTEL, 4, 0);
    dg_genmem_retain(mem);
    assert_done(dg_genmem_write(mem, 9, 10, err));
    dg_genmem_release(mem);
    assert_word(fetch(mem, 9), 10, "held");
    dg_genmem_release(mem);
    dg_genmem_retain(NULL);
}

static void resolution(void **state)
{
    (void)state;
    dg_genmem *low = make(DG_TORUS64, 1, 0), *middle = make(DG_SHUFFLED64, 2, 0), *top = make(DG_TORUS64, 3, 0);
    dg_genmem_morph twice = {.size = sizeof twice, .mode = DG_GENMEM_LINEAR, .a = 2, .b = 0.1};
    assert_done(dg_genmem_set_mirror(middle, low, err));
    assert_word(fetch(middle, 9), naive_torus64(9, 1), "mirrored");
    assert_done(dg_genmem_set_morph(top, middle, &twice, err));
    assert_done(dg_genmem_set_mirror(top, low, err));
    dg_genmem_release(middle); // lives on below top
    assert_word(fetch(top, 9), bits_of(double_of(naive_torus64(9, 1)) * 2 + 0.1), "morph of a mirror");
    assert_done(dg_genmem_write(low, 9, bits_of(5), err));
    uint64_t cells[3], list[] = {9, 10};
    assert_done(dg_genmem_fetch_run(top, 8, 3, cells, err));
    assert_word(cells[1], bits_of(2 * 5.0 + 0.1), "what is written below");
    assert_word(cells[2], bits_of(double_of(naive_torus64(10, 1)) * 2 + 0.1), "what is generated below");
    assert_done(dg_genmem_write(top, 9, 1, err));
    assert_done(dg_genmem_fetch_list(top, list, 2, cells, err));
    assert_word(cells[0], 1, "what is written above");
    assert_done(dg_genmem_clear(top, 9, 9, err));
    assert_done(dg_genmem_set_morph(top, NULL, NULL, err));
    assert_word(fetch(top, 9), bits_of(5), "mirror alone");
    assert_done(dg_genmem_set_mirror(top, NULL, err));
    assert_word(fetch(top, 9), naive_torus64(9, 3), "generator");
    dg_genmem_release(low);
    dg_genmem_release(top);
}

static void modes(void **state)
{
    (void)state;
    dg_genmem *source = make(DG_FEISTEL, 1, 0), *mem = make(DG_FEISTEL, 2, 0);
    dg_genmem *source32 = make(DG_SHUFFLED32, 1, 0), *mem32 = make(DG_TORUS32, 2, 0);
    uint64_t x = naive_feistel(7, 1), y = naive_cell(DG_SHUFFLED32, 1, 7);
    float f, results[4];
    uint32_t low = (uint32_t)y;
    memcpy(&f, &low, sizeof f);
    results[DG_GENMEM_IDENTITY] = f;
    results[DG_GENMEM_LINEAR] = (float)(1e9 * (double)f + 0.1);
    results[DG_GENMEM_ADD] = (float)((double)f + 0.1);
    results[DG_GENMEM_MULTIPLY] = (float)((double)f * 1e9);
    const uint64_t words[] = {x, x * 3 + 5, x + 5, x * 3};
    for (unsigned mode = 0; mode < 4; mode++) {
        dg_genmem_morph morph = {
            .size = sizeof morph, .mode = (dg_genmem_mode)mode, .a = 1e9, .b = 0.1, .a_u64 = 3, .b_u64 = 5};
        assert_done(dg_genmem_set_morph(mem, source, &morph, err));
        assert_word(fetch(mem, 7), words[mode], "mode %u", mode);
        assert_done(dg_genmem_set_morph(mem32, source32, &morph, err));
        memcpy(&low, &results[mode], sizeof low);
        assert_word(fetch(mem32, 7), low, "mode %u of f32", mode);
    }
    dg_genmem_morph wrong = {.size = sizeof wrong, .mode = (dg_genmem_mode)4};
    assert_fails(dg_genmem_set_morph(mem, source, &wrong, err), DG_ERR_ARGUMENT, "mode 4");
    assert_fails(dg_genmem_set_morph(mem, source, NULL, err), DG_ERR_ARGUMENT, "morph is NULL");
    assert_fails(dg_genmem_set_mirror(mem, source32, err), DG_ERR_ARGUMENT, "shuffled32");
    assert_fails(dg_genmem_set_mirror(NULL, source, err), DG_ERR_ARGUMENT, "mem is NULL");
    dg_genmem_release(source);
    dg_genmem_release(mem);
    dg_genmem_release(source32);
    dg_genmem_release(mem32);
}

enum { LONGEST = 64 };

static void chains(void **state)
{
    (void)state;
    dg_genmem *mem[LONGEST + 1];
    for (unsigned i = 0; i <= LONGEST; i++)
        mem[i] = make(DG_FEISTEL, i, 0);
    assert_fails(dg_genmem_set_mirror(mem[0], mem[0], err), DG_ERR_ARGUMENT, "leads back");
    // From the middle, so that what is above counts too.
    for (unsigned i = LONGEST / 2; i < LONGEST - 1; i++)
        assert_done(dg_genmem_set_mirror(mem[i], mem[i + 1], err));
    for (unsigned i = LONGEST / 2; i-- > 0;)
        assert_done(dg_genmem_set_mirror(mem[i], mem[i + 1], err));
    assert_fails(dg_genmem_set_mirror(mem[LONGEST - 1], mem[3], err), DG_ERR_ARGUMENT, "leads back");
    assert_fails(dg_genmem_set_mirror(mem[LONGEST - 1], mem[LONGEST], err), DG_ERR_ARGUMENT, "64 memories");
    assert_fails(dg_genmem_set_mirror(mem[LONGEST], mem[0], err), DG_ERR_ARGUMENT, "64 memories");
    assert_word(fetch(mem[0], 5), naive_feistel(5, LONGEST - 1), "the last of the chain");
    assert_done(dg_genmem_set_mirror(mem[0], NULL, err));
    assert_done(dg_genmem_set_mirror(mem[LONGEST - 1], mem[LONGEST], err));
    assert_word(fetch(mem[1], 5), naive_feistel(5, LONGEST), "one shorter above, one longer below");
    for (unsigned i = 0; i <= LONGEST; i++)
        dg_genmem_release(mem[i]);
}

static void views(void **state)
{
    (void)state;
    dg_genmem *mem = make(DG_TORUS32, 11, 0);
    const uint64_t addr = 1000;
    const float half = 0.5f;
    uint32_t bits;
    uint64_t key[2], found;
    double value;
    memcpy(&bits, &half, sizeof bits);
    assert_done(dg_genmem_search64(mem, 0.5, &found, err));
    assert_word(found, naive_search64(0.5, 11), "none is written");
    assert_done(dg_genmem_write(mem, addr, bits, err));
    assert_done(dg_genmem_write(mem, addr * addr, bits, err));
    assert_done(dg_genmem_monotonic64(mem, addr, &value, err));
    assert_true(value == 0.5);
    assert_done(dg_genmem_monotonic64(mem, addr + 1, &value, err));
    assert_true(value == naive_monotonic64(addr + 1, 11));
    assert_done(dg_genmem_search64(mem, 0.5, &found, err));
    assert_word(found, addr, "the lowest that is written");
    assert_done(dg_genmem_monotonic128(mem, addr, key, err));
    naive_u128 want = (naive_u128)addr * UINT64_MAX + bits;
    assert_word(key[0], (uint64_t)(want >> 64), "high word");
    assert_word(key[1], (uint64_t)want, "low word");
    assert_done(dg_genmem_search128(mem, key, &found, err));
    assert_word(found, addr, "its own key");
    key[1]--;
    assert_done(dg_genmem_search128(mem, key, &found, err));
    assert_word(found, addr - 1, "just below it");
    want = naive_monotonic128(addr + 5, 11);
    assert_done(dg_genmem_search128(mem, (const uint64_t[]){(uint64_t)(want >> 64), (uint64_t)want}, &found, err));
    assert_word(found, addr + 5, "a generated key");
    assert_done(dg_genmem_search128(mem, (const uint64_t[]){UINT64_MAX, UINT64_MAX}, &found, err));
    assert_word(found, UINT64_MAX, "above all");
    assert_done(dg_genmem_search128(mem, (const uint64_t[]){0, 0}, &found, err));
    assert_word(found, 0, "below all");
    dg_genmem_release(mem);
    mem = make(DG_FEISTEL, 11, 0);
    assert_done(dg_genmem_write(mem, 5, UINT64_MAX, err));
    assert_done(dg_genmem_search64(mem, 0x1p64, &found, err));
    assert_word(found, 5, "words are rounded to f64");
    for (uint64_t i = 6; i < 3000; i++) // more than are looked at together
        assert_done(dg_genmem_write(mem, i, i, err));
    for (uint64_t i = 6; i < 3000; i++) {
        assert_done(dg_genmem_search64(mem, (double)i, &found, err));
        assert_word(found, i, "one of many");
    }
    dg_genmem_release(mem);
}

// Pages that have a shard of their own far from all others: what lies between is one look.
static void far_cluster(void **state)
{
    (void)state;
    enum { CELLS = 1 << 17 };
    static uint32_t cells[CELLS];
    const uint64_t begin = (uint64_t)1 << 40;
    dg_genmem *mem = make(DG_TORUS32, 1, 0);
    uint64_t addr = 0;
    size_t got = 0;
    for (uint32_t i = 0; i < CELLS; i++)
        cells[i] = i;
    assert_done(dg_genmem_write_run(mem, begin, CELLS, cells, err));
    assert_true(dg_genmem_next_dirty(mem, 0, &addr));
    assert_word(addr, begin, "the first of all");
    assert_true(dg_genmem_is_range_clean(mem, 0, begin - 1));
    assert_false(dg_genmem_is_range_clean(mem, 0, begin));
    assert_true(dg_genmem_next_clean(mem, begin, &addr));
    assert_word(addr, begin + CELLS, "behind the last");
    assert_false(dg_genmem_next_dirty(mem, begin + CELLS, &addr));
    assert_done(dg_genmem_list_dirty(mem, 0, 1, &addr, cells, &got, err));
    assert_word(addr, begin, "listed");
    // Between the clusters a cell finds its way, and so does one beside the whole tree.
    assert_done(dg_genmem_write(mem, begin + ((uint64_t)1 << 30), 5, err));
    assert_done(dg_genmem_write(mem, begin - 1, 6, err));
    assert_true(dg_genmem_next_dirty(mem, begin + CELLS, &addr));
    assert_word(addr, begin + ((uint64_t)1 << 30), "beyond");
    assert_word(fetch(mem, begin - 1), 6, "before");
    assert_word(fetch(mem, begin + 7), 7, "within");
    assert_done(dg_genmem_clear(mem, 0, UINT64_MAX, err));
    assert_false(dg_genmem_next_dirty(mem, 0, &addr));
    assert_word(cells_of(mem), 0, "all clean");
    dg_genmem_release(mem);
}

static void on_a_device(void **state)
{
    (void)state;
    dg_device *dev;
    dg_genmem *mem;
    uint64_t cells[500], bits = 0, addr = 7;
    assert_done(dg_device_open("soft", NULL, &dev, err));
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_TORUS64, .seed = 4, .device = dev}, &mem,
        err));
    assert_done(dg_genmem_write(mem, 300, 1, err));
    assert_done(dg_genmem_fetch_run(mem, 100, 500, cells, err));
    for (unsigned i = 0; i < 500; i++)
        assert_word(cells[i], i == 200 ? 1 : naive_torus64(100 + i, 4), "cell %u", i);
    assert_done(dg_genmem_fetch(mem, 7, &bits, err));
    assert_word(bits, naive_torus64(7, 4), "one cell");
    assert_done(dg_genmem_fetch_list(mem, &addr, 1, &bits, err));
    dg_device_counters counters = {.size = sizeof counters};
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_word(counters.cells, 502, "the device made them");
    // Of cells 2000 to 5999, 3000 to 4999 are written, of which pages 47 to 77 are whole.
    static uint64_t many[4000];
    memset(many, 0x55, sizeof many);
    assert_done(dg_genmem_write_run(mem, 3000, 2000, many, err));
    assert_done(dg_genmem_fetch_run(mem, 2000, 4000, many, err));
    for (unsigned i = 0; i < 4000; i++)
        assert_word(many[i], i >= 1000 && i < 3000 ? 0x5555555555555555 : naive_torus64(2000 + i, 4), "cell %u", i);
    assert_done(dg_device_get_counters(dev, &counters, err));
    assert_word(counters.cells, 502 + 4000 - 31 * 64, "what is written is not asked for");
    assert_done(dg_genmem_fetch_run(mem, 3010, 1900, many, err));
    for (unsigned i = 0; i < 1900; i++)
        assert_word(many[i], 0x5555555555555555, "cell %u", i);
    dg_genmem_release(mem);
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_options), cmocka_unit_test(refuses_arguments),
        cmocka_unit_test(quota),           cmocka_unit_test(holds),
        cmocka_unit_test(resolution),      cmocka_unit_test(modes),
        cmocka_unit_test(chains),          cmocka_unit_test(views),
        cmocka_unit_test(on_a_device),     cmocka_unit_test(far_cluster),
    };
    return cmocka_run_group_tests_name("genmem", tests, NULL, NULL);
}
