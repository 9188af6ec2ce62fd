// SPDX-License-Identifier: Apache-2.0
// A heap when memory runs out at each allocation, and when threads allocate, use and free the same handles at once.
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>

#include "naive.h"
#include "scarce.h"

// Makes a heap with a few allocations, the k-th of the library's own failing; whether one has failed.
static bool some_allocations(long k)
{
    enum { MANY = 20 }; // the table of handles grows twice
    dg_heap *heap = (dg_heap *)&k;
    dg_error why = {0};
    uint64_t handles[MANY], cell;
    int done = 0;
    const dg_heap_options options = {.size = sizeof options, .kind = DG_FEISTEL, .limit = MANY + 1};
    scarce_begin(k);
    int code = dg_heap_create(&options, &heap, &why);
    while (code == DG_OK && done < MANY) {
        handles[done] = 7;
        code = dg_heap_alloc(heap, 5, &handles[done], &why);
        done += code == DG_OK;
    }
    bool failed = scarce_end();
    assert_int_equal(code, failed ? DG_ERR_MEMORY : DG_OK);
    if (failed)
        assert_non_null(strstr(why.message, "no memory"));
    if (!heap)
        return true;
    if (failed)
        assert_int_equal(handles[done], 7);
    for (int i = 0; i < done; i++) {
        assert_done(dg_heap_read(heap, handles[i], 4, 1, &cell, err));
        assert_word(cell, naive_feistel(4, dg_xi((uint64_t)i, dg_fnv1a_u64(0))), "allocation %d", i);
    }
    assert_done(dg_heap_alloc(heap, 1, &handles[0], err)); // one that failed has used up no seed
    assert_done(dg_heap_read(heap, handles[0], 0, 1, &cell, err));
    assert_word(cell, naive_feistel(0, dg_xi((uint64_t)done, dg_fnv1a_u64(0))), "after %d allocations", done);
    dg_heap_release(heap);
    return failed;
}

static void without_memory(void **state)
{
    (void)state;
    long k = 0;
    while (some_allocations(k))
        k++;
    assert_true(k > 1 + 2 + 20); // heap, table, each allocation
}

enum { THREADS = 4, ROUNDS = 400, HANDLES = 4, CELLS = 100 };

struct shared {
    dg_heap *heap;
    atomic_ullong handles[HANDLES]; // 0: none
    atomic_uint started, allocated, freed, read, wrong;
};

// Whoever takes a handle out frees it; others may be reading by it.
static void *replaces(void *user)
{
    struct shared *shared = user;
    uint64_t random = shared->started++;
    for (int i = 0; i < ROUNDS || shared->read < ROUNDS; i++) {
        uint64_t handle, old;
        if (dg_heap_alloc(shared->heap, CELLS, &handle, NULL) != DG_OK) {
            shared->wrong++;
            break;
        }
        shared->allocated++;
        old = atomic_exchange(&shared->handles[naive_random(&random) % HANDLES], handle);
        if (old == 0)
            continue;
        shared->wrong += dg_heap_free(shared->heap, old, NULL) != DG_OK;
        shared->wrong += dg_heap_free(shared->heap, old, NULL) != DG_ERR_ARGUMENT;
        shared->freed++;
    }
    return NULL;
}

// All cells are one generator's: an allocation does not change under its reader.
static void *reads(void *user)
{
    struct shared *shared = user;
    for (unsigned i = 0; shared->read < ROUNDS; i++) {
        uint64_t handle = shared->handles[i % HANDLES], cells[CELLS];
        int code = dg_heap_read(shared->heap, handle, 0, CELLS, cells, NULL);
        if (code != DG_OK) {
            shared->wrong += code != DG_ERR_ARGUMENT;
            continue;
        }
        dg_heap_info info = {.size = sizeof info};
        if (dg_heap_get_info(shared->heap, handle, &info, NULL) == DG_OK)
            for (uint64_t k = 0; k < CELLS; k++)
                shared->wrong += cells[k] != dg_feistel(k, info.seed);
        shared->read++;
    }
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    struct shared shared = {0};
    void *(*const work[])(void *) = {replaces, replaces, reads, reads};
    pthread_t thread[THREADS];
    const dg_heap_options options = {.size = sizeof options, .kind = DG_FEISTEL, .limit = HANDLES + THREADS};
    assert_done(dg_heap_create(&options, &shared.heap, err));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work[i], &shared), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(shared.wrong, 0);
    assert_int_equal(shared.allocated - shared.freed, HANDLES);
    dg_heap_release(shared.heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(without_memory), cmocka_unit_test(threads)};
    return cmocka_run_group_tests_name("heap_hard", tests, NULL, NULL);
}
