// SPDX-License-Identifier: Apache-2.0
// The kernels behind the device "soft" against the oracle's vectors: each hard address in a list and in a run.
#include <deltagen/deltagen.h>

#include "vectors.h"

enum { ROWS_MAX = 8192, RUN = 300 };

struct rows {
    size_t n;
    struct row {
        uint64_t addr, seed, cell64, cell32;
    } row[ROWS_MAX];
};

static int setup(void **state)
{
    dg_device *dev;
    *state = dg_device_open("soft", NULL, &dev, NULL) == DG_OK ? dev : NULL;
    return !*state;
}

static int teardown(void **state)
{
    dg_device_close(*state);
    return 0;
}

static struct rows *load(const char *name)
{
    struct rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    for (struct vectors v = vectors_open(name); vectors_next(&v);) {
        assert_true(rows->n < ROWS_MAX);
        struct row *row = &rows->row[rows->n++];
        row->addr = vectors_u64(&v);
        row->seed = vectors_u64(&v);
        row->cell64 = vectors_u64(&v);
        row->cell32 = vectors_u64(&v);
    }
    return rows;
}

static uint64_t cell_at(const void *cells, size_t size, size_t index)
{
    uint64_t cell = 0;
    for (size_t byte = size; byte-- > 0;)
        cell = cell << 8 | ((const uint8_t *)cells)[size * index + byte];
    return cell;
}

static uint64_t expected(const struct row *row, size_t size)
{
    return size == 4 ? row->cell32 : row->cell64;
}

// Every row whose seed is that of rows->row[first], as one list.
static void check_list(dg_device *dev, const struct rows *rows, size_t first, dg_kind kind)
{
    static uint64_t addrs[ROWS_MAX], cells[ROWS_MAX];
    static const struct row *of[ROWS_MAX];
    size_t n = 0, size = dg_cell_size(kind);
    for (size_t i = first; i < rows->n; i++)
        if (rows->row[i].seed == rows->row[first].seed) {
            addrs[n] = rows->row[i].addr;
            of[n++] = &rows->row[i];
        }
    assert_int_equal(dg_synth_list(dev, kind, rows->row[first].seed, addrs, n, cells, NULL), DG_OK);
    for (size_t i = 0; i < n; i++)
        if (cell_at(cells, size, i) != expected(of[i], size))
            fail_msg("%s in a list: wrong at address %llx", dg_kind_name(kind), (unsigned long long)addrs[i]);
}

static bool seed_is_new(const struct rows *rows, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (rows->row[i].seed == rows->row[at].seed)
            return false;
    return true;
}

// The row's address at a place in a run that differs from row to row.
static void check_run(dg_device *dev, const struct row *row, size_t place, dg_kind kind)
{
    uint64_t cells[RUN];
    size_t size = dg_cell_size(kind);
    assert_int_equal(dg_synth_run(dev, kind, row->seed, row->addr - place, RUN, cells, NULL), DG_OK);
    if (cell_at(cells, size, place) != expected(row, size))
        fail_msg("%s in a run: wrong at address %llx", dg_kind_name(kind), (unsigned long long)row->addr);
}

static void check_kinds(dg_device *dev, const char *name, dg_kind kind32, dg_kind kind64)
{
    struct rows *rows = load(name);
    for (size_t i = 0; i < rows->n; i++) {
        if (seed_is_new(rows, i)) {
            check_list(dev, rows, i, kind32);
            check_list(dev, rows, i, kind64);
        }
        check_run(dev, &rows->row[i], i % RUN, kind32);
        check_run(dev, &rows->row[i], i % RUN, kind64);
    }
    free(rows);
}

static void torus(void **state)
{
    check_kinds(*state, "torus.txt", DG_TORUS32, DG_TORUS64);
}

static void shuffled(void **state)
{
    check_kinds(*state, "shuffled.txt", DG_SHUFFLED32, DG_SHUFFLED64);
}

static void feistel(void **state)
{
    dg_device *dev = *state;
    for (struct vectors v = vectors_open("feistel.txt"); vectors_next(&v);) {
        uint64_t value = vectors_u64(&v), seed = vectors_u64(&v), cell[4];
        assert_int_equal(dg_synth_run(dev, DG_FEISTEL, seed, value - 3, 4, cell, NULL), DG_OK);
        vectors_expect(&v, "feistel in a run", cell_at(cell, 8, 3));
        assert_int_equal(dg_synth_list(dev, DG_FEISTEL_INV, seed, &value, 1, cell, NULL), DG_OK);
        vectors_expect(&v, "feistel_inv in a list", cell_at(cell, 8, 0));
    }
}

// TIMES runs of the same N deltas.
static void accumulate_runs(dg_device *dev, struct vectors *v, unsigned context)
{
    static uint64_t deltas[65536];
    size_t n = vectors_u64(v);
    assert_true(n <= 65536);
    for (size_t i = 0; i < n; i++)
        deltas[i] = dg_fnv1a_u64(i);
    for (uint64_t times = vectors_u64(v); times > 0; times--)
        assert_int_equal(dg_table_accum_run(dev, context, deltas, n, NULL), DG_OK);
}

static void table_step(dg_device *dev, struct vectors *v)
{
    const char *step = vectors_text(v);
    unsigned context = (unsigned)vectors_u64(v);
    uint64_t before = 0, given = 0;
    dg_table_context stat = {0};
    bool reports = true; // does the line end in "= before"?
    if (strcmp(step, "load") == 0 || strcmp(step, "accum") == 0) {
        given = vectors_u64(v);
        assert_int_equal((*step == 'l' ? dg_table_load : dg_table_accum)(dev, context, given, NULL), DG_OK);
        reports = false;
    } else if (strcmp(step, "runs") == 0) {
        accumulate_runs(dev, v, context);
        reports = false;
    } else if (strcmp(step, "swap") == 0) {
        given = vectors_u64(v);
        assert_int_equal(dg_table_swap(dev, context, &given, &before, NULL), DG_OK);
    } else if (strcmp(step, "keep") == 0) {
        assert_int_equal(dg_table_swap(dev, context, NULL, &before, NULL), DG_OK);
    } else if (strcmp(step, "read") == 0) {
        assert_int_equal(dg_table_read(dev, context, &before, NULL), DG_OK);
    } else {
        assert_string_equal(step, "stat");
        assert_string_equal(vectors_text(v), "=");
        assert_int_equal(dg_table_stat(dev, context, &stat, NULL), DG_OK);
        vectors_expect(v, "reference", stat.reference);
        vectors_expect(v, "accumulator", stat.accumulator);
        vectors_expect(v, "count", stat.count);
        reports = false;
    }
    if (reports) {
        assert_string_equal(vectors_text(v), "=");
        vectors_expect(v, step, before);
    }
}

static void table(void **state)
{
    for (struct vectors v = vectors_open("table.txt"); vectors_next(&v);)
        table_step(*state, &v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torus),
        cmocka_unit_test(shuffled),
        cmocka_unit_test(feistel),
        cmocka_unit_test(table),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
