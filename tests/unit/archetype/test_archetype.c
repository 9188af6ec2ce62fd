// SPDX-License-Identifier: Apache-2.0
// deltagen/archetype.h: the oracle's vectors, and that no two files share cells.
#include "unit.h"

#include "vectors.h"

static dg_archetype_entry entry_of(int archetype, uint64_t seed, uint32_t index)
{
    dg_archetype_entry entry = {.size = sizeof entry};
    assert_done(dg_archetype_get((dg_archetype)archetype, seed, index, &entry, err));
    return entry;
}

// The path of an entry by way of its parents.
static void path_of(int archetype, uint64_t seed, uint32_t index, char *path, size_t room)
{
    path[0] = '\0';
    dg_archetype_entry entry = entry_of(archetype, seed, index);
    if (entry.parent != 0) {
        path_of(archetype, seed, entry.parent, path, room);
        strcat(path, "/");
    }
    assert_true(strlen(path) + strlen(entry.name) < room);
    strcat(path, entry.name);
}

static void vectors(void **state)
{
    (void)state;
    unsigned seen[3] = {0};
    for (struct vectors v = vectors_open("archetypes.txt"); vectors_next(&v);) {
        int archetype = dg_archetype_from_name(vectors_text(&v));
        assert_true(archetype >= 0);
        uint64_t seed = vectors_u64(&v);
        uint32_t index = (uint32_t)vectors_u64(&v);
        const char *want = vectors_text(&v);
        char path[64];
        path_of(archetype, seed, index, path, sizeof path);
        assert_string_equal(path, strcmp(want, "-") == 0 ? "" : want);
        dg_archetype_entry entry = entry_of(archetype, seed, index);
        vectors_expect(&v, "directory", entry.entries > 0);
        vectors_expect(&v, "first cell", entry.first_cell);
        vectors_expect(&v, "bytes", entry.bytes);
        assert_int_equal(dg_archetype_find((dg_archetype)archetype, path), index);
        if (seed == 0)
            seen[archetype]++;
    }
    for (int archetype = 0; archetype < 3; archetype++)
        assert_int_equal(dg_archetype_count((dg_archetype)archetype), seen[archetype]);
}

// Each entry but the root is in the list of its parent, in the order of the names; files of 4-byte cells do not meet.
static void wholeness(void **state)
{
    (void)state;
    for (int archetype = 0; archetype < 3; archetype++) {
        uint32_t count = dg_archetype_count((dg_archetype)archetype), listed = 1;
        uint64_t free_from = 0;
        for (uint32_t i = 0; i < count; i++) {
            dg_archetype_entry entry = entry_of(archetype, 11, i);
            for (uint32_t k = entry.first_entry; k < entry.first_entry + entry.entries; k++, listed++) {
                dg_archetype_entry child = entry_of(archetype, 11, k);
                assert_int_equal(child.parent, i);
                if (k > entry.first_entry)
                    assert_true(strcmp(entry_of(archetype, 11, k - 1).name, child.name) < 0);
            }
            if (entry.entries > 0)
                continue;
            assert_true(entry.first_cell >= free_from);
            free_from = entry.first_cell + (entry.bytes + 3) / 4;
        }
        assert_int_equal(listed, count);
        assert_true(free_from <= DG_ARCHETYPE_CELLS);
    }
}

static void sizes_follow_the_seed(void **state)
{
    (void)state;
    unsigned different = 0, empty = 0, large = 0;
    for (uint32_t i = 17; i < dg_archetype_count(DG_ARCHETYPE_TREE); i++) {
        uint64_t bytes = entry_of(DG_ARCHETYPE_TREE, 1, i).bytes;
        different += bytes != entry_of(DG_ARCHETYPE_TREE, 2, i).bytes;
        empty += bytes == 0;
        large += bytes > 1 << 20;
        assert_true(bytes < 1 << 24);
    }
    assert_true(different > 200 && empty > 0 && large > 10);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(dg_archetype_name(DG_ARCHETYPE_TREE), "tree");
    assert_null(dg_archetype_name((dg_archetype)3));
    assert_null(dg_archetype_name((dg_archetype)-1));
    assert_int_equal(dg_archetype_from_name("Raw"), -1);
    assert_int_equal(dg_archetype_from_name(""), -1);
    assert_int_equal(dg_archetype_from_name(NULL), -1);
    assert_int_equal(dg_archetype_count((dg_archetype)3), 0);
    const char *const none[] = {"/",
                                "assets/",
                                "/assets",
                                "assets//asset_000.raw",
                                "asset",
                                "assets_",
                                "asset_000.raw",
                                "data_volume.bin/x",
                                "assets/asset_000.ra",
                                "assets/asset_000.raw/",
                                "assets/asset_0000.raw"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(dg_archetype_find(DG_ARCHETYPE_VOLUME, none[i]), -1);
    assert_int_equal(dg_archetype_find(DG_ARCHETYPE_VOLUME, NULL), -1);
    assert_int_equal(dg_archetype_find((dg_archetype)3, ""), -1);
    assert_int_equal(dg_archetype_find((dg_archetype)-1, ""), -1);
}

static void bad_input(void **state)
{
    (void)state;
    dg_archetype_entry entry = {.size = sizeof entry, .bytes = 7}, unset = {.size = 3};
    assert_fails(dg_archetype_get((dg_archetype)3, 0, 0, &entry, err), DG_ERR_ARGUMENT, "archetype is 3");
    assert_fails(dg_archetype_get((dg_archetype)-1, 0, 0, &entry, err), DG_ERR_ARGUMENT, "archetype is -1");
    assert_fails(dg_archetype_get(DG_ARCHETYPE_RAW, 0, 2, &entry, err), DG_ERR_ARGUMENT, "index is 2");
    assert_fails(dg_archetype_get(DG_ARCHETYPE_TREE, 0, UINT32_MAX, &entry, err), DG_ERR_ARGUMENT, "index is");
    assert_fails(dg_archetype_get(DG_ARCHETYPE_RAW, 0, 0, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_archetype_get(DG_ARCHETYPE_RAW, 0, 0, &unset, err), DG_ERR_ARGUMENT, "sizeof(dg_archetype_entry)");
    assert_int_equal(entry.bytes, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors), cmocka_unit_test(wholeness), cmocka_unit_test(sizes_follow_the_seed),
        cmocka_unit_test(names),   cmocka_unit_test(bad_input),
    };
    return cmocka_run_group_tests_name("archetype", tests, NULL, NULL);
}
