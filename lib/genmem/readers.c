// SPDX-License-Identifier: Apache-2.0
// readers.h
#include "readers.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

struct dg_readers *dg_readers_open(void)
{
    void *readers =
        mmap(NULL, sizeof(struct dg_readers), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); // zeros
    if (readers == MAP_FAILED)
        return NULL;
#ifdef MADV_WIPEONFORK
    (void)madvise(readers, sizeof(struct dg_readers), MADV_WIPEONFORK);
#endif
    return readers;
}

void dg_readers_close(struct dg_readers *readers)
{
    if (readers)
        munmap(readers, sizeof *readers);
}

unsigned dg_readers_enter(struct dg_readers *readers)
{
    unsigned stripe = (unsigned)(((uint64_t)(uintptr_t)pthread_self() * 0x9E3779B97F4A7C15) >> 61);
    unsigned phase = atomic_load(&readers->phase) & 1;
    atomic_fetch_add(&readers->stripes[stripe].inside[phase], 1);
    return stripe * 2 + phase;
}

void dg_readers_leave(struct dg_readers *readers, unsigned token)
{
    atomic_fetch_sub(&readers->stripes[token / 2].inside[token % 2], 1);
}

static void wait_for(struct dg_readers *readers, unsigned phase)
{
    for (unsigned stripe = 0; stripe < DG_READERS_STRIPES; stripe++)
        while (atomic_load(&readers->stripes[stripe].inside[phase]) != 0)
            sched_yield();
}

// Readers that come keep to the phase that is; so the other one empties. One that was slow to come in may be in either.
void dg_readers_wait(struct dg_readers *readers)
{
    unsigned phase = atomic_load(&readers->phase) & 1;
    wait_for(readers, phase ^ 1);
    atomic_store(&readers->phase, phase ^ 1);
    wait_for(readers, phase);
}
