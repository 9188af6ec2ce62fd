// SPDX-License-Identifier: Apache-2.0
// The bytes of a file, kept in the cells of a generative memory. Where nothing was written, they are the generator's,
// or zero in an ordinary file.
//
// Any number of threads may read at once; who writes, clears or closes is alone with the content.
#ifndef CONTENT_H
#define CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <deltagen/genmem.h>
#include <deltagen/synth.h>

// What generates, and the cell with which a file begins. An ordinary file's is all zero.
struct generator {
    bool set;
    dg_kind kind;
    uint64_t seed, base;
};

// Where memories come from.
struct ground {
    dg_genmem *source; // of ordinary files, which morph all that it has into zero
    dg_device *device; // generates; NULL: this CPU
};

struct content {
    const struct ground *ground;
    struct generator generator;
    dg_genmem *mem; // NULL: nothing was written so far
};

enum { CONTENT_SLACK = 16 };

// All return DG_OK or a dg_code. Without a failure of memory or device none fails.

int ground_open(struct ground *ground, dg_device *device, dg_error *err);
void ground_close(struct ground *ground);

void content_open(struct content *content, const struct ground *ground, const struct generator *generator);
void content_close(struct content *content);

// n bytes from offset on, into a buffer of n + CONTENT_SLACK; *bytes is where in it they begin.
int content_read(const struct content *content, uint64_t offset, size_t n, uint8_t *buffer, uint8_t **bytes,
                 dg_error *err);

// A write that fails changes nothing.
int content_write(struct content *content, uint64_t offset, size_t n, const void *bytes, dg_error *err);

// The bytes from first to last, as if never written.
int content_reset(struct content *content, uint64_t first, uint64_t last, dg_error *err);

// The first byte at or after offset that is kept, or not kept; false: none.
bool content_next(const struct content *content, uint64_t offset, bool kept, uint64_t *found);

// Bytes that are kept.
uint64_t content_kept(const struct content *content);

#endif
