// SPDX-License-Identifier: Apache-2.0
// Part of body.h: cells of consecutive addresses, stored or compared.

// ---- Blocks: the cells of a tile, whose address is a multiple of its size.

// The cells of consecutive x, of which some are unsure.
static __attribute__((noinline, cold)) vf settle_tile(unsigned unsure, uint64_t first, vf above)
{
    uint64_t x[W];
    uint8_t cells[sizeof above];
    for (unsigned i = 0; i < W; i++)
        x[i] = first + i;
    store_vl(cells, (vl)above);
    settle(unsure, x, cells);
    return load_vf(cells);
}

INLINE void torus32_block(enum use use, struct sink *to, uint64_t seed, uint64_t addr)
{
    size_t flip = seed & TILE_MASK; // cell k of the tile of addresses is cell k ^ flip of the tile of x
    uint64_t tile = (addr ^ seed) & ~(uint64_t)TILE_MASK;
    uint64_t origin = dg_ramp(tile) + ((uint64_t)DG_RAMP_ABOVE << 18);
    vu upper = all_vu(dg_ramp_upper(origin)), order = count_vu() ^ (uint32_t)(flip & LANE_MASK);
    vf high = all_vf(dg_ramp_lower(origin)), low = all_vf(dg_ramp_lower(origin) - DG_RAMP_WIDTH * 0x1p-46f);
    const vf one = all_vf(1);
    for (size_t i = 0; i < DG_TORUS_TILE; i += W) {
        size_t k = i ^ (flip & ~(size_t)LANE_MASK);
        // The upper half as the fraction of an f32 in [1, 2), less 1.
        vu sum = (load_vu(dg_ramp_tile.upper + k) + upper) & 0x7fffff;
        vf top = (vf)(sum | (vu)one) - one;
        vf rest = load_vf(dg_ramp_tile.lower + k);
        vf above = top + (rest + high), below = top + (rest + low);
        unsigned unsure = v_differ(below, above) | v_not_below(above, one);
        if (UNLIKELY(unsure))
            above = settle_tile(unsure, tile + k, above);
        emit(use, to, 4 * i, (vl)v_order(above, order));
    }
}

INLINE void torus64_block(enum use use, struct sink *to, uint64_t seed, uint64_t addr)
{
    size_t flip = seed & TILE_MASK, groups = flip & ~(size_t)LANE64_MASK;
    uint64_t tile = (addr ^ seed) & ~(uint64_t)TILE_MASK;
    vl order = count_vl() ^ (flip & LANE64_MASK);
#define ROW(n, m) struct v_row row##n = v_row_at(dg_quotients[n], tile % m);
    DG_MODULI(ROW)
#undef ROW
    for (size_t k = 0; k < DG_TORUS_TILE; k += WL) {
        vd sum = all_vd(-0.0); // so that the first addition is none
#define ADD(n, m) sum += v_row_next(&row##n, n, k);
        DG_MODULI(ADD)
#undef ADD
        emit(use, to, 8 * (k ^ groups), (vl)v_order64(v_fraction(sum), order));
    }
}

// A block's addresses have the same left half.
#define BLOCK_OF_HALVES(name, size)                                                                                    \
    INLINE void name##_block(enum use use, struct sink *to, uint64_t seed, uint64_t addr)                              \
    {                                                                                                                  \
        vu left[U], right[U], first;                                                                                   \
        v_split(addr + count_vl(), addr + WL + count_vl(), &left[0], &first);                                          \
        for (size_t k = 0; k < DG_TORUS_TILE; k += GROUP, first += GROUP) {                                            \
            size_t at = k * (size);                                                                                    \
            EACH(i, U) left[i] = all_vu((uint32_t)(addr >> 32));                                                       \
            EACH(i, U) right[i] = first + (uint32_t)(W * i);                                                           \
            name##_of(use, to, at, seed, left, right);                                                                 \
        }                                                                                                              \
    }
BLOCK_OF_HALVES(feistel, 8)
BLOCK_OF_HALVES(feistel_inv, 8)

// The words of the whole block first, then the torus cells of these: in one chain, twice as long, the CPU could look
// ahead only half as far.
#define BLOCK_OF_SHUFFLED(name, torus, size)                                                                           \
    INLINE void name##_block(enum use use, struct sink *to, uint64_t seed, uint64_t addr)                              \
    {                                                                                                                  \
        uint8_t words[8 * DG_TORUS_TILE];                                                                              \
        struct sink to_words = {.out = words};                                                                         \
        feistel_block(STORE, &to_words, seed, addr);                                                                   \
        for (size_t k = 0; k < DG_TORUS_TILE; k += GROUP) {                                                            \
            vl x[UL];                                                                                                  \
            EACH(i, UL) x[i] = load_vl(words + 8 * (k + WL * i)) ^ seed;                                               \
            torus##_of(use, to, (size)*k, x);                                                                          \
        }                                                                                                              \
    }
BLOCK_OF_SHUFFLED(shuffled32, torus32, 4)
BLOCK_OF_SHUFFLED(shuffled64, torus64, 8)

INLINE void block(dg_kind kind, enum use use, struct sink *to, uint64_t seed, uint64_t addr)
{
    switch (kind) {
    case DG_TORUS32:
        torus32_block(use, to, seed, addr);
        break;
    case DG_TORUS64:
        torus64_block(use, to, seed, addr);
        break;
    case DG_FEISTEL:
        feistel_block(use, to, seed, addr);
        break;
    case DG_FEISTEL_INV:
        feistel_inv_block(use, to, seed, addr);
        break;
    case DG_SHUFFLED32:
        shuffled32_block(use, to, seed, addr);
        break;
    case DG_SHUFFLED64:
        shuffled64_block(use, to, seed, addr);
        break;
    }
}

// ---- Runs: block by block, the first and the last of them in part.

typedef void run_fn(uint64_t seed, uint64_t base, size_t count, uint8_t *out);

// Cells from base to the end of its block, at most count.
INLINE size_t in_block(uint64_t base, size_t count)
{
    size_t n = DG_TORUS_TILE - (base & TILE_MASK);
    return n < count ? n : count;
}

INLINE void run_blocks(dg_kind kind, size_t size, uint64_t seed, uint64_t base, size_t count, uint8_t *out)
{
    while (count > 0) {
        uint8_t part[CELL_MAX * DG_TORUS_TILE];
        size_t n = in_block(base, count), skip = base & TILE_MASK;
        struct sink to = {.out = n == DG_TORUS_TILE ? out : part};
        block(kind, STORE, &to, seed, base - skip);
        if (n != DG_TORUS_TILE)
            memcpy(out, part + size * skip, size * n);
        base += n;
        out += size * n;
        count -= n;
    }
}

// The same past the caches, for a buffer whose blocks do not begin with a cache line: through one of two blocks, from
// which whole lines are streamed. What waits for the rest of its line moves to the front.
static void stream_shifted(run_fn run, size_t size, uint64_t seed, uint64_t base, size_t count, uint8_t *out)
{
    enum { STEP = 2 * DG_TORUS_TILE };
    _Alignas(LINE) uint8_t buffer[LINE + CELL_MAX * STEP];
    size_t foreign = (uintptr_t)out % LINE, held = foreign; // the first line begins with bytes that are not ours
    out -= foreign;
    while (count > 0) {
        size_t n = count < STEP ? count : STEP, from = 0;
        run(seed, base, n, buffer + held);
        held += size * n;
        if (foreign != 0 && held >= LINE) {
            memcpy(out + foreign, buffer + foreign, LINE - foreign);
            foreign = 0;
            from = LINE;
        }
        for (; from + LINE <= held; from += LINE)
            EACH(i, LINE / sizeof(vl)) v_stream(out + from + sizeof(vl) * i, load_vl(buffer + from + sizeof(vl) * i));
        out += from;
        held -= from;
        memmove(buffer, buffer + from, held);
        base += n;
        count -= n;
    }
    memcpy(out + foreign, buffer + foreign, held - foreign);
}

INLINE void stream_blocks(dg_kind kind, run_fn run, size_t size, uint64_t seed, uint64_t base, size_t count,
                          uint8_t *out)
{
    size_t head = (base & TILE_MASK) == 0 ? 0 : in_block(base, count);
    run(seed, base, head, out);
    struct sink to = {.out = out + size * head};
    base += head;
    count -= head;
    if ((uintptr_t)to.out % LINE != 0) {
        stream_shifted(run, size, seed, base, count, to.out);
    } else {
        for (; count >= DG_TORUS_TILE; base += DG_TORUS_TILE, count -= DG_TORUS_TILE) {
            block(kind, STREAM, &to, seed, base);
            to.out += size * DG_TORUS_TILE;
        }
        run(seed, base, count, to.out);
    }
    v_stream_end();
}

INLINE size_t match_blocks(dg_kind kind, run_fn run, size_t size, uint64_t seed, uint64_t base, size_t count,
                           const uint8_t *data)
{
    size_t done = 0;
    while (done < count) {
        size_t n = in_block(base + done, count - done);
        struct sink to = {.data = data + size * done};
        if (n == DG_TORUS_TILE) {
            block(kind, MATCH, &to, seed, base + done);
            if (!v_zero(to.differ))
                break;
        } else {
            uint8_t part[CELL_MAX * DG_TORUS_TILE];
            run(seed, base + done, n, part);
            if (memcmp(to.data, part, size * n) != 0)
                break;
        }
        done += n;
    }
    return done;
}

#define RUN(name, kind, size)                                                                                          \
    static void name##_run(uint64_t seed, uint64_t base, size_t count, uint8_t *out)                                   \
    {                                                                                                                  \
        if (count < FEW)                                                                                               \
            dg_kernels_scalar.run[kind](seed, base, count, out);                                                       \
        else                                                                                                           \
            run_blocks(kind, size, seed, base, count, out);                                                            \
    }                                                                                                                  \
    static void name##_stream(uint64_t seed, uint64_t base, size_t count, uint8_t *out)                                \
    {                                                                                                                  \
        stream_blocks(kind, name##_run, size, seed, base, count, out);                                                 \
    }                                                                                                                  \
    static size_t name##_match(uint64_t seed, uint64_t base, size_t count, const uint8_t *data)                        \
    {                                                                                                                  \
        return match_blocks(kind, name##_run, size, seed, base, count, data);                                          \
    }
RUN(torus32, DG_TORUS32, 4)
RUN(torus64, DG_TORUS64, 8)
RUN(feistel, DG_FEISTEL, 8)
RUN(feistel_inv, DG_FEISTEL_INV, 8)
RUN(shuffled32, DG_SHUFFLED32, 4)
RUN(shuffled64, DG_SHUFFLED64, 8)
