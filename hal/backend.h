// SPDX-License-Identifier: Apache-2.0
// What does the work behind a device: soft (kernels on this CPU) or remote (frames over a link).
//
// hal/device/device.c holds the lock, checks every request completely (ranges, overflow, capability) before a backend
// sees it, and calls completion callbacks; a backend gets valid requests only (n = 0 is one) and is called with the
// device's lock held, by one thread at a time. Of a request's private fields next_ and state_ are the backend's from
// submit to complete; phase_ is the device's.
#ifndef DG_BACKEND_H
#define DG_BACKEND_H

#include <deltagen/deltagen.h>

struct dg_backend;

struct dg_backend_type {
    const char *name;

    // Take a request; order of submission is order of effect. May complete it at once, and others too. Never fails:
    // failure is how the request completes. May block only to keep its queue bounded.
    void (*submit)(struct dg_backend *be, dg_request *request);

    // Work for up to timeout_us (0 = what can be done without waiting); come back as soon as a request has completed.
    // Completed requests are passed to be->complete. Errors: LOST, STATE, PROTOCOL: the backend is dead, every open
    // request has been completed with that error.
    int (*work)(struct dg_backend *be, uint32_t timeout_us, dg_error *err);

    int (*counters)(struct dg_backend *be, dg_device_counters *out, dg_error *err);

    // Requests still open are completed with LOST first.
    void (*close)(struct dg_backend *be);
};

struct dg_backend {
    const struct dg_backend_type *type;
    dg_device_info info;
    // Set by hal/device/device.c before the first request. complete hands a finished request back, with why it failed
    // or NULL, and sets its result; event tells the application (only the failover backend does). Both are called with
    // the lock held.
    void (*complete)(void *owner, dg_request *request, const dg_error *why);
    void (*event)(void *owner, dg_device_event event, const dg_error *why);
    void *owner;
};

// rest is what follows "soft:" in the name, "" if nothing; threads: of dg_device_options, where rest says none.
int dg_soft_open(const char *rest, unsigned threads, struct dg_backend **out, dg_error *err);

struct dg_link;
// Takes the link over (closes it, also on failure). name must live as long as the backend. Says hello, opens a session,
// checks the version.
int dg_remote_open(const char *name, struct dg_link *link, const dg_device_options *options, struct dg_backend **out,
                   dg_error *err);

#endif
