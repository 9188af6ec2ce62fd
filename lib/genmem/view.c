// SPDX-License-Identifier: Apache-2.0
// The monotonic views of a memory, and search in them: deltagen/genmem.h, docs/numerics.md.
#include <math.h>

#include "base/bytes.h"
#include "base/float_env.h"
#include "genmem/genmem.h"

__extension__ typedef unsigned __int128 u128;

enum { PART = 256 }; // written cells that are looked at together

// The value of a cell, as bits of an f64. In the right floating-point environment.
static uint64_t value_bits(dg_kind kind, uint64_t bits)
{
    if (dg_cell_size(kind) == 4)
        return dg_bits64((double)dg_float_of((uint32_t)bits));
    return kind == DG_FEISTEL ? dg_bits64((double)bits) : bits;
}

static int valid(const dg_genmem *mem, const void *in, const void *out, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code == DG_OK && (!in || !out))
        return dg_fail(err, DG_ERR_ARGUMENT, "a pointer is NULL: it must point to room for the result, or to a key");
    return code;
}

int dg_genmem_monotonic64(const dg_genmem *mem, uint64_t addr, double *value, dg_error *err)
{
    int code = valid(mem, value, value, err);
    if (code != DG_OK)
        return code;
    uint64_t bits;
    if (!dg_overlay_get(mem->overlay, addr, &bits)) {
        *value = dg_monotonic64(addr, mem->seed);
        return DG_OK;
    }
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(bits);
    bits = value_bits(mem->kind, bits);
    DG_FLOAT_FENCE(bits);
    dg_float_leave(before);
    *value = dg_double_of(bits);
    return DG_OK;
}

// What stands in the place of feistel(addr, seed).
static uint64_t word_at(const dg_genmem *mem, uint64_t addr)
{
    uint64_t bits;
    return dg_overlay_get(mem->overlay, addr, &bits) ? bits : dg_feistel(addr, mem->seed);
}

int dg_genmem_monotonic128(const dg_genmem *mem, uint64_t addr, uint64_t key[2], dg_error *err)
{
    int code = valid(mem, key, key, err);
    if (code != DG_OK)
        return code;
    u128 k = (u128)addr * UINT64_MAX + word_at(mem, addr);
    key[0] = (uint64_t)(k >> 64);
    key[1] = (uint64_t)k;
    return DG_OK;
}

// The first of n cells whose value is target; n if there is none.
static size_t find_value(const dg_genmem *mem, const uint8_t *cells, size_t n, double target)
{
    uint64_t wanted = dg_bits64(target);
    dg_float_env before = dg_float_enter();
    DG_FLOAT_FENCE(wanted);
    size_t i = 0;
    for (; i < n; i++) {
        uint64_t bits = mem->cell_size == 4 ? dg_load32_le(cells + 4 * i) : dg_load64_le(cells + 8 * i);
        if (dg_double_of(value_bits(mem->kind, bits)) == dg_double_of(wanted))
            break;
    }
    DG_FLOAT_FENCE(i);
    dg_float_leave(before);
    return i;
}

int dg_genmem_search64(const dg_genmem *mem, double target, uint64_t *addr, dg_error *err)
{
    int code = valid(mem, addr, addr, err);
    if (code != DG_OK)
        return code;
    if (isnan(target))
        return dg_search64(target, mem->seed, addr, err);
    uint64_t addrs[PART], from = 0;
    uint8_t cells[PART * 8];
    size_t n;
    do {
        code = dg_genmem_list_dirty(mem, from, PART, addrs, cells, &n, err);
        if (code != DG_OK)
            return code;
        size_t i = find_value(mem, cells, n, target);
        if (i < n) {
            *addr = addrs[i];
            return DG_OK;
        }
        from = n > 0 ? addrs[n - 1] + 1 : 0;
    } while (n == PART && from != 0);
    return dg_search64(target, mem->seed, addr, err);
}

// As in dg_search128: whatever the words are, the keys of the addresses up to q - 1 are not above q * U + r, and those
// from q + 1 on are.
int dg_genmem_search128(const dg_genmem *mem, const uint64_t key[2], uint64_t *addr, dg_error *err)
{
    int code = valid(mem, key, addr, err);
    if (code != DG_OK)
        return code;
    u128 k = (u128)key[0] << 64 | key[1], quotient = k / UINT64_MAX;
    if (quotient > UINT64_MAX) {
        *addr = UINT64_MAX;
        return DG_OK;
    }
    uint64_t q = (uint64_t)quotient, r = (uint64_t)(k % UINT64_MAX);
    *addr = q == 0 || word_at(mem, q) <= r ? q : q - 1;
    return DG_OK;
}
