// SPDX-License-Identifier: Apache-2.0
// Requests on their way through the backend, and their callbacks: deltagen/async.h.
#include "device.h"

#include <time.h>

#include "base/error.h"
#include "base/sized.h"
#include "request.h"

enum { OPEN_MAX = 1024, SLICE_US = 1000 };

// dg_request.phase_
enum { IDLE, OPEN, CALLBACK_DUE };

// A call that waits, on its stack. The request is not looked at after it has completed: its callback may free it.
struct dg_waiter {
    const dg_request *request; // NULL: all of them, and result is the first failure
    bool nested;               // inside a callback: does not wait for the request's own
    enum { WAITING, ANSWERED, FINISHED } state;
    dg_error result;
    struct dg_waiter *next;
};

// A thread that is calling callbacks, on its stack.
struct dg_delivery {
    pthread_t thread;
    const dg_request *request; // whose callback runs; NULL: that of an event
    struct dg_delivery *next;
};

// Whether the calling thread is in a callback.
static bool is_nested(const dg_device *dev) DG_REQUIRES(dev->lock);
static bool is_nested(const dg_device *dev)
{
    for (const struct dg_delivery *delivery = dev->deliveries; delivery; delivery = delivery->next)
        if (pthread_equal(delivery->thread, pthread_self()))
            return true;
    return false;
}

static bool callback_runs(const dg_device *dev, const dg_request *request) DG_REQUIRES(dev->lock);
static bool callback_runs(const dg_device *dev, const dg_request *request)
{
    for (const struct dg_delivery *delivery = dev->deliveries; delivery; delivery = delivery->next)
        if (delivery->request == request)
            return true;
    return false;
}

static void add_waiter(dg_device *dev, struct dg_waiter *waiter, const dg_request *request) DG_REQUIRES(dev->lock);
static void add_waiter(dg_device *dev, struct dg_waiter *waiter, const dg_request *request)
{
    waiter->request = request;
    waiter->state = WAITING;
    dg_succeed(&waiter->result);
    waiter->nested = is_nested(dev);
    waiter->next = dev->waiters;
    dev->waiters = waiter;
}

static void remove_waiter(dg_device *dev, struct dg_waiter *waiter) DG_REQUIRES(dev->lock);
static void remove_waiter(dg_device *dev, struct dg_waiter *waiter)
{
    struct dg_waiter **link = &dev->waiters;
    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
}

// Requests carry the code of their failure, the device keeps the text: why it is lost, and of what else failed the
// last.
static void keep_text(dg_device *dev, const dg_error *why)
{
    if (!dg_is_loss(why->code))
        dev->failure = *why;
    else if (dev->dead.code == DG_OK)
        dev->dead = *why;
}

static void find_text(const dg_device *dev, dg_code code, dg_error *out) DG_REQUIRES(dev->lock);
static void find_text(const dg_device *dev, dg_code code, dg_error *out)
{
    if (code == DG_OK)
        dg_succeed(out);
    else if (code == dev->dead.code)
        *out = dev->dead;
    else if (code == dev->failure.code)
        *out = dev->failure;
    else
        (void)dg_fail(out, code, "%s: %s", dev->info.name, dg_error_text(code));
}

// dg_backend.complete: the backend hands a request back. The backend calls it with the lock held.
static void complete(void *owner, dg_request *request, const dg_error *why)
{
    dg_device *dev = owner;
    dev->open--;
    request->result = why ? why->code : DG_OK;
    if (why)
        keep_text(dev, why);
    for (struct dg_waiter *waiter = dev->waiters; waiter; waiter = waiter->next) {
        if (!waiter->request && waiter->result.code == DG_OK && why)
            waiter->result = *why;
        if (waiter->request == request && waiter->state == WAITING) {
            if (why)
                waiter->result = *why;
            waiter->state = !request->done || waiter->nested ? FINISHED : ANSWERED;
        }
    }
    request->phase_ = request->done ? CALLBACK_DUE : IDLE;
    if (request->done) {
        request->next_ = NULL;
        *dev->done_end = request;
        dev->done_end = &request->next_;
    }
}

// dg_backend.event, with the lock held.
static void event(void *owner, dg_device_event what, const dg_error *why)
{
    dg_device *dev = owner;
    dev->info.failed_over |= what == DG_DEVICE_EVENT_FAILOVER;
    dev->event_pending = dev->options.on_event;
    dev->event = what;
    dev->event_why = *why;
}

static void call_event(dg_device *dev) DG_REQUIRES(dev->lock);
static void call_event(dg_device *dev)
{
    dg_device_event what = dev->event;
    dg_error why = dev->event_why;
    dev->event_pending = false;
    dg_lock_release(&dev->lock);
    dev->options.on_event(dev->options.user, what, &why);
    dg_lock_acquire(&dev->lock);
}

static void call_done(dg_device *dev, struct dg_delivery *here) DG_REQUIRES(dev->lock);
static void call_done(dg_device *dev, struct dg_delivery *here)
{
    dg_request *request = dev->done;
    dev->done = request->next_;
    if (!dev->done)
        dev->done_end = &dev->done;
    request->phase_ = IDLE;
    here->request = request;
    dg_lock_release(&dev->lock);
    request->done(request); // and then it is not ours any more
    dg_lock_acquire(&dev->lock);
    here->request = NULL;
    for (struct dg_waiter *waiter = dev->waiters; waiter; waiter = waiter->next)
        if (waiter->request == request && waiter->state == ANSWERED)
            waiter->state = FINISHED;
}

// Call the callbacks that are due, without the lock.
static void deliver(dg_device *dev) DG_REQUIRES(dev->lock);
static void deliver(dg_device *dev)
{
    if ((!dev->event_pending && !dev->done) || is_nested(dev))
        return;
    struct dg_delivery here = {.thread = pthread_self(), .next = dev->deliveries};
    // cppcheck-suppress autoVariables ; taken out of the list again below
    dev->deliveries = &here;
    while (dev->event_pending || dev->done) {
        if (dev->event_pending)
            call_event(dev);
        else
            call_done(dev, &here);
    }
    struct dg_delivery **link = &dev->deliveries;
    while (*link != &here)
        link = &(*link)->next;
    *link = here.next;
    dg_lock_wake(&dev->lock);
}

void dg_enter(dg_device *dev)
{
    dg_lock_acquire(&dev->lock);
}

void dg_leave(dg_device *dev)
{
    deliver(dev);
    dg_lock_release(&dev->lock);
}

void dg_attach(dg_device *dev, struct dg_backend *backend)
{
    dev->done_end = &dev->done;
    dev->backend = backend;
    backend->complete = complete;
    backend->event = event;
    backend->owner = dev;
}

void dg_detach(dg_device *dev)
{
    dg_enter(dev);
    dg_fail(&dev->dead, DG_ERR_LOST, "%.80s is being closed", dev->info.name);
    dev->backend->type->close(dev->backend);
    dg_leave(dev);
}

static void work(dg_device *dev, uint32_t timeout_us) DG_REQUIRES(dev->lock);
static void work(dg_device *dev, uint32_t timeout_us)
{
    dg_error why;
    if (dev->dead.code == DG_OK && dev->backend->type->work(dev->backend, timeout_us, &why) != DG_OK)
        dev->dead = why;
}

// Work, or wait for callbacks in other threads, then let callbacks and other threads have their turn.
static void work_and_yield(dg_device *dev, uint32_t timeout_us) DG_REQUIRES(dev->lock);
static void work_and_yield(dg_device *dev, uint32_t timeout_us)
{
    if (dev->open > 0)
        work(dev, timeout_us);
    else if (dev->deliveries && timeout_us > 0)
        dg_lock_sleep(&dev->lock, timeout_us);
    dg_leave(dev);
    dg_enter(dev);
}

static int submit(dg_device *dev, dg_request *request, dg_error *err) DG_REQUIRES(dev->lock);
static int submit(dg_device *dev, dg_request *request, dg_error *err)
{
    for (;;) {
        if (request->phase_ != IDLE)
            return dg_fail(err, DG_ERR_BUSY, "the request is under way: wait for it before it is submitted again");
        if (dev->dead.code != DG_OK)
            return dg_pass_error(err, &dev->dead);
        if (dev->open < OPEN_MAX)
            break;
        work_and_yield(dev, SLICE_US);
    }
    request->phase_ = OPEN;
    dev->open++;
    dev->backend->type->submit(dev->backend, request);
    return DG_OK;
}

int dg_run(dg_device *dev, dg_request *request, dg_error *err)
{
    int code = dg_request_check(&dev->info, request, err);
    if (code != DG_OK)
        return code;
    struct dg_waiter waiter;
    dg_enter(dev);
    add_waiter(dev, &waiter, request);
    code = submit(dev, request, err);
    while (code == DG_OK && waiter.state != FINISHED)
        work_and_yield(dev, SLICE_US);
    remove_waiter(dev, &waiter);
    dg_leave(dev);
    return waiter.result.code != DG_OK ? dg_pass_error(err, &waiter.result) : code;
}

static int check(const dg_device *dev, const dg_request *request, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code == DG_OK && !request)
        code = dg_fail(err, DG_ERR_ARGUMENT, "request is NULL: it must point to a dg_request");
    return code;
}

// 1.0 has no smaller one.
static int check_size(const dg_request *request, dg_error *err)
{
    if (request->size == sizeof *request)
        return DG_OK;
    int code = dg_sized_check(request, sizeof *request, sizeof *request, "dg_request", err);
    return code == DG_OK ? dg_sized_understood(request, sizeof *request, "dg_request", err) : code;
}

int dg_async_submit(dg_device *dev, dg_request *request, dg_error *err)
{
    int code = check(dev, request, err);
    if (code == DG_OK)
        code = check_size(request, err);
    if (code == DG_OK)
        code = dg_request_check(&dev->info, request, err);
    if (code != DG_OK)
        return code;
    dg_enter(dev);
    code = submit(dev, request, err);
    dg_leave(dev);
    return code;
}

size_t dg_async_poll(dg_device *dev)
{
    if (dg_device_valid(dev, NULL) != DG_OK)
        return 0;
    dg_enter(dev);
    work_and_yield(dev, 0);
    size_t open = dev->open;
    dg_leave(dev);
    return open;
}

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

int dg_async_wait(dg_device *dev, dg_request *request, unsigned timeout_ms, dg_error *err)
{
    int code = check(dev, request, err);
    if (code != DG_OK)
        return code;
    uint64_t end = now_us() + (uint64_t)timeout_ms * 1000;
    dg_enter(dev);
    struct dg_waiter waiter;
    add_waiter(dev, &waiter, request);
    if (request->phase_ != OPEN) {
        bool callback = request->phase_ == CALLBACK_DUE || callback_runs(dev, request);
        find_text(dev, request->result, &waiter.result);
        waiter.state = callback && !waiter.nested ? ANSWERED : FINISHED;
    }
    for (uint64_t now = 0; waiter.state != FINISHED && now < end;) {
        now = now_us();
        uint64_t left = now < end ? end - now : 0;
        work_and_yield(dev, left < SLICE_US ? (uint32_t)left : SLICE_US);
    }
    remove_waiter(dev, &waiter);
    dg_leave(dev);
    if (waiter.state != FINISHED)
        return dg_fail(err, DG_ERR_TIMEOUT, "the request has not completed within %u ms: it is still under way",
                       timeout_ms);
    return waiter.result.code != DG_OK ? dg_pass_error(err, &waiter.result) : DG_OK;
}

int dg_async_drain(dg_device *dev, dg_error *err)
{
    int code = dg_device_valid(dev, err);
    if (code != DG_OK)
        return code;
    struct dg_waiter waiter;
    dg_enter(dev);
    add_waiter(dev, &waiter, NULL);
    while (dev->open > 0 || (!waiter.nested && dev->deliveries))
        work_and_yield(dev, SLICE_US);
    remove_waiter(dev, &waiter);
    dg_leave(dev);
    return waiter.result.code != DG_OK ? dg_pass_error(err, &waiter.result) : DG_OK;
}
