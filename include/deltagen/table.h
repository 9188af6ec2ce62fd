// SPDX-License-Identifier: Apache-2.0
/**
 * @file table.h
 * The table of delta-state contexts: 64-bit reference, XOR accumulator, count of deltas (32 bits, saturating).
 * Value of a context = reference ^ accumulator (docs/numerics.md, "Delta-state contexts").
 *
 * Contexts are numbered from 0; one not below dg_device_info.contexts is DG_ERR_ARGUMENT and nothing is done. Lengths
 * are numbers of records. Outputs must not overlap inputs. Every call blocks until the device has answered, at most
 * dg_device_options.timeout_ms without progress.
 *
 * Errors: ARGUMENT, UNSUPPORTED (a device without a table), LOST, STATE, MEMORY, PROTOCOL. A list or run that needs
 * several frames is applied in order, but is not atomic against a lost device (without DG_DEVICE_FAILOVER): how much of
 * it was applied is not known then, and its outputs are undefined.
 * Threads: as in device.h; nothing of another thread comes between the records of one call.
 * Processes: as in device.h, fork() and dlclose() alike.
 */
#ifndef DELTAGEN_TABLE_H
#define DELTAGEN_TABLE_H

#include <deltagen/device.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dg_table_context {
    uint64_t reference;
    uint64_t accumulator;
    uint32_t count;
} dg_table_context;

/** reference = value, accumulator = 0, count = 0 */
DG_API int dg_table_load(dg_device *dev, unsigned context, uint64_t value, dg_error *err);
/** accumulator ^= delta, count += 1 */
DG_API int dg_table_accum(dg_device *dev, unsigned context, uint64_t delta, dg_error *err);
/** *value = reference ^ accumulator */
DG_API int dg_table_read(dg_device *dev, unsigned context, uint64_t *value, dg_error *err);
/** *before (may be NULL) = value; then LOAD(*replacement), or LOAD(value) where replacement is NULL */
DG_API int dg_table_swap(dg_device *dev, unsigned context, const uint64_t *replacement, uint64_t *before,
                         dg_error *err);
/** All three fields of a context. */
DG_API int dg_table_stat(dg_device *dev, unsigned context, dg_table_context *out, dg_error *err);
/** Every context becomes zero. */
DG_API int dg_table_clear(dg_device *dev, dg_error *err);
/** All contexts; out has room for dg_device_info.contexts of them. One moment in time: no other call comes between. */
DG_API int dg_table_snapshot(dg_device *dev, dg_table_context *out, dg_error *err);

/** Lists of n records, applied in order; contexts may repeat. n = 0 is allowed. All contexts are checked first. */
DG_API int dg_table_load_list(dg_device *dev, const uint8_t *contexts, const uint64_t *values, size_t n, dg_error *err);
DG_API int dg_table_accum_list(dg_device *dev, const uint8_t *contexts, const uint64_t *deltas, size_t n,
                               dg_error *err);
DG_API int dg_table_read_list(dg_device *dev, const uint8_t *contexts, uint64_t *values, size_t n, dg_error *err);
/** replacements may be NULL: every context keeps its value as reference. before has n entries. */
DG_API int dg_table_swap_list(dg_device *dev, const uint8_t *contexts, const uint64_t *replacements, uint64_t *before,
                              size_t n, dg_error *err);
DG_API int dg_table_stat_list(dg_device *dev, const uint8_t *contexts, dg_table_context *out, size_t n, dg_error *err);

/** n deltas into one context: its accumulator takes their XOR, its count grows by n. */
DG_API int dg_table_accum_run(dg_device *dev, unsigned context, const uint64_t *deltas, size_t n, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
