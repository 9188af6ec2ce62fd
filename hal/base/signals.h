// SPDX-License-Identifier: Apache-2.0
// A thread that the library starts must take no signal that the application waits for. It has the mask of the thread
// that starts it, so that one blocks all of them meanwhile.
#ifndef DG_SIGNALS_H
#define DG_SIGNALS_H

#include <pthread.h>
#include <signal.h>

static inline void dg_signals_block(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

static inline void dg_signals_restore(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

#endif
