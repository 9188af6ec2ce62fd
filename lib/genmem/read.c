// SPDX-License-Identifier: Apache-2.0
// Reading: what is written lies over what is clean, which comes from the morph, the mirror or the generator, in this
// order. deltagen/genmem.h
#include <string.h>

#include <deltagen/synth.h>

#include "base/bytes.h"
#include "base/float_env.h"
#include "genmem/chain.h"

enum { LIST_PART = 64 }; // addresses of a list at a time

static int read_run(const dg_genmem *mem, uint64_t base, size_t count, uint8_t *out, dg_error *err);
static int read_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, uint8_t *out, dg_error *err);

static double morphed(const dg_genmem_morph *morph, double x)
{
    switch (morph->mode) {
    case DG_GENMEM_LINEAR:
        return morph->a * x + morph->b;
    case DG_GENMEM_ADD:
        return x + morph->b;
    case DG_GENMEM_MULTIPLY:
        return x * morph->a;
    default:
        return x;
    }
}

static uint64_t morphed_u64(const dg_genmem_morph *morph, uint64_t x)
{
    switch (morph->mode) {
    case DG_GENMEM_LINEAR:
        return morph->a_u64 * x + morph->b_u64;
    case DG_GENMEM_ADD:
        return x + morph->b_u64;
    case DG_GENMEM_MULTIPLY:
        return x * morph->a_u64;
    default:
        return x;
    }
}

static void morph_cells(dg_kind kind, const dg_genmem_morph *morph, size_t n, uint8_t *cells)
{
    dg_float_env before = dg_float_enter();
    for (size_t i = 0; i < n; i++) {
        if (kind == DG_FEISTEL)
            dg_store64_le(cells + 8 * i, morphed_u64(morph, dg_load64_le(cells + 8 * i)));
        else if (dg_cell_size(kind) == 8)
            dg_store64_le(cells + 8 * i, dg_bits64(morphed(morph, dg_double_of(dg_load64_le(cells + 8 * i)))));
        else
            dg_store32_le(cells + 4 * i,
                          dg_bits32((float)morphed(morph, (double)dg_float_of(dg_load32_le(cells + 4 * i)))));
    }
    dg_float_leave(before);
}

// A run (addrs is NULL) or a list.
struct wanted {
    uint64_t base;
    const uint64_t *addrs;
    size_t n;
};

static int generate(const dg_genmem *mem, const struct wanted *w, uint8_t *out, dg_error *err)
{
    if (mem->device)
        return w->addrs ? dg_synth_list(mem->device, mem->kind, mem->seed, w->addrs, w->n, out, err)
                        : dg_synth_run(mem->device, mem->kind, mem->seed, w->base, w->n, out, err);
    if (w->n == 1) { // a call of one cell is what is most called
        uint64_t bits = htole64(dg_cell(mem->kind, mem->seed, w->addrs ? *w->addrs : w->base));
        memcpy(out, &bits, mem->cell_size);
    } else if (!w->addrs)
        dg_cell_run(mem->kind, mem->seed, w->base, w->n, out);
    else
        dg_cell_list(mem->kind, mem->seed, w->addrs, w->n, out);
    return DG_OK;
}

static int derive(const dg_genmem *mem, const struct dg_source *source, const struct wanted *w, uint8_t *out,
                  dg_error *err)
{
    int code =
        w->addrs ? read_list(source->from, w->addrs, w->n, out, err) : read_run(source->from, w->base, w->n, out, err);
    if (code == DG_OK && source->morph.mode != DG_GENMEM_IDENTITY)
        morph_cells(mem->kind, &source->morph, w->n, out);
    return code;
}

static const struct dg_source *source_of(const dg_genmem *mem)
{
    const struct dg_source *source = atomic_load(&mem->morph);
    return source ? source : atomic_load(&mem->mirror);
}

static int clean(const dg_genmem *mem, const struct wanted *w, uint8_t *out, dg_error *err)
{
    if (!source_of(mem))
        return generate(mem, w, out, err);
    struct dg_readers *readers = atomic_load(&mem->readers);
    unsigned token = dg_readers_enter(readers);
    const struct dg_source *source = source_of(mem);
    int code = source ? derive(mem, source, w, out, err) : generate(mem, w, out, err);
    dg_readers_leave(readers, token);
    return code;
}

// Puts what is written over the cells of a run.
static void lay_over(const dg_genmem *mem, uint64_t base, size_t count, uint8_t *out)
{
    uint64_t pages[DG_OVERLAY_BATCH], last = base + (count - 1), from = base / DG_PAGE, through;
    for (;; from = through + 1) {
        size_t n = dg_overlay_pages(mem->overlay, from, last / DG_PAGE, pages, &through);
        for (size_t i = 0; i < n; i++) {
            uint64_t first = pages[i] * DG_PAGE, end = first + (DG_PAGE - 1);
            if (first < base)
                first = base;
            if (end > last)
                end = last;
            (void)dg_overlay_get_cells(mem->overlay, first, (unsigned)(end - first) + 1,
                                       out + (first - base) * mem->cell_size);
        }
        if (through == last / DG_PAGE)
            return;
    }
}

// A run of a memory, and how far it has been read.
struct run {
    const dg_genmem *mem;
    uint64_t base, last, next; // addresses
    bool done;
    uint8_t *out;
};

static uint8_t *place_of(const struct run *run, uint64_t addr)
{
    return run->out + (addr - run->base) * run->mem->cell_size;
}

static void read_to(struct run *run, uint64_t last)
{
    run->next = last + 1;
    run->done = last == run->last;
}

// From where it is to `last`: what is clean, and over it what is written.
static int read_mixed(struct run *run, uint64_t last, dg_error *err)
{
    size_t n = (size_t)(last - run->next) + 1;
    int code = clean(run->mem, &(struct wanted){.base = run->next, .n = n}, place_of(run, run->next), err);
    if (code == DG_OK)
        lay_over(run->mem, run->next, n, place_of(run, run->next));
    read_to(run, last);
    return code;
}

// The same where all was written a moment ago, and mostly still is.
static int read_written(struct run *run, uint64_t last, dg_error *err)
{
    int code = DG_OK;
    for (uint64_t addr = run->next; code == DG_OK && !run->done && addr <= last; addr = run->next) {
        uint64_t end = addr | (DG_PAGE - 1);
        unsigned n = (unsigned)((end < last ? end : last) - addr) + 1;
        uint64_t all = UINT64_MAX >> (DG_PAGE - n);
        if (dg_overlay_get_cells(run->mem->overlay, addr, n, place_of(run, addr)) == all)
            read_to(run, addr + (n - 1));
        else
            code = read_mixed(run, addr + (n - 1), err);
    }
    return code;
}

// Pages that follow each other and are written.
struct stretch {
    uint64_t first, pages;
};

static int read_around(struct run *run, const struct stretch *stretch, dg_error *err)
{
    enum { WORTH_WHILE = 16 }; // pages for which a request is made two
    uint64_t first = stretch->first * DG_PAGE, last = first + (stretch->pages * DG_PAGE - 1);
    if (stretch->pages < WORTH_WHILE)
        return DG_OK;
    if (last > run->last)
        last = run->last;
    int code = first > run->next ? read_mixed(run, first - 1, err) : DG_OK;
    return code == DG_OK ? read_written(run, last, err) : code;
}

// A device is not asked for what is written.
static int read_sparing(struct run *run, dg_error *err)
{
    uint64_t pages[DG_OVERLAY_BATCH], from = run->base / DG_PAGE, through;
    struct stretch stretch = {0};
    int code = DG_OK;
    do {
        size_t n = dg_overlay_pages(run->mem->overlay, from, run->last / DG_PAGE, pages, &through);
        for (size_t i = 0; code == DG_OK && i < n; i++) {
            if (dg_overlay_mask(run->mem->overlay, pages[i]) != UINT64_MAX)
                continue;
            if (pages[i] != stretch.first + stretch.pages) {
                code = read_around(run, &stretch, err);
                stretch = (struct stretch){.first = pages[i]};
            }
            stretch.pages++;
        }
        from = through + 1;
    } while (code == DG_OK && through != run->last / DG_PAGE);
    if (code == DG_OK)
        code = read_around(run, &stretch, err);
    return code == DG_OK && !run->done ? read_mixed(run, run->last, err) : code;
}

static int read_run(const dg_genmem *mem, uint64_t base, size_t count, uint8_t *out, dg_error *err)
{
    struct run run = {.mem = mem, .base = base, .last = base + (count - 1), .next = base, .out = out};
    if (count == 0)
        return DG_OK;
    return mem->device && !source_of(mem) ? read_sparing(&run, err) : read_mixed(&run, run.last, err);
}

// A part of a list: only the clean ones among the addresses are asked for further down.
static int read_part(const dg_genmem *mem, const uint64_t *addrs, size_t n, uint8_t *out, dg_error *err)
{
    uint64_t rest[LIST_PART], bits;
    uint16_t place[LIST_PART];
    uint8_t cells[LIST_PART * 8];
    size_t size = mem->cell_size, k = 0;
    for (size_t i = 0; i < n; i++)
        dg_overlay_prefetch(mem->overlay, addrs[i]);
    for (size_t i = 0; i < n; i++) {
        if (dg_overlay_get(mem->overlay, addrs[i], &bits)) {
            bits = htole64(bits);
            memcpy(out + i * size, &bits, size);
        } else {
            rest[k] = addrs[i];
            place[k++] = (uint16_t)i;
        }
    }
    int code = k > 0 ? clean(mem, &(struct wanted){.addrs = rest, .n = k}, cells, err) : DG_OK;
    for (size_t i = 0; code == DG_OK && i < k; i++)
        memcpy(out + place[i] * size, cells + i * size, size);
    return code;
}

static int read_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, uint8_t *out, dg_error *err)
{
    int code = DG_OK;
    for (size_t i = 0; code == DG_OK && i < n; i += LIST_PART)
        code = read_part(mem, addrs + i, n - i < LIST_PART ? n - i : LIST_PART, out + i * mem->cell_size, err);
    return code;
}

int dg_genmem_fetch(const dg_genmem *mem, uint64_t addr, uint64_t *bits, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK)
        return code;
    if (!bits)
        return dg_fail(err, DG_ERR_ARGUMENT, "bits is NULL: it must point to room for the cell");
    if (dg_overlay_get(mem->overlay, addr, bits))
        return DG_OK;
    uint8_t cell[8] = {0};
    code = clean(mem, &(struct wanted){.addrs = &addr, .n = 1}, cell, err);
    if (code == DG_OK)
        *bits = dg_load64_le(cell);
    return code;
}

int dg_genmem_fetch_run(const dg_genmem *mem, uint64_t base, size_t count, void *out, dg_error *err)
{
    int code = dg_genmem_valid_run(mem, base, count, out, err);
    return code == DG_OK ? read_run(mem, base, count, out, err) : code;
}

int dg_genmem_fetch_list(const dg_genmem *mem, const uint64_t *addrs, size_t n, void *out, dg_error *err)
{
    int code = dg_genmem_valid_list(mem, addrs, n, out, err);
    return code == DG_OK ? read_list(mem, addrs, n, out, err) : code;
}
