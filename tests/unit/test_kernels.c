// SPDX-License-Identifier: Apache-2.0
// Every kernel table against the naive definitions: each alignment and length, runs that wrap past 2^64, and addresses
// solved to lie where a shortcut rounds the wrong way.
#include "unit.h"

#include "hal/kernels/blocks.h"
#include "hal/kernels/kernels.h"
#include "naive.h"

static const struct dg_kernels *const tables[] = {&dg_kernels_scalar};
enum { TABLES = sizeof tables / sizeof tables[0], LENGTHS = 301, GUARD = 16 };

// Cells of one kind and seed, computed once: lengths and alignments differ only in what they cut out.
struct expected {
    uint64_t base;
    uint64_t cells[LENGTHS + 16];
};

static struct expected expect(int kind, uint64_t seed, uint64_t base)
{
    struct expected e = {.base = base};
    for (size_t i = 0; i < sizeof e.cells / sizeof e.cells[0]; i++)
        e.cells[i] = naive_cell(kind, seed, base + i);
    return e;
}

static void check_run(const struct dg_kernels *kernels, int kind, uint64_t seed, const struct expected *e, size_t skip,
                      size_t count, size_t offset)
{
    uint8_t out[8 * (LENGTHS + 16) + 2 * GUARD];
    size_t size = naive_size(kind);
    memset(out, 0xa5, sizeof out);
    kernels->run[kind](seed, e->base + skip, count, out + GUARD + offset);
    for (size_t i = 0; i < count; i++)
        assert_word(naive_load(kind, out + GUARD + offset, i), e->cells[skip + i], "%s: kind %d seed %llx addr %llx",
                    kernels->name, kind, (unsigned long long)seed, (unsigned long long)(e->base + skip + i));
    for (size_t i = 0; i < GUARD + offset; i++)
        assert_int_equal(out[i], 0xa5);
    for (size_t i = GUARD + offset + count * size; i < sizeof out; i++)
        assert_int_equal(out[i], 0xa5);
}

static void runs(void **state)
{
    (void)state;
    uint64_t random = 11;
    // Begin before a boundary of 2^8, 2^32, 2^64, so that the runs cross it.
    const uint64_t bases[] = {0, 256 - 100, ((uint64_t)1 << 32) - 150, (uint64_t)0 - 200};
    for (int t = 0; t < TABLES; t++)
        for (int kind = 0; kind < DG_KINDS; kind++)
            for (size_t b = 0; b < sizeof bases / sizeof bases[0]; b++) {
                uint64_t seed = b == 0 ? 0 : naive_random(&random);
                struct expected e = expect(kind, seed, bases[b]);
                for (size_t count = 0; count < LENGTHS; count++)
                    check_run(tables[t], kind, seed, &e, count % 16, count, count % 8);
                for (size_t offset = 0; offset < 16; offset++)
                    for (size_t skip = 0; skip < 16; skip++)
                        check_run(tables[t], kind, seed, &e, skip, LENGTHS - 1, offset);
            }
}

static void lists(void **state)
{
    (void)state;
    uint64_t random = 12;
    uint8_t addrs[8 * LENGTHS + 8], out[8 * LENGTHS + 16];
    for (int t = 0; t < TABLES; t++)
        for (int kind = 0; kind < DG_KINDS; kind++)
            for (size_t n = 0; n < LENGTHS; n++) {
                uint64_t seed = naive_random(&random), addr[LENGTHS];
                size_t in_offset = n % 8, out_offset = n % 16;
                for (size_t i = 0; i < n; i++)
                    addr[i] = naive_random(&random) >> (i % 5 == 0 ? 40 : 0);
                memcpy(addrs + in_offset, addr, 8 * n);
                memset(out, 0xa5, sizeof out);
                tables[t]->list[kind](seed, addrs + in_offset, n, out + out_offset);
                for (size_t i = 0; i < n; i++)
                    assert_word(naive_load(kind, out + out_offset, i), naive_cell(kind, seed, addr[i]),
                                "%s: kind %d seed %llx addr %llx", tables[t]->name, kind, (unsigned long long)seed,
                                (unsigned long long)addr[i]);
                for (size_t i = out_offset + n * naive_size(kind); i < sizeof out; i++)
                    assert_int_equal(out[i], 0xa5);
            }
}

// Compare torus32 at x, alone in a list and within a run, with the definition.
static void check_x(const struct dg_kernels *kernels, uint64_t x, uint64_t seed)
{
    uint64_t addr = x ^ seed;
    uint8_t out[4 * 3];
    kernels->list[DG_TORUS32](seed, (const uint8_t *)&addr, 1, out);
    assert_word(naive_load(DG_TORUS32, out, 0), naive_torus32(addr, seed), "%s: list, x %llx", kernels->name,
                (unsigned long long)x);
    kernels->run[DG_TORUS32](seed, addr - 1, 3, out);
    assert_word(naive_load(DG_TORUS32, out, 1), naive_torus32(addr, seed), "%s: run, x %llx", kernels->name,
                (unsigned long long)x);
}

// f32 rounding midpoints, at distances up to the largest error that the definition can have: 25 * 2^-53, 75,500 / P.
// Of random addresses only few come near it, so the first ones are what a search of 2 * 10^8 addresses found: 35,000 /
// P from a midpoint, with an error beyond it.
static void torus32_at_midpoints(void **state)
{
    (void)state;
    static const uint64_t far[] = {0xb15e5fb3d44840a7, 0x01cc1f6916964f61, 0x0c8dd4477bec7903, 0x13e84b1c31a51cf4};
    uint64_t random = 13;
    unsigned tried = 0, decided_by_definition = 0;
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
        for (int t = 0; t < TABLES; t++)
            check_x(tables[t], far[i], naive_random(&random));
    while (tried < 300000) {
        float where = (float)(naive_random(&random) >> 40) * 0x1p-24f;
        int64_t distance = (int64_t)(naive_random(&random) % (2 * 75500)) - 75500;
        uint64_t x;
        if (where < 0x1p-12f || !naive_near_midpoint(where, distance, &x))
            continue;
        tried++;
        uint32_t got = naive_torus32(x, 0), below;
        memcpy(&below, &where, sizeof where);
        decided_by_definition += (got == below) != (distance < 0);
        for (int t = 0; t < TABLES; t++)
            check_x(tables[t], x, naive_random(&random));
    }
    // Of these the exact sum alone, without the definition's roundings, would give the wrong neighbour.
    assert_true(decided_by_definition > 10000);
}

static void torus32_at_the_ends(void **state)
{
    (void)state;
    uint64_t random = 14;
    for (int64_t distance = -200000; distance <= 200000; distance += 7) {
        uint64_t x;
        if (naive_near_zero(distance, &x))
            for (int t = 0; t < TABLES; t++)
                check_x(tables[t], x, naive_random(&random));
    }
}

// Every residue of every modulus, and every place in the tables of quotients.
static void torus64_residues(void **state)
{
    (void)state;
    enum { COUNT = 284 * 2 };
    static uint8_t out[8 * COUNT];
    for (int t = 0; t < TABLES; t++)
        for (uint64_t seed = 0; seed < 300; seed += 13) {
            uint64_t base = UINT64_MAX / 3 + seed * 251;
            tables[t]->run[DG_TORUS64](seed, base, COUNT, out);
            for (size_t i = 0; i < COUNT; i++)
                assert_word(naive_load(DG_TORUS64, out, i), naive_torus64(base + i, seed), "%s", tables[t]->name);
        }
}

static void xor_words(void **state)
{
    (void)state;
    uint64_t random = 15;
    uint8_t data[8 * LENGTHS + 8];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)naive_random(&random);
    for (int t = 0; t < TABLES; t++)
        for (size_t offset = 0; offset < 8; offset++)
            for (size_t n = 0; n < LENGTHS; n++) {
                uint64_t want = 0, word;
                for (size_t i = 0; i < n; i++) {
                    memcpy(&word, data + offset + 8 * i, 8);
                    want ^= word;
                }
                assert_word(tables[t]->xor_words(data + offset, n), want, "%s: %zu words", tables[t]->name, n);
            }
}

static void accum(void **state)
{
    (void)state;
    uint64_t random = 16;
    for (int t = 0; t < TABLES; t++)
        for (size_t n = 0; n < LENGTHS; n++) {
            dg_context table[DG_CONTEXTS_MAX] = {0}, want[DG_CONTEXTS_MAX] = {0};
            uint8_t contexts[LENGTHS], deltas[8 * LENGTHS + 8];
            size_t offset = n % 8;
            table[3].count = want[3].count = UINT32_MAX - 2;
            for (size_t i = 0; i < n; i++) {
                uint64_t delta = naive_random(&random);
                contexts[i] = (uint8_t)(naive_random(&random) % (n % 2 == 0 ? 256 : 5));
                memcpy(deltas + offset + 8 * i, &delta, 8);
                want[contexts[i]].accumulator ^= delta;
                if (want[contexts[i]].count < UINT32_MAX)
                    want[contexts[i]].count++;
            }
            tables[t]->accum(table, contexts, deltas + offset, n);
            for (int i = 0; i < 256; i++) {
                assert_word(table[i].reference, 0, "reference");
                assert_word(table[i].accumulator, want[i].accumulator, "accumulator");
                assert_word(table[i].count, want[i].count, "count");
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
    for (int t = 0; t < TABLES; t++)
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++) {
            for (size_t i = 0; i < LONGEST; i++) {
                uint64_t cell = naive_cell(kind, seed, base + i);
                for (size_t byte = 0; byte < naive_size(kind); byte++)
                    bytes[i * naive_size(kind) + byte] = (uint8_t)(cell >> (8 * byte));
            }
            for (size_t k = 0; k < BLOCK_LENGTHS; k++) {
                size_t size = block_lengths[k] * naive_size(kind);
                assert_word(dg_fold_run(tables[t], (dg_kind)kind, seed, base, block_lengths[k]),
                            naive_fingerprint(bytes, size), "%s: fold of kind %d", tables[t]->name, kind);
                assert_int_equal(dg_run_words((dg_kind)kind, block_lengths[k]), (size + 7) / 8);
            }
        }
    assert_word(dg_run_words(DG_TORUS32, UINT64_MAX), (uint64_t)1 << 63, "words of the longest run");
}

static void check_verdict(const dg_verdict *got, uint64_t mismatches, uint64_t first, uint64_t found, uint64_t expected,
                          uint64_t origin)
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
    for (int t = 0; t < TABLES; t++)
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++)
            for (size_t k = 0; k < BLOCK_LENGTHS; k++) {
                size_t n = block_lengths[k], size = naive_size(kind);
                tables[t]->run[kind](seed, base, n, at);
                dg_verdict v = dg_verify_run(tables[t], (dg_kind)kind, seed, base, at, n);
                check_verdict(&v, 0, UINT64_MAX, 0, 0, 0);
                if (n < 3)
                    continue;
                // The last cell where the middle one should be, and the last one's highest bit flipped.
                size_t middle = n / 2;
                memcpy(at + middle * size, at + (n - 1) * size, size);
                at[n * size - 1] ^= 0x80;
                v = dg_verify_run(tables[t], (dg_kind)kind, seed, base, at, n);
                uint64_t last = naive_cell(kind, seed, base + n - 1);
                check_verdict(&v, 2, middle, last, naive_cell(kind, seed, base + middle),
                              kind == DG_FEISTEL ? base + n - 1 : 0);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs),
        cmocka_unit_test(lists),
        cmocka_unit_test(torus32_at_midpoints),
        cmocka_unit_test(torus32_at_the_ends),
        cmocka_unit_test(torus64_residues),
        cmocka_unit_test(xor_words),
        cmocka_unit_test(accum),
        cmocka_unit_test(folds),
        cmocka_unit_test(verdicts),
    };
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
