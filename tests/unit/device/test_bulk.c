// SPDX-License-Identifier: Apache-2.0
// Bulk calls of the software device on several threads: the results are those of the scalar kernels, which test_kernels
// compares with the definitions, and of one thread.
#include "unit.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device/bulk.h"
#include "naive.h"
#include "numerics/kernels/blocks.h"

enum { PART = 1 << 15, LONGEST = 5 * PART + 77 };

static const unsigned thread_counts[] = {1, 2, 3, 7};
static const size_t lengths[] = {0, 1, PART - 1, PART, PART + 1, 3 * PART + 1, LONGEST};
#define END_OF(array) ((array) + sizeof(array) / sizeof(array)[0])

static const uint64_t seed = 0x0123456789abcdef, base = (uint64_t)0 - 70001;
static uint8_t cells[8 * LONGEST], want[8 * LONGEST];
static uint64_t words[LONGEST];
static uint8_t contexts[LONGEST];

// In which order the parts of a job are done: as the threads come, or by the caller alone from the first or the last
// on; or the last four of them alone.
static enum { AS_IT_COMES, UPWARDS, DOWNWARDS, ORDERS, LAST_FOUR } part_order;

void __real_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job);
void __wrap_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job);
void __wrap_dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job)
{
    if (part_order == AS_IT_COMES)
        __real_dg_workers_run(workers, parts, work, job);
    for (size_t i = part_order == LAST_FOUR ? parts - 4 : 0; part_order != AS_IT_COMES && i < parts; i++)
        work(job, part_order == DOWNWARDS ? parts - 1 - i : i);
}

static dg_device *open_with(unsigned threads)
{
    dg_device *dev;
    assert_done(
        dg_device_open("soft", &(dg_device_options){.size = sizeof(dg_device_options), .threads = threads}, &dev, err));
    return dev;
}

static void runs_and_lists(void **state)
{
    (void)state;
    for (const unsigned *threads = thread_counts; threads < END_OF(thread_counts); threads++) {
        dg_device *dev = open_with(*threads);
        for (int kind = 0; kind < DG_KINDS; kind++)
            for (const size_t *n = lengths; n < END_OF(lengths); n++) {
                size_t bytes = *n * naive_size(kind);
                dg_kernels_scalar.run[kind](seed, base, *n, want);
                memset(cells, 0xa5, sizeof cells);
                assert_done(dg_synth_run(dev, (dg_kind)kind, seed, base, *n, cells, err));
                assert_memory_equal(cells, want, bytes);
                assert_true(bytes == sizeof cells || cells[bytes] == 0xa5);
                dg_kernels_scalar.list[kind](seed, (const uint8_t *)words, *n, want);
                assert_done(dg_synth_list(dev, (dg_kind)kind, seed, words, *n, cells, err));
                assert_memory_equal(cells, want, bytes);
            }
        dg_device_close(dev);
    }
}

static void folds(void **state)
{
    (void)state;
    for (const unsigned *threads = thread_counts; threads < END_OF(thread_counts); threads++) {
        dg_device *dev = open_with(*threads);
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++)
            for (const size_t *n = lengths; n < END_OF(lengths); n++) {
                uint64_t folded;
                size_t bytes = *n * naive_size(kind);
                dg_kernels_scalar.run[kind](seed, base, *n, want);
                assert_done(dg_synth_fold(dev, 0, (dg_kind)kind, seed, base, *n, &folded, err));
                assert_word(folded, naive_fingerprint(want, bytes), "kind %d, %zu cells", kind, *n);
            }
        dg_device_close(dev);
    }
}

// Cells wrong at both ends and on both sides of where parts meet: each pair of them must be counted, the first named.
static void check_verdicts(void)
{
    static const size_t wrong[] = {0, PART - 1, PART, 3 * PART, LONGEST - 1};
    for (const unsigned *threads = thread_counts; threads < END_OF(thread_counts); threads++) {
        dg_device *dev = open_with(*threads);
        for (int kind = 0; kind < DG_FEISTEL_INV; kind++) {
            size_t size = naive_size(kind);
            dg_synth_verdict v;
            dg_kernels_scalar.run[kind](seed, base, LONGEST, cells);
            assert_done(dg_synth_verify(dev, (dg_kind)kind, seed, base, cells, LONGEST, &v, err));
            assert_true(v.mismatches == 0 && v.first == UINT64_MAX && v.found == 0 && v.expected == 0);
            for (const size_t *first = wrong; first < END_OF(wrong); first++)
                for (const size_t *other = wrong; other < END_OF(wrong); other++) {
                    if (*other <= *first)
                        continue;
                    cells[*first * size] ^= 1;
                    cells[*other * size] ^= 2;
                    assert_done(dg_synth_verify(dev, (dg_kind)kind, seed, base, cells, LONGEST, &v, err));
                    assert_word(v.mismatches, 2, "kind %d: mismatches", kind);
                    assert_word(v.first, *first, "kind %d: first", kind);
                    assert_word(v.expected, naive_cell(kind, seed, base + *first), "kind %d: expected", kind);
                    assert_word(v.found, v.expected ^ 1, "kind %d: found", kind);
                    cells[*first * size] ^= 1;
                    cells[*other * size] ^= 2;
                }
        }
        dg_device_close(dev);
    }
}

static void verdicts(void **state)
{
    (void)state;
    for (part_order = AS_IT_COMES; part_order < ORDERS; part_order++)
        check_verdicts();
}

static int as_it_comes(void **state)
{
    (void)state;
    part_order = AS_IT_COMES;
    return 0;
}

static void accumulation(void **state)
{
    (void)state;
    for (const unsigned *threads = thread_counts; threads < END_OF(thread_counts); threads++) {
        dg_device *dev = open_with(*threads);
        dg_table_context table[DG_TABLE_CONTEXTS_MAX] = {0}, got[DG_TABLE_CONTEXTS_MAX];
        for (const size_t *n = lengths; n < END_OF(lengths); n++) {
            assert_done(dg_table_accum_list(dev, contexts, words, *n, err));
            assert_done(dg_table_accum_run(dev, 9, words, *n, err));
            for (size_t i = 0; i < *n; i++) {
                table[contexts[i]].accumulator ^= words[i];
                table[contexts[i]].count++;
                table[9].accumulator ^= words[i];
                table[9].count++;
            }
        }
        assert_done(dg_table_snapshot(dev, got, err));
        for (unsigned c = 0; c < DG_TABLE_CONTEXTS_MAX; c++) {
            assert_word(got[c].accumulator, table[c].accumulator, "accumulator %u", c);
            assert_word(got[c].count, table[c].count, "count %u", c);
        }
        dg_device_close(dev);
    }
}

// Jobs so long that their parts begin beyond 32 bits. What only the first parts would touch is address space without
// memory.
enum { TAIL = 3 * PART + 1699 };
static const size_t far = (size_t)1 << 32;

static uint8_t *reserve(size_t size)
{
    void *space = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return space == MAP_FAILED ? NULL : space;
}

static void check_cells(const struct dg_bulk *bulk, dg_kind kind, uint8_t *in, uint8_t *out)
{
    size_t size = naive_size(kind);
    uint8_t *tail = out + far * size;
    dg_kernels_scalar.run[kind](seed, base + far, TAIL, want);
    dg_bulk_run(bulk, kind, seed, base, far + TAIL, out);
    assert_memory_equal(tail, want, TAIL * size);
    assert_word(dg_bulk_fold(bulk, kind, seed, base, far + TAIL), naive_fingerprint(want, TAIL * size), "kind %d",
                kind);
    tail[70000 * size] ^= 1;
    dg_synth_verdict v = dg_bulk_verify(bulk, kind, seed, base, out, far + TAIL);
    assert_true(v.mismatches == 1 && v.first == far + 70000 && v.found == (v.expected ^ 1));
    memcpy(in + 8 * far, words, sizeof words[0] * TAIL);
    dg_kernels_scalar.list[kind](seed, (const uint8_t *)words, TAIL, want);
    dg_bulk_list(bulk, kind, seed, in, far + TAIL, out);
    assert_memory_equal(tail, want, TAIL * size);
}

static void parts_beyond_32_bits(void **state)
{
    (void)state;
    const struct dg_bulk bulk = {.kernels = &dg_kernels_scalar, .stream_from = SIZE_MAX, .workers = dg_workers_open(2)};
    uint8_t *in = reserve(8 * (far + TAIL)), *out = reserve(8 * (far + TAIL)), *which = reserve(far + TAIL);
    dg_table_context table[DG_TABLE_CONTEXTS_MAX] = {0}, expected[DG_TABLE_CONTEXTS_MAX] = {0};
    assert_non_null(bulk.workers);
    if (!in || !out || !which) {
        puts("skipped: parts beyond 32 bits: there is no address space for them");
        skip();
    }
    part_order = LAST_FOUR;
    for (int kind = 0; kind < DG_FEISTEL_INV; kind++)
        check_cells(&bulk, (dg_kind)kind, in, out);
    memcpy(which + far, contexts, TAIL);
    dg_kernels_scalar.accum(expected, contexts, (const uint8_t *)words, TAIL);
    dg_bulk_accum(&bulk, table, which, in, far + TAIL);
    assert_memory_equal(table, expected, sizeof table);
    assert_word(dg_bulk_xor(&bulk, in, far + TAIL), dg_kernels_scalar.xor_words((const uint8_t *)words, TAIL), "XOR");
    munmap(in, 8 * (far + TAIL));
    munmap(out, 8 * (far + TAIL));
    munmap(which, far + TAIL);
    dg_workers_close(bulk.workers);
}

// A job has ended when all of its parts have: the other thread's part takes longer here, as the calling thread waits
// until it has begun.
struct meeting {
    pthread_t caller;
    atomic_bool begun, done;
};

static void meet(void *argument, size_t part)
{
    (void)part;
    struct meeting *meeting = argument;
    if (pthread_equal(pthread_self(), meeting->caller)) {
        while (!atomic_load(&meeting->begun))
            sched_yield();
    } else {
        atomic_store(&meeting->begun, true);
        usleep(100000);
        atomic_store(&meeting->done, true);
    }
}

static void a_job_ends_with_its_parts(void **state)
{
    (void)state;
    struct dg_workers *workers = dg_workers_open(2);
    assert_non_null(workers);
    struct meeting meeting = {.caller = pthread_self()};
    dg_workers_run(workers, 2, meet, &meeting);
    assert_true(atomic_load(&meeting.done));
    dg_workers_close(workers);
}

// Two threads of the application on one device that has threads itself.
static void *repeat(void *argument)
{
    static _Thread_local uint8_t out[4 * (PART + 9)];
    for (int i = 0; i < 20; i++)
        if (dg_synth_run(argument, DG_TORUS32, seed, base, PART + 9, out, NULL) != DG_OK ||
            memcmp(out, want, sizeof out) != 0)
            return argument;
    return NULL;
}

static void callers_share_the_threads(void **state)
{
    (void)state;
    dg_device *dev = open_with(3);
    pthread_t caller[2];
    dg_kernels_scalar.run[DG_TORUS32](seed, base, PART + 9, want);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&caller[i], NULL, repeat, dev), 0);
    for (int i = 0; i < 2; i++) {
        void *failed;
        assert_int_equal(pthread_join(caller[i], &failed), 0);
        assert_null(failed);
    }
    dg_device_close(dev);
}

static void too_many(void **state)
{
    (void)state;
    dg_device *dev;
    assert_fails(
        dg_device_open("soft",
                       &(dg_device_options){.size = sizeof(dg_device_options), .threads = DG_DEVICE_THREADS_MAX + 1},
                       &dev, err),
        DG_ERR_ARGUMENT, "options.threads is 257: it must be at most 256");
    dg_device_close(open_with(DG_DEVICE_THREADS_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_and_lists),
        cmocka_unit_test(folds),
        cmocka_unit_test_teardown(verdicts, as_it_comes),
        cmocka_unit_test(accumulation),
        cmocka_unit_test_teardown(parts_beyond_32_bits, as_it_comes),
        cmocka_unit_test(too_many),
        cmocka_unit_test(a_job_ends_with_its_parts),
        cmocka_unit_test(callers_share_the_threads),
    };
    uint64_t random = 21;
    for (size_t i = 0; i < LONGEST; i++) {
        words[i] = naive_random(&random);
        contexts[i] = (uint8_t)naive_random(&random);
    }
    return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
