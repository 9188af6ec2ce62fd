// SPDX-License-Identifier: Apache-2.0
// deltagen/tenants.h against a list of names; what is refused; memory that runs out; threads that add, remove and use
// tenants.
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "naive.h"

static dg_tenants *tenants_of(uint32_t limit, uint64_t quota)
{
    dg_tenants *tenants;
    assert_done(dg_tenants_create(
        &(dg_tenants_options){.size = sizeof(dg_tenants_options), .limit = limit, .quota = quota}, &tenants, err));
    return tenants;
}

static dg_tenants_new named(const char *name, uint64_t seed)
{
    return (dg_tenants_new){.size = sizeof(dg_tenants_new), .kind = DG_FEISTEL, .seed = seed, .name = name};
}

static dg_tenants_info info_of(dg_tenants *tenants, const char *name)
{
    dg_tenants_info info = {.size = sizeof info};
    assert_done(dg_tenants_get_info(tenants, name, &info, err));
    return info;
}

static uint64_t fetch(const dg_genmem *mem, uint64_t addr)
{
    uint64_t bits = 0;
    assert_done(dg_genmem_fetch(mem, addr, &bits, err));
    return bits;
}

static void kept_as_given(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(0, 800);
    dg_genmem *mem = NULL, *same = NULL;
    dg_tenants_new what = {
        .size = sizeof what, .kind = DG_TORUS32, .seed = 7, .archetype = DG_ARCHETYPE_TREE, .name = "a b"};
    assert_done(dg_tenants_add(tenants, &what, &mem, err));
    assert_done(dg_genmem_write(mem, 3, 4, err));
    what.name = NULL;
    what.kind = DG_FEISTEL;
    what.quota = 80;
    assert_done(dg_tenants_add(tenants, &what, NULL, err));
    what.name = "more than the others";
    what.quota = 8000;
    assert_done(dg_tenants_add(tenants, &what, NULL, err));
    assert_int_equal(info_of(tenants, what.name).quota, 8000);
    dg_tenants_info first = info_of(tenants, "a b"), second = info_of(tenants, "seed_0x0000000000000007");
    assert_string_equal(first.name, "a b");
    assert_int_equal(first.kind, DG_TORUS32);
    assert_int_equal(first.archetype, DG_ARCHETYPE_TREE);
    assert_true(first.seed == 7 && first.quota == 800 && first.cells == 1 && first.memory > 0);
    assert_string_equal(second.name, "seed_0x0000000000000007");
    assert_true(second.kind == DG_FEISTEL && second.quota == 80 && second.cells == 0);
    assert_done(dg_tenants_open(tenants, "a b", &same, err));
    assert_ptr_equal(mem, same);
    assert_int_equal(fetch(same, 3), 4);
    assert_int_equal(dg_tenants_count(tenants), 3);
    dg_genmem_release(mem);
    dg_genmem_release(same);
    dg_tenants_release(tenants);
}

// A memory that exists becomes a tenant's, and stays the caller's.
static void given_memory(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(1, 0);
    dg_genmem *mem, *opened;
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_TORUS64, .seed = 9, .quota = 64}, &mem,
        err));
    dg_tenants_new what = {.size = sizeof what, .name = "given", .memory = mem, .seed = 1};
    assert_done(dg_tenants_add(tenants, &what, NULL, err));
    what.name = "again";
    assert_fails(dg_tenants_add(tenants, &what, NULL, err), DG_ERR_BUSY, "limit"); // gives its hold back
    dg_tenants_info info = info_of(tenants, "given");
    assert_true(info.kind == DG_TORUS64 && info.seed == 9 && info.quota == 64);
    assert_done(dg_tenants_open(tenants, "given", &opened, err));
    assert_ptr_equal(opened, mem);
    dg_genmem_release(opened);
    dg_tenants_release(tenants);
    assert_done(dg_genmem_write(mem, 1, 2, err));
    assert_int_equal(fetch(mem, 1), 2);
    dg_genmem_release(mem);
}

// Who is in it stays in it: the name goes, the memory does not.
static void removed_while_open(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(0, 0);
    dg_genmem *first, *before, *after;
    dg_tenants_new what = named("x", 1);
    assert_done(dg_tenants_add(tenants, &what, &first, err));
    assert_done(dg_genmem_write(first, 5, 50, err));
    assert_done(dg_tenants_open(tenants, "x", &before, err));
    dg_genmem_release(first);
    assert_done(dg_tenants_remove(tenants, "x", err));
    assert_done(dg_tenants_add(tenants, &what, &after, err));
    assert_ptr_not_equal(before, after);
    assert_int_equal(fetch(before, 5), 50);
    assert_word(fetch(after, 5), naive_feistel(5, 1), "clean");
    dg_tenants_release(tenants);
    assert_int_equal(fetch(before, 5), 50);
    assert_done(dg_genmem_write(after, 5, 51, err));
    dg_genmem_release(before);
    dg_genmem_release(after);
}

static const char *const pool[] = {"a", "aa", "ab", "b", "\xc3\xa9", "z", "Z", "10", "9", "a.", "...", " ", "-"};
enum { POOL = sizeof pool / sizeof pool[0], LIMIT = 9 };

// The list is that of the names which the model has, in the order of their bytes.
static void compare_list(dg_tenants *tenants, const bool *has)
{
    dg_tenants_info info = {.size = sizeof info};
    const char *after = NULL;
    char last[DG_TENANTS_NAME] = "";
    unsigned listed = 0, wanted = 0;
    for (bool found = true; found;) {
        assert_done(dg_tenants_next(tenants, after, &info, &found, err));
        if (!found)
            break;
        assert_true(strcmp(last, info.name) < 0);
        strcpy(last, info.name);
        bool known = false;
        for (size_t i = 0; i < POOL; i++)
            known |= has[i] && strcmp(info.name, pool[i]) == 0 && info.seed == i;
        assert_true(known);
        after = info.name;
        listed++;
    }
    for (size_t i = 0; i < POOL; i++)
        wanted += has[i];
    assert_int_equal(listed, wanted);
    assert_int_equal(dg_tenants_count(tenants), wanted);
}

static void random_names(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(LIMIT, 0);
    bool has[POOL] = {false};
    uint64_t random = 4;
    unsigned count = 0, full = 0;
    for (int step = 0; step < 3000; step++) {
        size_t i = naive_random(&random) % POOL;
        dg_tenants_new what = named(pool[i], i);
        dg_genmem *mem = (dg_genmem *)&what;
        switch (naive_random(&random) % 4) {
        case 0:
        case 1:
            if (has[i]) {
                assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_ARGUMENT, "there is a tenant");
                assert_null(mem);
            } else if (count == LIMIT) {
                assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_BUSY, "there are 9 tenants");
                assert_null(mem);
                full++;
            } else {
                assert_done(dg_tenants_add(tenants, &what, NULL, err));
                has[i] = true;
                count++;
            }
            break;
        case 2:
            if (has[i])
                assert_done(dg_tenants_remove(tenants, pool[i], err));
            else
                assert_fails(dg_tenants_remove(tenants, pool[i], err), DG_ERR_ARGUMENT, "there is no tenant");
            count -= has[i];
            has[i] = false;
            break;
        default:
            if (has[i]) {
                assert_done(dg_tenants_open(tenants, pool[i], &mem, err));
                assert_word(fetch(mem, 1), naive_feistel(1, i), "whose memory");
                dg_genmem_release(mem);
            } else {
                assert_fails(dg_tenants_open(tenants, pool[i], &mem, err), DG_ERR_ARGUMENT, "there is no tenant");
                assert_null(mem);
            }
        }
        if (step % 20 == 0)
            compare_list(tenants, has);
    }
    assert_true(full > 10);
    dg_tenants_release(tenants);
}

// The child of a fork() has a copy of its own.
static void child_of_fork(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(0, 0);
    dg_genmem *mem;
    dg_tenants_new first = named("first", 1), second = named("second", 2);
    assert_done(dg_tenants_add(tenants, &first, &mem, err));
    assert_done(dg_genmem_write(mem, 5, 50, err));
    pid_t child = fork();
    if (child == 0) {
        dg_genmem *same;
        bool good = dg_tenants_open(tenants, "first", &same, NULL) == DG_OK && same == mem && fetch(mem, 5) == 50;
        good = good && dg_genmem_write(mem, 5, 51, NULL) == DG_OK && fetch(same, 5) == 51;
        good = good && dg_tenants_add(tenants, &second, NULL, NULL) == DG_OK;
        good = good && dg_tenants_remove(tenants, "first", NULL) == DG_OK;
        dg_genmem_release(same);
        dg_genmem_release(mem);
        dg_tenants_release(tenants);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(fetch(mem, 5), 50);
    assert_int_equal(dg_tenants_count(tenants), 1);
    dg_genmem_release(mem);
    dg_tenants_release(tenants);
}

// Names are looked at in every call that takes one.
static void refuse_name(dg_tenants *tenants, const char *name, const char *why)
{
    dg_genmem *mem = (dg_genmem *)&mem;
    dg_tenants_info info = {.size = sizeof info};
    dg_tenants_new what = named(name, 1);
    if (name)
        assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_ARGUMENT, why);
    assert_fails(dg_tenants_open(tenants, name, &mem, err), DG_ERR_ARGUMENT, why);
    assert_null(mem);
    assert_fails(dg_tenants_remove(tenants, name, err), DG_ERR_ARGUMENT, why);
    assert_fails(dg_tenants_get_info(tenants, name, &info, err), DG_ERR_ARGUMENT, why);
    assert_int_equal(dg_tenants_count(tenants), 0);
}

static void bad_names(void **state)
{
    (void)state;
    dg_tenants *tenants = tenants_of(0, 0);
    char name[400];
    refuse_name(tenants, NULL, "NULL");
    refuse_name(tenants, "", "no bytes");
    refuse_name(tenants, ".", "directory");
    refuse_name(tenants, "..", "directory");
    const char *const bad[] = {"/",     "a/b",  "a\n",      "\x7f",         "\x1b[2J",
                               "a\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xc0\xaf"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refuse_name(tenants, bad[i], "must be UTF-8 without");
    memset(name, 'n', sizeof name);
    name[256] = '\0';
    refuse_name(tenants, name, "too many bytes");
    name[256] = 'n'; // nobody looks for its end behind the longest
    refuse_name(tenants, name, "too many bytes");
    name[255] = '\0';
    dg_tenants_new what = named(name, 1);
    assert_done(dg_tenants_add(tenants, &what, NULL, err));
    dg_tenants_info info = info_of(tenants, name);
    assert_string_equal(info.name, name);
    dg_tenants_release(tenants);
}

static void bad_arguments(void **state)
{
    (void)state;
    dg_tenants *tenants = (dg_tenants *)&tenants;
    dg_tenants_options options = {.size = 1};
    assert_fails(dg_tenants_create(&options, &tenants, err), DG_ERR_ARGUMENT, "sizeof(dg_tenants_options)");
    assert_null(tenants);
    assert_fails(dg_tenants_create(NULL, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_done(dg_tenants_create(NULL, &tenants, err));
    dg_genmem *mem;
    bool found;
    dg_tenants_new what = named("x", 1);
    dg_tenants_info info = {.size = sizeof info}, unset = {.size = 0};
    assert_fails(dg_tenants_add(NULL, &what, &mem, err), DG_ERR_ARGUMENT, "tenants is NULL");
    assert_fails(dg_tenants_add(tenants, NULL, &mem, err), DG_ERR_ARGUMENT, "what is NULL");
    what.size = 0;
    assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_ARGUMENT, "sizeof(dg_tenants_new)");
    what = named("x", 1);
    what.archetype = (dg_archetype)3;
    assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_ARGUMENT, "archetype is 3");
    what = named("x", 1);
    what.kind = DG_FEISTEL_INV;
    assert_fails(dg_tenants_add(tenants, &what, &mem, err), DG_ERR_ARGUMENT, "kind");
    assert_int_equal(dg_tenants_count(tenants), 0);
    assert_fails(dg_tenants_open(NULL, "x", &mem, err), DG_ERR_ARGUMENT, "tenants is NULL");
    assert_fails(dg_tenants_open(tenants, "x", NULL, err), DG_ERR_ARGUMENT, "mem is NULL");
    assert_fails(dg_tenants_remove(NULL, "x", err), DG_ERR_ARGUMENT, "tenants is NULL");
    assert_fails(dg_tenants_get_info(tenants, "x", NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_tenants_get_info(tenants, "x", &unset, err), DG_ERR_ARGUMENT, "sizeof(dg_tenants_info)");
    assert_fails(dg_tenants_get_info(tenants, "x", &info, err), DG_ERR_ARGUMENT, "no tenant \"x\"");
    assert_fails(dg_tenants_next(NULL, NULL, &info, &found, err), DG_ERR_ARGUMENT, "tenants is NULL");
    assert_fails(dg_tenants_next(tenants, NULL, NULL, &found, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_tenants_next(tenants, NULL, &unset, &found, err), DG_ERR_ARGUMENT, "sizeof(dg_tenants_info)");
    assert_fails(dg_tenants_next(tenants, NULL, &info, NULL, err), DG_ERR_ARGUMENT, "found is NULL");
    assert_int_equal(dg_tenants_count(NULL), 0);
    dg_tenants_release(NULL);
    dg_tenants_release(tenants);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_as_given), cmocka_unit_test(given_memory), cmocka_unit_test(removed_while_open),
        cmocka_unit_test(random_names),  cmocka_unit_test(bad_names),    cmocka_unit_test(child_of_fork),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests_name("tenants", tests, NULL, NULL);
}
