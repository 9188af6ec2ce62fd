// SPDX-License-Identifier: Apache-2.0
// A map when what it needs of the system cannot be had: each allocation, mapping, descriptor and thread of an opening
// fails once; nothing is left open, and the next opening works.
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "mapped.h"
#include "scarce.h"

static long until_refusal = -1; // calls that still succeed; -1 = all

static bool refused(void)
{
    return until_refusal >= 0 && until_refusal-- == 0;
}

void *__real_mmap(void *address, size_t bytes, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    if (!refused())
        return __real_mmap(address, bytes, protection, flags, fd, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

int __real_eventfd(unsigned value, int flags);
int __wrap_eventfd(unsigned value, int flags);
int __wrap_eventfd(unsigned value, int flags)
{
    return refused() ? -1 : __real_eventfd(value, flags);
}

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*main)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*main)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*main)(void *), void *argument)
{
    return refused() ? EAGAIN : __real_pthread_create(thread, how, main, argument);
}

static int open_descriptors(void)
{
    int n = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

// Opens once; whether something has failed.
static bool open_with(dg_genmem *mem, long allocations, long calls)
{
    dg_map *map = (dg_map *)&mem;
    dg_error why = {0};
    int before = open_descriptors();
    if (allocations >= 0)
        scarce_begin(allocations);
    until_refusal = calls;
    int code = dg_map_open(mem, 0, 100000, NULL, &map, &why);
    bool failed = calls >= 0 && until_refusal < 0;
    until_refusal = -1;
    if (allocations >= 0)
        failed = scarce_end();
    assert_int_equal(code, failed ? DG_ERR_MEMORY : DG_OK);
    if (failed) {
        assert_null(map);
        assert_int_equal(why.code, DG_ERR_MEMORY);
        assert_int_equal(open_descriptors(), before);
    } else {
        assert_word(*(uint64_t *)dg_map_address(map), cell_of(mem, 0), "the first cell");
    }
    dg_map_discard(map);
    assert_int_equal(open_descriptors(), before);
    return failed;
}

static void an_opening_that_fails_leaves_nothing(void **state)
{
    (void)state;
    dg_genmem *mem = memory(DG_FEISTEL, 0);
    long allocations = 0, calls = 0;
    while (open_with(mem, allocations, -1))
        allocations++;
    while (open_with(mem, -1, calls))
        calls++;
    assert_int_equal(allocations, 2);   // the map, its staging
    assert_int_equal(calls, 1 + 4 + 2); // the region, two sets of two mappings each, descriptor and thread
    dg_genmem_release(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_opening_that_fails_leaves_nothing)};
    return has_maps() ? cmocka_run_group_tests(tests, NULL, NULL) : 0;
}
