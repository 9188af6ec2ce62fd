// SPDX-License-Identifier: Apache-2.0
/**
 * @file genmem.h
 * Generative memory: 2^64 cells, each of which has its generator's value until it is written. What is written is kept
 * sparsely in an overlay; nothing else takes memory.
 *
 * A cell is resolved in this order: what was written; else what its morph makes of the source's cell; else the cell of
 * the mirrored source; else the generator's cell (dg_cell). Cells are f32, f64 or u64 as the kind says, packed and
 * little-endian in buffers, which need no alignment. Addresses and counts are in cells; a run may end at the last
 * address, 2^64 - 1, and not go past it. Ranges are given by their first and last address, so that all 2^64 can be
 * said.
 *
 * Errors: ARGUMENT (run past the last address, count * cell size past SIZE_MAX, kind), MEMORY, BUSY (quota), and what
 * the device that generates may say (synth.h). A write that fails changes nothing, unless what failed is waiting for
 * the disk of a store (dg_genmem_store_open); outputs of a read that fails are undefined.
 *
 * Threads: any number of threads may read and write one memory at once. A call on one cell is atomic: a read gives the
 * value of the last write that ended before it began, or that of a write meanwhile, never a mixture. A run or list is
 * a sequence of such calls in no particular order, except that a quota refuses it as a whole. A write that has returned
 * is seen by every read that begins afterwards, in any thread. Reads take no lock and do not wait for writers. Create,
 * release and the attaching of a source may overlap with anything on other memories.
 *
 * Processes: after fork() the child has a copy of its own of a memory that no other thread was changing; a device that
 * generates is the parent's (device.h), and so is a store: the child's writes to a memory with one fail with STATE.
 * Every memory must be released before dlclose().
 */
#ifndef DELTAGEN_GENMEM_H
#define DELTAGEN_GENMEM_H

#include <deltagen/device.h>
#include <deltagen/numerics.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dg_genmem dg_genmem;

/** What a memory is made of. What is zero is the default. */
typedef struct dg_genmem_options {
    uint32_t size;     /**< sizeof(dg_genmem_options) */
    dg_kind kind;      /**< of its cells; not FEISTEL_INV */
    uint64_t seed;     /**< of the generator */
    uint64_t quota;    /**< most bytes of written cells, cells * cell size; 0 = no limit */
    dg_device *device; /**< generates; the caller closes it after the memory is gone. NULL = this CPU */
} dg_genmem_options;

/** Make an empty memory. *out is NULL after a failure. */
DG_API int dg_genmem_create(const dg_genmem_options *options, dg_genmem **out, dg_error *err);

/** Another hold of a memory, which is given up like the first; NULL is allowed. */
DG_API void dg_genmem_retain(dg_genmem *mem);

/** Give up a hold of a memory; NULL is allowed. After the last it lives on, unseen, while others are derived from it.
 */
DG_API void dg_genmem_release(dg_genmem *mem);

/** What a memory is and holds. */
typedef struct dg_genmem_info {
    uint32_t size; /**< sizeof(dg_genmem_info), set by the caller */
    dg_kind kind;
    uint64_t seed;
    uint64_t quota;
    uint64_t cells;  /**< that are written */
    uint64_t memory; /**< bytes that the overlay takes */
} dg_genmem_info;

DG_API int dg_genmem_get_info(const dg_genmem *mem, dg_genmem_info *out, dg_error *err);

/** One cell as raw bits, 4-byte cells in the low half, as dg_cell gives them. */
DG_API int dg_genmem_fetch(const dg_genmem *mem, uint64_t addr, uint64_t *bits, dg_error *err);
DG_API int dg_genmem_write(dg_genmem *mem, uint64_t addr, uint64_t bits, dg_error *err);

/** count cells from base on. */
DG_API int dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err);
DG_API int dg_genmem_write_run(dg_genmem *mem, uint64_t base, size_t count, const void *cells, dg_error *err);

/** The cells of n addresses, in their order; of an address that is written twice the later value counts. */
DG_API int dg_genmem_fetch_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, void *out, dg_error *err);
DG_API int dg_genmem_write_list(dg_genmem *mem, const uint64_t *addrs, size_t n, const void *cells, dg_error *err);

/** Make the cells from first to last clean again: they have the values that they would have if never written. */
DG_API int dg_genmem_clear(dg_genmem *mem, uint64_t first, uint64_t last, dg_error *err);

/** The dirty mask, of this memory's own writes: the first written, or clean, address at or after from. False, with
 *  *addr untouched, where there is none. */
DG_API bool dg_genmem_next_dirty(const dg_genmem *mem, uint64_t from, uint64_t *addr);
DG_API bool dg_genmem_next_clean(const dg_genmem *mem, uint64_t from, uint64_t *addr);

/** Whether none of the cells from first to last is written. */
DG_API bool dg_genmem_is_range_clean(const dg_genmem *mem, uint64_t first, uint64_t last);

/** Written cells at or after from in rising order, at most n; *got of them, fewer than n only at the end. addrs and
 * cells have room for n; cells may be NULL. */
DG_API int dg_genmem_list_dirty(const dg_genmem *mem, uint64_t from, size_t n, uint64_t *addrs, void *cells,
                                size_t *got, dg_error *err);

/** What a morph makes of a source's cell x. Of f32 and f64 cells it is computed in f64, each operation rounded by
 *  itself, and rounded to the cell; of u64 cells modulo 2^64. */
typedef enum dg_genmem_mode {
    DG_GENMEM_IDENTITY = 0, /**< x */
    DG_GENMEM_LINEAR = 1,   /**< a * x + b */
    DG_GENMEM_ADD = 2,      /**< x + b */
    DG_GENMEM_MULTIPLY = 3  /**< x * a */
} dg_genmem_mode;

typedef struct dg_genmem_morph {
    uint32_t size; /**< sizeof(dg_genmem_morph) */
    dg_genmem_mode mode;
    double a, b;           /**< for f32 and f64 cells */
    uint64_t a_u64, b_u64; /**< for u64 cells */
} dg_genmem_morph;

/** Clean cells come from source from now on, by a morph or as they are. A source of NULL detaches. Both may be set: the
 *  morph goes first. Errors: ARGUMENT (cells of another type, mode, a chain that would come back to mem or have more
 *  than 64 memories), MEMORY. */
DG_API int dg_genmem_set_morph(dg_genmem *mem, dg_genmem *source, const dg_genmem_morph *morph, dg_error *err);
DG_API int dg_genmem_set_mirror(dg_genmem *mem, dg_genmem *source, dg_error *err);

/** The monotonic views with what is written: a written cell's value, as f64, in the place of dg_monotonic64; and in
 *  128 bits addr * (2^64 - 1) + the written cell's raw bits. */
DG_API int dg_genmem_monotonic64(const dg_genmem *mem, uint64_t addr, double *value, dg_error *err);
DG_API int dg_genmem_monotonic128(const dg_genmem *mem, uint64_t addr, uint64_t key[2], dg_error *err);

/** Search in them. 64: the written cell whose value is target, the lowest address if there are several; else the
 *  address of dg_search64 over the generator's view. 128: the largest address whose key is not above key; 0 if there is
 *  none. ARGUMENT for NaN. */
DG_API int dg_genmem_search64(const dg_genmem *mem, double target, uint64_t *addr, dg_error *err);
DG_API int dg_genmem_search128(const dg_genmem *mem, const uint64_t key[2], uint64_t *addr, dg_error *err);

/** A store keeps in a file what is written to a memory: docs/genmem-store.md. When a write comes back: */
typedef enum dg_genmem_policy {
    DG_GENMEM_ALWAYS = 0,   /**< it is on the disk; writes of several threads wait together */
    DG_GENMEM_INTERVAL = 1, /**< the operating system has it. A write after interval_ms without waits for the disk, no
                                 thread does so by itself: who stops writing calls dg_genmem_sync */
    DG_GENMEM_NONE = 2      /**< the operating system has it, and writes when it likes */
} dg_genmem_policy;

#define DG_GENMEM_READ_ONLY 1u /**< writes are refused; no lock is taken, a writer may be at work */

typedef struct dg_genmem_store_options {
    uint32_t size;  /**< sizeof(dg_genmem_store_options) */
    uint32_t flags; /**< DG_GENMEM_READ_ONLY or 0 */
    dg_genmem_policy policy;
    uint32_t interval_ms; /**< 0 = 1000 */
    dg_device *device;    /**< as in dg_genmem_options */
} dg_genmem_store_options;

/** What was found in a store. */
typedef struct dg_genmem_report {
    uint32_t size; /**< sizeof(dg_genmem_report), set by the caller */
    dg_kind kind;
    uint64_t seed;
    uint64_t quota;
    uint64_t cells;      /**< that are written */
    uint64_t generation; /**< 1, and one more with each compaction */
    uint64_t records;    /**< changes that are kept */
    uint64_t bytes;      /**< of the file, up to the end of the last record */
    uint64_t cut;        /**< behind them, which do not read: a crash left them, or they were destroyed later */
    uint64_t damaged;    /**< places where records are lost */
    char why[80];        /**< there is something to cut; else empty */
} dg_genmem_report;

/** Make an empty store: kind, seed and quota count, not the device. Errors: ARGUMENT (there is a file, options), IO. */
DG_API int dg_genmem_store_create(const char *path, const dg_genmem_options *options, dg_error *err);

/** The memory of a store. What is written to it from now on is appended to the file, in the order in which it is made;
 *  changes wait for each other, reads for nobody. What a crash left at the end is cut off, or only left out if read
 *  only, and reported. The store is closed, and synced unless its policy is NONE, when the memory is gone.
 *
 *  A write is kept as a whole or not at all, up to 2^26 bytes with its addresses; a longer one in parts. If the disk
 *  fails or is full, that write and all later ones fail with IO, and reads go on; whether that one is kept, as a whole,
 *  shows when the store is opened again. A write changes the memory once the operating system has it, and waits for the
 *  disk afterwards: others may read cells that are not on the disk yet, and still read them when that wait fails.
 *
 *  options NULL: to write, ALWAYS. report may be NULL. Errors: ARGUMENT (no store, options), VERSION, MEMORY, BUSY
 *  (another writes to it), IO (also: damaged, which dg_genmem_store_salvage mends). The file is then untouched. */
DG_API int dg_genmem_store_open(const char *path, const dg_genmem_store_options *options, dg_genmem **out,
                                dg_genmem_report *report, dg_error *err);

/** Read a store and touch nothing. Errors: those of opening read-only; report is filled also for one that is damaged.
 */
DG_API int dg_genmem_store_check(const char *path, dg_genmem_report *report, dg_error *err);

/** Make a new store of all that is whole in a damaged one, which stays as it is. report, of that one, may be NULL. */
DG_API int dg_genmem_store_salvage(const char *path, const char *new_path, dg_genmem_report *report, dg_error *err);

/** Wait until everything written is on the disk, whatever the policy. A memory without a store has nothing to do. */
DG_API int dg_genmem_sync(dg_genmem *mem, dg_error *err);

/** Put a file of the written cells alone in the place of the store's, safe against a crash at any moment. Changes wait
 *  meanwhile. Mode and owner stay. Errors: ARGUMENT (no store, read-only), IO; the store then goes on with the old
 * file, or, if it is not known which one a crash would leave, all later writes fail. */
DG_API int dg_genmem_compact(dg_genmem *mem, dg_error *err);

/** Files of the seed's program, of f32 cells and without checks. */
typedef enum dg_genmem_format {
    DG_GENMEM_SEED_LOG = 0,     /**< 12 bytes for each write, nothing else */
    DG_GENMEM_SEED_SNAPSHOT = 1 /**< with a header, of the same seed */
} dg_genmem_format;

/** Write what a file holds, as one list. *cells of its records; *cut, bytes at the end of a log that are no record, is
 *  left out. Either may be NULL. Errors: ARGUMENT (cells of mem are no f32, no such file, another seed), IO, those of
 *  a write. */
DG_API int dg_genmem_import(dg_genmem *mem, dg_genmem_format format, const char *path, uint64_t *cells, uint64_t *cut,
                            dg_error *err);

/** Make a file of the written cells, in rising order. What is written meanwhile may be in it or not. */
DG_API int dg_genmem_export(const dg_genmem *mem, dg_genmem_format format, const char *path, dg_error *err);

#ifdef __cplusplus
}
#endif
#endif
