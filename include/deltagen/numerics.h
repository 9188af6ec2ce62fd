// SPDX-License-Identifier: Apache-2.0
/**
 * @file numerics.h
 * The pure functions that everything else is made of, on the CPU.
 * Defined to the bit: every device, kernel and netlist gives these values (docs/numerics.md).
 * All integers wrap modulo 2^64; sizes are in bytes.
 *
 * Errors: only what returns an int has any.
 * Threads: all of them may call everything at any time. Results depend on nothing but the arguments, neither on the
 * rounding mode nor on any other state of the thread, and leave that as it is.
 * Processes: all may be called in a child of fork(). Nothing is kept that dlclose() would lose; the texts of
 * dg_kind_name are constants of the library.
 */
#ifndef DELTAGEN_NUMERICS_H
#define DELTAGEN_NUMERICS_H

#include <stddef.h>
#include <stdint.h>

#include <deltagen/error.h>

#ifdef __cplusplus
extern "C" {
#endif

// From rtl/deltagen.toml by tools/gen_defs.py, to the empty line.
/** Generators: what a cell is. Values are those of the hardware. */
typedef enum dg_kind {
    DG_TORUS32 = 0,    /**< f32 in [0, 1], 4 bytes */
    DG_TORUS64 = 1,    /**< f64 in [0, 1), 8 bytes */
    DG_FEISTEL = 2,    /**< u64, a bijection of the address, 8 bytes */
    DG_SHUFFLED32 = 3, /**< torus32 of feistel(address, seed), 4 bytes */
    DG_SHUFFLED64 = 4, /**< torus64 of feistel(address, seed), 8 bytes */
    DG_FEISTEL_INV = 5 /**< the address whose FEISTEL cell is the given word; lists and runs only, 8 bytes */
} dg_kind;

/** Bytes of one cell, 4 or 8; 0 for a value that is no kind. */
DG_API size_t dg_cell_size(dg_kind kind);

/** "torus32" ... "feistel_inv"; NULL for a value that is no kind. */
DG_API const char *dg_kind_name(dg_kind kind);

/** The kind of a name, or -1. */
DG_API int dg_kind_from_name(const char *name);

DG_API uint64_t dg_feistel(uint64_t value, uint64_t seed);
DG_API uint64_t dg_feistel_inv(uint64_t value, uint64_t seed);
DG_API double dg_torus64(uint64_t addr, uint64_t seed);
DG_API float dg_torus32(uint64_t addr, uint64_t seed); /**< can be 1.0f */

/** The cell of any kind as raw bits, 4-byte cells in the low half. kind must be valid. */
DG_API uint64_t dg_cell(dg_kind kind, uint64_t seed, uint64_t addr);

/** The cells of addresses base, base + 1, ... and of a list of addresses, as dg_synth_run and dg_synth_list of a soft
 *  device give them, in the calling thread alone. kind must be valid, count * cell size at most SIZE_MAX. */
DG_API void dg_cell_run(dg_kind kind, uint64_t seed, uint64_t base, size_t count, void *out);
DG_API void dg_cell_list(dg_kind kind, uint64_t seed, const uint64_t *addrs, size_t n, void *out);

/** One step of FNV-1a over the whole word, FNV-1a over bytes from a salted offset, and djb2. */
DG_API uint64_t dg_fnv1a_u64(uint64_t value);
DG_API uint64_t dg_fnv1a_bytes(const void *data, size_t size, uint64_t salt);
DG_API uint64_t dg_djb2(const void *data, size_t size);

/** The CRC-32 of zlib. */
DG_API uint32_t dg_crc32(const void *data, size_t size);

/** Monotonic view: non-decreasing in addr. */
DG_API double dg_monotonic64(uint64_t addr, uint64_t seed);

/** An exact 128-bit key, high and low word: addr * (2^64 - 1) + feistel(addr, seed). */
DG_API void dg_monotonic128(uint64_t addr, uint64_t seed, uint64_t key[2]);

/** Interpolation search in the monotonic view, as defined. DG_ERR_ARGUMENT for NaN. */
DG_API int dg_search64(double target, uint64_t seed, uint64_t *addr, dg_error *err);

/** The largest address whose 128-bit key is not above key; 0 if there is none. */
DG_API uint64_t dg_search128(const uint64_t key[2], uint64_t seed);

/** XOR of the little-endian 64-bit words of data, the tail padded with zero bytes. Position-blind: swapping two
 *  aligned words is not seen. */
DG_API uint64_t dg_fingerprint(const void *data, size_t size);

/** Where blocks of 2^bits cells lie: a bijection of addresses that keeps the place in the block, and its inverse. With
 * 64 bits and more there is one block, which stays. */
DG_API uint64_t dg_scatter(uint64_t addr, unsigned bits, uint64_t seed);
DG_API uint64_t dg_scatter_inv(uint64_t addr, unsigned bits, uint64_t seed);

/** The first cell of a sector, and the cell of a linear address, as older data have them. Runs of different sectors may
 *  overlap, and different pages of 4096 cells may be one: to write, take dg_scatter. */
DG_API uint64_t dg_xi(uint64_t sector, uint64_t seed);
DG_API uint64_t dg_phi(uint64_t addr, uint64_t seed);

/** The index along the Hilbert curve of the point (x, y) of an n x n grid. DG_ERR_ARGUMENT unless n is a power of two,
 * at most 2^32, and x and y are below it. */
DG_API int dg_hilbert(uint64_t n, uint64_t x, uint64_t y, uint64_t *d, dg_error *err);

/** The number of 192 bits, its highest word first, that leaves these residues modulo 0xFFFFFFFF00000001,
 *  0xFFFFFFFF7FFFFFFF and 0xFFFFFFFFFFFFFFC5, and is below their product. A residue may be any word. */
DG_API void dg_crt192(const uint64_t residues[3], uint64_t value[3]);

/** Such a number of two texts, a point and an event. A text of NULL is as "". */
DG_API void dg_trinity_solve(uint64_t seed, const char *intention, const char *law, uint64_t x, uint64_t y,
                             uint64_t event, uint64_t value[3]);

/** The sorted view of an n x n grid: from 0 to 1, non-decreasing along the Hilbert curve. Errors: dg_hilbert. */
DG_API int dg_trinity_view(uint64_t n, uint64_t x, uint64_t y, uint64_t seed, double *value, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
