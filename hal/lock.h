// SPDX-License-Identifier: Apache-2.0
// A fair mutex that clang's -Wthread-safety can check in C.
//
// Fair: a thread that gives the lock back and takes it again at once, as one does that waits for a request slice by
// slice, lets a waiting thread go first. A plain mutex lets it starve the others. The waiting thread holds the door,
// and everyone passes the door.
#ifndef DG_LOCK_H
#define DG_LOCK_H

#include <pthread.h>

#if defined(__clang__)
#define DG_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define DG_THREAD_SAFETY(attribute)
#endif
#define DG_REQUIRES(lock) DG_THREAD_SAFETY(requires_capability(lock))
#define DG_EXCLUDES(lock) DG_THREAD_SAFETY(locks_excluded(lock))

struct DG_THREAD_SAFETY(capability("mutex")) dg_lock {
    pthread_mutex_t door, mutex; // taken in this order
};

// Returns 0, or the error number of the mutex that could not be made.
int dg_lock_init(struct dg_lock *lock);
void dg_lock_destroy(struct dg_lock *lock);
void dg_lock_acquire(struct dg_lock *lock) DG_THREAD_SAFETY(acquire_capability(*lock));
void dg_lock_release(struct dg_lock *lock) DG_THREAD_SAFETY(release_capability(*lock));

#endif
