// SPDX-License-Identifier: Apache-2.0
// Tenants when memory runs out at each allocation, and when threads add, remove, list and use them at once.
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "naive.h"
#include "scarce.h"

// Makes tenants with a few in them, the k-th allocation failing; whether one has failed. What had been done before is
// left whole.
static bool some_tenants(long k)
{
    enum { MANY = 10 }; // the table grows twice
    dg_tenants *tenants = (dg_tenants *)&k;
    dg_error why = {0};
    int done = 0;
    scarce_begin(k);
    int code = dg_tenants_create(NULL, &tenants, &why);
    for (; code == DG_OK && done < MANY; done++) {
        dg_genmem *mem = (dg_genmem *)&k;
        dg_tenants_new what = {.size = sizeof what, .seed = (uint64_t)done};
        code = dg_tenants_add(tenants, &what, &mem, &why);
        if (code != DG_OK) {
            assert_null(mem);
            break;
        }
        dg_genmem_release(mem);
    }
    bool failed = scarce_end();
    assert_int_equal(code, failed ? DG_ERR_MEMORY : DG_OK);
    if (failed)
        assert_non_null(strstr(why.message, "no memory"));
    assert_int_equal(dg_tenants_count(tenants), done);
    if (tenants) {
        dg_tenants_new what = {.size = sizeof what, .seed = (uint64_t)done};
        assert_done(dg_tenants_add(tenants, &what, NULL, err));
    }
    dg_tenants_release(tenants);
    return failed;
}

static void without_memory(void **state)
{
    (void)state;
    long k = 0;
    while (some_tenants(k))
        k++;
    assert_true(k > 1 + 2 + 10 * 2); // tenants, table, each tenant and its memory
}

enum { THREADS = 4, ROUNDS = 400, USES = 200, NAMES = 3, MINE = 1000 };
static const char *const names[NAMES] = {"one", "two", "three"};

struct shared {
    dg_tenants *tenants;
    atomic_uint started, added, removed, opened, wrong;
};

// Until the names have been used enough.
static void *adds_and_removes(void *user)
{
    struct shared *shared = user;
    uint64_t random = shared->started++;
    for (int i = 0; i < ROUNDS || shared->opened < USES; i++) {
        const char *name = names[naive_random(&random) % NAMES];
        dg_tenants_new what = {.size = sizeof what, .kind = DG_FEISTEL, .seed = 3, .name = name};
        shared->added += dg_tenants_add(shared->tenants, &what, NULL, NULL) == DG_OK;
        name = names[naive_random(&random) % NAMES];
        shared->removed += dg_tenants_remove(shared->tenants, name, NULL) == DG_OK;
    }
    return NULL;
}

// A memory that is held keeps what this thread wrote into it, whatever becomes of its name.
static void *uses(void *user)
{
    struct shared *shared = user;
    for (unsigned i = 0; shared->opened < USES; i++) {
        dg_genmem *mem;
        uint64_t bits[3] = {0};
        if (dg_tenants_open(shared->tenants, names[i % NAMES], &mem, NULL) != DG_OK)
            continue;
        bool good = dg_genmem_write(mem, MINE, i, NULL) == DG_OK;
        good = good && dg_genmem_fetch_run(mem, MINE - 1, 3, bits, NULL) == DG_OK && bits[1] == i;
        dg_genmem_release(mem);
        shared->opened++;
        shared->wrong += !good;
    }
    return NULL;
}

static void *lists(void *user)
{
    struct shared *shared = user;
    for (int i = 0; i < ROUNDS; i++) {
        dg_tenants_info info = {.size = sizeof info};
        bool found = false;
        unsigned n = 0;
        for (const char *after = NULL; dg_tenants_next(shared->tenants, after, &info, &found, NULL) == DG_OK && found;
             after = info.name, n++)
            shared->wrong += info.seed != 3 || (after && n > NAMES);
        shared->wrong += dg_tenants_count(shared->tenants) > NAMES;
    }
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    struct shared shared = {0};
    void *(*const work[])(void *) = {adds_and_removes, adds_and_removes, uses, lists};
    pthread_t thread[THREADS];
    assert_done(dg_tenants_create(NULL, &shared.tenants, err));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work[i], &shared), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(shared.wrong, 0);
    assert_int_equal(dg_tenants_count(shared.tenants), shared.added - shared.removed);
    assert_true(shared.added > 0 && shared.removed > 0);
    dg_tenants_release(shared.tenants);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(without_memory), cmocka_unit_test(threads)};
    return cmocka_run_group_tests_name("tenants_hard", tests, NULL, NULL);
}
