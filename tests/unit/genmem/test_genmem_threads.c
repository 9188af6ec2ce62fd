// SPDX-License-Identifier: Apache-2.0
// Writers and readers of one memory at once: a read gives what was there when it began or what came meanwhile, whatever
// the memory does with its shards. Failures are counted, not asserted, in the threads.
#include "unit.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "naive.h"

enum { WRITERS = 2, READERS = 2, PLACES = 6000, ROUNDS = 30000, RUN = 96, VERSIONS = 1 << 20 };
#define SEED 5

// One address each, which one writer changes. Its odd versions are written, the even ones clean.
static struct {
    uint64_t addr;
    atomic_uint begun, ended; // versions
} places[PLACES];
static dg_genmem *mem;
static atomic_uint failures, writing, looked;

// Lone cells anywhere, and runs that become pages and shards of their own.
static uint64_t address(unsigned i, uint64_t *random)
{
    if (i % 3 == 0)
        return naive_random(random);
    if (i % 3 == 1)
        return UINT64_MAX - i;
    return ((uint64_t)1 << 40) + (uint64_t)(i / 100) * 100000 + i % 100;
}

static uint64_t value_of(uint64_t addr, unsigned version)
{
    return naive_feistel(addr, SEED) / VERSIONS * VERSIONS + version;
}

static uint64_t clean_value(uint64_t addr)
{
    return naive_feistel(addr, SEED);
}

static void expect(bool right)
{
    if (!right)
        atomic_fetch_add(&failures, 1);
}

// What a read gave of a place, of which version `ended` was the last to be complete before and `begun` after it.
static void judge(unsigned i, unsigned ended, uint64_t bits)
{
    unsigned begun = atomic_load(&places[i].begun), version = (unsigned)(bits % VERSIONS);
    bool is_written = bits == value_of(places[i].addr, version) && version % 2 == 1 && version <= begun;
    bool is_clean = bits == clean_value(places[i].addr);
    expect((is_written && version >= ended) || (is_clean && (ended % 2 == 0 || begun > ended)));
    atomic_fetch_add(&looked, 1);
}

static void *write_places(void *argument)
{
    unsigned self = *(unsigned *)argument;
    uint64_t random = self + 1;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned i = (unsigned)(naive_random(&random) % (PLACES / WRITERS)) * WRITERS + self;
        unsigned version = atomic_load(&places[i].ended) + 1;
        uint64_t addr = places[i].addr, bits = value_of(addr, version);
        atomic_store(&places[i].begun, version);
        if (version % 2 == 0)
            expect(dg_genmem_clear(mem, addr, addr, NULL) == DG_OK);
        else if (round % 3 == 0)
            expect(dg_genmem_write_list(mem, &addr, 1, &bits, NULL) == DG_OK);
        else
            expect(dg_genmem_write(mem, addr, bits, NULL) == DG_OK);
        atomic_store(&places[i].ended, version);
    }
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

static void *read_places(void *argument)
{
    uint64_t random = 100 + *(unsigned *)argument;
    do {
        unsigned at[RUN], ended[RUN];
        uint64_t addrs[RUN], cells[RUN], bits = 0;
        for (unsigned k = 0; k < RUN; k++) {
            at[k] = (unsigned)(naive_random(&random) % PLACES);
            addrs[k] = places[at[k]].addr;
            ended[k] = atomic_load(&places[at[k]].ended);
        }
        expect(dg_genmem_fetch_list(mem, addrs, RUN, cells, NULL) == DG_OK);
        for (unsigned k = 0; k < RUN; k++)
            judge(at[k], ended[k], cells[k]);
        for (unsigned k = 0; k < RUN; k++) {
            ended[k] = atomic_load(&places[at[k]].ended);
            expect(dg_genmem_fetch(mem, addrs[k], &bits, NULL) == DG_OK);
            judge(at[k], ended[k], bits);
        }
        // The runs: place 3 * j + 1 has address UINT64_MAX - (3 * j + 1).
        unsigned first = (unsigned)(naive_random(&random) % (PLACES - RUN));
        for (unsigned k = 0; k < RUN; k++)
            ended[k] = atomic_load(&places[first + k].ended);
        expect(dg_genmem_fetch_run(mem, UINT64_MAX - (first + RUN - 1), RUN, cells, NULL) == DG_OK);
        for (unsigned k = 0; k < RUN; k++)
            if ((first + k) % 3 == 1)
                judge(first + k, ended[k], cells[RUN - 1 - k]);
    } while (atomic_load(&writing) > 0);
    return NULL;
}

static void readers_and_writers(void **state)
{
    (void)state;
    pthread_t threads[WRITERS + READERS];
    unsigned numbers[WRITERS + READERS];
    uint64_t random = 9, addr, written = 0;
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_FEISTEL, .seed = SEED}, &mem, err));
    for (unsigned i = 0; i < PLACES; i++)
        places[i].addr = address(i, &random);
    atomic_store(&writing, WRITERS);
    for (unsigned i = 0; i < WRITERS + READERS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, i < WRITERS ? write_places : read_places, &numbers[i]), 0);
    }
    for (unsigned i = 0; i < WRITERS + READERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    assert_true(atomic_load(&looked) > 0);
    for (unsigned i = 0; i < PLACES; i++) {
        written += places[i].ended % 2;
        assert_int_equal(dg_genmem_is_range_clean(mem, places[i].addr, places[i].addr), places[i].ended % 2 == 0);
    }
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    assert_word(info.cells, written, "written cells");
    for (uint64_t from = 0; dg_genmem_next_dirty(mem, from, &addr); from = addr + 1) {
        written--;
        if (addr == UINT64_MAX)
            break;
    }
    assert_word(written, 0, "all of them, one after the other");
    dg_genmem_release(mem);
}

// A quota that many writers share is never passed and always reached.
static void *fill_quota(void *argument)
{
    uint64_t random = *(unsigned *)argument;
    for (unsigned round = 0; round < 2000; round++) {
        int code = dg_genmem_write(mem, naive_random(&random) % 4096, 1, NULL);
        expect(code == DG_OK || code == DG_ERR_BUSY);
    }
    return NULL;
}

static void shared_quota(void **state)
{
    (void)state;
    enum { CELLS = 1000 };
    pthread_t threads[3];
    unsigned numbers[3];
    assert_done(dg_genmem_create(
        &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_FEISTEL, .quota = CELLS * 8}, &mem, err));
    for (unsigned i = 0; i < 3; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, fill_quota, &numbers[i]), 0);
    }
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    dg_genmem_info info = {.size = sizeof info};
    assert_done(dg_genmem_get_info(mem, &info, err));
    assert_word(info.cells, CELLS, "as many as the quota allows");
    dg_genmem_release(mem);
}

enum { MEMORIES = 4 };
static dg_genmem *memories[MEMORIES];

// Gives memories sources of one another at random, and takes them away. What would be a circle is refused.
static void *attach(void *argument)
{
    uint64_t random = *(unsigned *)argument + 7;
    dg_genmem_morph morph = {.size = sizeof morph, .mode = DG_GENMEM_ADD, .b_u64 = 0};
    for (unsigned round = 0; round < 3000; round++) {
        uint64_t r = naive_random(&random);
        dg_genmem *on = memories[r % MEMORIES], *source = r >> 8 & 1 ? memories[r >> 16 & (MEMORIES - 1)] : NULL;
        int code = r >> 9 & 1 ? dg_genmem_set_mirror(on, source, NULL) : dg_genmem_set_morph(on, source, &morph, NULL);
        expect(code == DG_OK || (code == DG_ERR_ARGUMENT && source));
    }
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

// Follows the sources: it comes to an end, at one of the generators.
static void *follow(void *argument)
{
    uint64_t random = *(unsigned *)argument + 70, bits = 0;
    do {
        uint64_t addr = naive_random(&random);
        bool known = false;
        expect(dg_genmem_fetch(memories[addr % MEMORIES], addr, &bits, NULL) == DG_OK);
        for (unsigned i = 0; i < MEMORIES; i++)
            known = known || bits == naive_feistel(addr, i);
        expect(known);
        atomic_fetch_add(&looked, 1);
    } while (atomic_load(&writing) > 0);
    return NULL;
}

static void sources(void **state)
{
    (void)state;
    pthread_t threads[4];
    unsigned numbers[4];
    for (unsigned i = 0; i < MEMORIES; i++)
        assert_done(dg_genmem_create(
            &(dg_genmem_options){.size = sizeof(dg_genmem_options), .kind = DG_FEISTEL, .seed = i}, &memories[i], err));
    atomic_store(&writing, 2);
    atomic_store(&looked, 0);
    for (unsigned i = 0; i < 4; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, i < 2 ? attach : follow, &numbers[i]), 0);
    }
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    assert_true(atomic_load(&looked) > 0);
    for (unsigned i = 0; i < MEMORIES; i++)
        dg_genmem_release(memories[i]);
}

static void *read_on(void *derived)
{
    static uint32_t cells[RUN * RUN];
    while (atomic_load(&writing) > 0) {
        expect(dg_genmem_fetch_run(derived, 0, RUN * RUN, cells, NULL) == DG_OK);
        atomic_fetch_add(&looked, 1);
    }
    return NULL;
}

// The child of a fork() has no thread that reads, whatever the parent's was doing: nobody is waited for.
static void fork_while_read(void **state)
{
    (void)state;
    enum { FORKS = 30, PATIENCE_S = 60 };
    const dg_genmem_options options = {.size = sizeof options, .kind = DG_TORUS32, .seed = SEED};
    const dg_genmem_morph morph = {.size = sizeof morph, .mode = DG_GENMEM_ADD, .b = 1};
    dg_genmem *source, *derived;
    pthread_t reader;
    atomic_store(&looked, 0);
    atomic_store(&failures, 0);
    atomic_store(&writing, 1);
    assert_done(dg_genmem_create(&options, &source, err));
    assert_done(dg_genmem_create(&options, &derived, err));
    assert_done(dg_genmem_set_morph(derived, source, &morph, err));
    assert_done(dg_genmem_set_mirror(derived, source, err));
    assert_int_equal(pthread_create(&reader, NULL, read_on, derived), 0);
    for (unsigned i = 0; i < FORKS; i++) {
        while (atomic_load(&looked) <= i)
            (void)sched_yield();
        int status;
        pid_t child = fork();
        if (child == 0) {
            (void)alarm(PATIENCE_S);
            bool well = dg_genmem_set_morph(derived, NULL, NULL, NULL) == DG_OK;
            dg_genmem_release(derived);
            dg_genmem_release(source);
            _exit(well ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    atomic_store(&writing, 0);
    assert_int_equal(pthread_join(reader, NULL), 0);
    assert_int_equal(atomic_load(&failures), 0);
    dg_genmem_release(derived);
    dg_genmem_release(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_and_writers),
        cmocka_unit_test(fork_while_read),
        cmocka_unit_test(shared_quota),
        cmocka_unit_test(sources),
    };
    return cmocka_run_group_tests_name("genmem_threads", tests, NULL, NULL);
}
