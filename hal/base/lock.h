// SPDX-License-Identifier: Apache-2.0
// A fair mutex, with a condition to wait for, that clang's -Wthread-safety can check in C.
//
// Fair: a thread that gives the lock back and takes it again at once, as one does that waits for a request slice by
// slice, lets a waiting thread go first. A plain mutex lets it starve the others. The waiting thread holds the door,
// and everyone passes the door.
#ifndef DG_LOCK_H
#define DG_LOCK_H

#include <pthread.h>
#include <stdint.h>

#if defined(__clang__)
#define DG_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define DG_THREAD_SAFETY(attribute)
#endif
#define DG_REQUIRES(lock) DG_THREAD_SAFETY(requires_capability(lock))

struct DG_THREAD_SAFETY(capability("mutex")) dg_lock {
    pthread_mutex_t door, mutex; // taken in this order
    pthread_cond_t changed;
};

// Returns 0, or the error number of the part that could not be made.
int dg_lock_init(struct dg_lock *lock);
void dg_lock_destroy(struct dg_lock *lock);
void dg_lock_acquire(struct dg_lock *lock) DG_THREAD_SAFETY(acquire_capability(*lock));
void dg_lock_release(struct dg_lock *lock) DG_THREAD_SAFETY(release_capability(*lock));

// Give the lock back until dg_lock_wake or until timeout_us have passed.
void dg_lock_sleep(struct dg_lock *lock, uint32_t timeout_us) DG_REQUIRES(*lock);
void dg_lock_wake(struct dg_lock *lock) DG_REQUIRES(*lock);

#endif
