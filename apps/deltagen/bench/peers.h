// SPDX-License-Identifier: Apache-2.0
// What one would use otherwise, each as work of a contest. Where nothing else is said, an item is a byte, and their
// number a multiple of 4096. What they compute goes where the compiler cannot know it unused.
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include "contest.h"

// Filling `out`: a byte that is not 0; a copy of `in`; xoshiro256++ and rand_r in plain loops; cells of `kind` by the
// loop that one would write first.
work_fn peer_memset, peer_memcpy, peer_xoshiro, peer_rand_r, peer_naive;

// Philox4x32-10 of the counters 0, 1, ...: by Random123, and by hand in AVX-512, whose words are in another order.
// philox_missing: why the first cannot be had, or NULL; philox512_runs: the CPU has the instructions of the second.
work_fn peer_philox, peer_philox512;
const char *philox_missing(void);
bool philox512_runs(void);

// The addresses `in`, an item each, to 4-byte cells: by the naive loop, by Philox of each (Random123), and by looking
// them up in an array `in2` of 2^PEER_TABLE_BITS cells.
enum { PEER_TABLE_BITS = 23 };
work_fn peer_naive_list, peer_philox_list, peer_look_up;
// One cell after the other by a call of the naive function; an item is a cell.
work_fn peer_naive_lone;

// Reading `in`: the sum of its 64-bit words, in the widest vectors of this CPU and with sums enough to be as fast as
// memory; comparison with a copy `in2`; comparison with the naive loop, cell by cell.
work_fn peer_sum, peer_memcmp, peer_naive_verify;

// Deltas `in`, an item each, into the contexts `in2`: a plain loop over a table of {XOR, count}.
work_fn peer_accum;

// Hashes of libraries that this machine has, found when asked for; `with` is a struct hashes. A missing one is NULL.
struct hashes {
    uint64_t (*xxh3)(const void *data, size_t size);
    unsigned char *(*sha256)(const unsigned char *data, size_t size, unsigned char *out);
};
struct hashes find_hashes(void);
work_fn peer_xxh3, peer_sha256, peer_crc32;

// The file `fd` filled with `n` bytes: as `dd if=/dev/zero` with blocks of 128 KiB or 1 MiB, with /dev/urandom instead.
work_fn peer_dd_128k, peer_dd_1m, peer_dd_random;

// The compiler must believe that somebody reads *p, or the word.
static inline void keep(const void *p)
{
    __asm__ volatile("" : : "r"(p) : "memory");
}

static inline void keep_word(uint64_t word)
{
    __asm__ volatile("" : : "r"(word));
}

#endif
