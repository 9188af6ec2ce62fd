// SPDX-License-Identifier: Apache-2.0
// Giving a memory a source: deltagen/genmem.h, chain.h.
#include <stdlib.h>

#include "base/sized.h"
#include "genmem/chain.h"

// f32, f64 or u64.
static int type_of(dg_kind kind)
{
    return kind == DG_FEISTEL ? 0 : (int)dg_cell_size(kind);
}

static void let_go(struct dg_source *source)
{
    if (source)
        dg_genmem_release(source->from);
    free(source);
}

static int exchange(dg_genmem *mem, bool morph, struct dg_source *source, dg_error *err)
{
    struct dg_source *before = source;
    int code = dg_chain_set(mem, morph ? &mem->morph : &mem->mirror, source, &before, err);
    let_go(before);
    return code;
}

// Before there is a source to follow.
static int count_readers(dg_genmem *mem, dg_error *err)
{
    if (atomic_load(&mem->readers))
        return DG_OK;
    struct dg_readers *readers = dg_readers_open(), *none = NULL;
    if (!readers)
        return dg_fail(err, DG_ERR_MEMORY, "no memory to count readers (%zu bytes)", sizeof *readers);
    if (!atomic_compare_exchange_strong(&mem->readers, &none, readers))
        dg_readers_close(readers); // another was faster
    return DG_OK;
}

static int set_source(dg_genmem *mem, bool morph, dg_genmem *from, const dg_genmem_morph *how, dg_error *err)
{
    if (type_of(from->kind) != type_of(mem->kind))
        return dg_fail(err, DG_ERR_ARGUMENT,
                       "the source is of kind %s and the memory of %s: both must have f32, f64 or u64 cells",
                       dg_kind_name(from->kind), dg_kind_name(mem->kind));
    int code = count_readers(mem, err);
    if (code != DG_OK)
        return code;
    struct dg_source *source = malloc(sizeof *source);
    if (!source)
        return dg_fail(err, DG_ERR_MEMORY, "no memory for a source (%zu bytes)", sizeof *source);
    *source = (struct dg_source){.from = from, .morph = *how};
    dg_genmem_retain(from);
    return exchange(mem, morph, source, err);
}

int dg_genmem_set_morph(dg_genmem *mem, dg_genmem *source, const dg_genmem_morph *given, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK || !source)
        return code == DG_OK ? exchange(mem, true, NULL, err) : code;
    if (!given)
        return dg_fail(err, DG_ERR_ARGUMENT, "morph is NULL: it must say what becomes of the source's cells");
    dg_genmem_morph morph;
    code = dg_sized_take(&morph, sizeof morph, given, "dg_genmem_morph", err);
    if (code != DG_OK)
        return code;
    if ((unsigned)morph.mode > DG_GENMEM_MULTIPLY)
        return dg_fail(err, DG_ERR_ARGUMENT, "mode %d is no morph: it must be one of dg_genmem_mode", (int)morph.mode);
    return set_source(mem, true, source, &morph, err);
}

int dg_genmem_set_mirror(dg_genmem *mem, dg_genmem *source, dg_error *err)
{
    int code = dg_genmem_valid(mem, err);
    if (code != DG_OK || !source)
        return code == DG_OK ? exchange(mem, false, NULL, err) : code;
    return set_source(mem, false, source, &(dg_genmem_morph){.mode = DG_GENMEM_IDENTITY}, err);
}
