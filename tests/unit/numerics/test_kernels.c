// SPDX-License-Identifier: Apache-2.0
// Every kernel table against the naive definitions: each alignment and length, runs that wrap past 2^64. Addresses at
// which the torus is hard are in test_kernels_torus.c.
#include "unit.h"

#include "naive.h"
#include "numerics/kernels/blocks.h"
#include "sets.h"

enum { LENGTHS = 1101, SKIPS = 64, GUARD = 128 };

static const struct dg_kernels *const *sets;

// Cells of one kind and seed, packed, computed once: lengths and alignments differ only in what they cut out.
struct expected {
    dg_kind kind;
    size_t size;
    uint64_t seed, base;
    uint8_t cells[8 * (LENGTHS + SKIPS)];
};

static void expect(struct expected *e, int kind, uint64_t seed, uint64_t base)
{
    *e = (struct expected){.kind = (dg_kind)kind, .size = naive_size(kind), .seed = seed, .base = base};
    for (size_t i = 0; i < LENGTHS + SKIPS; i++)
        naive_store(kind, e->cells, i, naive_cell(kind, seed, base + i));
}

// Bytes as they should be and guards around them as they were.
static void check_bytes(const struct dg_kernels *set, const struct expected *e, const uint8_t *out, size_t offset,
                        size_t skip, size_t count)
{
    static const uint8_t guard[GUARD + 64] = {0};
    size_t end = GUARD + offset + e->size * count;
    bool same = memcmp(out + GUARD + offset, e->cells + e->size * skip, e->size * count) == 0;
    if (!same || memcmp(out, guard, GUARD + offset) != 0 || memcmp(out + end, guard, GUARD) != 0)
        fail_msg("%s: kind %d seed %llx base %llx count %zu at offset %zu: %s", set->name, (int)e->kind,
                 (unsigned long long)e->seed, (unsigned long long)(e->base + skip), count, offset,
                 same ? "written outside" : "other cells");
}

static void check_run(const struct dg_kernels *set, const struct expected *e, size_t skip, size_t count, size_t offset)
{
    static _Alignas(64) uint8_t out[8 * (LENGTHS + SKIPS) + 2 * GUARD + 64];
    size_t room = 2 * GUARD + offset + e->size * count;
    memset(out, 0, room);
    set->run[e->kind](e->seed, e->base + skip, count, out + GUARD + offset);
    check_bytes(set, e, out, offset, skip, count);
    memset(out, 0, room);
    set->stream[e->kind](e->seed, e->base + skip, count, out + GUARD + offset);
    check_bytes(set, e, out, offset, skip, count);

    // Agreement with the whole, and with all but one bit of a cell.
    uint8_t *data = out + GUARD + offset;
    assert_int_equal(set->match[e->kind](e->seed, e->base + skip, count, data), count);
    if (count == 0)
        return;
    size_t wrong = (count * 7 + skip) % count;
    data[e->size * wrong + offset % e->size] ^= (uint8_t)(1 << skip % 8);
    size_t known = set->match[e->kind](e->seed, e->base + skip, count, data);
    assert_true(known <= wrong && wrong < known + DG_MATCH_STEP);
}

static void runs(void **state)
{
    (void)state;
    static struct expected e;
    uint64_t random = 11;
    // Begin before a boundary of 2^8, 2^32, 2^64, so that the runs cross it.
    const uint64_t bases[] = {0, 256 - 100, ((uint64_t)1 << 32) - 550, (uint64_t)0 - 600};
    for (int kind = 0; kind < DG_KINDS; kind++)
        for (size_t b = 0; b < sizeof bases / sizeof bases[0]; b++) {
            expect(&e, kind, b == 0 ? 0 : naive_random(&random), bases[b]);
            for (int s = 0; sets[s]; s++) {
                for (size_t count = 0; count < LENGTHS; count++)
                    check_run(sets[s], &e, count % 16, count, count * 3 % 64);
                for (size_t i = 0; i < 64; i++) {
                    check_run(sets[s], &e, i, LENGTHS - 1, 0);
                    check_run(sets[s], &e, 0, LENGTHS - 1, i);
                    check_run(sets[s], &e, i, 300 + i, 63 - i);
                }
            }
        }
}

// Runs that begin with a block and end within the first cache lines, at its very end among them, wherever in a line
// they begin.
static void first_lines(void **state)
{
    (void)state;
    enum { LINES = 2, LINE = 64 };
    static struct expected e;
    for (int kind = 0; kind < DG_KINDS; kind++) {
        expect(&e, kind, 5, 0x4000);
        for (int s = 0; sets[s]; s++)
            for (size_t offset = 0; offset < LINE; offset++)
                for (size_t count = 0; count <= LINES * LINE / e.size; count++)
                    check_run(sets[s], &e, 0, count, offset);
    }
}

// Seeds that turn each bit of an address, those of the place in a tile among them.
static void seeds(void **state)
{
    (void)state;
    static struct expected e;
    for (int kind = 0; kind < DG_KINDS; kind++)
        for (int bit = 0; bit < 64; bit++) {
            expect(&e, kind, (uint64_t)1 << bit, 0x123456789abc);
            for (int s = 0; sets[s]; s++)
                check_run(sets[s], &e, 0, LENGTHS, 0);
        }
}

static void lists(void **state)
{
    (void)state;
    static uint8_t addrs[8 * LENGTHS + 8], out[8 * LENGTHS + 2 * GUARD + 64];
    static uint64_t addr[LENGTHS];
    static struct expected e;
    uint64_t random = 12;
    for (int kind = 0; kind < DG_KINDS; kind++) {
        e = (struct expected){.kind = (dg_kind)kind, .size = naive_size(kind), .seed = naive_random(&random)};
        for (size_t i = 0; i < LENGTHS; i++) {
            addr[i] = naive_random(&random) >> (i % 5 == 0 ? 40 : 0);
            naive_store(kind, e.cells, i, naive_cell(kind, e.seed, addr[i]));
        }
        for (int s = 0; sets[s]; s++)
            for (size_t n = 0; n < LENGTHS; n++) {
                size_t skip = n % 7 < LENGTHS - n ? n % 7 : 0, offset = n * 3 % 64;
                memcpy(addrs + n % 8, addr + skip, 8 * n);
                memset(out, 0, sizeof out);
                sets[s]->list[kind](e.seed, addrs + n % 8, n, out + GUARD + offset);
                check_bytes(sets[s], &e, out, offset, skip, n);
            }
    }
}

static void xor_words(void **state)
{
    (void)state;
    uint64_t random = 15;
    uint8_t data[8 * LENGTHS + 8];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)naive_random(&random);
    for (int s = 0; sets[s]; s++)
        for (size_t offset = 0; offset < 8; offset++)
            for (size_t n = 0; n < LENGTHS; n++) {
                uint64_t want = 0, word;
                for (size_t i = 0; i < n; i++) {
                    memcpy(&word, data + offset + 8 * i, 8);
                    want ^= word;
                }
                assert_word(sets[s]->xor_words(data + offset, n), want, "%s: %zu words", sets[s]->name, n);
            }
}

static void accum(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    static uint8_t contexts[MOST], deltas[8 * MOST + 8];
    uint64_t random = 16;
    for (int s = 0; sets[s]; s++)
        for (size_t n = 0; n < MOST; n += n < 300 ? 1 : 101) {
            dg_table_context table[DG_TABLE_CONTEXTS_MAX] = {0}, want[DG_TABLE_CONTEXTS_MAX] = {0};
            size_t offset = n % 8;
            table[3].count = want[3].count = UINT32_MAX - 2;
            table[4].reference = want[4].reference = naive_random(&random);
            for (size_t i = 0; i < n; i++) {
                uint64_t delta = naive_random(&random);
                contexts[i] = (uint8_t)(naive_random(&random) % (n % 2 == 0 ? 256 : 5));
                memcpy(deltas + offset + 8 * i, &delta, 8);
                want[contexts[i]].accumulator ^= delta;
                if (want[contexts[i]].count < UINT32_MAX)
                    want[contexts[i]].count++;
            }
            sets[s]->accum(table, contexts, deltas + offset, n);
            for (int i = 0; i < 256; i++) {
                assert_word(table[i].reference, want[i].reference, "%s: reference", sets[s]->name);
                assert_word(table[i].accumulator, want[i].accumulator, "%s: accumulator", sets[s]->name);
                assert_word(table[i].count, want[i].count, "%s: count", sets[s]->name);
            }
        }
}

// Around the size of the blocks in which folding and verification go.
static const size_t block_lengths[] = {0, 1, 2, 3, 511, 1023, 1024, 1025, 2047, 2048, 2049, 3001};
enum { BLOCK_LENGTHS = sizeof block_lengths / sizeof block_lengths[0], LONGEST = 3001 };

static void folds(void **state)
{
    (void)state;
    static uint8_t bytes[8 * LONGEST];
    const uint64_t seed = 0x1234567890abcdef, base = (uint64_t)0 - 1000;
    for (int s = 0; sets[s]; s++)
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++) {
            for (size_t i = 0; i < LONGEST; i++)
                naive_store(kind, bytes, i, naive_cell(kind, seed, base + i));
            for (size_t k = 0; k < BLOCK_LENGTHS; k++) {
                size_t size = block_lengths[k] * naive_size(kind);
                assert_word(dg_fold_run(sets[s], (dg_kind)kind, seed, base, block_lengths[k]),
                            naive_fingerprint(bytes, size), "%s: fold of kind %d", sets[s]->name, kind);
                assert_int_equal(dg_run_words((dg_kind)kind, block_lengths[k]), (size + 7) / 8);
            }
        }
    assert_word(dg_run_words(DG_TORUS32, UINT64_MAX), (uint64_t)1 << 63, "words of the longest run");
}

static void check_verdict(const dg_synth_verdict *got, uint64_t mismatches, uint64_t first, uint64_t found,
                          uint64_t expected, uint64_t origin)
{
    assert_word(got->mismatches, mismatches, "mismatches");
    assert_word(got->first, first, "first");
    assert_word(got->found, found, "found");
    assert_word(got->expected, expected, "expected");
    assert_word(got->origin, origin, "origin");
}

static void verdicts(void **state)
{
    (void)state;
    static uint8_t data[8 * LONGEST + 1];
    const uint64_t seed = 0xfedcba9876543210, base = (uint64_t)0 - 5;
    uint8_t *at = data + 1;
    for (int s = 0; sets[s]; s++)
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++)
            for (size_t k = 0; k < BLOCK_LENGTHS; k++) {
                size_t n = block_lengths[k], size = naive_size(kind);
                sets[s]->run[kind](seed, base, n, at);
                dg_synth_verdict v = dg_verify_run(sets[s], (dg_kind)kind, seed, base, at, n);
                check_verdict(&v, 0, UINT64_MAX, 0, 0, 0);
                if (n < 3)
                    continue;
                // The last cell where the middle one should be, and the last one's highest bit flipped.
                size_t middle = n / 2;
                memcpy(at + middle * size, at + (n - 1) * size, size);
                at[n * size - 1] ^= 0x80;
                v = dg_verify_run(sets[s], (dg_kind)kind, seed, base, at, n);
                uint64_t last = naive_cell(kind, seed, base + n - 1);
                check_verdict(&v, 2, middle, last, naive_cell(kind, seed, base + middle),
                              kind == DG_FEISTEL ? base + n - 1 : 0);
            }
}

// By name, by environment, and best first.
static void selection(void **state)
{
    (void)state;
    assert_null(dg_kernels_find("fast"));
    unsetenv("DELTAGEN_KERNELS");
    const struct dg_kernels *best = dg_kernels();
    assert_ptr_equal(dg_kernels_wanted(), best);
    for (int s = 0; sets[s]; s++) {
        assert_ptr_equal(dg_kernels_find(sets[s]->name), sets[s]);
        setenv("DELTAGEN_KERNELS", sets[s]->name, 1);
        assert_ptr_equal(dg_kernels(), sets[s]);
        assert_ptr_equal(dg_kernels_wanted(), sets[s]);
        if (!sets[s + 1])
            assert_ptr_equal(sets[s], best);
    }
    setenv("DELTAGEN_KERNELS", "fast", 1);
    assert_ptr_equal(dg_kernels(), best);
    assert_null(dg_kernels_wanted());
    setenv("DELTAGEN_KERNELS", "", 1);
    assert_ptr_equal(dg_kernels_wanted(), best);
    unsetenv("DELTAGEN_KERNELS");
    assert_true(dg_cache_size() >= 1 << 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs),  cmocka_unit_test(first_lines), cmocka_unit_test(seeds),
        cmocka_unit_test(lists), cmocka_unit_test(xor_words),   cmocka_unit_test(accum),
        cmocka_unit_test(folds), cmocka_unit_test(verdicts),    cmocka_unit_test(selection),
    };
    sets = sets_here();
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
