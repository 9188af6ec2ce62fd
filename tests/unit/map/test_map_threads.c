// SPDX-License-Identifier: Apache-2.0
// A map whose pages are written, stored and dropped at once: no write is lost, and no reader sees one undone. Skipped
// aloud where the system has no userfaultfd.
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "mapped.h"

// Threads that write all the time while another syncs: in the end the memory has what each wrote last.
enum { WRITERS = 3, WRITER_PAGES = 20, ROUNDS = 1000, REPEATS = 20 };
struct writer {
    pthread_t thread;
    _Atomic uint64_t *words;
    uint64_t id;
};
static atomic_bool they_write;

static void *write_all_the_time(void *argument)
{
    struct writer *writer = argument;
    for (uint64_t i = 0; i < ROUNDS; i++)
        for (uint64_t page = writer->id; page < WRITER_PAGES; page += 2)
            atomic_store(&writer->words[page * PAGE_WORDS + writer->id], i);
    return NULL;
}

static void *sync_all_the_time(void *argument)
{
    while (atomic_load(&they_write))
        if (dg_map_sync(argument, NULL) != DG_OK)
            return argument;
    return NULL;
}

static void write_and_sync(void)
{
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, WRITER_PAGES * PAGE_WORDS, 0, 4 * 4096);
    struct writer writers[WRITERS];
    pthread_t syncer;
    void *failed = NULL;
    atomic_store(&they_write, true);
    assert_int_equal(pthread_create(&syncer, NULL, sync_all_the_time, map), 0);
    for (uint64_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.words = dg_map_address(map), .id = i};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_all_the_time, &writers[i]), 0);
    }
    for (uint64_t i = 0; i < WRITERS; i++)
        pthread_join(writers[i].thread, NULL);
    atomic_store(&they_write, false);
    pthread_join(syncer, &failed);
    assert_null(failed);
    assert_done(dg_map_close(map, err));
    for (uint64_t id = 0; id < WRITERS; id++)
        for (uint64_t page = id; page < WRITER_PAGES; page += 2)
            assert_word(cell_of(mem, page * PAGE_WORDS + id), ROUNDS - 1, "writer %llu page %llu",
                        (unsigned long long)id, (unsigned long long)page);
    dg_genmem_release(mem);
}

static void nothing_is_lost_between_syncs(void **state)
{
    (void)state;
    for (int i = 0; i < REPEATS; i++)
        write_and_sync();
}

static size_t pages_there(dg_map *map)
{
    dg_map_info info = about(map);
    size_t pages = info.bytes / info.page, there = 0;
    unsigned char *vector = malloc(pages);
    assert_non_null(vector);
    assert_int_equal(mincore(dg_map_address(map), info.bytes, vector), 0);
    for (size_t i = 0; i < pages; i++)
        there += vector[i] & 1;
    free(vector);
    return there;
}

static void a_limit_drops_clean_pages_alone(void **state)
{
    (void)state;
    enum { LIMIT = 16, PAGES = 400 };
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, PAGES * PAGE_WORDS, 0, LIMIT * 4096);
    uint64_t *words = dg_map_address(map);
    for (uint64_t page = 0; page < 50; page++)
        words[page * 7 * PAGE_WORDS] = page;
    assert_int_equal(about(map).pages_dirty, 50);
    for (int round = 0; round < 3; round++)
        for (uint64_t i = 1; i < PAGES * PAGE_WORDS; i += 100)
            if (i % (7 * PAGE_WORDS) != 0)
                assert_word(words[i], dg_feistel(i, SEED), "cell %llu", (unsigned long long)i);
    for (uint64_t page = 0; page < 50; page++)
        assert_int_equal(words[page * 7 * PAGE_WORDS], page);
    assert_true(about(map).pages_dropped > PAGES);
    assert_in_range(pages_there(map), 50, 50 + LIMIT);
    assert_done(dg_map_sync(map, err));
    for (uint64_t i = 1; i < PAGES * PAGE_WORDS; i += 3 * PAGE_WORDS) // stored pages can be dropped too
        assert_word(words[i], dg_feistel(i, SEED), "cell %llu", (unsigned long long)i);
    assert_in_range(pages_there(map), 1, LIMIT);
    assert_done(dg_map_close(map, err));
    for (uint64_t page = 0; page < 50; page++)
        assert_int_equal(cell_of(mem, page * 7 * PAGE_WORDS), page);
    dg_genmem_release(mem);
}

// What else the thread that stores pages is made to do before they are stored.
static _Thread_local void (*meanwhile)(void);
int __real_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err);
int __wrap_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err);
int __wrap_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err)
{
    if (meanwhile)
        meanwhile();
    return __real_dg_genmem_fetch_run(mem, base, count, out, err);
}

static _Atomic uint64_t *pages_to_touch;

static void touch_many_pages(void)
{
    for (uint64_t page = 1; page < 50; page++)
        (void)atomic_load(&pages_to_touch[page * PAGE_WORDS]);
    assert_int_equal(atomic_load(&pages_to_touch[0]), 7);
}

static void what_is_being_stored_is_not_dropped(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, 50 * PAGE_WORDS, 0, 4 * 4096);
    pages_to_touch = dg_map_address(map);
    atomic_store(&pages_to_touch[0], 7);
    meanwhile = touch_many_pages;
    assert_done(dg_map_sync(map, err));
    meanwhile = NULL;
    assert_true(about(map).pages_dropped > 40);
    assert_int_equal(cell_of(mem, 0), 7);
    assert_done(dg_map_close(map, err));
    dg_genmem_release(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_between_syncs),
        cmocka_unit_test(a_limit_drops_clean_pages_alone),
        cmocka_unit_test(what_is_being_stored_is_not_dropped),
    };
    return has_maps() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
