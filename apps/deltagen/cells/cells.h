// SPDX-License-Identifier: Apache-2.0
// Cells as text.
#ifndef CELLS_H
#define CELLS_H

#include <deltagen/numerics.h>

#include "json.h"
#include "output.h"

// The little-endian bytes of a cell, or of its beginning, as raw bits.
uint64_t cell_raw(const uint8_t *cell, size_t bytes);
void cell_print_raw(struct output *out, dg_kind kind, uint64_t raw); // 0x and 8 or 16 digits
// Decimal, with digits enough to read back the same float; words of feistel as integers.
void cell_print_value(struct output *out, dg_kind kind, uint64_t raw);
void cell_json_raw(struct json *json, dg_kind kind, uint64_t raw);
void cell_json_value(struct json *json, dg_kind kind, uint64_t raw);

// A cell as a line "ADDRESS RAW VALUE", or as an object of a JSON array where json is not NULL.
void cell_print_line(struct output *out, struct json *json, dg_kind kind, uint64_t addr, uint64_t raw);

// Text to a cell's raw bits: 0x and hex digits are the bits themselves; else the decimal value, of a float kind rounded
// to the cell. Returns NULL, or what is wrong.
const char *cell_parse(dg_kind kind, const char *text, uint64_t *raw);

// Complains and returns EXIT_WRONG_USE if the bytes of so many cells do not fit 64 bits.
int check_count(const char *command, dg_kind kind, uint64_t count);

#endif
