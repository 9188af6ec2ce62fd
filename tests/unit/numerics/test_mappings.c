// SPDX-License-Identifier: Apache-2.0
// Mappings and residue reconstruction: the oracle's vectors, and what must hold of any argument.
#include "unit.h"

#include "naive.h"
#include "vectors.h"

static void mapping_vectors(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("mappings.txt"); vectors_next(&v);) {
        if (strcmp(vectors_text(&v), "xi") == 0) {
            uint64_t addr = vectors_u64(&v), seed = vectors_u64(&v);
            vectors_expect(&v, "xi", dg_xi(addr, seed));
            vectors_expect(&v, "phi", dg_phi(addr, seed));
            continue;
        }
        uint64_t addr = vectors_u64(&v);
        unsigned bits = (unsigned)vectors_u64(&v);
        uint64_t seed = vectors_u64(&v);
        vectors_expect(&v, "scatter", dg_scatter(addr, bits, seed));
        vectors_expect(&v, "scatter_inv", dg_scatter_inv(addr, bits, seed));
    }
}

static void plane_vectors(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("plane.txt"); vectors_next(&v);) {
        uint64_t n = vectors_u64(&v), x = vectors_u64(&v), y = vectors_u64(&v), seed = vectors_u64(&v), d, bits;
        double value;
        assert_done(dg_hilbert(n, x, y, &d, err));
        vectors_expect(&v, "hilbert", d);
        assert_done(dg_trinity_view(n, x, y, seed, &value, err));
        memcpy(&bits, &value, sizeof bits);
        vectors_expect(&v, "sorted view", bits);
    }
}

static void expect_192(struct vectors *v, const uint64_t value[3])
{
    vectors_expect(v, "high word", value[0]);
    vectors_expect(v, "middle word", value[1]);
    vectors_expect(v, "low word", value[2]);
}

static void text_of(struct vectors *v, char *out, size_t room)
{
    out[vectors_bytes(v, (uint8_t *)out, room - 1)] = '\0';
}

static void trinity_vectors(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("trinity.txt"); vectors_next(&v);) {
        uint64_t value[3];
        if (strcmp(vectors_text(&v), "crt") == 0) {
            uint64_t first = vectors_u64(&v), second = vectors_u64(&v), third = vectors_u64(&v);
            dg_crt192((uint64_t[3]){first, second, third}, value);
        } else {
            char intention[64], law[64];
            uint64_t seed = vectors_u64(&v);
            text_of(&v, intention, sizeof intention);
            text_of(&v, law, sizeof law);
            uint64_t x = vectors_u64(&v), y = vectors_u64(&v), event = vectors_u64(&v);
            dg_trinity_solve(seed, intention, law, x, y, event, value);
        }
        expect_192(&v, value);
    }
}

// No two blocks come to lie in one place, all of them where they are few, by the inverse where they are many; and the
// place in the block stays.
static void scatter_is_a_bijection(void **state)
{
    (void)state;
    static uint8_t taken[1 << 16];
    for (unsigned bits = 48; bits < 64; bits++) {
        uint64_t blocks = (uint64_t)1 << (64 - bits);
        memset(taken, 0, sizeof taken);
        for (uint64_t block = 0; block < blocks; block++) {
            uint64_t there = dg_scatter(block << bits, bits, 77) >> bits;
            assert_int_equal(taken[there], 0);
            taken[there] = 1;
        }
    }
    uint64_t random = 3;
    for (unsigned bits = 0; bits < 70; bits++)
        for (int i = 0; i < 2000; i++) {
            uint64_t seed = naive_random(&random), addr = naive_random(&random) >> i % 64;
            uint64_t there = dg_scatter(addr, bits, seed), mask = bits < 64 ? ((uint64_t)1 << bits) - 1 : UINT64_MAX;
            assert_word(dg_scatter_inv(there, bits, seed), addr, "inverse, %u bits", bits);
            assert_word(dg_scatter(dg_scatter_inv(addr, bits, seed), bits, seed), addr, "of inverse, %u bits", bits);
            assert_word(there & mask, addr & mask, "place in the block, %u bits", bits);
        }
}

// Why dg_phi is not for writing: two pages that it makes one, and dg_scatter does not.
static void pages_of_phi_meet(void **state)
{
    (void)state;
    uint64_t other = (uint64_t)0x26a526efca9d7 << 12;
    assert_word(dg_phi(other | 9, 0), dg_phi(9, 0), "the other page by phi");
    assert_true(dg_scatter(other | 9, 12, 0) != dg_scatter(9, 12, 0));
}

static void hilbert_is_a_path(void **state)
{
    (void)state;
    enum { N = 64 };
    static uint16_t at[N * N];
    static bool seen[N * N];
    for (uint64_t x = 0; x < N; x++)
        for (uint64_t y = 0; y < N; y++) {
            uint64_t d;
            assert_done(dg_hilbert(N, x, y, &d, err));
            assert_true(d < N * N && !seen[d]);
            seen[d] = true;
            at[d] = (uint16_t)(x * N + y);
        }
    for (size_t d = 1; d < N * N; d++)
        assert_int_equal(abs(at[d] / N - at[d - 1] / N) + abs(at[d] % N - at[d - 1] % N), 1);
}

static void bad_points(void **state)
{
    (void)state;
    const uint64_t ns[] = {0, 3, 6, 1000, ((uint64_t)1 << 32) - 1, (uint64_t)1 << 33, (uint64_t)1 << 63, UINT64_MAX};
    uint64_t d = 7;
    double value = 7;
    for (size_t i = 0; i < sizeof ns / sizeof ns[0]; i++) {
        assert_fails(dg_hilbert(ns[i], 0, 0, &d, err), DG_ERR_ARGUMENT, "a power of two");
        assert_fails(dg_trinity_view(ns[i], 0, 0, 1, &value, err), DG_ERR_ARGUMENT, "a power of two");
    }
    const uint64_t outside[] = {8, UINT64_MAX};
    for (size_t i = 0; i < 2; i++) {
        assert_fails(dg_hilbert(8, outside[i], 0, &d, err), DG_ERR_ARGUMENT, "must be below n");
        assert_fails(dg_hilbert(8, 0, outside[i], &d, err), DG_ERR_ARGUMENT, "must be below n");
        assert_fails(dg_trinity_view(8, 0, outside[i], 1, &value, err), DG_ERR_ARGUMENT, "must be below n");
    }
    assert_fails(dg_hilbert(8, 0, 0, NULL, err), DG_ERR_ARGUMENT, "d is NULL");
    assert_fails(dg_trinity_view(8, 0, 0, 1, NULL, err), DG_ERR_ARGUMENT, "value is NULL");
    assert_true(d == 7 && value == 7);
}

// Along the curve, on a grid so fine that neighbours share a value as often as not.
static void view_is_sorted(void **state)
{
    (void)state;
    uint64_t n = (uint64_t)1 << 32, random = 9;
    for (int i = 0; i < 20000; i++) {
        uint64_t x = naive_random(&random) >> 32, y = naive_random(&random) >> 32, d, other;
        double here, there;
        uint64_t next = x + 1 < n ? x + 1 : x - 1;
        assert_done(dg_hilbert(n, x, y, &d, err));
        assert_done(dg_hilbert(n, next, y, &other, err));
        assert_done(dg_trinity_view(n, x, y, 4, &here, err));
        assert_done(dg_trinity_view(n, next, y, 4, &there, err));
        assert_true(d < other ? here <= there : there <= here);
        assert_true(here >= 0 && here <= 1);
    }
}

static void crt_leaves_its_residues(void **state)
{
    (void)state;
    const uint64_t moduli[3] = {0xFFFFFFFF00000001, 0xFFFFFFFF7FFFFFFF, 0xFFFFFFFFFFFFFFC5};
    uint64_t random = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t residues[3], value[3];
        for (int k = 0; k < 3; k++)
            residues[k] = i % 7 == k ? UINT64_MAX - (uint64_t)i % 5 : naive_random(&random);
        dg_crt192(residues, value);
        for (int k = 0; k < 3; k++) {
            naive_u128 rest = value[0] % moduli[k];
            rest = (rest << 64 | value[1]) % moduli[k];
            rest = (rest << 64 | value[2]) % moduli[k];
            assert_word((uint64_t)rest, residues[k] % moduli[k], "residue %d", k);
        }
    }
}

static void texts(void **state)
{
    (void)state;
    uint64_t with[3], without[3];
    dg_trinity_solve(1, "", NULL, 2, 3, 4, with);
    dg_trinity_solve(1, NULL, "", 2, 3, 4, without);
    assert_memory_equal(with, without, sizeof with);
    assert_int_equal(dg_crc32(NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapping_vectors),
        cmocka_unit_test(plane_vectors),
        cmocka_unit_test(trinity_vectors),
        cmocka_unit_test(scatter_is_a_bijection),
        cmocka_unit_test(pages_of_phi_meet),
        cmocka_unit_test(hilbert_is_a_path),
        cmocka_unit_test(bad_points),
        cmocka_unit_test(view_is_sorted),
        cmocka_unit_test(crt_leaves_its_residues),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests_name("mappings", tests, NULL, NULL);
}
