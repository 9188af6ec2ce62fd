// SPDX-License-Identifier: Apache-2.0
// lock.h
#include "lock.h"

#include <time.h>

// The condition counts time by the clock that nobody sets.
static int init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    int code = pthread_condattr_init(&attributes);
    if (code != 0)
        return code;
    code = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (code == 0)
        code = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return code;
}

int dg_lock_init(struct dg_lock *lock)
{
    int code = init_condition(&lock->changed);
    if (code != 0)
        return code;
    code = pthread_mutex_init(&lock->door, NULL);
    if (code == 0) {
        code = pthread_mutex_init(&lock->mutex, NULL);
        if (code != 0)
            pthread_mutex_destroy(&lock->door);
    }
    if (code != 0)
        pthread_cond_destroy(&lock->changed);
    return code;
}

void dg_lock_destroy(struct dg_lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
    pthread_mutex_destroy(&lock->door);
    pthread_cond_destroy(&lock->changed);
}

void dg_lock_acquire(struct dg_lock *lock) DG_THREAD_SAFETY(no_thread_safety_analysis)
{
    pthread_mutex_lock(&lock->door);
    pthread_mutex_lock(&lock->mutex);
    pthread_mutex_unlock(&lock->door);
}

void dg_lock_release(struct dg_lock *lock) DG_THREAD_SAFETY(no_thread_safety_analysis)
{
    pthread_mutex_unlock(&lock->mutex);
}

void dg_lock_sleep(struct dg_lock *lock, uint32_t timeout_us)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    long nanoseconds = end.tv_nsec + (long)(timeout_us % 1000000) * 1000;
    end.tv_sec += (time_t)(timeout_us / 1000000) + nanoseconds / 1000000000;
    end.tv_nsec = nanoseconds % 1000000000;
    pthread_cond_timedwait(&lock->changed, &lock->mutex, &end);
}

void dg_lock_wake(struct dg_lock *lock)
{
    pthread_cond_broadcast(&lock->changed);
}
