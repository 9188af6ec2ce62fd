// SPDX-License-Identifier: Apache-2.0
// What the library does in the contests, by its public calls; items as in bench_peers.h.
#ifndef BENCH_OURS_H
#define BENCH_OURS_H

#include "contest.h"

work_fn our_run;         // fills `out` with cells of `kind`; an item is a byte
work_fn our_file;        // the file `fd`, as `deltagen gen` does; a byte
work_fn our_list;        // cells of the addresses `in`; an address
work_fn our_torus32;     // a call for each cell; a cell
work_fn our_torus64;     //
work_fn our_feistel;     //
work_fn our_verify;      // `in` holds the run of `kind`; a byte
work_fn our_xor;         // deltas `in` into one context; a byte
work_fn our_accum;       // deltas `in` into the contexts `in2`; a delta
work_fn our_fingerprint; // of `in`; a byte

#endif
