// SPDX-License-Identifier: Apache-2.0
// docs/numerics.md once more, for the tests: slow, by integers where the library uses floating point, sharing no code.
#ifndef NAIVE_H
#define NAIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 naive_u128;

uint64_t naive_feistel(uint64_t value, uint64_t seed);
uint64_t naive_feistel_inv(uint64_t value, uint64_t seed);

// Bits of the f64 and f32 of the torus, by the 3.61 fixed-point way that numerics.md gives for hardware.
uint64_t naive_torus64(uint64_t addr, uint64_t seed);
uint32_t naive_torus32(uint64_t addr, uint64_t seed);

// The cell of a kind, numbered as in the hardware; its bytes; cell i of a packed buffer.
uint64_t naive_cell(int kind, uint64_t seed, uint64_t addr);
size_t naive_size(int kind);
uint64_t naive_load(int kind, const void *cells, size_t i);
void naive_store(int kind, void *cells, size_t i, uint64_t cell);

// f64 of i / (2^64 - 1) by long division; the monotonic view; its search as defined.
double naive_unit(uint64_t i);
double naive_monotonic64(uint64_t addr, uint64_t seed);
naive_u128 naive_monotonic128(uint64_t addr, uint64_t seed);
uint64_t naive_search64(double target, uint64_t seed);

// XOR of little-endian words, byte by byte.
uint64_t naive_fingerprint(const void *data, size_t size);

// An x whose exact torus sum is (midpoint between two neighbouring numbers of so many significant bits near `where`, 24
// for f32, 53 for f64) + distance / P, where P is the product of the moduli, about 2^64.56. False if there is none
// below 2^64.
bool naive_near_midpoint(double where, int bits, int64_t distance, uint64_t *x);
// The same near 0 (distance > 0) and near 1 (distance < 0).
bool naive_near_zero(int64_t distance, uint64_t *x);

// Random words, splitmix64.
uint64_t naive_random(uint64_t *state);

#endif
