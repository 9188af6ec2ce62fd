// SPDX-License-Identifier: Apache-2.0
// The device handle, shared by device.c (opening), async.c (requests on their way) and the synchronous calls.
#ifndef DG_DEVICE_DEVICE_H
#define DG_DEVICE_DEVICE_H

#include <deltagen/async.h>

#include "backend.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/process.h"

struct dg_waiter;
struct dg_delivery;

struct dg_device {
    // Constant while the device is open.
    char *name;          // of which info has a pointer
    dg_device_info info; // but for failed_over, which the lock guards
    dg_device_options options;
    struct dg_process process; // that opened it

    struct dg_lock lock; // all that follows
    struct dg_backend *backend;
    dg_error dead;    // why the backend takes no more requests; DG_OK while it does
    dg_error failure; // the last request that failed for another reason
    size_t open;      // requests that the backend has
    dg_request *done; // completed, their callbacks not called yet, oldest first
    dg_request **done_end;
    bool event_pending; // not told yet
    dg_device_event event;
    dg_error event_why;
    struct dg_waiter *waiters;      // calls that wait for a request, or for all
    struct dg_delivery *deliveries; // threads that are in callbacks
};

// Take and give back the device's lock. Before dg_leave gives it back it calls the callbacks that are due, without the
// lock; a call from inside a callback leaves that to the outer one, so callbacks do not nest.
void dg_enter(dg_device *dev) DG_THREAD_SAFETY(acquire_capability(dev->lock));
void dg_leave(dg_device *dev) DG_THREAD_SAFETY(release_capability(dev->lock));

// Hand the backend over to dev, and back: what is open completes with DG_ERR_LOST.
void dg_attach(dg_device *dev, struct dg_backend *backend);
void dg_detach(dg_device *dev);

// Check, queue and wait: a synchronous call. request->done is NULL. Returns the request's result.
int dg_run(dg_device *dev, dg_request *request, dg_error *err);

// What every call asks first. Errors: ARGUMENT (NULL), STATE (in a child of the process that opened it).
int dg_device_valid(const dg_device *dev, dg_error *err);

#endif
