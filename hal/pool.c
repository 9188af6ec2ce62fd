// SPDX-License-Identifier: Apache-2.0
// pool.h
#include "pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "float_env.h"

struct dg_pool {
    pthread_mutex_t mutex; // of what follows, but for `next`
    pthread_cond_t begun, ended;
    uint64_t jobs;    // that have begun
    bool open;        // the last of them can still be joined
    bool leave;       // there will be no other
    unsigned working; // threads that have joined it
    dg_part_fn *work; // these three change only while nobody has joined
    void *job;
    size_t parts;
    atomic_size_t next; // part that nobody has taken
    unsigned size;
    pthread_t thread[];
};

static void take_parts(struct dg_pool *pool)
{
    size_t part;
    while ((part = atomic_fetch_add(&pool->next, 1)) < pool->parts)
        pool->work(pool->job, part);
}

// One that wakes up after the others have done the job does not join.
static void *serve(void *argument)
{
    struct dg_pool *pool = argument;
    (void)dg_float_enter(); // for good: a new thread has the environment of its creator
    pthread_mutex_lock(&pool->mutex);
    for (uint64_t seen = 0; !pool->leave;) {
        if (seen == pool->jobs || !pool->open) {
            pthread_cond_wait(&pool->begun, &pool->mutex);
            continue;
        }
        seen = pool->jobs;
        pool->working++;
        pthread_mutex_unlock(&pool->mutex);
        take_parts(pool);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->working == 0)
            pthread_cond_signal(&pool->ended);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static bool start_threads(struct dg_pool *pool, unsigned threads)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool->size < threads && pthread_create(&pool->thread[pool->size], NULL, serve, pool) == 0)
        pool->size++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pool->size == threads;
}

struct dg_pool *dg_pool_open(unsigned threads)
{
    struct dg_pool *pool = calloc(1, sizeof *pool + (threads - 1) * sizeof pool->thread[0]);
    if (pool == NULL)
        return NULL;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->begun, NULL);
    pthread_cond_init(&pool->ended, NULL);
    if (start_threads(pool, threads - 1))
        return pool;
    dg_pool_close(pool);
    return NULL;
}

void dg_pool_run(struct dg_pool *pool, size_t parts, dg_part_fn *work, void *job)
{
    pthread_mutex_lock(&pool->mutex);
    pool->work = work;
    pool->job = job;
    pool->parts = parts;
    atomic_store(&pool->next, 0);
    pool->open = true;
    pool->jobs++;
    pthread_cond_broadcast(&pool->begun);
    pthread_mutex_unlock(&pool->mutex);
    take_parts(pool);
    pthread_mutex_lock(&pool->mutex);
    pool->open = false;
    while (pool->working > 0)
        pthread_cond_wait(&pool->ended, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

void dg_pool_close(struct dg_pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->mutex);
    pool->leave = true;
    pthread_cond_broadcast(&pool->begun);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 0; i < pool->size; i++)
        pthread_join(pool->thread[i], NULL);
    pthread_cond_destroy(&pool->ended);
    pthread_cond_destroy(&pool->begun);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}
