// SPDX-License-Identifier: Apache-2.0
// Random operations on a memory against a plain list of what was written, for every kind.
#include "unit.h"

#include "naive.h"

enum { ROUNDS = 3000, MOST = 1 << 17, LONGEST = 1500 };

// What was written, in rising order.
static struct {
    dg_kind kind;
    uint64_t seed;
    size_t size, n;
    struct {
        uint64_t addr, bits;
    } cell[MOST];
} model;

static size_t place(uint64_t addr)
{
    size_t low = 0, high = model.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (model.cell[middle].addr < addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_written(uint64_t addr)
{
    size_t i = place(addr);
    return i < model.n && model.cell[i].addr == addr;
}

static void model_write(uint64_t addr, uint64_t bits)
{
    size_t i = place(addr);
    if (!is_written(addr)) {
        assert_true(model.n < MOST);
        memmove(&model.cell[i + 1], &model.cell[i], (model.n - i) * sizeof model.cell[0]);
        model.n++;
    }
    model.cell[i].addr = addr;
    model.cell[i].bits = model.size == 4 ? (uint32_t)bits : bits;
}

static uint64_t model_read(uint64_t addr)
{
    return is_written(addr) ? model.cell[place(addr)].bits : naive_cell((int)model.kind, model.seed, addr);
}

static void model_clear(uint64_t first, uint64_t last)
{
    size_t from = place(first), to = place(last) + is_written(last);
    memmove(&model.cell[from], &model.cell[to], (model.n - to) * sizeof model.cell[0]);
    model.n -= to - from;
}

static bool model_next_clean(uint64_t from, uint64_t *addr)
{
    while (is_written(from))
        if (from++ == UINT64_MAX)
            return false;
    *addr = from;
    return true;
}

// An address near one of few places, so that operations meet: the ends, page borders, clusters, lone cells.
static uint64_t pick(uint64_t *random)
{
    static const uint64_t places[] = {0, 1u << 12, (1u << 12) + 64 * 40, UINT64_MAX - 300, UINT64_MAX / 2, 77};
    uint64_t r = naive_random(random);
    switch (r % 8) {
    case 0:
        return naive_random(random) & ~(uint64_t)(r >> 8 & 1023) << 50; // anywhere
    case 1:
        return UINT64_MAX - (r >> 8) % 3;
    case 2:
        return (r >> 8) % 3;
    case 3:
        return naive_random(random) % (1u << 20);
    default: {
        uint64_t at = places[(r >> 8) % 6], step = (r >> 16) % 800;
        return step > UINT64_MAX - at ? UINT64_MAX : at + step;
    }
    }
}

static size_t length(uint64_t base, uint64_t *random)
{
    uint64_t n = naive_random(random) % (naive_random(random) % LONGEST + 1);
    return (size_t)(n > 0 && n - 1 > UINT64_MAX - base ? UINT64_MAX - base + 1 : n);
}

static void fill(uint8_t *cells, size_t n, uint64_t *random)
{
    for (size_t i = 0; i < n * model.size; i++)
        cells[i] = (uint8_t)(naive_random(random) >> 32);
}

static void write_something(dg_genmem *mem, uint64_t *random)
{
    uint8_t cells[LONGEST * 8];
    uint64_t addrs[LONGEST], base = pick(random), what = naive_random(random) % 4;
    size_t n = length(base, random);
    fill(cells, LONGEST, random);
    for (size_t i = 0; i < n; i++)
        addrs[i] = what == 1 ? base + i : pick(random);
    if (what == 0) {
        assert_done(dg_genmem_write(
            mem, base, naive_load((int)model.kind, cells, 0) | (model.size == 4 ? (uint64_t)5 << 32 : 0), err));
        model_write(base, naive_load((int)model.kind, cells, 0));
    } else if (what == 1) {
        assert_done(dg_genmem_write_run(mem, base, n, cells, err));
    } else if (what == 2) {
        assert_done(dg_genmem_write_list(mem, addrs, n, cells, err));
    } else {
        uint64_t last = base + length(base, random);
        if (last < base || naive_random(random) % 50 == 0)
            last = UINT64_MAX;
        assert_done(dg_genmem_clear(mem, base, last, err));
        model_clear(base, last);
    }
    for (size_t i = 0; (what == 1 || what == 2) && i < n; i++)
        model_write(addrs[i], naive_load((int)model.kind, cells, i));
}

static void read_something(const dg_genmem *mem, uint64_t *random)
{
    uint8_t cells[LONGEST * 8];
    uint64_t addrs[LONGEST], base = pick(random), bits;
    size_t n = length(base, random);
    for (size_t i = 0; i < LONGEST; i++)
        addrs[i] = pick(random);
    assert_done(dg_genmem_fetch(mem, base, &bits, err));
    assert_word(bits, model_read(base), "cell %llx", (unsigned long long)base);
    assert_done(dg_genmem_fetch_run(mem, base, n, cells, err));
    for (size_t i = 0; i < n; i++)
        assert_word(naive_load((int)model.kind, cells, i), model_read(base + i), "run %llx %zu",
                    (unsigned long long)base, i);
    assert_done(dg_genmem_fetch_list(mem, addrs, LONGEST, cells, err));
    for (size_t i = 0; i < LONGEST; i++)
        assert_word(naive_load((int)model.kind, cells, i), model_read(addrs[i]), "list %llx",
                    (unsigned long long)addrs[i]);
}

static void look_at_mask(const dg_genmem *mem, uint64_t *random)
{
    uint8_t cells[LONGEST * 8];
    uint64_t addrs[LONGEST], from = pick(random), addr = 12345, want = 12345;
    size_t i = place(from), got = 0, n = length(from, random);
    assert_int_equal(dg_genmem_next_dirty(mem, from, &addr), i < model.n);
    assert_word(addr, i < model.n ? model.cell[i].addr : 12345, "next dirty");
    addr = 12345;
    assert_int_equal(dg_genmem_next_clean(mem, from, &addr), model_next_clean(from, &want));
    assert_word(addr, want, "next clean");
    uint64_t last = from + n < from ? UINT64_MAX : from + n;
    assert_int_equal(dg_genmem_is_range_clean(mem, from, last), i == model.n || model.cell[i].addr > last);
    assert_done(dg_genmem_list_dirty(mem, from, n, addrs, naive_random(random) & 1 ? cells : NULL, &got, err));
    assert_int_equal(got, model.n - i < n ? model.n - i : n);
    assert_done(dg_genmem_list_dirty(mem, from, n, addrs, cells, &got, err));
    for (size_t k = 0; k < got; k++) {
        assert_word(addrs[k], model.cell[i + k].addr, "listed address %zu", k);
        assert_word(naive_load((int)model.kind, cells, k), model.cell[i + k].bits, "listed cell %zu", k);
    }
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    assert_word(info.cells, model.n, "written cells");
}

// On this CPU without a device, or with one.
static void against_a_list(dg_device *dev, int rounds)
{
    static const dg_kind kinds[] = {DG_TORUS32, DG_TORUS64, DG_FEISTEL, DG_SHUFFLED32, DG_SHUFFLED64};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        uint64_t random = k + 1;
        dg_genmem *mem;
        model.kind = kinds[k];
        model.seed = naive_random(&random);
        model.size = dg_cell_size(kinds[k]);
        model.n = 0;
        assert_done(dg_genmem_create(
            &(dg_genmem_options){
                .size = sizeof(dg_genmem_options), .kind = model.kind, .seed = model.seed, .device = dev},
            &mem, err));
        for (int round = 0; round < rounds; round++) {
            write_something(mem, &random);
            if (round % 8 == 0)
                read_something(mem, &random);
            if (round % 8 == 4)
                look_at_mask(mem, &random);
        }
        dg_genmem_release(mem);
    }
}

static void on_this_cpu(void **state)
{
    (void)state;
    against_a_list(NULL, ROUNDS);
}

static void on_a_device(void **state)
{
    (void)state;
    dg_device *dev;
    assert_done(dg_device_open("soft", NULL, &dev, err));
    against_a_list(dev, ROUNDS / 4);
    dg_device_close(dev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_this_cpu), cmocka_unit_test(on_a_device)};
    return cmocka_run_group_tests_name("genmem_model", tests, NULL, NULL);
}
