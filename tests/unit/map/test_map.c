// SPDX-License-Identifier: Apache-2.0
// Generative memory as a pointer (map.h): what is read there is what the memory has; what is written there comes into
// the memory at a sync, only the cells that differ. Skipped aloud where the system has no userfaultfd.
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mapped.h"

// The address of a map's cells that is the memory's own.
static void reads_what_the_memory_has(void **state)
{
    (void)state;
    for (int kind = 0; kind <= DG_SHUFFLED64; kind++) {
        dg_genmem *mem = memory((dg_kind)kind, 0);
        const uint64_t first = UINT64_C(0x123456789abcd), cells = 5000;
        size_t size = dg_cell_size((dg_kind)kind);
        assert_done(dg_genmem_write(mem, first + 1234, 42, err));
        dg_map *map = mapped(mem, first, cells, 0, 0);
        const unsigned char *bytes = dg_map_address(map);
        for (uint64_t i = 0; i < cells; i += 7) {
            uint64_t bits = 0;
            memcpy(&bits, bytes + i * size, size);
            assert_word(bits, cell_of(mem, first + i), "kind %d cell %llu", kind, (unsigned long long)i);
        }
        uint64_t written_cell = 0;
        memcpy(&written_cell, bytes + 1234 * size, size);
        assert_int_equal(written_cell, 42);
        for (size_t i = cells * size; i < about(map).bytes; i++)
            assert_int_equal(bytes[i], 0);
        assert_done(dg_map_close(map, err));
        dg_genmem_release(mem);
    }
}

static void terabytes_cost_what_is_touched(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    const uint64_t cells = UINT64_C(1) << (SANITIZES_THREADS ? 32 : 40); // 8 TiB
    dg_map *map = mapped(mem, 0, cells, 0, 0);
    uint64_t *words = dg_map_address(map);
    for (uint64_t i = 1; i < cells; i *= 3) {
        assert_word(words[i], dg_feistel(i, SEED), "cell %llu", (unsigned long long)i);
        words[cells - i] = i;
    }
    assert_true(about(map).pages_made < 1000);
    assert_done(dg_map_close(map, err));
    for (uint64_t i = 1; i < cells; i *= 3)
        assert_word(cell_of(mem, cells - i), i, "cell %llu", (unsigned long long)(cells - i));
    dg_genmem_release(mem);
}

static void the_last_cells_of_all(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, UINT64_MAX - 599, 600, 0, 0);
    uint64_t *words = dg_map_address(map);
    words[599] = 1;
    words[600] = 2; // behind the last cell
    assert_done(dg_map_close(map, err));
    assert_int_equal(cell_of(mem, UINT64_MAX), 1);
    assert_int_equal(written(mem), 1);
    dg_genmem_release(mem);
}

static void only_what_differs_is_kept(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_TORUS32, 0);
    dg_map *map = mapped(mem, 1000, 1 << 20, 0, 0);
    float *cells = dg_map_address(map);
    for (int i = 0; i < 1 << 20; i += 1000)
        cells[i] = cells[i] + 0.0f; // the page is dirty and says what it said
    cells[5] = 2.0f;
    cells[7] = 3.0f;
    assert_int_equal(written(mem), 0);
    assert_done(dg_map_sync(map, err));
    assert_int_equal(written(mem), 2);
    assert_int_equal(about(map).pages_dirty, 0);
    cells[6] = 4.0f; // the same page once more
    assert_int_equal(about(map).pages_dirty, 1);
    assert_int_equal(written(mem), 2);
    assert_done(dg_map_sync(map, err));
    assert_int_equal(written(mem), 3);
    assert_done(dg_map_close(map, err));
    dg_genmem_release(mem);
}

// A memory whose device is lost.
static atomic_bool is_lost;
int __real_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err);
int __wrap_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err);
int __wrap_dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err)
{
    if (!atomic_load(&is_lost))
        return __real_dg_genmem_fetch_run(mem, base, count, out, err);
    if (err)
        *err = (dg_error){DG_ERR_LOST, "lost"};
    return DG_ERR_LOST;
}

static sigjmp_buf landing;
static void land(int number)
{
    siglongjmp(landing, number);
}

// Whether an access ends with SIGSEGV.
static bool faults(volatile uint64_t *word, bool write)
{
    struct sigaction action = {.sa_handler = land, .sa_flags = SA_NODEFER}, before;
    assert_int_equal(sigaction(SIGSEGV, &action, &before), 0);
    int number = sigsetjmp(landing, 1);
    if (number == 0) {
        if (write)
            *word = 1;
        else
            (void)*word;
    }
    assert_int_equal(sigaction(SIGSEGV, &before, NULL), 0);
    return number == SIGSEGV;
}

static void a_read_only_map_takes_no_write(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, 4 * PAGE_WORDS, DG_MAP_READ_ONLY, 0);
    uint64_t *words = dg_map_address(map);
    assert_word(words[3], dg_feistel(3, SEED), "cell 3");
    assert_true(faults(&words[3], true));
    assert_true(faults(&words[3 * PAGE_WORDS], true));
    assert_word(words[3 * PAGE_WORDS], dg_feistel(3 * PAGE_WORDS, SEED), "cell %d", 3 * PAGE_WORDS);
    assert_done(dg_map_close(map, err));
    dg_genmem_release(mem);
}

static void a_lost_device_ends_the_access(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, 4 * PAGE_WORDS, 0, 0);
    uint64_t *words = dg_map_address(map);
    words[0] = 1;
    atomic_store(&is_lost, true);
    assert_true(faults(&words[PAGE_WORDS], true));
    assert_true(faults(&words[PAGE_WORDS], false));
    assert_true(faults(&words[3 * PAGE_WORDS], false));
    assert_fails(dg_map_close(map, err), DG_ERR_LOST, "lost");
    atomic_store(&is_lost, false);
    assert_done(dg_map_close(map, err)); // what was refused is not stored
    assert_int_equal(cell_of(mem, 0), 1);
    assert_int_equal(written(mem), 1);
    dg_genmem_release(mem);
}

static void what_a_quota_refuses_stays_in_the_map(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 10 * 8);
    dg_map *map = mapped(mem, 0, 10 * PAGE_WORDS, 0, 0);
    uint64_t *words = dg_map_address(map);
    for (int i = 0; i < 11; i++)
        words[i] = 1;
    assert_fails(dg_map_sync(map, err), DG_ERR_BUSY, "quota");
    assert_int_equal(about(map).pages_dirty, 1);
    assert_fails(dg_map_close(map, err), DG_ERR_BUSY, "quota");
    words[10] = dg_feistel(10, SEED);
    assert_done(dg_map_close(map, err));
    assert_int_equal(written(mem), 10);
    dg_genmem_release(mem);
}

static void a_child_does_not_have_it(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = mapped(mem, 0, PAGE_WORDS, 0, 0);
    uint64_t *words = dg_map_address(map);
    words[0] = 1;
    pid_t child = fork();
    if (child == 0)
        _exit(faults(words, false) ? 0 : 1);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_done(dg_map_close(map, err));
    assert_int_equal(cell_of(mem, 0), 1);
    dg_genmem_release(mem);
}

// As a user without rights: 0 if all is as it should be, else the number of what is not.
static int without_rights(void)
{
    dg_genmem_options options = {.size = sizeof options, .kind = DG_FEISTEL, .seed = SEED};
    dg_genmem *mem = NULL;
    dg_map *map = NULL;
    dg_error err;
    int zero = open("/dev/zero", O_RDONLY);
    if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0 || zero < 0)
        return 1;
    if (dg_genmem_create(&options, &mem, NULL) != DG_OK)
        return 2;
    if (dg_map_open(mem, 0, 4 * PAGE_WORDS, NULL, &map, &err) != DG_OK)
        return err.code == DG_ERR_UNSUPPORTED && strstr(err.message, "vm.unprivileged_userfaultfd") ? 100 : 3;
    uint64_t *words = dg_map_address(map);
    dg_map_info info = {.size = sizeof info};
    if (dg_map_get_info(map, &info, NULL) != DG_OK)
        return 4;
    ssize_t got = read(zero, words + PAGE_WORDS, 8); // nobody has touched it
    if (info.user_faults_only ? got != -1 || errno != EFAULT : got != 8)
        return 5;
    words[PAGE_WORDS] = words[0] + 1;
    if (read(zero, words + PAGE_WORDS, 8) != 8)
        return 6;
    return dg_map_close(map, NULL) == DG_OK && words ? 0 : 7;
}

static void works_with_faults_of_user_mode_alone(void **state)
{
    (void)state;
    if (geteuid() != 0 || SANITIZES_THREADS) {
        print_message("skipped: giving up rights: %s\n",
                      SANITIZES_THREADS ? "a child has no threads here" : "this user has none");
        return;
    }
    pid_t child = fork();
    if (child == 0)
        _exit(without_rights());
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 100)
        print_message("skipped: a map without rights: this system allows none\n");
    else
        assert_int_equal(WEXITSTATUS(status), 0);
}

static void refuses_what_is_no_map(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    dg_map *map = (dg_map *)&mem;
    assert_fails(dg_map_open(mem, 0, 0, NULL, &map, err), DG_ERR_ARGUMENT, "cells");
    assert_null(map);
    assert_fails(dg_map_open(mem, UINT64_MAX, 2, NULL, &map, err), DG_ERR_ARGUMENT, "past the address");
    assert_fails(dg_map_open(mem, 0, UINT64_MAX, NULL, &map, err), DG_ERR_ARGUMENT, "bytes of addresses");
    assert_fails(dg_map_open(mem, 0, UINT64_C(1) << 45, NULL, &map, err), DG_ERR_MEMORY, "map less");
    dg_map_options options = {.size = sizeof options, .flags = 2};
    assert_fails(dg_map_open(mem, 0, 1, &options, &map, err), DG_ERR_ARGUMENT, "flags");
    options.size = 0;
    assert_fails(dg_map_open(mem, 0, 1, &options, &map, err), DG_ERR_ARGUMENT, "sizeof");
    assert_null(map);
    assert_done(dg_map_close(NULL, err));
    dg_map_discard(NULL);
    dg_genmem_release(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_memory_has),
        cmocka_unit_test(terabytes_cost_what_is_touched),
        cmocka_unit_test(the_last_cells_of_all),
        cmocka_unit_test(only_what_differs_is_kept),
        cmocka_unit_test(a_read_only_map_takes_no_write),
        cmocka_unit_test(a_lost_device_ends_the_access),
        cmocka_unit_test(what_a_quota_refuses_stays_in_the_map),
        cmocka_unit_test(a_child_does_not_have_it),
        cmocka_unit_test(works_with_faults_of_user_mode_alone),
        cmocka_unit_test(refuses_what_is_no_map),
    };
    return has_maps() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
