// SPDX-License-Identifier: Apache-2.0
// The kernels in portable C, for any CPU: kernels.h. How the torus is computed: torus.h.
#include "kernels.h"

#include "base/bytes.h"
#include "numerics/feistel.h"
#include "torus.h"

// Runs of the torus go by tiles of consecutive addresses, aligned to the tile's size: in a tile, x = addr ^ seed takes
// the values of another aligned tile, in an order that the seed's low bits give.
struct tile {
    uint64_t origin; // first x of the tile of x
    size_t begin;    // where in the tile of addresses the part to do begins
    size_t size;     // and how many cells it has
    size_t flip;     // cell k of the tile of addresses is cell k ^ flip of the tile of x
};

static struct tile next_tile(uint64_t seed, uint64_t base, size_t count)
{
    const uint64_t mask = DG_TORUS_TILE - 1;
    struct tile tile = {.origin = (base ^ seed) & ~mask, .begin = base & mask, .flip = seed & mask};
    tile.size = DG_TORUS_TILE - tile.begin;
    if (tile.size > count)
        tile.size = count;
    return tile;
}

static void torus32_run(uint64_t seed, uint64_t base, size_t count, uint8_t *out)
{
    while (count > 0) {
        struct tile tile = next_tile(seed, base, count);
        uint64_t ramp = dg_ramp(tile.origin);
        for (size_t i = 0; i < tile.size; i++) {
            // Here the ramp is short by less than 2^-57: DG_RAMP_LOW is left out for the cells of the tile.
            uint64_t k = (tile.begin + i) ^ tile.flip;
            dg_store32_le(out + 4 * i, dg_bits32(dg_torus32_of(tile.origin + k, ramp + k * DG_RAMP_HIGH)));
        }
        base += tile.size;
        out += 4 * tile.size;
        count -= tile.size;
    }
}

static void torus64_run(uint64_t seed, uint64_t base, size_t count, uint8_t *out)
{
    while (count > 0) {
        struct tile tile = next_tile(seed, base, count);
#define ROW(i, m) const double *q##i = &dg_quotients[i][tile.origin % m];
        DG_MODULI(ROW)
#undef ROW
        for (size_t i = 0; i < tile.size; i++) {
            size_t k = (tile.begin + i) ^ tile.flip;
            double sum = q0[k] + q1[k] + q2[k] + q3[k] + q4[k] + q5[k] + q6[k] + q7[k];
            dg_store64_le(out + 8 * i, dg_bits64(dg_fraction(sum)));
        }
        base += tile.size;
        out += 8 * tile.size;
        count -= tile.size;
    }
}

static void torus32_list(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x = dg_load64(addrs + 8 * i) ^ seed;
        dg_store32_le(out + 4 * i, dg_bits32(dg_torus32_of(x, dg_ramp(x))));
    }
}

static void torus64_list(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        dg_store64_le(out + 8 * i, dg_bits64(dg_torus64_of(dg_load64(addrs + 8 * i) ^ seed)));
}

static uint32_t shuffled32_bits(uint64_t addr, uint64_t seed)
{
    uint64_t x = dg_feistel_word(addr, seed) ^ seed;
    return dg_bits32(dg_torus32_of(x, dg_ramp(x)));
}

static uint64_t shuffled64_bits(uint64_t addr, uint64_t seed)
{
    return dg_bits64(dg_torus64_of(dg_feistel_word(addr, seed) ^ seed));
}

// A run and a list of cells that are computed one by one.
#define CELLWISE(name, bits, cell)                                                                                     \
    static void name##_run(uint64_t seed, uint64_t base, size_t count, uint8_t *out)                                   \
    {                                                                                                                  \
        for (size_t i = 0; i < count; i++)                                                                             \
            dg_store##bits##_le(out + bits / 8 * i, cell(base + i, seed));                                             \
    }                                                                                                                  \
    static void name##_list(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)                               \
    {                                                                                                                  \
        for (size_t i = 0; i < n; i++)                                                                                 \
            dg_store##bits##_le(out + bits / 8 * i, cell(dg_load64(addrs + 8 * i), seed));                             \
    }
CELLWISE(feistel, 64, dg_feistel_word)
CELLWISE(feistel_inv, 64, dg_feistel_word_inv)
CELLWISE(shuffled32, 32, shuffled32_bits)
CELLWISE(shuffled64, 64, shuffled64_bits)

#define MATCH(name, size)                                                                                              \
    static size_t name##_match(uint64_t seed, uint64_t base, size_t count, const uint8_t *data)                        \
    {                                                                                                                  \
        uint8_t cells[size * DG_MATCH_STEP];                                                                           \
        size_t done = 0, n;                                                                                            \
        for (; done < count; done += n) {                                                                              \
            n = count - done < DG_MATCH_STEP ? count - done : DG_MATCH_STEP;                                           \
            name##_run(seed, base + done, n, cells);                                                                   \
            if (memcmp(data + size * done, cells, size * n) != 0)                                                      \
                break;                                                                                                 \
        }                                                                                                              \
        return done;                                                                                                   \
    }
MATCH(torus32, 4)
MATCH(torus64, 8)
MATCH(feistel, 8)
MATCH(feistel_inv, 8)
MATCH(shuffled32, 4)
MATCH(shuffled64, 8)

static uint64_t xor_words(const uint8_t *words, size_t n)
{
    uint64_t sum[4] = {0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sum[lane] ^= dg_load64(words + 8 * (i + lane));
    for (; i < n; i++)
        sum[0] ^= dg_load64(words + 8 * i);
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3];
}

static void accum(dg_table_context *table, const uint8_t *contexts, const uint8_t *deltas, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dg_table_context *context = &table[contexts[i]];
        context->accumulator ^= dg_load64(deltas + 8 * i);
        context->count += context->count != UINT32_MAX;
    }
}

const struct dg_kernels dg_kernels_scalar = {
    .name = "scalar",
    .run = DG_OF_EACH_KIND(run),
    .stream = DG_OF_EACH_KIND(run),
    .match = DG_OF_EACH_KIND(match),
    .list = DG_OF_EACH_KIND(list),
    .xor_words = xor_words,
    .accum = accum,
};
