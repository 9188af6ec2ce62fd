// SPDX-License-Identifier: Apache-2.0
// lock.h
#include "lock.h"

int dg_lock_init(struct dg_lock *lock)
{
    int code = pthread_mutex_init(&lock->door, NULL);
    if (code != 0)
        return code;
    code = pthread_mutex_init(&lock->mutex, NULL);
    if (code != 0)
        pthread_mutex_destroy(&lock->door);
    return code;
}

void dg_lock_destroy(struct dg_lock *lock)
{
    pthread_mutex_destroy(&lock->mutex);
    pthread_mutex_destroy(&lock->door);
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
