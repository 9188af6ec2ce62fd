// SPDX-License-Identifier: Apache-2.0
// Threads that share a job: each part is done once, and a thread that the machine wakes late, after the others have
// done it all, stays out of it. What it would read then, the next job may be writing.
#include "unit.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/workers.h"

enum { PARTS = 100, JOBS = 50, THREADS = 4 };

static pthread_t caller;
static atomic_bool sleepy; // the threads sleep until the test wakes them
static sem_t asleep, wake;
static atomic_uint releases; // of the lock, by threads that do not wait

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __real_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex);
int __real_pthread_mutex_unlock(pthread_mutex_t *mutex);

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    if (!atomic_load(&sleepy) || pthread_equal(pthread_self(), caller))
        return __real_pthread_cond_wait(condition, mutex);
    (void)__real_pthread_mutex_unlock(mutex);
    (void)sem_post(&asleep);
    (void)sem_wait(&wake);
    return pthread_mutex_lock(mutex);
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (!pthread_equal(pthread_self(), caller))
        atomic_fetch_add(&releases, 1);
    return __real_pthread_mutex_unlock(mutex);
}

static void count(void *job, size_t part)
{
    atomic_uint *done = job;
    atomic_fetch_add(&done[part], 1);
}

static void each_part_once(void **state)
{
    (void)state;
    struct dg_workers *workers = dg_workers_open(THREADS);
    assert_non_null(workers);
    for (int i = 0; i < JOBS; i++) {
        static atomic_uint done[PARTS];
        memset(done, 0, sizeof done);
        dg_workers_run(workers, PARTS, count, done);
        for (int part = 0; part < PARTS; part++)
            assert_int_equal(atomic_load(&done[part]), 1);
    }
    dg_workers_close(workers);
}

static void late_ones_stay_out(void **state)
{
    (void)state;
    static atomic_uint done[PARTS];
    caller = pthread_self();
    atomic_store(&sleepy, true);
    assert_int_equal(sem_init(&asleep, 0, 0), 0);
    assert_int_equal(sem_init(&wake, 0, 0), 0);
    struct dg_workers *workers = dg_workers_open(2);
    assert_non_null(workers);
    (void)sem_wait(&asleep);
    dg_workers_run(workers, PARTS, count, done);
    atomic_store(&releases, 0);
    (void)sem_post(&wake);
    (void)sem_wait(&asleep);
    assert_int_equal(atomic_load(&releases), 0);
    atomic_store(&sleepy, false);
    (void)sem_post(&wake);
    dg_workers_close(workers);
    for (int part = 0; part < PARTS; part++)
        assert_int_equal(atomic_load(&done[part]), 1);
    (void)sem_destroy(&asleep);
    (void)sem_destroy(&wake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_once),
        cmocka_unit_test(late_ones_stay_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
