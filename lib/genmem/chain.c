// SPDX-License-Identifier: Apache-2.0
// chain.h
//
// A change has a memory and all that is below it to itself: it locks them one by one and, where one is taken, gives
// all of them back and begins again, so nobody waits for another with a lock held. What a locked memory points to stays
// alive, because the memory holds it.
#include "genmem/chain.h"

#include <sched.h>

// The memories that a change has locked, from the one that it is about on.
struct held {
    struct dg_genmem *first, *last;
};

static struct dg_genmem *below(struct dg_genmem *mem, bool morph)
{
    const struct dg_source *source = atomic_load(morph ? &mem->morph : &mem->mirror);
    return source ? source->from : NULL;
}

static void unlock(struct held *held)
{
    for (struct dg_genmem *mem = held->first, *next; mem; mem = next) {
        next = mem->next_held;
        atomic_store_explicit(&mem->holder, NULL, memory_order_relaxed);
        pthread_mutex_unlock(&mem->chain);
    }
    *held = (struct held){0};
}

// NULL, and what is held already, is allowed.
static bool lock(struct held *held, struct dg_genmem *mem)
{
    if (!mem || atomic_load_explicit(&mem->holder, memory_order_relaxed) == held)
        return true;
    if (pthread_mutex_trylock(&mem->chain) != 0)
        return false;
    atomic_store_explicit(&mem->holder, held, memory_order_relaxed);
    mem->next_held = NULL;
    if (held->last)
        held->last->next_held = mem;
    else
        held->first = mem;
    held->last = mem;
    return true;
}

static bool try_lock_below(struct held *held, struct dg_genmem *mem, struct dg_genmem *source)
{
    bool all = lock(held, mem) && lock(held, source);
    for (struct dg_genmem *at = held->first; all && at; at = at->next_held)
        all = lock(held, below(at, true)) && lock(held, below(at, false));
    return all;
}

static void lock_below(struct held *held, struct dg_genmem *mem, struct dg_genmem *source)
{
    while (!try_lock_below(held, mem, source)) {
        unlock(held);
        (void)sched_yield();
    }
}

static bool leads_to(const struct held *held, const struct dg_genmem *mem)
{
    for (struct dg_genmem *at = held->first; at; at = at->next_held)
        if (below(at, true) == mem || below(at, false) == mem)
            return true;
    return false;
}

static unsigned level_of(const struct dg_genmem *mem)
{
    unsigned level = DG_CHAIN_MAX;
    while (level > 0 && mem->users[level - 1] == 0)
        level--;
    return level;
}

static void set_level(struct dg_genmem *mem, unsigned level)
{
    for (int morph = 0; morph < 2; morph++) {
        struct dg_genmem *source = below(mem, morph);
        if (!source)
            continue;
        source->users[mem->level]--;
        source->users[level]++;
    }
    mem->level = level;
}

// Make the levels right again. False: some would be too high.
static bool settle(const struct held *held)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (struct dg_genmem *at = held->first; at; at = at->next_held) {
            unsigned level = level_of(at);
            if (level == DG_CHAIN_MAX)
                return false;
            if (level != at->level) {
                set_level(at, level);
                changed = true;
            }
        }
    }
    return true;
}

// With all below mem and source held.
static bool exchange(const struct held *held, struct dg_genmem *mem, _Atomic(struct dg_source *) *place,
                     struct dg_source *source)
{
    const struct dg_source *before = atomic_load(place);
    if (before)
        before->from->users[mem->level]--;
    if (source)
        source->from->users[mem->level]++;
    atomic_store(place, source);
    return settle(held);
}

int dg_chain_set(struct dg_genmem *mem, _Atomic(struct dg_source *) *place, struct dg_source *source,
                 struct dg_source **before, dg_error *err)
{
    struct held held = {0};
    int code = DG_OK;
    lock_below(&held, mem, source ? source->from : NULL);
    *before = atomic_load(place);
    if (source && (source->from == mem || leads_to(&held, mem))) {
        code = dg_fail(err, DG_ERR_ARGUMENT, "the source leads back to the memory itself: choose one that does not");
    } else if (!exchange(&held, mem, place, source)) {
        (void)exchange(&held, mem, place, *before);
        code = dg_fail(err, DG_ERR_ARGUMENT, "the chain of sources would be longer than the %d memories allowed",
                       DG_CHAIN_MAX);
    }
    if (code != DG_OK)
        *before = source;
    else if (*before)
        dg_readers_wait(atomic_load(&mem->readers));
    unlock(&held);
    return code;
}
