// SPDX-License-Identifier: Apache-2.0
// Part of body.h: cells of lists of addresses.

INLINE void torus32_cells(struct sink *to, size_t at, uint64_t seed, const vl *addr)
{
    vl x[UL];
    EACH(i, UL) x[i] = addr[i] ^ seed;
    torus32_of(STORE, to, at, x);
}

INLINE void torus64_cells(struct sink *to, size_t at, uint64_t seed, const vl *addr)
{
    vl x[UL];
    EACH(i, UL) x[i] = addr[i] ^ seed;
    torus64_of(STORE, to, at, x);
}

#define CELLS_OF_HALVES(name)                                                                                          \
    INLINE void name##_cells(struct sink *to, size_t at, uint64_t seed, const vl *addr)                                \
    {                                                                                                                  \
        vu left[U], right[U];                                                                                          \
        EACH(i, U) v_split(addr[2 * i], addr[2 * i + 1], &left[i], &right[i]);                                         \
        name##_of(STORE, to, at, seed, left, right);                                                                   \
    }
CELLS_OF_HALVES(feistel)
CELLS_OF_HALVES(feistel_inv)

INLINE void load_group(vl *to, const uint8_t *addrs)
{
    EACH(i, UL) to[i] = load_vl(addrs + sizeof(vl) * i);
}

INLINE void cells(dg_kind kind, struct sink *to, size_t at, uint64_t seed, const vl *addr)
{
    if (kind == DG_TORUS32)
        torus32_cells(to, at, seed, addr);
    else if (kind == DG_TORUS64)
        torus64_cells(to, at, seed, addr);
    else if (kind == DG_FEISTEL)
        feistel_cells(to, at, seed, addr);
    else
        feistel_inv_cells(to, at, seed, addr);
}

INLINE void list_groups(dg_kind kind, size_t size, uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)
{
    struct sink to = {.out = out};
    vl addr[UL];
    size_t i = 0;
    for (; i + GROUP <= n; i += GROUP) {
        load_group(addr, addrs + 8 * i);
        cells(kind, &to, size * i, seed, addr);
    }
    if (n - i < FEW) {
        dg_kernels_scalar.list[kind](seed, addrs + 8 * i, n - i, out + size * i);
    } else {
        uint8_t last_addrs[8 * GROUP] = {0}, last[CELL_MAX * GROUP];
        memcpy(last_addrs, addrs + 8 * i, 8 * (n - i));
        load_group(addr, last_addrs);
        to.out = last;
        cells(kind, &to, 0, seed, addr);
        memcpy(out + size * i, last, size * (n - i));
    }
}

#define LIST(name, kind, size)                                                                                         \
    static void name##_list(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)                               \
    {                                                                                                                  \
        list_groups(kind, size, seed, addrs, n, out);                                                                  \
    }
LIST(torus32, DG_TORUS32, 4)
LIST(torus64, DG_TORUS64, 8)
LIST(feistel, DG_FEISTEL, 8)
LIST(feistel_inv, DG_FEISTEL_INV, 8)

// In two steps too (body_runs.h).
#define LIST_OF_SHUFFLED(name, torus, size)                                                                            \
    static void name##_list(uint64_t seed, const uint8_t *addrs, size_t n, uint8_t *out)                               \
    {                                                                                                                  \
        enum { STEP = 4 * GROUP };                                                                                     \
        uint8_t words[8 * STEP];                                                                                       \
        for (size_t i = 0; i < n; i += STEP) {                                                                         \
            size_t count = n - i < STEP ? n - i : STEP;                                                                \
            feistel_list(seed, addrs + 8 * i, count, words);                                                           \
            torus##_list(seed, words, count, out + (size)*i);                                                          \
        }                                                                                                              \
    }
LIST_OF_SHUFFLED(shuffled32, torus32, 4)
LIST_OF_SHUFFLED(shuffled64, torus64, 8)
