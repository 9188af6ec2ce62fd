// SPDX-License-Identifier: Apache-2.0
// workers.h
#include "workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "float_env.h"
#include "signals.h"

struct dg_workers {
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

static void take_parts(struct dg_workers *workers)
{
    size_t part;
    while ((part = atomic_fetch_add(&workers->next, 1)) < workers->parts)
        workers->work(workers->job, part);
}

// One that wakes up after the others have done the job does not join.
static void *serve(void *argument)
{
    struct dg_workers *workers = argument;
    (void)dg_float_enter(); // for good: a new thread has the environment of its creator
    pthread_mutex_lock(&workers->mutex);
    for (uint64_t seen = 0; !workers->leave;) {
        if (seen == workers->jobs || !workers->open) {
            pthread_cond_wait(&workers->begun, &workers->mutex);
            continue;
        }
        seen = workers->jobs;
        workers->working++;
        pthread_mutex_unlock(&workers->mutex);
        take_parts(workers);
        pthread_mutex_lock(&workers->mutex);
        if (--workers->working == 0)
            pthread_cond_signal(&workers->ended);
    }
    pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

static bool start_threads(struct dg_workers *workers, unsigned threads)
{
    sigset_t before;
    dg_signals_block(&before);
    while (workers->size < threads && pthread_create(&workers->thread[workers->size], NULL, serve, workers) == 0)
        workers->size++;
    dg_signals_restore(&before);
    return workers->size == threads;
}

struct dg_workers *dg_workers_open(unsigned threads)
{
    struct dg_workers *workers = calloc(1, sizeof *workers + (threads - 1) * sizeof workers->thread[0]);
    if (!workers)
        return NULL;
    pthread_mutex_init(&workers->mutex, NULL);
    pthread_cond_init(&workers->begun, NULL);
    pthread_cond_init(&workers->ended, NULL);
    if (start_threads(workers, threads - 1))
        return workers;
    dg_workers_close(workers);
    return NULL;
}

void dg_workers_run(struct dg_workers *workers, size_t parts, dg_part_fn *work, void *job)
{
    pthread_mutex_lock(&workers->mutex);
    workers->work = work;
    workers->job = job;
    workers->parts = parts;
    atomic_store(&workers->next, 0);
    workers->open = true;
    workers->jobs++;
    pthread_cond_broadcast(&workers->begun);
    pthread_mutex_unlock(&workers->mutex);
    take_parts(workers);
    pthread_mutex_lock(&workers->mutex);
    workers->open = false;
    while (workers->working > 0)
        pthread_cond_wait(&workers->ended, &workers->mutex);
    pthread_mutex_unlock(&workers->mutex);
}

void dg_workers_close(struct dg_workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->mutex);
    workers->leave = true;
    pthread_cond_broadcast(&workers->begun);
    pthread_mutex_unlock(&workers->mutex);
    for (unsigned i = 0; i < workers->size; i++)
        pthread_join(workers->thread[i], NULL);
    pthread_cond_destroy(&workers->ended);
    pthread_cond_destroy(&workers->begun);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
}
