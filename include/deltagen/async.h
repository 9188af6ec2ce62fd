// SPDX-License-Identifier: Apache-2.0
/**
 * @file async.h
 * Asynchronous submission, so that a slow link is kept full: the calls of table.h and synth.h as requests.
 *
 * A request and the memory it points to belong to the library from dg_async_submit until it completes. Requests of one
 * device run in the order of submission. A request completes exactly once: its result is set, then its callback is
 * called, and from that call on the request is the application's again (the callback may submit it again, or free it).
 * Outputs must not overlap inputs, and are undefined after a failure. Lengths are numbers of records or cells, times
 * milliseconds.
 *
 * Errors: those of the operation as a synchronous call. What is wrong with a request is said by dg_async_submit, which
 * does not take it; what happens later is the request's result, a code whose text dg_async_wait gives.
 * Threads: there is no hidden one (those of dg_device_options.threads work inside calls): the library works while a
 * thread is inside dg_async_submit, dg_async_poll, dg_async_wait or any other call on the device. Callbacks of one
 * thread do not nest: what completes inside a callback is called back after it. Where several threads use a device, a
 * callback runs in any of them; dg_async_wait and dg_async_drain return when it has returned. Inside a callback they
 * wait for the results only.
 * Processes: as in device.h, fork() and dlclose() alike. Requests that are open in the parent are not the child's.
 */
#ifndef DELTAGEN_ASYNC_H
#define DELTAGEN_ASYNC_H

#include <deltagen/synth.h>
#include <deltagen/table.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum dg_op {
    DG_OP_LOAD,       /**< contexts, in = u64 values, n */
    DG_OP_ACCUM,      /**< contexts, in = u64 deltas, n */
    DG_OP_ACCUM_RUN,  /**< context, in = u64 deltas, n */
    DG_OP_READ,       /**< contexts, out = u64 values, n */
    DG_OP_SWAP,       /**< contexts, in = u64 replacements or NULL, out = u64 values before, n */
    DG_OP_STAT,       /**< contexts, out = dg_table_context, n */
    DG_OP_CLEAR,      /**< nothing */
    DG_OP_SYNTH_RUN,  /**< kind, seed, base, n = cells, out */
    DG_OP_SYNTH_LIST, /**< kind, seed, in = u64 addresses, n, out */
    DG_OP_FOLD,       /**< context, kind, seed, base, n = cells, out = u64 or NULL */
    DG_OP_VERIFY      /**< kind, seed, base, in = data, n = cells, out = dg_synth_verdict */
} dg_op;

typedef struct dg_request dg_request;
/** Called once when the request has completed; request->result says how. May submit, must not close. */
typedef void (*dg_async_done_fn)(dg_request *request);

struct dg_request {
    uint32_t size; /**< sizeof(dg_request) */
    dg_op op;
    unsigned context;
    dg_kind kind;
    uint64_t seed, base;
    uint64_t n;
    const uint8_t *contexts;
    const void *in;
    void *out;
    dg_async_done_fn done; /**< may be NULL */
    void *user;            /**< the caller's */
    dg_code result;        /**< set at completion; dg_async_wait gives its text */
    /* private to the library; zero before the first use, then untouched */
    int phase_;
    dg_request *next_;
    void *state_;
};

/** Check and queue. On failure the request was not taken and nothing changed. Blocks only where the link's window is
 * full and the queue bound (1,024 requests) is reached. Errors: ARGUMENT, UNSUPPORTED, BUSY (the request is under way),
 * LOST, STATE, PROTOCOL (the device is gone). */
DG_API int dg_async_submit(dg_device *dev, dg_request *request, dg_error *err);

/** Work without blocking; returns the number of requests still open. */
DG_API size_t dg_async_poll(dg_device *dev);

/** Block until the request has completed or timeout_ms passed (DG_ERR_TIMEOUT; it goes on). 0 = do not block. Returns
 * the request's result and its text, also long after it has completed and inside its callback: the device keeps why it
 * was lost, and of other failures the text of the last one. */
DG_API int dg_async_wait(dg_device *dev, dg_request *request, unsigned timeout_ms, dg_error *err);

/** Block until nothing is open. Returns the first failure among the requests that completed meanwhile, with its text,
 * or DG_OK. */
DG_API int dg_async_drain(dg_device *dev, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
