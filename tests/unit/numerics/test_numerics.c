// SPDX-License-Identifier: Apache-2.0
// deltagen/numerics.h and error.h against the naive definitions and published values.
#include "unit.h"

#include <math.h>

#include "naive.h"

static const uint64_t edges[] = {0,
                                 1,
                                 2,
                                 250,
                                 251,
                                 0x7fffffff,
                                 0xffffffff,
                                 0x100000000,
                                 ((uint64_t)1 << 53) - 1,
                                 (uint64_t)1 << 53,
                                 ((uint64_t)1 << 53) + 1,
                                 ((uint64_t)1 << 63) - 1,
                                 (uint64_t)1 << 63,
                                 0x8000000000000400, // a tie of (double)i, not of i / U
                                 0x8000000000000c00,
                                 0x80000000000003ff,
                                 0x4000000000000200,
                                 UINT64_MAX - 1024,
                                 UINT64_MAX - 1,
                                 UINT64_MAX};
enum { EDGES = sizeof edges / sizeof edges[0], RANDOM = 20000 };

// Edge values, then random ones.
static uint64_t sample(size_t i, uint64_t *state)
{
    return i < EDGES ? edges[i] : naive_random(state) >> (i % 3 == 0 ? i % 64 : 0);
}

static void kinds(void **state)
{
    (void)state;
    static const char *const names[] = {"torus32", "torus64", "feistel", "shuffled32", "shuffled64", "feistel_inv"};
    for (int kind = 0; kind < 6; kind++) {
        assert_string_equal(dg_kind_name((dg_kind)kind), names[kind]);
        assert_int_equal(dg_kind_from_name(names[kind]), kind);
        assert_int_equal(dg_cell_size((dg_kind)kind), naive_size(kind));
    }
    assert_null(dg_kind_name((dg_kind)6));
    assert_null(dg_kind_name((dg_kind)-1));
    assert_int_equal(dg_cell_size((dg_kind)6), 0);
    assert_int_equal(dg_kind_from_name("torus"), -1);
    assert_int_equal(dg_kind_from_name(""), -1);
    assert_int_equal(dg_kind_from_name(NULL), -1);
}

static void cells(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (size_t i = 0; i < RANDOM; i++) {
        uint64_t addr = sample(i, &random), seed = i % 2 == 0 ? naive_random(&random) : 0;
        for (int kind = 0; kind < 6; kind++)
            assert_word(dg_cell((dg_kind)kind, seed, addr), naive_cell(kind, seed, addr), "kind %d addr %llx seed %llx",
                        kind, (unsigned long long)addr, (unsigned long long)seed);
        double d = dg_torus64(addr, seed);
        float f = dg_torus32(addr, seed);
        uint64_t d_bits;
        uint32_t f_bits;
        memcpy(&d_bits, &d, sizeof d);
        memcpy(&f_bits, &f, sizeof f);
        assert_word(d_bits, naive_torus64(addr, seed), "torus64");
        assert_word(f_bits, naive_torus32(addr, seed), "torus32");
        assert_word(dg_feistel_inv(dg_feistel(addr, seed), seed), addr, "feistel_inv of feistel");
        assert_word(dg_feistel(dg_feistel_inv(addr, seed), seed), addr, "feistel of feistel_inv");
    }
    assert_word(dg_cell((dg_kind)6, 1, 1), 0, "no kind");
}

// The whole range of the f32 is closed: some cells are 1.0f.
static void bulk(void **state)
{
    (void)state;
    enum { N = 300 };
    uint64_t addrs[N], random = 8;
    uint8_t cells[N * 8 + 1];
    for (size_t i = 0; i < N; i++)
        addrs[i] = naive_random(&random);
    for (int kind = DG_TORUS32; kind <= DG_FEISTEL_INV; kind++) {
        dg_cell_run((dg_kind)kind, 5, UINT64_MAX - 100, N, cells + 1);
        for (uint64_t i = 0; i < N; i++)
            assert_word(naive_load(kind, cells + 1, i), naive_cell(kind, 5, UINT64_MAX - 100 + i), "run %d", kind);
        dg_cell_list((dg_kind)kind, 5, addrs, N, cells + 1);
        for (size_t i = 0; i < N; i++)
            assert_word(naive_load(kind, cells + 1, i), naive_cell(kind, 5, addrs[i]), "list %d", kind);
        dg_cell_run((dg_kind)kind, 5, 0, 0, NULL);
    }
}

static void torus32_reaches_one(void **state)
{
    (void)state;
    unsigned ones = 0;
    for (int64_t distance = -1000; distance < 0; distance++) {
        uint64_t x;
        if (!naive_near_zero(distance * 100000, &x))
            continue;
        float f = dg_torus32(x, 0);
        assert_true(f == 1.0f);
        assert_true(dg_torus64(x, 0) < 1.0);
        ones++;
    }
    assert_true(ones > 500);
}

static void hashes(void **state)
{
    (void)state;
    assert_word(dg_fnv1a_bytes("", 0, 0), 0xcbf29ce484222325, "fnv1a of nothing");
    assert_word(dg_fnv1a_bytes("a", 1, 0), 0xaf63dc4c8601ec8c, "fnv1a of a");
    assert_word(dg_fnv1a_bytes("foobar", 6, 0), 0x85944171f73967e8, "fnv1a of foobar");
    assert_word(dg_fnv1a_bytes("a", 1, 0x1234), ((0xcbf29ce484222325 ^ 0x1234) ^ 'a') * 0x100000001b3u, "salted fnv1a");
    assert_word(dg_fnv1a_u64('a'), 0xaf63dc4c8601ec8c, "fnv1a_u64 of a small word");
    assert_word(dg_fnv1a_u64(0x123456789abcdef0), (0xcbf29ce484222325 ^ 0x123456789abcdef0) * 0x100000001b3u,
                "fnv1a_u64");
    assert_word(dg_djb2("", 0), 5381, "djb2 of nothing");
    assert_word(dg_djb2("hello", 5), 210714636441, "djb2 of hello");
    assert_word(dg_djb2("\xff", 1), 5381 * 33 + 255, "djb2 of a byte above 127");
}

static void monotonic(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (size_t i = 0; i < RANDOM; i++) {
        uint64_t addr = sample(i, &random), seed = naive_random(&random), key[2];
        double want = naive_monotonic64(addr, seed);
        if (dg_monotonic64(addr, seed) != want)
            fail_msg("monotonic64 of %llx: %a instead of %a", (unsigned long long)addr, dg_monotonic64(addr, seed),
                     want);
        dg_monotonic128(addr, seed, key);
        naive_u128 wide = naive_monotonic128(addr, seed);
        assert_word(key[0], (uint64_t)(wide >> 64), "high word of monotonic128");
        assert_word(key[1], (uint64_t)wide, "low word of monotonic128");
        if (addr != UINT64_MAX) {
            assert_true(dg_monotonic64(addr + 1, seed) >= want);
            assert_true(naive_monotonic128(addr + 1, seed) >= wide);
        }
    }
}

// Addresses where rounding i first and the quotient then gives another f64 than the exact quotient: the test is only
// worth something if there are some.
static void unit_is_rounded_once(void **state)
{
    (void)state;
    unsigned differ = 0;
    for (uint64_t k = 0; k < 2000; k++) {
        uint64_t i = ((uint64_t)1 << 63) + k * 0x800 + 0x400;
        uint64_t seed = 7;
        if ((double)i / 18446744073709551615.0 != naive_unit(i))
            differ++;
        assert_true(dg_monotonic64(i, seed) == naive_monotonic64(i, seed));
    }
    assert_true(differ > 500);
}

static void search64(void **state)
{
    (void)state;
    uint64_t random = 3, addr = 0;
    for (size_t i = 0; i < RANDOM / 4; i++) {
        uint64_t near = sample(i, &random), seed = naive_random(&random) & 3;
        double targets[] = {naive_monotonic64(near, seed), nextafter(naive_monotonic64(near, seed), 0),
                            (double)naive_random(&random) / 0x1p64, ldexp(1, -(int)(i % 1074))};
        for (size_t k = 0; k < sizeof targets / sizeof targets[0]; k++) {
            assert_int_equal(dg_search64(targets[k], seed, &addr, NULL), DG_OK);
            if (addr != naive_search64(targets[k], seed))
                fail_msg("search64 of %a: %llx instead of %llx", targets[k], (unsigned long long)addr,
                         (unsigned long long)naive_search64(targets[k], seed));
        }
    }
    const double low[] = {0, -0.0, -1, -INFINITY}, high[] = {1, 1.5, INFINITY};
    for (size_t k = 0; k < 4; k++) {
        assert_done(dg_search64(low[k], 1, &addr, err));
        assert_word(addr, 0, "search64 of %g", low[k]);
    }
    for (size_t k = 0; k < 3; k++) {
        assert_done(dg_search64(high[k], 1, &addr, err));
        assert_word(addr, UINT64_MAX, "search64 of %g", high[k]);
    }
    addr = 42;
    assert_fails(dg_search64(NAN, 1, &addr, err), DG_ERR_ARGUMENT, "target");
    assert_fails(dg_search64(0.5, 1, NULL, err), DG_ERR_ARGUMENT, "addr");
    assert_word(addr, 42, "output after a failure");
}

// The largest address whose key is not above key, by bisection.
static uint64_t predecessor(naive_u128 key, uint64_t seed)
{
    uint64_t low = 0, high = UINT64_MAX;
    while (low < high) {
        uint64_t middle = high - (high - low) / 2;
        if (naive_monotonic128(middle, seed) <= key)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void search128(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (size_t i = 0; i < RANDOM / 2; i++) {
        uint64_t near = sample(i, &random), seed = naive_random(&random);
        naive_u128 exact = naive_monotonic128(near, seed);
        naive_u128 keys[] = {exact, exact - 1, exact + 1, (naive_u128)naive_random(&random) << 64 | near,
                             (naive_u128)near * UINT64_MAX};
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            uint64_t key[2] = {(uint64_t)(keys[k] >> 64), (uint64_t)keys[k]};
            assert_word(dg_search128(key, seed), predecessor(keys[k], seed), "search128 of %llx %llx",
                        (unsigned long long)key[0], (unsigned long long)key[1]);
        }
    }
    const uint64_t nothing[2] = {0, 0}, all[2] = {UINT64_MAX, UINT64_MAX};
    assert_word(dg_search128(nothing, 5), 0, "search128 below every key");
    assert_word(dg_search128(all, 5), UINT64_MAX, "search128 above every key");
}

static void fingerprint(void **state)
{
    (void)state;
    uint8_t data[320];
    uint64_t random = 5;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)naive_random(&random);
    for (size_t offset = 0; offset < 8; offset++)
        for (size_t size = 0; size <= 300; size++)
            assert_word(dg_fingerprint(data + offset, size), naive_fingerprint(data + offset, size),
                        "fingerprint of %zu bytes at %zu", size, offset);
    assert_word(dg_fingerprint(NULL, 0), 0, "fingerprint of nothing");
}

static void codes(void **state)
{
    (void)state;
    for (int code = DG_ERR_BUSY; code <= DG_OK; code++) {
        assert_string_not_equal(dg_error_text((dg_code)code), dg_error_text((dg_code)1));
        for (int other = DG_ERR_BUSY; other < code; other++)
            assert_string_not_equal(dg_error_text((dg_code)code), dg_error_text((dg_code)other));
    }
    assert_string_equal(dg_error_text(DG_ERR_LOST), "lost device");
    assert_int_equal(DG_ERR_BUSY, -11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds),       cmocka_unit_test(cells),
        cmocka_unit_test(hashes),      cmocka_unit_test(torus32_reaches_one),
        cmocka_unit_test(monotonic),   cmocka_unit_test(unit_is_rounded_once),
        cmocka_unit_test(search64),    cmocka_unit_test(search128),
        cmocka_unit_test(fingerprint), cmocka_unit_test(codes),
        cmocka_unit_test(bulk),
    };
    return cmocka_run_group_tests_name("numerics", tests, NULL, NULL);
}
