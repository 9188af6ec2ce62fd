// SPDX-License-Identifier: Apache-2.0
// The pure functions of the library against the oracle's vectors.
#include <math.h>

#include <deltagen/deltagen.h>

#include "vectors.h"

static uint64_t bits64(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t bits32(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void torus(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("torus.txt"); vectors_next(&v);) {
        uint64_t addr = vectors_u64(&v), seed = vectors_u64(&v);
        vectors_expect(&v, "torus64", bits64(dg_torus64(addr, seed)));
        vectors_expect(&v, "torus32", bits32(dg_torus32(addr, seed)));
    }
}

static void cells(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("shuffled.txt"); vectors_next(&v);) {
        uint64_t addr = vectors_u64(&v), seed = vectors_u64(&v);
        vectors_expect(&v, "shuffled64", dg_cell(DG_SHUFFLED64, seed, addr));
        vectors_expect(&v, "shuffled32", dg_cell(DG_SHUFFLED32, seed, addr));
    }
    for (struct vectors v = vectors_open("torus.txt"); vectors_next(&v);) {
        uint64_t addr = vectors_u64(&v), seed = vectors_u64(&v);
        vectors_expect(&v, "cell torus64", dg_cell(DG_TORUS64, seed, addr));
        vectors_expect(&v, "cell torus32", dg_cell(DG_TORUS32, seed, addr));
    }
}

static void feistel(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("feistel.txt"); vectors_next(&v);) {
        uint64_t value = vectors_u64(&v), seed = vectors_u64(&v);
        vectors_expect(&v, "feistel", dg_feistel(value, seed));
        vectors_expect(&v, "feistel_inv", dg_feistel_inv(value, seed));
        assert_true(dg_cell(DG_FEISTEL, seed, value) == dg_feistel(value, seed));
        assert_true(dg_cell(DG_FEISTEL_INV, seed, value) == dg_feistel_inv(value, seed));
    }
}

static void hashes(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("hashes.txt"); vectors_next(&v);) {
        if (strcmp(vectors_text(&v), "word") == 0) {
            uint64_t value = vectors_u64(&v);
            vectors_expect(&v, "fnv1a_u64", dg_fnv1a_u64(value));
            continue;
        }
        uint8_t data[256];
        size_t n = vectors_bytes(&v, data, sizeof data);
        uint64_t salt = vectors_u64(&v);
        vectors_expect(&v, "fnv1a_bytes", dg_fnv1a_bytes(data, n, salt));
        vectors_expect(&v, "djb2", dg_djb2(data, n));
        vectors_expect(&v, "crc32", dg_crc32(data, n));
        vectors_expect(&v, "fingerprint", dg_fingerprint(data, n));
    }
}

static void monotonic(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("monotonic.txt"); vectors_next(&v);) {
        uint64_t addr = vectors_u64(&v), seed = vectors_u64(&v), key[2];
        vectors_expect(&v, "monotonic64", bits64(dg_monotonic64(addr, seed)));
        dg_monotonic128(addr, seed, key);
        vectors_expect(&v, "monotonic128, high word", key[0]);
        vectors_expect(&v, "monotonic128, low word", key[1]);
    }
}

static void search64(void **state)
{
    (void)state;
    dg_error err;
    uint64_t addr = 7;
    for (struct vectors v = vectors_open("search64.txt"); vectors_next(&v);) {
        uint64_t bits = vectors_u64(&v), seed = vectors_u64(&v);
        double target;
        memcpy(&target, &bits, sizeof target);
        assert_int_equal(dg_search64(target, seed, &addr, &err), DG_OK);
        vectors_expect(&v, "search64", addr);
    }
    addr = 7;
    assert_int_equal(dg_search64((double)NAN, 0, &addr, &err), DG_ERR_ARGUMENT);
    assert_true(addr == 7);
}

static void search128(void **state)
{
    (void)state;
    for (struct vectors v = vectors_open("search128.txt"); vectors_next(&v);) {
        uint64_t high = vectors_u64(&v), low = vectors_u64(&v), seed = vectors_u64(&v);
        vectors_expect(&v, "search128", dg_search128((uint64_t[2]){high, low}, seed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torus),     cmocka_unit_test(cells),    cmocka_unit_test(feistel),   cmocka_unit_test(hashes),
        cmocka_unit_test(monotonic), cmocka_unit_test(search64), cmocka_unit_test(search128),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
