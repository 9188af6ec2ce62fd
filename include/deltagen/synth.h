// SPDX-License-Identifier: Apache-2.0
/**
 * @file synth.h
 * The synthesizer: runs and lists of generated cells, their fold into a context, and verification.
 *
 * A run is the cells of addresses base, base + 1, ... (modulo 2^64). Lengths are numbers of cells. Cells are packed,
 * little-endian, 4 or 8 bytes each (dg_cell_size); buffers need no alignment.
 *
 * Errors: ARGUMENT (kind; count * cell size past SIZE_MAX), UNSUPPORTED (the device lacks the generator), LOST, STATE,
 * MEMORY, PROTOCOL. Outputs are undefined after a failure.
 * Threads: as in device.h.
 * Processes: as in device.h, fork() and dlclose() alike.
 */
#ifndef DELTAGEN_SYNTH_H
#define DELTAGEN_SYNTH_H

#include <deltagen/device.h>
#include <deltagen/numerics.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The cells of a run; out has room for count cells. */
DG_API int dg_synth_run(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out,
                        dg_error *err);

/** The cells of n addresses, in their order. */
DG_API int dg_synth_list(dg_device *dev, dg_kind kind, uint64_t seed, const uint64_t *addrs, size_t n, void *out,
                         dg_error *err);

/** The XOR of the 64-bit words of a run's bytes (tail padded with zero bytes) into a context; the count grows by the
 *  number of words. *folded (may be NULL) = that XOR. kind is not FEISTEL_INV. */
DG_API int dg_synth_fold(dg_device *dev, unsigned context, dg_kind kind, uint64_t seed, uint64_t base, uint64_t count,
                         uint64_t *folded, dg_error *err);

typedef struct dg_synth_verdict {
    uint64_t mismatches; /**< cells that differ */
    uint64_t first;      /**< index in the run of the first of them; UINT64_MAX if none */
    uint64_t found;      /**< that cell as it is in the data, and as it should be; raw bits */
    uint64_t expected;
    uint64_t origin; /**< FEISTEL: the address whose cell `found` is; else 0 */
} dg_synth_verdict;

/** Compare count cells of data with the run, without writing that run anywhere. Differing data is no error. kind is not
 *  FEISTEL_INV. */
DG_API int dg_synth_verify(dg_device *dev, dg_kind kind, uint64_t seed, uint64_t base, const void *data, size_t count,
                           dg_synth_verdict *out, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
