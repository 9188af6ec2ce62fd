// SPDX-License-Identifier: Apache-2.0
// deltagen/heap.h against arrays; handles that are stale; what is refused.
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "heap/heap.h"
#include "naive.h"

static dg_heap *heap_of(dg_kind kind, uint64_t seed, uint32_t limit, uint64_t quota)
{
    dg_heap *heap;
    dg_heap_options options = {.size = sizeof options, .kind = kind, .seed = seed, .limit = limit, .quota = quota};
    assert_done(dg_heap_create(&options, &heap, err));
    return heap;
}

static uint64_t alloc(dg_heap *heap, uint64_t cells)
{
    uint64_t handle = 0;
    assert_done(dg_heap_alloc(heap, cells, &handle, err));
    assert_true(handle != 0);
    return handle;
}

// The generator of the n-th allocation.
static uint64_t seed_of(uint64_t n, uint64_t seed)
{
    return dg_scatter(n, 0, (14695981039346656037u ^ seed) * 1099511628211u);
}

enum { ARRAYS = 12, CELLS = 300 };
struct array {
    uint64_t handle, n, size;
    uint64_t cells[CELLS];
};

static void random_use(void **state)
{
    (void)state;
    const uint64_t seed = 0x123456789abcdef;
    static struct array arrays[ARRAYS];
    dg_heap *heap = heap_of(DG_FEISTEL, seed, ARRAYS, 0);
    uint64_t random = 6, allocations = 0, got[CELLS];
    for (int step = 0; step < 4000; step++) {
        struct array *a = &arrays[naive_random(&random) % ARRAYS];
        if (a->handle == 0) {
            a->size = 1 + naive_random(&random) % CELLS;
            a->handle = alloc(heap, a->size);
            a->n = allocations++;
            for (uint64_t i = 0; i < a->size; i++)
                a->cells[i] = naive_feistel(i, seed_of(a->n, seed));
        }
        uint64_t from = naive_random(&random) % (a->size + 1), count = naive_random(&random) % (a->size - from + 1);
        switch (naive_random(&random) % 4) {
        case 0:
            assert_done(dg_heap_free(heap, a->handle, err));
            assert_fails(dg_heap_free(heap, a->handle, err), DG_ERR_ARGUMENT, "is no handle");
            assert_fails(dg_heap_read(heap, a->handle, 0, 1, got, err), DG_ERR_ARGUMENT, "is no handle");
            a->handle = 0;
            break;
        case 1:
            for (uint64_t i = from; i < from + count; i++)
                a->cells[i] = naive_random(&random);
            assert_done(dg_heap_write(heap, a->handle, from, count, a->cells + from, err));
            break;
        default:
            assert_done(dg_heap_read(heap, a->handle, from, count, got, err));
            assert_memory_equal(got, a->cells + from, count * sizeof *got);
        }
    }
    dg_heap_release(heap);
}

// A handle of before is refused by whoever has its place now, and leaves him alone.
static void stale_handles(void **state)
{
    (void)state;
    dg_heap *heap = heap_of(DG_TORUS64, 1, 0, 0);
    uint64_t old[50], cell = 5, kept = alloc(heap, 1);
    dg_heap_info info = {.size = sizeof info};
    for (int i = 0; i < 50; i++) {
        old[i] = alloc(heap, 10);
        for (int k = 0; k < i; k++) {
            assert_true(old[k] != old[i]);
            assert_fails(dg_heap_read(heap, old[k], 0, 1, &cell, err), DG_ERR_ARGUMENT, "is no handle");
            assert_fails(dg_heap_write(heap, old[k], 0, 1, &cell, err), DG_ERR_ARGUMENT, "is no handle");
            assert_fails(dg_heap_get_info(heap, old[k], &info, err), DG_ERR_ARGUMENT, "is no handle");
            assert_fails(dg_heap_free(heap, old[k], err), DG_ERR_ARGUMENT, "is no handle");
        }
        assert_done(dg_heap_get_info(heap, old[i], &info, err));
        assert_true(info.cells == 10 && info.written == 0);
        assert_done(dg_heap_write(heap, old[i], 9, 1, &cell, err));
        assert_done(dg_heap_free(heap, old[i], err));
    }
    assert_int_equal(heap->count, 2); // its place was used again and again
    assert_done(dg_heap_free(heap, kept, err));
    dg_heap_release(heap);
}

// After 2^32 - 1 allocations a place is not used again, since its handles would come again.
static void worn_out_place(void **state)
{
    (void)state;
    dg_heap *heap = heap_of(DG_TORUS64, 1, 0, 0);
    uint64_t first = alloc(heap, 1), cell;
    assert_done(dg_heap_free(heap, first, err));
    heap->slots[0].generation = UINT32_MAX - 1;
    uint64_t before = alloc(heap, 1);
    assert_word(before, (uint64_t)(UINT32_MAX - 1) << 32, "the last but one");
    assert_done(dg_heap_free(heap, before, err));
    uint64_t last = alloc(heap, 1);
    assert_word(last, (uint64_t)UINT32_MAX << 32, "the last");
    assert_done(dg_heap_free(heap, last, err));
    uint64_t next = alloc(heap, 1);
    assert_word(next, (uint64_t)1 << 32 | 1, "in another place");
    const uint64_t none[] = {first, before, last, 0, 2, (uint64_t)1 << 32};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_fails(dg_heap_read(heap, none[i], 0, 1, &cell, err), DG_ERR_ARGUMENT, "is no handle");
    dg_heap_release(heap);
}

static void limits(void **state)
{
    (void)state;
    dg_heap *heap = heap_of(DG_TORUS32, 1, 3, 40);
    uint64_t handles[3], more = 7;
    uint32_t cells[11] = {0};
    dg_heap_info info = {.size = sizeof info};
    for (int i = 0; i < 3; i++)
        handles[i] = alloc(heap, UINT64_MAX);
    assert_fails(dg_heap_alloc(heap, 1, &more, err), DG_ERR_BUSY, "there are 3 allocations");
    assert_true(more == 7);
    assert_done(dg_heap_write(heap, handles[0], UINT64_MAX - 10, 10, cells, err));
    assert_fails(dg_heap_write(heap, handles[0], 0, 1, cells, err), DG_ERR_BUSY, "quota");
    assert_fails(dg_heap_write(heap, handles[1], 0, 11, cells, err), DG_ERR_BUSY, "quota");
    assert_done(dg_heap_get_info(heap, handles[0], &info, err));
    assert_true(info.cells == UINT64_MAX && info.written == 10 && info.memory > 0 && info.seed == seed_of(0, 1));
    assert_done(dg_heap_free(heap, handles[1], err));
    more = alloc(heap, 1);
    assert_done(dg_heap_get_info(heap, more, &info, err));
    assert_word(info.seed, seed_of(3, 1), "what failed does not count");
    dg_heap_release(heap);
}

// The child of a fork() has a copy of its own.
static void child_of_fork(void **state)
{
    (void)state;
    dg_heap *heap = heap_of(DG_FEISTEL, 1, 0, 0);
    uint64_t handle = alloc(heap, 10), cell = 50;
    assert_done(dg_heap_write(heap, handle, 5, 1, &cell, err));
    pid_t child = fork();
    if (child == 0) {
        uint64_t other;
        bool good = dg_heap_read(heap, handle, 5, 1, &cell, NULL) == DG_OK && cell == 50;
        cell = 51;
        good = good && dg_heap_write(heap, handle, 5, 1, &cell, NULL) == DG_OK;
        good = good && dg_heap_alloc(heap, 1, &other, NULL) == DG_OK && dg_heap_free(heap, handle, NULL) == DG_OK;
        dg_heap_release(heap);
        _exit(good ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_done(dg_heap_read(heap, handle, 5, 1, &cell, err));
    assert_int_equal(cell, 50);
    dg_heap_release(heap);
}

static void bad_arguments(void **state)
{
    (void)state;
    dg_heap *heap = (dg_heap *)&heap;
    dg_heap_options options = {.size = 0, .kind = DG_FEISTEL};
    uint64_t handle = 7, cells[20];
    dg_heap_info info = {.size = 1};
    assert_fails(dg_heap_create(&options, &heap, err), DG_ERR_ARGUMENT, "sizeof(dg_heap_options)");
    assert_null(heap);
    assert_fails(dg_heap_create(NULL, &heap, err), DG_ERR_ARGUMENT, "options is NULL");
    options.size = sizeof options;
    assert_fails(dg_heap_create(&options, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    options.kind = (dg_kind)9;
    assert_done(dg_heap_create(&options, &heap, err));
    assert_fails(dg_heap_alloc(heap, 1, &handle, err), DG_ERR_ARGUMENT, "kind");
    dg_heap_release(heap);
    heap = heap_of(DG_FEISTEL, 1, 0, 0);
    assert_fails(dg_heap_alloc(heap, 0, &handle, err), DG_ERR_ARGUMENT, "cells is 0");
    assert_fails(dg_heap_alloc(heap, 1, NULL, err), DG_ERR_ARGUMENT, "handle is NULL");
    assert_fails(dg_heap_alloc(NULL, 1, &handle, err), DG_ERR_ARGUMENT, "heap is NULL");
    assert_int_equal(handle, 7);
    handle = alloc(heap, 10);
    const struct {
        uint64_t offset;
        size_t count;
    } beyond[] = {{0, 11}, {10, 1}, {9, 2}, {11, 0}, {UINT64_MAX, 1}, {1, SIZE_MAX}, {UINT64_MAX, SIZE_MAX}};
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        assert_fails(dg_heap_read(heap, handle, beyond[i].offset, beyond[i].count, cells, err), DG_ERR_ARGUMENT,
                     "has 10");
        assert_fails(dg_heap_write(heap, handle, beyond[i].offset, beyond[i].count, cells, err), DG_ERR_ARGUMENT,
                     "has 10");
    }
    assert_done(dg_heap_read(heap, handle, 10, 0, NULL, err));
    assert_fails(dg_heap_read(heap, handle, 0, 1, NULL, err), DG_ERR_ARGUMENT, "NULL");
    assert_fails(dg_heap_write(heap, handle, 0, 1, NULL, err), DG_ERR_ARGUMENT, "NULL");
    assert_fails(dg_heap_get_info(heap, handle, NULL, err), DG_ERR_ARGUMENT, "out is NULL");
    assert_fails(dg_heap_get_info(heap, handle, &info, err), DG_ERR_ARGUMENT, "sizeof(dg_heap_info)");
    assert_fails(dg_heap_read(NULL, handle, 0, 1, cells, err), DG_ERR_ARGUMENT, "heap is NULL");
    assert_fails(dg_heap_write(NULL, handle, 0, 1, cells, err), DG_ERR_ARGUMENT, "heap is NULL");
    assert_fails(dg_heap_free(NULL, handle, err), DG_ERR_ARGUMENT, "heap is NULL");
    dg_heap_release(NULL);
    dg_heap_release(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_use), cmocka_unit_test(stale_handles), cmocka_unit_test(worn_out_place),
        cmocka_unit_test(limits),     cmocka_unit_test(child_of_fork), cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
